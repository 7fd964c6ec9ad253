// SPDX-License-Identifier: Apache-2.0
// Deviations of signatures over data: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto signatures = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {cipher_enable_ignored, "cipher-enable-ignored", "SAM-DCI-05 SAM-SDC-05", "recorded",
       "ciphers with keys whose CipherEnable is 0"},
      {data_cipher_enable_ignored, "data-cipher-enable-ignored", "SAM-DCI-05", "",
       "signs with keys whose DataCipherEnable is 0"},
      {data_cipher_with_aes, "data-cipher-with-aes", "SAM-DCI-06", "",
       "makes basic signatures with AES keys"},
      {data_cipher_of_any_size, "data-cipher-of-any-size", "SAM-DCI-02", "",
       "signs data that are no whole blocks"},
      {data_cipher_of_216, "data-cipher-of-216", "SAM-DCI-02", "",
       "takes one block more than 208 bytes"},
      {signing_keys_undiversified, "signing-keys-undiversified", "SAM-PSO-06", "",
       "ignores the diversifier of signing keys"},
      {signature_of_any_size, "signature-of-any-size", "SAM-PSO-10 SAM-PSO-20", "",
       "takes signature sizes above 8"},
      {long_messages_signed, "long-messages-signed", "SAM-PSO-07", "",
       "signs messages longer than 208 bytes"},
      {offset_unchecked, "offset-unchecked", "SAM-PSO-05", "",
       "takes a traceability offset beyond the message"},
      {trace_first_bytes, "trace-first-bytes", "SAM-PSO-02", "",
       "truncates the serial number at the wrong end"},
      {trace_without_counter, "trace-without-counter", "SAM-PSO-02 SAM-PSO-04", "",
       "traces with zeros instead of the counter"},
      {offset_in_bytes, "offset-in-bytes", "SAM-PSO-02", "",
       "rounds the traceability offset to bytes"},
      {trace_not_done, "trace-not-done", "SAM-PSO-02 SAM-PSO-03", "",
       "leaves the message as it is whatever the traceability"},
      {message_signed_as_given, "message-signed-as-given", "SAM-PSO-14", "",
       "signs the message from before the traceability"},
      {traced_message_kept, "traced-message-kept", "SAM-PSO-02", "",
       "does not answer the message with traceability"},
      {signature_always_8, "signature-always-8", "SAM-PSO-01", "",
       "answers 8 bytes of signature whatever the size asked for"},
      {signatures_unchecked, "signatures-unchecked", "SAM-PSO-15", "", "takes any signature"},
      {signature_first_byte_compared, "signature-first-byte-compared", "SAM-PSO-15", "",
       "compares the first byte of a signature"},
      {wrong_signature_says_6982, "wrong-signature-says-6982", "SAM-PSO-15", "",
       "says busy to a wrong signature"},
      {never_busy, "never-busy", "SAM-PSO-16", "",
       "is ready at once after a wrong signature in busy mode"},
      {busy_in_normal_mode, "busy-in-normal-mode", "SAM-PSO-17", "",
       "is busy after any wrong signature"},
      {busy_for_ever, "busy-for-ever", "SAM-PSO-16", "", "stays busy until for ever"},
      {busy_says_6985, "busy-says-6985", "SAM-PSO-16", "",
       "has another status word for being busy"},
      {data_cipher_first_block, "data-cipher-first-block", "SAM-DCI-01", "",
       "signs the first block of data alone"},
      {verification_undiversified, "verification-undiversified", "SAM-PSO-13", "",
       "verifies signatures without the diversifier"},
      {traced_signatures_never_busy, "traced-signatures-never-busy", "SAM-PSO-16", "",
       "is not busy after a wrong signature over traceability data"},
  });
}();

}  // namespace assay::model::sam::deviations

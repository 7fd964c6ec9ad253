// SPDX-License-Identifier: Apache-2.0
// Deviations of signatures over data: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto signatures = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {cipher_enable_ignored, "cipher-enable-ignored", "", "",
       "ciphers with keys whose CipherEnable is 0"},
      {data_cipher_enable_ignored, "data-cipher-enable-ignored", "", "",
       "signs with keys whose DataCipherEnable is 0"},
      {data_cipher_with_aes, "data-cipher-with-aes", "", "",
       "makes basic signatures with AES keys"},
      {data_cipher_of_any_size, "data-cipher-of-any-size", "", "",
       "signs data that are no whole blocks"},
      {data_cipher_of_216, "data-cipher-of-216", "", "", "takes one block more than 208 bytes"},
      {signing_keys_undiversified, "signing-keys-undiversified", "", "",
       "ignores the diversifier of signing keys"},
      {key_reference_ignored, "key-reference-ignored", "", "",
       "takes any first byte for a key by name"},
      {signature_of_any_size, "signature-of-any-size", "", "", "takes signature sizes above 8"},
      {long_messages_signed, "long-messages-signed", "", "",
       "signs messages longer than 208 bytes"},
      {offset_unchecked, "offset-unchecked", "", "",
       "takes a traceability offset beyond the message"},
      {trace_first_bytes, "trace-first-bytes", "", "",
       "truncates the serial number at the wrong end"},
      {trace_without_counter, "trace-without-counter", "", "",
       "traces with zeros instead of the counter"},
      {offset_in_bytes, "offset-in-bytes", "", "", "rounds the traceability offset to bytes"},
      {trace_not_done, "trace-not-done", "", "",
       "leaves the message as it is whatever the traceability"},
      {message_signed_as_given, "message-signed-as-given", "", "",
       "signs the message from before the traceability"},
      {traced_message_kept, "traced-message-kept", "", "",
       "does not answer the message with traceability"},
      {mode_unsigned, "mode-unsigned", "", "", "leaves the mode out of the signature"},
      {signature_always_8, "signature-always-8", "", "",
       "answers 8 bytes of signature whatever the size asked for"},
      {signature_enable_ignored, "signature-enable-ignored", "", "",
       "signs with keys that must not"},
      {verification_enable_ignored, "verification-enable-ignored", "", "",
       "verifies with keys that must not"},
      {signatures_unchecked, "signatures-unchecked", "", "", "takes any signature"},
      {signature_first_byte_compared, "signature-first-byte-compared", "", "",
       "compares the first byte of a signature"},
      {wrong_signature_says_6982, "wrong-signature-says-6982", "", "",
       "says busy to a wrong signature"},
      {never_busy, "never-busy", "", "", "is ready at once after a wrong signature in busy mode"},
      {busy_in_normal_mode, "busy-in-normal-mode", "", "", "is busy after any wrong signature"},
      {busy_for_ever, "busy-for-ever", "", "", "stays busy until for ever"},
      {busy_says_6985, "busy-says-6985", "", "", "has another status word for being busy"},
      {unknown_operation_says_6a00, "unknown-operation-says-6a00", "", "",
       "has another status word for an unknown security operation"},
  });
}();

}  // namespace assay::model::sam::deviations

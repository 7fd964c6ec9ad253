// SPDX-License-Identifier: Apache-2.0
// Deviations of SCP03: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto scp03 = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {scp03_kdf_context_swapped, "scp03-kdf-context-swapped", "GPD-4.1.5-04", "",
       "puts the card challenge in front of the host challenge"},
      {scp03_kdf_length_in_bytes, "scp03-kdf-length-in-bytes", "GPD-4.1.5-03 GPD-4.1.5-01", "",
       "writes the length L in bytes"},
      {scp03_kdf_counter_stands, "scp03-kdf-counter-stands", "GPD-4.1.5-05", "",
       "repeats the first block for longer keys"},
      {scp03_s_enc_constant, "scp03-s-enc-constant", "GPD-4.1.5-06", "",
       "derives S-ENC with the constant of S-MAC"},
      {scp03_s_mac_from_enc_key, "scp03-s-mac-from-enc-key", "GPD-4.1.5-07", "",
       "derives S-MAC from Key-ENC"},
      {scp03_s_rmac_constant, "scp03-s-rmac-constant", "GPD-4.1.5-08", "",
       "derives S-RMAC with the constant of S-MAC"},
      {scp03_card_cryptogram_constant, "scp03-card-cryptogram-constant", "GPD-6.2.2-02", "",
       "computes the card cryptogram with the constant of the host cryptogram"},
      {scp03_host_cryptogram_unchecked, "scp03-host-cryptogram-unchecked", "GPD-7.1.2-02", "",
       "does not compare the host cryptogram"},
      {scp03_c_mac_unchecked, "scp03-c-mac-unchecked", "GPD-5.6-03 GPD-6.2.4-07 GPD-6.2.4-08", "",
       "does not verify the C-MAC"},
      {scp03_c_mac_half_compared, "scp03-c-mac-half-compared", "GPD-6.2.4-02", "",
       "compares the first four bytes of the C-MAC"},
      {scp03_c_mac_covers_le, "scp03-c-mac-covers-le", "GPD-6.2.4-05", "",
       "includes Le in the C-MAC"},
      {scp03_c_mac_covers_channel, "scp03-c-mac-covers-channel", "GPD-6.2.4-06", "",
       "leaves the channel number in the class byte under the C-MAC"},
      {scp03_c_mac_plain_class, "scp03-c-mac-plain-class", "GPD-6.2.4-03", "",
       "takes the secure messaging bit out of the class byte under the C-MAC"},
      {scp03_c_mac_lc_of_data, "scp03-c-mac-lc-of-data", "GPD-6.2.4-04", "",
       "leaves the MAC out of the Lc under the C-MAC"},
      {scp03_chaining_cut, "scp03-chaining-cut", "GPD-6.2.3-02", "",
       "keeps the sent half of the C-MAC as chaining value"},
      {scp03_chaining_stands, "scp03-chaining-stands", "GPD-6.2.3-03", "",
       "does not move the chaining value, so that a command can be replayed"},
      {scp03_chaining_not_reset, "scp03-chaining-not-reset", "GPD-6.2.3-01", "",
       "starts a second session from the chaining value of the first"},
      {scp03_counter_from_zero, "scp03-counter-from-zero", "GPD-6.2.6-03", "",
       "starts the encryption counter one too low"},
      {scp03_counter_counts_data_only, "scp03-counter-counts-data-only", "GPD-6.2.6-04", "",
       "raises the encryption counter only for commands with data"},
      {scp03_icv_in_clear, "scp03-icv-in-clear", "GPD-6.2.6-02", "",
       "uses the counter itself as ICV"},
      {scp03_padding_unchecked, "scp03-padding-unchecked", "GPD-6.2.6-07", "",
       "takes data with wrong padding as they are"},
      {scp03_mac_over_plaintext, "scp03-mac-over-plaintext", "GPD-6.2.6-06", "",
       "decrypts first and verifies the C-MAC over the plain data"},
      {scp03_clear_data_taken, "scp03-clear-data-taken", "GPD-6.2.6-09 GPD-5.5-03", "",
       "takes a data field of no whole number of blocks as clear"},
      {scp03_r_mac_only_with_data, "scp03-r-mac-only-with-data", "GPD-6.2.5-05", "",
       "leaves the R-MAC out of answers without data"},
      {scp03_r_mac_on_errors, "scp03-r-mac-on-errors", "GPD-6.2.5-03", "",
       "adds an R-MAC to error status words too"},
      {scp03_r_mac_not_on_warnings, "scp03-r-mac-not-on-warnings", "GPD-6.2.5-06", "",
       "leaves the R-MAC out of answers with a warning"},
      {scp03_r_mac_without_status, "scp03-r-mac-without-status", "GPD-6.2.5-02", "",
       "leaves the status word out of the R-MAC"},
      {scp03_r_mac_chained, "scp03-r-mac-chained", "GPD-6.2.5-07", "",
       "chains each R-MAC on the one before"},
      {scp03_r_mac_on_authenticate, "scp03-r-mac-on-authenticate", "GPD-6.2.5-04 GPD-7.1.2-08", "",
       "adds an R-MAC to the answer of EXTERNAL AUTHENTICATE"},
      {scp03_r_mac_short, "scp03-r-mac-short", "GPD-6.2.5-05", "scp03-s16",
       "sends eight bytes of R-MAC in S16 mode too"},
      {scp03_r_enc_command_counter, "scp03-r-enc-command-counter", "GPD-6.2.7-02", "",
       "uses the ICV of the command for the response"},
      {scp03_r_mac_over_plaintext, "scp03-r-mac-over-plaintext", "GPD-6.2.7-03", "",
       "computes the R-MAC over the plain response"},
      {scp03_r_enc_of_nothing, "scp03-r-enc-of-nothing", "GPD-6.2.7-04", "",
       "encrypts a padding block where there are no data"},
  });
}();

}  // namespace assay::model::deviations

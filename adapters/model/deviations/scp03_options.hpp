// SPDX-License-Identifier: Apache-2.0
// Deviations of SCP03 with its options and key lengths: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto scp03_options = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {scp03_kdf_constant_first, "scp03-kdf-constant-first", "GPD-4.1.5-02", "",
       "puts the derivation constant in front of the eleven zero bytes"},
      {scp03_kdf_without_separator, "scp03-kdf-without-separator", "GPD-4.1.5-03", "",
       "leaves the separator out of the derivation data"},
      {scp03_long_keys_cut, "scp03-long-keys-cut", "GPD-6.2.1-01", "",
       "derives session keys of 16 bytes from longer keys too"},
      {scp03_s_rmac_from_enc_key, "scp03-s-rmac-from-enc-key", "GPD-4.1.5-08", "scp03-70-aes192",
       "derives S-RMAC from Key-ENC"},
      {scp03_option_without_pseudo_random, "scp03-option-without-pseudo-random", "GPD-5.1-02", "",
       "leaves the bit of pseudo-random challenges out of i"},
      {scp03_option_without_r_mac, "scp03-option-without-r-mac", "GPD-5.1-03", "",
       "leaves the bits of response protection out of i"},
      {scp03_option_without_r_enc, "scp03-option-without-r-enc", "GPD-5.1-04", "",
       "leaves the bit of response encryption out of i"},
      {scp03_option_without_s16, "scp03-option-without-s16", "GPD-5.1-06", "scp03-70-s16",
       "leaves the bit of S16 mode out of i"},
      {scp03_challenge_random_anyway, "scp03-challenge-random-anyway", "GPD-6.2.2.1-02", "scp03-10",
       "draws a random challenge although i says that it is pseudo-random"},
      {scp03_random_challenge_repeats, "scp03-random-challenge-repeats", "GPD-6.2.2.1-01",
       "scp03-60", "does not draw new randomness for the card challenge"},
      {scp03_counter_with_random_challenge, "scp03-counter-with-random-challenge", "GPD-7.1.1-04",
       "scp03-60", "tells a sequence counter with a random challenge too"},
      {scp03_counter_wraps, "scp03-counter-wraps", "GPD-6.2.2.1-06", "counters-at-end",
       "starts again from zero behind the last sequence counter"},
      {scp03_s16_short_host_challenge, "scp03-s16-short-host-challenge", "GPD-7.1.1-08",
       "scp03-70-s16", "takes a host challenge of eight bytes in S16 mode"},
      {scp03_s16_eight_bytes_compared, "scp03-s16-eight-bytes-compared", "GPD-6.2.4-02",
       "scp03-70-s16", "compares the first eight bytes of a C-MAC of sixteen"},
      {scp03_c_mac_without_parameters, "scp03-c-mac-without-parameters",
       "GPD-6.2.4-08 GPD-6.2.4-01", "", "leaves P1 and P2 out of the C-MAC"},
      {scp03_c_enc_icv_zero, "scp03-c-enc-icv-zero", "GPD-6.2.6-02", "",
       "decrypts from a zero ICV, as SCP02 does"},
      {scp03_c_enc_under_mac_key, "scp03-c-enc-under-mac-key", "GPD-6.2.6-01", "",
       "decrypts with S-MAC"},
      {scp03_whole_block_of_padding_refused, "scp03-whole-block-of-padding-refused", "GPD-6.2.6-05",
       "", "takes sixteen bytes of padding for a mistake"},
      {scp03_empty_data_decrypted, "scp03-empty-data-decrypted", "GPD-6.2.6-08", "",
       "expects an encrypted data field where there are no data"},
      {scp03_r_mac_under_c_mac_key, "scp03-r-mac-under-c-mac-key", "GPD-6.2.5-01", "",
       "computes the R-MAC with S-MAC"},
      {scp03_r_mac_from_zero, "scp03-r-mac-from-zero", "GPD-6.2.5-02", "",
       "leaves the chaining value out of the R-MAC"},
      {scp03_r_enc_left_out, "scp03-r-enc-left-out", "GPD-6.2.7-01", "",
       "sends response data in clear at level 33"},
      {scp03_r_enc_under_r_mac_key, "scp03-r-enc-under-r-mac-key", "GPD-6.2.7-01", "",
       "encrypts response data with S-RMAC"},
      {scp03_r_enc_icv_zero, "scp03-r-enc-icv-zero", "GPD-6.2.7-02", "",
       "encrypts response data from a zero ICV"},
      {begin_r_mac_says_so_only, "begin-r-mac-says-so-only",
       "GPD-7.1.3-01 GP-E.1.5-15 GP-E.4.5-04 GP-E.5.3.1-01 GP-E.1.5-24", "",
       "answers BEGIN R-MAC SESSION and leaves the level as it was"},
      {begin_r_enc_without_encryption, "begin-r-enc-without-encryption", "GPD-7.1.3-02", "",
       "takes P1 30 of BEGIN R-MAC SESSION for P1 10"},
      {scp03_r_mac_on_begin, "scp03-r-mac-on-begin", "GPD-7.1.3-07", "",
       "adds an R-MAC to the answer of BEGIN R-MAC SESSION itself"},
      {scp03_r_mac_not_on_end, "scp03-r-mac-not-on-end", "GPD-7.1.4-01", "",
       "answers END R-MAC SESSION without R-MAC"},
  });
}();

}  // namespace assay::model::deviations

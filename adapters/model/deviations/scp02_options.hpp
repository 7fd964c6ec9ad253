// SPDX-License-Identifier: Apache-2.0
// Deviations of SCP02 with its options, explicit initiation: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto scp02_options = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {scp02_base_key_for_enc_only, "scp02-base-key-for-enc-only", "GP-E.1.1-07 GP-E.2-02",
       "scp02-14", "looks for a MAC key where there is one base key for everything"},
      {scp02_mac_from_enc_key, "scp02-mac-from-enc-key", "GP-E.1.1-06 GP-E.2-06", "",
       "derives the C-MAC key from S-ENC as if there were one base key"},
      {scp02_derivation_little_endian, "scp02-derivation-little-endian", "GP-E.4.1-02", "",
       "puts the sequence counter into the derivation with its bytes turned round"},
      {scp02_cryptogram_unpadded, "scp02-cryptogram-unpadded", "GP-E.4.2.1-02 GP-E.4.2.1-03", "",
       "leaves the padding block out of the cryptograms"},
      {scp02_counter_shared, "scp02-counter-shared", "GP-E.1.2-03", "",
       "raises the counters of all SCP02 key sets at once"},
      {scp02_counter_wraps, "scp02-counter-wraps", "GP-E.1.2-10", "counters-at-end",
       "starts again from zero behind the last sequence counter"},
      {scp02_challenge_random_anyway, "scp02-challenge-random-anyway", "GP-E.1.1-18 GP-E.1.1-24",
       "", "draws a random challenge with option 55 too"},
      {scp02_challenge_from_enc_key, "scp02-challenge-from-enc-key", "GP-E.4.2.3-03", "",
       "computes the challenge of option 55 with the encryption session key"},
      {scp02_challenge_full_triple_des, "scp02-challenge-full-triple-des", "GP-E.4.2.3-03", "",
       "computes the challenge of option 55 with the full triple DES MAC"},
      {scp02_c_mac_half_compared, "scp02-c-mac-half-compared", "GP-E.1.3-03", "",
       "compares the first four bytes of the C-MAC"},
      {scp02_c_mac_covers_le, "scp02-c-mac-covers-le", "GP-E.1.3-01", "",
       "includes Le in the C-MAC"},
      {scp02_modified_taken_for_unmodified, "scp02-modified-taken-for-unmodified",
       "GP-E.1.1-09 GP-E.1.1-22", "",
       "computes the C-MAC over the unmodified APDU without looking at the option"},
      {scp02_icv_always_encrypted, "scp02-icv-always-encrypted", "GP-E.1.1-15", "scp02-05",
       "encrypts the ICV without looking at the option"},
      {scp02_c_enc_in_ecb, "scp02-c-enc-in-ecb", "GP-E.4.6-06", "", "decrypts in ECB mode"},
      {scp02_c_enc_under_mac_key, "scp02-c-enc-under-mac-key", "GP-E.4.6-06 GP-E.2-05", "",
       "decrypts with the C-MAC session key"},
      {scp02_whole_block_of_padding_refused, "scp02-whole-block-of-padding-refused", "GP-E.4.6-14",
       "", "takes eight bytes of padding for a mistake"},
      {scp02_clear_data_taken, "scp02-clear-data-taken", "GP-E.1.5-09 GP-E.4.6-01", "",
       "takes a data field of no whole number of blocks as clear"},
      {scp02_level_10_refused, "scp02-level-10-refused", "GP-E.5.2.3-07", "scp02-35",
       "takes R-MAC together with C-MAC only"},
      {scp02_r_mac_wants_le, "scp02-r-mac-wants-le", "GP-E.4.5-16", "scp02-35",
       "leaves the R-MAC out of answers to commands without Le"},
      {scp02_r_mac_over_encrypted_data, "scp02-r-mac-over-encrypted-data", "GP-E.4.5-07",
       "scp02-35", "puts the command data into the R-MAC as they were sent"},
      {scp02_r_mac_from_last_c_mac, "scp02-r-mac-from-last-c-mac", "GP-E.3.2-05", "scp02-35",
       "starts the R-MAC of BEGIN R-MAC SESSION from the last C-MAC"},
      {scp02_r_mac_key_from_old_counter, "scp02-r-mac-key-from-old-counter", "GP-E.4.1-08",
       "scp02-35", "takes the counter of the other session keys for an R-MAC that begins later"},
      {scp02_r_mac_status_first, "scp02-r-mac-status-first", "GP-E.4.5-15", "scp02-35",
       "puts the status word in front of the response data"},
      {scp02_r_mac_without_status, "scp02-r-mac-without-status", "GP-E.4.5-15", "scp02-35",
       "leaves the status word out of the R-MAC"},
      {scp02_r_mac_without_li_on_error, "scp02-r-mac-without-li-on-error", "GP-E.4.5-14",
       "scp02-35", "leaves the length byte out where an error has no data"},
      {scp02_r_mac_icv_encrypted, "scp02-r-mac-icv-encrypted", "GP-E.3.2-04", "scp02-35",
       "encrypts the ICV of R-MACs too"},
      {scp02_r_mac_full_triple_des, "scp02-r-mac-full-triple-des", "GP-E.4.5-17", "scp02-35",
       "computes the R-MAC with full triple DES"},
      {begin_r_mac_without_option, "begin-r-mac-without-option", "GP-E.1.1-17", "",
       "begins an R-MAC session although the option has none"},
      {begin_r_mac_any_p2, "begin-r-mac-any-p2", "GP-E.5.3.4-01", "scp02-35",
       "does not look at P2 of BEGIN R-MAC SESSION"},
      {begin_r_mac_23_bytes_at_most, "begin-r-mac-23-bytes-at-most", "GP-E.5.3.5-06", "scp02-35",
       "refuses 24 bytes of data in BEGIN R-MAC SESSION"},
      {begin_r_mac_always_every_response, "begin-r-mac-always-every-response", "GP-E.5.3.3-04",
       "scp02-35", "sends R-MACs in every response with P1 00 too"},
      {begin_r_mac_answers_r_mac, "begin-r-mac-answers-r-mac", "GP-E.5.3.3-01 GP-E.5.3.6-01",
       "scp02-35", "adds an R-MAC to the answer of BEGIN R-MAC SESSION itself"},
      {end_r_mac_any_p1, "end-r-mac-any-p1", "GP-E.5.4.3-01", "scp02-35",
       "does not look at P1 of END R-MAC SESSION"},
      {end_r_mac_return_restarts, "end-r-mac-return-restarts", "GP-E.5.4.1-02 GP-E.4.5-20",
       "scp02-35", "starts the R-MAC chain again when it only returns the R-MAC"},
      {end_r_mac_lowers_command_security, "end-r-mac-lowers-command-security", "GP-E.1.5-17",
       "scp02-35", "takes C-MAC out of the level together with R-MAC"},
      {end_r_mac_ends_initial_too, "end-r-mac-ends-initial-too", "GPD-7.1.4-02", "",
       "turns R-MACs off although EXTERNAL AUTHENTICATE asked for them"},
  });
}();

}  // namespace assay::model::deviations

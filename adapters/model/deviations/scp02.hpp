// SPDX-License-Identifier: Apache-2.0
// Deviations of SCP02: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto scp02 = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {scp02_card_cryptogram_order, "scp02-card-cryptogram-order", "GP-E.4.2.1-01", "",
       "puts the host challenge last in the card cryptogram"},
      {scp02_host_cryptogram_order, "scp02-host-cryptogram-order", "GP-E.4.2.2-01", "",
       "puts the host challenge first in the host cryptogram"},
      {scp02_cryptogram_retail_mac, "scp02-cryptogram-retail-mac", "GP-E.4.2-01", "",
       "computes the cryptograms with the retail MAC"},
      {scp02_host_cryptogram_unchecked, "scp02-host-cryptogram-unchecked",
       "GP-E.1.2.1-12 GP-E.4.2-03", "", "does not compare the host cryptogram"},
      {scp02_key_constant_enc, "scp02-key-constant-enc", "GP-E.4.1-05", "",
       "derives S-ENC with the constant of the DEK"},
      {scp02_key_constant_mac, "scp02-key-constant-mac", "GP-E.4.1-03", "",
       "derives the C-MAC key with the constant of the R-MAC key"},
      {scp02_key_constant_r_mac, "scp02-key-constant-r-mac", "GP-E.4.1-04 GP-E.4.1-09",
       "scp02-r-mac", "derives the R-MAC key with the constant of the C-MAC key"},
      {scp02_derivation_in_ecb, "scp02-derivation-in-ecb", "GP-E.4.1-07", "",
       "derives session keys in ECB mode"},
      {scp02_derivation_without_counter, "scp02-derivation-without-counter",
       "GP-E.1.2-02 GP-E.4.1-02 GP-E.4.1-01 GP-E.1.2.1-08 GP-E.5.1.6-08", "",
       "derives session keys with counter zero"},
      {scp02_counter_raised_early, "scp02-counter-raised-early", "GP-E.1.2-04 GP-E.1.2-09", "",
       "raises the sequence counter at INITIALIZE UPDATE"},
      {scp02_counter_stands, "scp02-counter-stands", "GP-E.1.2.1-15", "",
       "never raises the sequence counter"},
      {scp02_counter_raised_by_every_c_mac, "scp02-counter-raised-by-every-c-mac", "GP-E.1.2-08",
       "", "raises the sequence counter with every verified C-MAC"},
      {scp02_c_mac_unchecked, "scp02-c-mac-unchecked",
       "GP-E.1.3-03 GP-E.4.4-22 GP-E.1.6-09 GP-E.4.4-01 GP-E.4.4-07 GP-E.1.1-02 GP-E.4.4-09", "",
       "does not verify the C-MAC"},
      {scp02_icv_in_clear, "scp02-icv-in-clear", "GP-E.3.4-01 GP-E.4.4-04 GP-E.1.1-14", "",
       "does not encrypt the ICV"},
      {scp02_icv_triple_des, "scp02-icv-triple-des", "GP-E.3.4-02", "",
       "encrypts the ICV with the whole C-MAC key"},
      {scp02_first_icv_encrypted, "scp02-first-icv-encrypted",
       "GP-E.3.2-02 GP-E.3.4-03 GP-E.1.1-13", "", "encrypts the first ICV too"},
      {scp02_icv_always_zero, "scp02-icv-always-zero",
       "GP-E.3.2-03 GP-E.4.4-05 GP-E.1.2.1-14 GP-E.1.3-05 GP-E.4.4-23 GP-E.3.1-02", "",
       "starts every C-MAC from zero, so that a command can be replayed"},
      {scp02_chain_lost_on_error, "scp02-chain-lost-on-error", "GP-E.4.4-24 GP-E.4.4-25", "",
       "goes back to the older C-MAC when the command fails"},
      {scp02_c_mac_full_triple_des, "scp02-c-mac-full-triple-des", "GP-E.4.4-03", "",
       "computes the C-MAC with full triple DES"},
      {scp02_c_mac_covers_channel, "scp02-c-mac-covers-channel",
       "GP-E.1-01 GP-E.4.4-08 GP-E.4.4-18", "",
       "leaves the channel number in the class byte under the C-MAC"},
      {scp02_mac_over_ciphertext, "scp02-mac-over-ciphertext",
       "GP-E.1.3-04 GP-E.4.6-13 GP-E.4.4-21", "", "verifies the C-MAC over the encrypted data"},
      {scp02_padding_kept, "scp02-padding-kept", "GP-E.4.6-14 GP-E.4.6-15", "",
       "does not strip the padding of decrypted data"},
      {scp02_c_enc_icv_chained, "scp02-c-enc-icv-chained", "GP-E.3.1-01 GP-E.4.6-12", "",
       "uses the C-MAC chain as ICV of the encryption"},
      {scp02_challenge_of_issuer_aid, "scp02-challenge-of-issuer-aid", "GP-E.4.2.3-02", "",
       "computes the challenge of option 55 over the AID of the Issuer Security Domain"},
      {scp02_challenge_rightmost, "scp02-challenge-rightmost", "GP-E.4.2.3-04", "",
       "takes the last six bytes of the MAC as challenge"},
      {scp02_r_mac_from_zero, "scp02-r-mac-from-zero", "GP-E.3.2-04", "scp02-r-mac",
       "starts the R-MAC chain from zero"},
      {scp02_r_mac_not_chained, "scp02-r-mac-not-chained", "GP-E.4.5-23", "scp02-r-mac",
       "starts every R-MAC from the C-MAC of EXTERNAL AUTHENTICATE"},
      {scp02_r_mac_without_li, "scp02-r-mac-without-li", "GP-E.4.5-10 GP-E.4.5-13 GP-E.4.5-11",
       "scp02-r-mac", "leaves the length of the response data out of the R-MAC"},
      {scp02_r_mac_over_secured_class, "scp02-r-mac-over-secured-class", "GP-E.4.5-07",
       "scp02-r-mac", "leaves the secure messaging bit in the command under the R-MAC"},
      {scp02_r_mac_covers_channel, "scp02-r-mac-covers-channel", "GP-E.4.5-08 GP-E.4.5-25",
       "scp02-r-mac", "leaves the channel number in the command under the R-MAC"},
      {scp02_r_mac_without_lc, "scp02-r-mac-without-lc", "GP-E.4.5-09", "scp02-r-mac",
       "leaves Lc out of the R-MAC of a command without data"},
      {scp02_r_mac_skips_errors, "scp02-r-mac-skips-errors", "GP-E.4.5-24", "scp02-r-mac",
       "does not move the R-MAC chain when a command fails"},
      {scp02_r_mac_counts_authenticate, "scp02-r-mac-counts-authenticate", "GP-E.4.5-02",
       "scp02-r-mac", "includes the EXTERNAL AUTHENTICATE pair in the chain"},
  });
}();

}  // namespace assay::model::deviations

// SPDX-License-Identifier: Apache-2.0
// Deviations of PKI mode, key pair and certificates as objects.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto pki_data = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {certificate_cut_at_200, "certificate-cut-at-200", "CAL-DAT-27", "calypso-prime",
       "pki-certified", "cuts certificates at 200 bytes"},
      {second_part_wants_first, "second-part-wants-first", "CAL-DAT-28", "calypso-prime",
       "pki-certified", "tells the second part of a certificate only right after the first"},
      {half_certificate_told, "half-certificate-told", "CAL-DAT-29", "calypso-prime", "pki",
       "tells a certificate of which one part was loaded"},
      {certificate_before_key_pair, "certificate-before-key-pair", "CAL-DAT-30", "calypso-prime",
       "pki", "takes a certificate before there is a key pair"},
      {key_pair_replaced, "key-pair-replaced", "CAL-DAT-31", "calypso-prime", "pki",
       "replaces a key pair by a loaded one"},
      {certificates_lost_at_reset, "certificates-lost-at-reset", "CAL-DAT-32", "calypso-prime",
       "pki", "forgets loaded certificates at a reset"},
      {key_pair_of_every_application, "key-pair-of-every-application", "CAL-DAT-33",
       "calypso-prime", "pki", "has one key pair for all applications"},
      {second_block_of_any_length, "second-block-of-any-length", "CAL-DAT-20", "calypso-prime",
       "pki", "takes a second block that is too short"},
      {card_object_length_wrong, "card-object-length-wrong", "CAL-DAT-10", "calypso-prime",
       "pki-certified", "tells one byte less in the header of the card certificate"},
      {ca_object_length_wrong, "ca-object-length-wrong", "CAL-DAT-11", "calypso-prime",
       "pki-certified", "tells one byte less in the header of the CA certificate"},
      {card_certificate_truncated, "card-certificate-truncated", "CAL-DAT-10", "calypso-prime",
       "pki-certified", "leaves out the last byte of the card certificate"},
      {ca_certificate_truncated, "ca-certificate-truncated", "CAL-DAT-11", "calypso-prime",
       "pki-certified", "leaves out the last byte of the CA certificate"},
      {certificate_parts_swapped, "certificate-parts-swapped", "CAL-DAT-10 CAL-DAT-11",
       "calypso-prime", "pki-certified", "tells the second part of a certificate first"},
      {public_key_with_04, "public-key-with-04", "CAL-DAT-08", "calypso-prime", "pki-certified",
       "tells the public key with the byte 04 of a point"},
      {public_key_compressed, "public-key-compressed", "CAL-DAT-08", "calypso-prime",
       "pki-certified", "tells the public key in compressed form"},
      {public_key_y_first, "public-key-y-first", "CAL-PKI-22", "calypso-prime", "pki-certified",
       "tells Y before X of its public key"},
      {generated_key_lost_at_reset, "generated-key-lost-at-reset", "CAL-GEN-08", "calypso-prime",
       "pki", "forgets its key pair at a reset"},
      {generated_private_key_other, "generated-private-key-other", "CAL-GEN-09", "calypso-prime",
       "pki", "keeps another private key than the one it generated"},
      {generated_key_constant, "generated-key-constant", "CAL-GEN-10", "calypso-prime", "pki",
       "generates the same key pair every time"},
      {generate_answers_public_key, "generate-answers-public-key", "CAL-GEN-11", "calypso-prime",
       "pki", "answers GENERATE ASYMMETRIC KEY PAIR with the public key"},
      {loaded_private_key_other, "loaded-private-key-other", "CAL-DAT-34", "calypso-prime", "pki",
       "keeps another private key than the one that was loaded"},
  });
}();

}  // namespace assay::model::calypso::deviations

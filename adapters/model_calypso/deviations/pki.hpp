// SPDX-License-Identifier: Apache-2.0
// Deviations of PKI mode: id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto pki = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {transcript_without_10, "transcript-without-10", "CAL-PKI-02", "calypso-prime", "pki",
       "signs without the first byte"},
      {transcript_without_opening, "transcript-without-opening", "CAL-PKI-04", "calypso-prime",
       "pki", "signs without opening"},
      {transcript_with_close, "transcript-with-close", "CAL-PKI-08", "calypso-prime", "pki",
       "signs the close too"},
      {no_key_pair_says_6985, "no-key-pair-says-6985", "CAL-DAT-09", "calypso-prime", "pki",
       "answers 6985 while there is no key pair"},
      {public_key_without_header, "public-key-without-header", "CAL-DAT-08", "calypso-prime", "pki",
       "answers the public key alone"},
      {certificate_told_unloaded, "certificate-told-unloaded", "CAL-DAT-12", "calypso-prime", "pki",
       "answers zeros for a certificate that is not there"},
      {certificate_cut_without_header, "certificate-cut-without-header", "CAL-DAT-10 CAL-DAT-11",
       "calypso-prime", "pki", "counts the header twice where it cuts a certificate"},
      {key_pair_length_says_6700, "key-pair-length-says-6700", "CAL-DAT-20", "calypso-prime", "pki",
       "takes a wrong length for the object as one of the command"},
      {second_block_alone, "second-block-alone", "CAL-DAT-22", "calypso-prime", "pki",
       "takes a second block without the first"},
      {certificate_header_ignored, "certificate-header-ignored", "CAL-DAT-21", "calypso-prime",
       "pki", "does not look at the header of a certificate"},
      {certificate_of_any_application, "certificate-of-any-application", "CAL-DAT-23",
       "calypso-prime", "pki", "does not look at the AID in a certificate"},
      {put_data_length_says_6a80, "put-data-length-says-6a80", "CAL-DAT-17", "calypso-prime", "pki",
       "takes missing data for wrong ones"},
      {put_data_in_session, "put-data-in-session", "CAL-DAT-19", "calypso-prime", "pki",
       "takes PUT DATA in a session"},
      {put_data_personalized_says_6985, "put-data-personalized-says-6985", "CAL-DAT-18",
       "calypso-prime", "pki", "answers 6985 once the issuer has finished"},
      {put_data_unknown_says_6a86, "put-data-unknown-says-6a86", "CAL-DAT-24", "calypso-prime",
       "pki", "takes the status word of selections for an unknown object"},
      {put_data_without_pki_says_6985, "put-data-without-pki-says-6985", "CAL-DAT-25",
       "calypso-prime", "", "answers 6985 instead of 6D00"},
      {generate_without_pki_says_6985, "generate-without-pki-says-6985", "CAL-GEN-07",
       "calypso-prime", "", "answers 6985 instead of 6D00"},
      {generate_length_says_6a80, "generate-length-says-6a80", "CAL-GEN-02", "calypso-prime", "pki",
       "takes a wrong length for wrong data"},
      {generate_elsewhere_says_6985, "generate-elsewhere-says-6985", "CAL-GEN-05", "calypso-prime",
       "pki", "answers 6985 instead of 6986"},
      {generate_for_any_curve, "generate-for-any-curve", "CAL-GEN-06", "calypso-prime", "pki",
       "does not look at the curve"},
      {generate_in_session, "generate-in-session", "CAL-GEN-03", "calypso-prime", "pki",
       "makes a key pair in a session"},
      {generate_again, "generate-again", "CAL-GEN-04", "calypso-prime", "pki",
       "replaces a key pair"},
      {generated_point_swapped, "generated-point-swapped", "CAL-GEN-01", "calypso-prime", "pki",
       "tells Y before X"},
      {loaded_point_swapped, "loaded-point-swapped", "CAL-DAT-14", "calypso-prime", "pki",
       "tells Y before X"},
      {card_certificate_starts_over, "card-certificate-starts-over", "CAL-DAT-15", "calypso-prime",
       "pki", "puts the second block over the first"},
      {ca_certificate_starts_over, "ca-certificate-starts-over", "CAL-DAT-16", "calypso-prime",
       "pki", "puts the second block over the first"},
      {signature_halves_swapped, "signature-halves-swapped", "CAL-PKI-01", "calypso-prime", "pki",
       "puts s before r"},
      {signature_in_der, "signature-in-der", "CAL-SES-071", "calypso-prime", "pki",
       "answers the signature in DER"},
      {transcript_without_lengths, "transcript-without-lengths", "CAL-PKI-03", "calypso-prime",
       "pki", "signs without lengths"},
      {transcript_without_le, "transcript-without-le", "CAL-PKI-05", "calypso-prime", "pki",
       "signs reads without Le"},
      {transcript_with_le, "transcript-with-le", "CAL-PKI-06", "calypso-prime", "pki",
       "signs Le of commands with data"},
      {transcript_drops_le_ff, "transcript-drops-le-ff", "CAL-PKI-07", "calypso-prime", "pki",
       "takes the Le FF for one of a command with data"},
      {transcript_goes_on, "transcript-goes-on", "CAL-PKI-09", "calypso-prime", "pki",
       "signs the session before too"},
      {pki_close_loses_modifications, "pki-close-loses-modifications", "CAL-PKI-10",
       "calypso-prime", "pki", "forgets the modifications at the close"},
  });
}();

}  // namespace assay::model::calypso::deviations

// SPDX-License-Identifier: Apache-2.0
// Deviations of key pairs and certificates: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto certificates = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {curve_ignored, "curve-ignored", "SAM-GKP-04", "", "takes any curve identifier"},
      {key_pair_constant, "key-pair-constant", "SAM-GKP-06", "",
       "makes the same key pair every time"},
      {key_pair_private_first, "key-pair-private-first", "SAM-GKP-01", "",
       "answers the private key before the public one"},
      {certificate_tag_ignored, "certificate-tag-ignored", "SAM-CRT-08", "",
       "takes any tag for the data of a certificate"},
      {certificate_aid_unchecked, "certificate-aid-unchecked", "SAM-CRT-07", "",
       "certifies AIDs of any length"},
      {certificate_dates_unchecked, "certificate-dates-unchecked", "SAM-CRT-07", "",
       "certifies dates that are none"},
      {certificate_dates_swapped, "certificate-dates-swapped", "SAM-CRT-02", "",
       "puts the end of validity before its start"},
      {certificate_point_unchecked, "certificate-point-unchecked", "SAM-CRT-07", "",
       "certifies points off the curve"},
      {ca_certificate_bare, "ca-certificate-bare", "SAM-GKP-07", "",
       "answers the CA certificate without tag and length"},
      {unknown_object_says_6a82, "unknown-object-says-6a82", "SAM-GKP-09", "",
       "has another status word for unknown objects"},
      {certificate_without_ca, "certificate-without-ca", "SAM-CRT-06", "no-ca",
       "signs certificates although it was given no key to do so"},
      {certificate_bare, "certificate-bare", "SAM-CRT-01", "",
       "answers a certificate without tag and length"},
      {certificate_without_key, "certificate-without-key", "SAM-CRT-03", "",
       "leaves the public key out of the certificate"},
  });
}();

}  // namespace assay::model::sam::deviations

// SPDX-License-Identifier: Apache-2.0
// Deviations of key pairs and certificates: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto certificates = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {curve_ignored, "curve-ignored", "", "", "takes any curve identifier"},
      {key_pair_constant, "key-pair-constant", "", "", "makes the same key pair every time"},
      {key_pair_private_first, "key-pair-private-first", "", "",
       "answers the private key before the public one"},
      {certificate_tag_ignored, "certificate-tag-ignored", "", "",
       "takes any tag for the data of a certificate"},
      {certificate_aid_unchecked, "certificate-aid-unchecked", "", "",
       "certifies AIDs of any length"},
      {certificate_dates_unchecked, "certificate-dates-unchecked", "", "",
       "certifies dates that are none"},
      {certificate_dates_swapped, "certificate-dates-swapped", "", "",
       "puts the end of validity before its start"},
      {certificate_point_unchecked, "certificate-point-unchecked", "", "",
       "certifies points off the curve"},
      {certificate_of_no_key, "certificate-of-no-key", "", "",
       "certifies a key although none was made"},
      {ca_certificate_bare, "ca-certificate-bare", "", "",
       "answers the CA certificate without tag and length"},
      {unknown_object_says_6a82, "unknown-object-says-6a82", "", "",
       "has another status word for unknown objects"},
  });
}();

}  // namespace assay::model::sam::deviations

// SPDX-License-Identifier: Apache-2.0
// Deviations of GET DATA: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto data = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {get_data_gp_class_bare_value, "get-data-gp-class-bare-value", "GP-11.3.3.1-01 GP-11.3.1-01",
       "", "leaves tag and length out under a GlobalPlatform class"},
      {get_data_iso_class_whole_object, "get-data-iso-class-whole-object", "GP-11.3.3.1-04", "",
       "answers tag and length under an interindustry class"},
      {get_data_needs_session, "get-data-needs-session", "GP-11-25 GP-7.4.1.3-03 GP-E.1.2.2-03", "",
       "asks for an authenticated sender"},
      {get_data_cb_under_gp_class, "get-data-cb-under-gp-class", "GP-11.3.2-04", "",
       "takes instruction CB under a GlobalPlatform class"},
      {get_data_cb_unknown, "get-data-cb-unknown", "GP-11.3.2-03 GP-11.3.2.1-05", "",
       "does not know instruction CB"},
      {get_data_looks_at_p2_only, "get-data-looks-at-p2-only", "GP-11.3.2-05 GP-11.3.2.1-01", "",
       "compares the low byte of one-byte tags only"},
      {get_data_unknown_tag_empty, "get-data-unknown-tag-empty", "GP-11.3.3.2-03 ISO-4-11.5.3-01",
       "", "answers 9000 without data for an object it does not have"},
      {get_data_takes_any_data, "get-data-takes-any-data", "GP-11.3.2.2-01", "",
       "does not look at the command data"},
      {get_data_2f00_without_tag_list, "get-data-2f00-without-tag-list", "GP-11.3.2.2-02", "",
       "does not insist on the tag list 5C00"},
      {get_data_2f00_all_for_everybody, "get-data-2f00-all-for-everybody", "GP-11.3.2.1-16", "",
       "does not check Global Registry before it lists every application"},
      {get_data_2f00_associated_only, "get-data-2f00-associated-only", "GP-11.3.2.1-17", "",
       "lists associated applications even with Global Registry"},
      {get_data_2f00_without_templates, "get-data-2f00-without-templates",
       "GP-11.3.3.1.3-01 GP-11.3.3.1.3-02", "", "leaves the Application Templates out"},
      {get_data_2f00_in_object, "get-data-2f00-in-object", "GP-11.3.3.1-03", "",
       "wraps the list in a data object like any other"},
      {get_data_e0_misses_last_key, "get-data-e0-misses-last-key",
       "GP-11.3.3.1.1-01 GP-D.2-04 GP-E.2-04", "", "counts keys one too few"},
      {get_data_e0_of_issuer, "get-data-e0-of-issuer", "GP-11.3.3.1.1-02 GP-E.2-01", "",
       "tells the keys of the Issuer Security Domain whatever is selected"},
      {get_data_e0_swaps_id_and_version, "get-data-e0-swaps-id-and-version",
       "GP-11.3.3.1.1-04 GP-11.3.3.1.1-05", "", "swaps key identifier and key version number"},
      {get_data_e0_length_in_bits, "get-data-e0-length-in-bits", "GP-11.3.3.1.1-07", "",
       "tells key lengths in bits"},
      {get_data_e0_all_des, "get-data-e0-all-des", "GP-11.3.3.1.1-06 GP-11.1.8-12", "",
       "tells type 80 for AES keys too"},
      {get_data_42_of_issuer_only, "get-data-42-of-issuer-only", "GP-11.3.2.1-06 GP-7.4.2.1-01", "",
       "has tag 42 in the Issuer Security Domain only"},
      {get_data_45_holds_42, "get-data-45-holds-42", "GP-11.3.2.1-07 GP-7.4.1.2-01", "",
       "reads the object before: the identification number under tag 45"},
      {get_data_66_without_73, "get-data-66-without-73", "GP-H.2-06 GP-7.4.1.3-01 GP-7.4.1.3-02",
       "", "leaves the template 73 out of card data"},
      {get_data_66_misstates_option, "get-data-66-misstates-option",
       "GPD-5.1-07 GP-H.2-20 GP-D.1.1-08 GP-E.1.1-05 GP-E.1.1-21 GPD-5.1-01", "",
       "tells option 00 in the protocol identifier"},
      {get_data_66_wrong_oid, "get-data-66-wrong-oid",
       "GP-H.2-07 GP-H.1.1-02 GP-H.1.1-01 GP-H.3-05", "",
       "uses the arc of the card management type for card recognition data"},
      {get_data_66_without_management_type, "get-data-66-without-management-type", "GP-H.2-08", "",
       "leaves tag 60 out"},
      {get_data_67_without_hashes, "get-data-67-without-hashes", "GP-H.4-06 GP-H.4-19", "",
       "leaves the mandatory hash algorithms out"},
      {get_data_67_counts_key_sizes, "get-data-67-counts-key-sizes", "GP-H.4-39", "",
       "tells the number of AES key sizes instead of the bitmap"},
      {get_data_c1_unknown_for_scp03, "get-data-c1-unknown-for-scp03", "GP-11.3.2.1-19", "",
       "has tag C1 for SCP02 only"},
      {get_data_c1_little_endian, "get-data-c1-little-endian", "GP-11.3.2.1-18", "",
       "tells the sequence counter least significant byte first"},
  });
}();

}  // namespace assay::model::deviations

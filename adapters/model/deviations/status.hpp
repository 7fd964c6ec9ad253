// SPDX-License-Identifier: Apache-2.0
// Deviations of GET STATUS: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto status = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {get_status_without_session, "get-status-without-session",
       "GP-11-26 GP-10.2-01 GP-11.1.3-04 GP-9.6.5-01", "",
       "does not ask for an authenticated sender"},
      {get_status_ignores_search, "get-status-ignores-search", "GP-11.4.2.3-06 GP-11.4.1-01", "",
       "answers every entry whatever the AID qualifier says"},
      {get_status_exact_search, "get-status-exact-search", "GP-11.4.2.3-06", "",
       "compares whole AIDs with the qualifier"},
      {get_status_4f_optional, "get-status-4f-optional", "GP-11.4.2.3-04 GP-11.4.2.3-01", "",
       "takes a missing AID qualifier as an empty one"},
      {get_status_malformed_data_taken, "get-status-malformed-data-taken", "GP-11.4.3.2-06", "",
       "takes data that are no data objects as an empty qualifier"},
      {get_status_80_heeds_search, "get-status-80-heeds-search", "GP-11.4.2.1-07", "",
       "applies the AID qualifier to the Issuer Security Domain"},
      {get_status_80_next, "get-status-80-next", "GP-11.4.2.2-07", "",
       "answers get-next for the Issuer Security Domain as if it were get-first"},
      {get_status_80_for_every_domain, "get-status-80-for-every-domain",
       "GP-11.4.2.1-08 GP-9.6.6-03", "", "does not check who asks for the Issuer Security Domain"},
      {get_status_next_without_first, "get-status-next-without-first", "GP-11.4.2.2-06", "",
       "answers get-next without get-first from the beginning"},
      {get_status_next_skips_one, "get-status-next-skips-one", "GP-11.4.3.2-03", "",
       "goes on one entry too late"},
      {get_status_next_repeats_one, "get-status-next-repeats-one", "GP-11.4.3.2-03", "",
       "goes on one entry too early"},
      {get_status_hides_more, "get-status-hides-more", "GP-11.4.3.2-02", "",
       "ends a partial answer with 9000"},
      {get_status_40_lists_issuer, "get-status-40-lists-issuer", "GP-11.4.2.1-09", "",
       "starts the list of applications with the Issuer Security Domain"},
      {get_status_20_lists_modules, "get-status-20-lists-modules", "GP-11.4.2.1-11", "",
       "lists modules although P1 asks for load files alone"},
      {get_status_10_without_modules, "get-status-10-without-modules",
       "GP-11.4.3.1-18 GP-11.4.3.1-28", "", "lists load files without their modules"},
      {get_status_10_first_module_only, "get-status-10-first-module-only", "GP-11.4.3.1-14", "",
       "stops after the first module"},
      {get_status_ignores_tag_list, "get-status-ignores-tag-list", "GP-11.4.2.3-13 GP-11.4.3.1-29",
       "", "answers every object although there is a tag list"},
      {get_status_privileges_in_one_byte, "get-status-privileges-in-one-byte",
       "GP-11.4.3.1-06 GP-11.1.2-01", "", "answers the first privilege byte only"},
      {get_status_card_state_constant, "get-status-card-state-constant",
       "GP-11.1.1-15 GP-5.1-01 GP-11.1.1-17", "initialized",
       "answers SECURED for the Issuer Security Domain in every card state"},
      {get_status_hides_lock, "get-status-hides-lock", "GP-11.1.1-08", "",
       "answers the state of LOCKED applications without the lock bit"},
      {get_status_hides_installed, "get-status-hides-installed", "GP-5.3.1.1-01", "",
       "leaves INSTALLED applications out"},
      {get_status_load_file_state, "get-status-load-file-state",
       "GP-11.1.1-02 GP-5.2.1-01 GP-5.2.1.1-01", "",
       "answers 07 for load files as for applications"},
      {get_status_whole_registry_for_all, "get-status-whole-registry-for-all",
       "GP-11.4.2.3-11 GP-6.6.3-09 GP-9.6.5-03", "",
       "does not check Global Registry before it searches the whole registry"},
      {get_status_directly_associated_only, "get-status-directly-associated-only", "GP-11.4.2.3-11",
       "", "searches the first level of the hierarchy only"},
      {get_status_no_match_succeeds, "get-status-no-match-succeeds", "GP-11.4.3.2-05", "",
       "answers 9000 without data when nothing matches"},
      {get_status_rfu_p1_refused, "get-status-rfu-p1-refused", "GP-11.4.2.1-05", "",
       "refuses P1 with a reserved bit set"},
      {get_status_rfu_p2_refused, "get-status-rfu-p2-refused", "GP-11.4.2.2-01 GP-11.1-02", "",
       "refuses P2 with a reserved bit set"},
      {get_status_unknown_criterion_refused, "get-status-unknown-criterion-refused",
       "GP-11.4.2.3-10 GP-11.4.2.3-02 GP-11.4.2.3-07", "", "refuses criteria it does not support"},
      {get_status_iso_class, "get-status-iso-class", "GP-11.4.2-01", "",
       "takes an interindustry class"},
      {get_status_wrong_domain, "get-status-wrong-domain", "GP-11.4.3.1-09 GP-6.5.1.6-01", "",
       "answers the AID of the Issuer Security Domain as every entry's Security Domain"},
  });
}();

}  // namespace assay::model::deviations

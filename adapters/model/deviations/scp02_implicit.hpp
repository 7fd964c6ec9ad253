// SPDX-License-Identifier: Apache-2.0
// Deviations of SCP02 with implicit initiation: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto scp02_implicit = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {scp02_unmodified_taken_for_modified, "scp02-unmodified-taken-for-modified",
       "GP-E.1.1-08 GP-E.1.1-23 GP-E.4.4-10 GP-E.4.4-11", "scp02-1a",
       "computes the C-MAC over the modified APDU without looking at the option"},
      {scp02_first_icv_always_zero, "scp02-first-icv-always-zero",
       "GP-E.3.3-01 GP-E.1.1-12 GP-E.3.3-04", "scp02-1a",
       "starts from zero without looking at the option"},
      {scp02_first_icv_of_issuer_aid, "scp02-first-icv-of-issuer-aid", "GP-E.3.3-01", "scp02-1a",
       "uses the AID of the Issuer Security Domain whatever is selected"},
      {scp02_first_icv_full_triple_des, "scp02-first-icv-full-triple-des", "GP-E.3.3-03",
       "scp02-1a", "computes the first ICV with full triple DES"},
      {scp02_first_icv_unpadded, "scp02-first-icv-unpadded", "GP-E.3.3-02", "scp02-1a",
       "puts no block of padding behind an AID of eight bytes"},
      {implicit_c_mac_unchecked, "implicit-c-mac-unchecked",
       "GP-E.1.2.2-06 GP-E.4.3-01 GP-E.1.6-28 GP-E.1.6-33 GP-E.1.6-32", "scp02-1a",
       "does not verify the C-MAC"},
      {implicit_counter_raised_first, "implicit-counter-raised-first",
       "GP-E.1.2.2-05 GP-E.1.2.2-04", "scp02-1a", "derives the C-MAC key from the raised counter"},
      {implicit_counter_stands, "implicit-counter-stands", "GP-E.1.2.2-07 GP-E.1.2-05", "scp02-1a",
       "does not raise the sequence counter"},
      {implicit_without_authenticated, "implicit-without-authenticated",
       "GP-E.1.5-20 GP-E.1.6-23 GP-10.4.1-01", "scp02-1a", "sets C_MAC without AUTHENTICATED"},
      {implicit_plain_refused, "implicit-plain-refused", "GP-E.1.6-29 GP-E.1.6-31", "scp02-1a",
       "refuses a plain command in a session, as with explicit initiation"},
      {implicit_plain_ends_session, "implicit-plain-ends-session",
       "GP-E.1.6-30 GP-E.1.5-21 GP-E.1.6-24", "scp02-1a", "ends the session at a plain command"},
      {implicit_plain_keeps_c_mac, "implicit-plain-keeps-c-mac",
       "GP-E.1.6-37 GP-E.1.6-38 GP-E.1.5-22", "scp02-1a",
       "goes on with the old chain after a plain command"},
      {implicit_wrong_c_mac_forgiven, "implicit-wrong-c-mac-forgiven",
       "GP-E.1.6-34 GP-E.1.5-23 GP-E.1.6-25 GP-E.1.6-35", "scp02-1a",
       "refuses a wrong C-MAC and leaves the session open"},
      {implicit_abort_refuses_everything, "implicit-abort-refuses-everything",
       "GP-E.1.6-26 GP-E.1.6-27", "scp02-1a",
       "refuses every command after an abort, as with explicit initiation"},
      {implicit_r_mac_key_from_old_counter, "implicit-r-mac-key-from-old-counter", "GP-E.1.2.2-09",
       "scp02-3a", "derives the R-MAC key from the counter of the C-MAC key"},
      {implicit_r_mac_from_zero, "implicit-r-mac-from-zero", "GP-E.3.3-05", "scp02-3a",
       "starts the first R-MAC from zero"},
      {implicit_r_mac_icv_under_c_mac_key, "implicit-r-mac-icv-under-c-mac-key", "GP-E.3.3-05",
       "scp02-3a", "computes the ICV of the first R-MAC with the C-MAC key"},
      {implicit_r_mac_lost, "implicit-r-mac-lost", "GP-E.1.6-23 GP-E.1.6-35", "scp02-3a",
       "ends the R-MAC session together with the session around it"},
  });
}();

}  // namespace assay::model::deviations

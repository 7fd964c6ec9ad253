// SPDX-License-Identifier: Apache-2.0
// Deviations of BEGIN and END R-MAC SESSION: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto r_mac = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {begin_r_mac_pair_left_out, "begin-r-mac-pair-left-out", "GP-E.4.5-05", "scp02-r-mac",
       "starts the chain behind the BEGIN pair"},
      {begin_r_mac_without_session, "begin-r-mac-without-session", "GP-E.5-07", "scp02-r-mac",
       "answers 9000 outside a session"},
      {begin_r_mac_every_response_ignored, "begin-r-mac-every-response-ignored",
       "GP-E.5.3.3-03 GP-E.5.3.2-03", "scp02-r-mac", "sends the R-MAC at END only"},
      {begin_r_mac_length_unchecked, "begin-r-mac-length-unchecked", "GP-E.5.3.5-05", "scp02-r-mac",
       "does not look at the length byte of the data"},
      {begin_r_mac_without_c_mac, "begin-r-mac-without-c-mac", "GPD-7.1.3-03", "",
       "does not check that the session has C-MAC"},
      {begin_r_enc_without_c_decryption, "begin-r-enc-without-c-decryption", "GPD-7.1.3-04", "",
       "does not check that commands are encrypted"},
      {begin_r_mac_twice, "begin-r-mac-twice", "GPD-7.1.3-05", "",
       "does not check that R-MAC is on already"},
      {begin_r_mac_refusal_aborts, "begin-r-mac-refusal-aborts", "GPD-7.1.3-06", "",
       "aborts the session when it refuses"},
      {end_r_mac_pair_counted, "end-r-mac-pair-counted", "GP-E.4.5-21", "scp02-r-mac",
       "includes the END pair in the chain"},
      {end_r_mac_never_ends, "end-r-mac-never-ends",
       "GP-E.5.4.4-01 GPD-7.1.4-02 GP-E.1.5-16 GP-E.1.5-25 GP-E.4.5-06 GP-E.5.4.1-01",
       "scp02-r-mac", "leaves the R-MAC session on"},
      {end_r_mac_always_ends, "end-r-mac-always-ends", "GP-E.5.4.4-02", "scp02-r-mac",
       "ends the R-MAC session with P2 01 too"},
      {end_r_mac_any_p2, "end-r-mac-any-p2", "GPD-7.1.4-03 GP-E.5.4.2-04", "",
       "does not look at P2"},
      {end_r_mac_without_session, "end-r-mac-without-session", "GP-E.5-08", "scp02-r-mac",
       "answers eight zero bytes when no R-MAC session is on"},
      {end_r_mac_without_begin, "end-r-mac-without-begin", "GPD-7.1.4-04", "",
       "takes R-MACs that EXTERNAL AUTHENTICATE asked for as an R-MAC session that can be ended"},
  });
}();

}  // namespace assay::model::deviations

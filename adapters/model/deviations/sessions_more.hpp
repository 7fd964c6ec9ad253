// SPDX-License-Identifier: Apache-2.0
// Deviations of initiation and sessions, whatever the protocol: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto sessions_more = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {initialize_update_first_keys_used, "initialize-update-first-keys-used",
       "GP-10.2.1-02 GP-E.5.1.3-01 GP-D.4.1.3-01 GP-D.1.2-05 GP-D.4.1.2-03 GP-E.1.2.1-04 "
       "GP-E.5.1.2-03",
       "", "uses the first key set of the protocol and tells the version that was asked for"},
      {diversification_data_cut, "diversification-data-cut",
       "GPD-7.1.1-02 GP-E.5.1.6-01 GP-D.4.1.6-01 GP-D.1.2-11 GP-D.4.1.6-05 GP-E.1.2.1-09 "
       "GP-E.5.1.6-06",
       "", "answers nine bytes of key diversification data"},
      {host_cryptogram_last_byte_uncompared, "host-cryptogram-last-byte-uncompared",
       "GPD-6.2.2-01 GP-E.4.2.2-03 GP-D.3.2.2-03", "",
       "compares all bytes of the host cryptogram but the last"},
      {external_authenticate_opens_anyway, "external-authenticate-opens-anyway",
       "GP-10.1-01 GP-E.1.1-01 GP-D.1.1-01", "",
       "answers 6300 to a wrong host cryptogram and opens the session"},
      {external_authenticate_level_00_with_c_mac, "external-authenticate-level-00-with-c-mac",
       "GPD-5.5-01 GP-E.5.2.3-10 GP-D.4.2.3-04", "", "asks for C-MACs at level 00 too"},
      {authentication_outlives_session, "authentication-outlives-session",
       "GP-10.4-02 GP-10.4-03 GP-10.2.3-03 GP-F.1.6-01 GP-D.1.6-01 GP-D.1.6-05 GP-E.1.5-01 "
       "GP-E.1.5-05 GP-E.1.5-19",
       "", "remembers an authentication longer than its session"},
  });
}();

}  // namespace assay::model::deviations

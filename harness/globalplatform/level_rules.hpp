// SPDX-License-Identifier: Apache-2.0
// Which security levels a protocol has, and which a session may pass to.
// Source: GPC table D-7 (SCP01), table E-12, E.5.3 (SCP02); GPD 5.5, 7.1.2, 7.1.3, 7.1.4 (SCP03).
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "globalplatform/security_level.hpp"

namespace assay::globalplatform {

/// A protocol with the options that its levels depend on.
struct LevelRules {
  std::uint8_t protocol = 0x03;  ///< '01', '02' or '03'
  std::uint8_t option_i = 0x00;

  /// Whether EXTERNAL AUTHENTICATE may ask for `level`.
  /// Errors: `unsupported` for levels that the protocol reserves or that these options do not have, saying which.
  [[nodiscard]] Result<void> check(SecurityLevel level) const;

  /// The level after a BEGIN R-MAC SESSION with this P1.
  ///
  /// Errors: `unsupported` for another P1; `refused` where a card answers '6985' and keeps the session: R-MAC already
  /// there, no C-MAC (SCP03), or response encryption without command encryption.
  [[nodiscard]] Result<SecurityLevel> after_begin_r_mac(SecurityLevel now, std::uint8_t p1) const;

  /// The level after an END R-MAC SESSION with this P2. `authenticated` is the level of EXTERNAL AUTHENTICATE.
  ///
  /// Errors: `unsupported` for another P2; `refused` when there is no R-MAC to end.
  [[nodiscard]] Result<SecurityLevel> after_end_r_mac(SecurityLevel now,
                                                      SecurityLevel authenticated,
                                                      std::uint8_t p2) const;
};

}  // namespace assay::globalplatform

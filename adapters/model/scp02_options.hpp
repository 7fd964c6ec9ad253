// SPDX-License-Identifier: Apache-2.0
// The option byte i of SCP02, bit by bit.   Source: GPC Table E-1.
#pragma once

#include <cstdint>

namespace assay::model::scp02 {

struct Options {
  bool three_keys;       ///< b1: ENC, MAC and DEK; else one base key for everything
  bool unmodified_apdu;  ///< b2: the C-MAC covers the command as it was before its protection
  bool is_explicit;      ///< b3: INITIALIZE UPDATE and EXTERNAL AUTHENTICATE; else the first C-MAC
  bool icv_over_aid;     ///< b4: the first ICV is a MAC over the AID; else zero
  bool icv_encryption;   ///< b5: later ICVs of C-MACs are enciphered
  bool r_mac;            ///< b6
  bool pseudo_random;    ///< b7: the card challenge comes from the AID
};

[[nodiscard]] constexpr Options read_options(std::uint8_t i) noexcept {
  const auto has = [i](std::uint8_t bit) { return (i & bit) != 0; };
  return {has(0x01), has(0x02), has(0x04), has(0x08), has(0x10), has(0x20), has(0x40)};
}

}  // namespace assay::model::scp02

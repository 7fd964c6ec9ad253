// SPDX-License-Identifier: Apache-2.0
// The ATR of a SAM: T=0, and historical bytes that say which product it is.
#include <algorithm>

#include "adapters/model_sam/sam_card.hpp"
#include "base/hex.hpp"

namespace assay::model::sam {

using enum SamDeviation;

Bytes answer_to_reset(const PersistentState& sam, const SamEnvironment& environment) {
  constexpr std::uint8_t sam_type = 0x80;
  Bytes atr = to_bytes("3B 3F 96 00 80 5A"_hex);
  const std::uint8_t type = environment.deviates(atr_type_of_a_card) ? 0x20 : sam_type;
  const std::uint8_t subtype = environment.deviates(atr_subtype_zero) ? 0x00 : sam.subtype;
  const std::uint8_t issuer = environment.deviates(atr_issuer_zero) ? 0x00 : sam.issuer;
  append(atr, std::array{sam.platform, type, subtype, issuer, sam.version, sam.revision});
  Serial serial = sam.serial;
  if (environment.deviates(atr_serial_reversed)) std::ranges::reverse(serial);
  append(atr, serial);
  append(atr, "82 90 00"_hex);
  if (environment.deviates(atr_without_status)) atr.resize(atr.size() - 3);
  return atr;
}

}  // namespace assay::model::sam

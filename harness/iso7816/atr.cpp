// SPDX-License-Identifier: Apache-2.0
// Splitting an ATR.   Source: ISO/IEC 7816-3:2006, 8.2.
#include "iso7816/atr.hpp"

#include "base/cursor.hpp"

namespace assay::iso7816 {

Result<Atr> parse_atr(ByteView bytes) {
  if (bytes.size() < 2 || bytes.size() > 33)
    return fail(ErrorCode::malformed, "an ATR has 2 to 33 bytes, this one has {}", bytes.size());
  ByteReader in(bytes);
  Atr atr;
  TRY(atr.initial, in.take_u8());
  if (atr.initial != 0x3B && atr.initial != 0x3F)
    return fail(ErrorCode::malformed, "TS is {:02X}, 3B or 3F wanted", atr.initial);
  TRY(const std::uint8_t format, in.take_u8());  // T0: which interface bytes, how many historical

  std::uint8_t present = format >> 4;
  while (present != 0) {
    auto& group = atr.interface_bytes.emplace_back();
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (((present >> i) & 1) == 0) continue;
      TRY(group[i], in.take_u8());
    }
    if (group[3]) atr.protocols.push_back(*group[3] & 0x0F);
    present = group[3] ? *group[3] >> 4 : 0;
  }
  if (atr.protocols.empty()) atr.protocols.push_back(0);

  TRY(const ByteView historical, in.take(format & 0x0F));
  atr.historical = to_bytes(historical);
  const bool only_t0 = atr.protocols.size() == 1 && atr.protocols[0] == 0;
  if (!only_t0) {
    TRY(atr.check, in.take_u8());
    std::uint8_t sum = 0;
    for (const std::uint8_t byte : bytes.subspan(1, in.offset() - 1)) sum ^= byte;
    if (sum != 0)
      return fail(ErrorCode::malformed, "TCK does not make the ATR's exclusive-or zero");
  }
  return in.finish(std::move(atr));
}

}  // namespace assay::iso7816

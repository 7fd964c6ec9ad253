// SPDX-License-Identifier: Apache-2.0
// Property: the parts of an ATR that parses, put together again, are the ATR.
#include "base/check.hpp"
#include "iso7816/atr.hpp"

namespace {

using namespace assay;

/// Y of the group: which of TA, TB, TC, TD are there (ISO/IEC 7816-3:2006, 8.2.3).
std::uint8_t presence(const iso7816::Atr& atr, std::size_t group) {
  if (group == atr.interface_bytes.size()) return 0;
  std::uint8_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i)
    if (atr.interface_bytes[group][i]) bits = static_cast<std::uint8_t>(bits | (1U << i));
  return bits;
}

Bytes put_together(const iso7816::Atr& atr) {
  Bytes out{atr.initial,
            static_cast<std::uint8_t>((presence(atr, 0) << 4) | atr.historical.size())};
  for (const auto& group : atr.interface_bytes)
    for (const auto& byte : group)
      if (byte) out.push_back(*byte);
  append(out, atr.historical);
  if (atr.check) out.push_back(*atr.check);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto atr = iso7816::parse_atr({data, size});
  if (!atr) {
    ASSAY_CHECK(atr.error().code == ErrorCode::malformed);
    return 0;
  }
  ASSAY_CHECK(equal(put_together(*atr), {data, size}));
  for (std::size_t group = 0; group < atr->interface_bytes.size(); ++group) {
    const auto& td = atr->interface_bytes[group][3];
    ASSAY_CHECK((td ? *td >> 4 : 0) == presence(*atr, group + 1));
  }
  ASSAY_CHECK(!atr->protocols.empty());
  return 0;
}

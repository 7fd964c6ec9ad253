// SPDX-License-Identifier: Apache-2.0
// Taking an ATR apart as far as it goes.
#include "engine/atr_parts.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>

#include "base/check.hpp"

namespace assay::engine {
namespace {

struct Compact {
  bool well_formed = false;
  std::optional<ByteView> capabilities;  ///< value of tag 7
};

/// Objects of one byte of tag and length, then the value (ISO/IEC 7816-4, 12.1.1).
Compact read_compact(ByteView objects) {
  Compact out;
  while (!objects.empty()) {
    const std::size_t size = objects[0] & 0x0FU;
    if (objects.size() - 1 < size) return out;
    if (objects[0] >> 4 == 7) out.capabilities = objects.subspan(1, size);
    objects = objects.subspan(1 + size);
  }
  out.well_formed = true;
  return out;
}

/// By the category indicator: '00' has three status bytes behind its objects, '80' has objects alone; other categories
/// have rules of their own.
Compact read_historical(ByteView bytes) {
  if (bytes.empty() || (bytes[0] != 0x00 && bytes[0] != 0x80)) return {true, std::nullopt};
  if (bytes[0] == 0x80) return read_compact(bytes.subspan(1));
  if (bytes.size() < 4) return {};
  return read_compact(bytes.subspan(1, bytes.size() - 4));
}

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

}  // namespace

AtrParts::AtrParts(ByteView atr) : atr_(atr) {
  if (atr.empty()) return;
  whole_.bytes = atr;
  ts_.bytes = atr.first(1);
  if (atr.size() < 2) {
    spoil("the ATR ends before T0");
    return;
  }
  ByteView rest = atr.subspan(2);
  if (take_interface_bytes(rest) && take_historical_bytes(rest)) take_check(rest);
}

void AtrParts::spoil(const std::string& problem) {
  for (AtrPart* part : {&interface_, &protocols_, &historical_, &capabilities_, &tck_})
    if (!part->bytes) part->problem = problem;
}

bool AtrParts::take_interface_bytes(ByteView& rest) {
  const ByteView start = rest;
  unsigned announced = atr_[1] >> 4U;
  while (announced != 0) {
    const auto count = static_cast<std::size_t>(std::popcount(announced));
    if (rest.size() < count) {
      spoil("the ATR ends within the interface bytes it announces");
      return false;
    }
    const bool more = (announced & 8U) != 0;
    const std::uint8_t td = rest[count - 1];
    rest = rest.subspan(count);
    announced = more ? td >> 4U : 0U;
    const auto type = static_cast<std::uint8_t>(td & 0x0FU);
    if (more && (types_.empty() || types_.back() != type)) types_.push_back(type);
  }
  if (types_.empty()) types_.push_back(0);  // T=0 where TD1 is absent (8.2.3)
  interface_.bytes = start.first(start.size() - rest.size());
  protocols_.bytes = types_;
  return true;
}

bool AtrParts::take_historical_bytes(ByteView& rest) {
  const std::size_t count = atr_[1] & 0x0FU;
  if (rest.size() < count) {
    spoil(fmt::format("T0 announces {}, and {} left", counted(count, "historical byte"),
                      rest.size() == 1 ? "1 byte is" : counted(rest.size(), "byte") + " are"));
    return false;
  }
  historical_.bytes = rest.first(count);
  const Compact compact = read_historical(*historical_.bytes);
  historical_.valid = compact.well_formed;
  capabilities_.bytes = compact.capabilities;
  rest = rest.subspan(count);
  return true;
}

void AtrParts::take_check(ByteView rest) {
  const bool due = types_.size() != 1 || types_[0] != 0;
  whole_.valid = rest.size() == (due ? 1U : 0U);
  if (!rest.empty()) tck_.bytes = rest.first(1);
  tck_.valid = !due && rest.empty();
  if (!due || rest.empty()) return;
  std::uint8_t sum = 0;
  for (const std::uint8_t byte : atr_.subspan(1, atr_.size() - rest.size())) sum ^= byte;
  tck_.valid = sum == 0;
}

const AtrPart& AtrParts::find(std::string_view name) const {
  struct Named {
    std::string_view name;
    const AtrPart* part;
  };
  const std::array<Named, 7> parts{{{"atr", &whole_},
                                    {"ts", &ts_},
                                    {"interface_bytes", &interface_},
                                    {"protocols", &protocols_},
                                    {"historical_bytes", &historical_},
                                    {"capabilities", &capabilities_},
                                    {"tck", &tck_}}};
  for (const auto& each : parts)
    if (each.name == name) return *each.part;
  ASSAY_CHECK(name.empty());  // the loader lets no other name through
  return whole_;
}

}  // namespace assay::engine

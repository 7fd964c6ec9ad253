// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/production_data.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/cursor.hpp"
#include "base/hex.hpp"

namespace assay::globalplatform {
namespace {

constexpr auto header = "9F7F2A"_hex;

}  // namespace

const Bytes& ProductionData::of(std::string_view name) const {
  const auto found = std::ranges::find(production_fields, name, &ProductionField::name);
  ASSAY_CHECK(found != production_fields.end());
  return values[static_cast<std::size_t>(found - production_fields.begin())];
}

std::optional<ProductionDate> production_date(ByteView value) noexcept {
  if (value.size() != 2) return std::nullopt;
  const std::array digits{value[0] >> 4, value[0] & 0x0F, value[1] >> 4, value[1] & 0x0F};
  for (const int digit : digits)
    if (digit > 9) return std::nullopt;
  const auto day = static_cast<unsigned>(digits[1] * 100 + digits[2] * 10 + digits[3]);
  if (day < 1 || day > 366) return std::nullopt;
  return ProductionDate{static_cast<unsigned>(digits[0]), day};
}

Result<ProductionData> parse_production_data(ByteView bytes) {
  if (bytes.size() == header.size() + production_length && equal(bytes.first(3), header))
    bytes = bytes.subspan(3);
  if (bytes.size() != production_length)
    return fail(ErrorCode::malformed,
                "{} bytes are no CPLC: 42 were wanted, or 9F7F 2A before them", bytes.size());
  ByteReader in(bytes);
  ProductionData out;
  for (std::size_t i = 0; i < production_fields.size(); ++i) {
    TRY(const ByteView value, in.take(production_fields[i].length));
    out.values[i] = to_bytes(value);
  }
  return in.finish(std::move(out));
}

Bytes write_production_data(const ProductionData& data) {
  Bytes out(header.begin(), header.end());
  for (const Bytes& value : data.values) append(out, value);
  return out;
}

}  // namespace assay::globalplatform

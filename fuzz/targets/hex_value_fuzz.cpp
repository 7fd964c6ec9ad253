// SPDX-License-Identifier: Apache-2.0
// Property: a value that reads is printed so that it reads as the same again; a value is a pattern with the same bytes.
#include <string>

#include "base/check.hpp"
#include "document/hex_value.hpp"

using namespace assay::document;

namespace {

bool same(const HexValue& a, const HexValue& b) {
  if (a.pieces.size() != b.pieces.size()) return false;
  for (std::size_t i = 0; i < a.pieces.size(); ++i) {
    const auto& left = a.pieces[i];
    const auto& right = b.pieces[i];
    if (left.literal != right.literal || left.name != right.name || left.slice != right.slice)
      return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto pattern = parse_hex_pattern(text);
  const auto value = parse_hex_value(text);
  if (!value) {
    ASSAY_CHECK(value.error().code == assay::ErrorCode::malformed &&
                !value.error().message.empty());
  } else {
    const auto again = parse_hex_value(to_text(*value));
    ASSAY_CHECK(again && same(*value, *again));
    ASSAY_CHECK(pattern.has_value());
    if (value->is_constant()) ASSAY_CHECK(fits(*pattern, value->constant()));
  }
  if (!pattern) return 0;
  ASSAY_CHECK(pattern->text == text);
  for (const auto& piece : pattern->pieces)
    ASSAY_CHECK(piece.mask.size() == piece.value.literal.size());
  return 0;
}

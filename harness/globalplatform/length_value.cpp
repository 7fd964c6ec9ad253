// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/length_value.hpp"

#include "base/check.hpp"
#include "base/hex.hpp"

namespace assay::globalplatform {

void put_length(Bytes& out, std::size_t length, Length128 form) {
  ASSAY_CHECK(length <= 0xFFFF);
  ByteWriter writer(out);
  if (length == 0x80 && form == Length128::one_byte) {
    writer.put_u8(0x80);
  } else if (length < 0x80) {
    writer.put_u8(static_cast<std::uint8_t>(length));
  } else if (length <= 0xFF) {
    writer.put_u8(0x81).put_u8(static_cast<std::uint8_t>(length));
  } else {
    writer.put_u8(0x82).put_u16_be(static_cast<std::uint16_t>(length));
  }
}

Result<std::size_t> take_length(ByteReader& in, std::string_view what) {
  const auto cut_short = [&] {
    return fail(ErrorCode::malformed, "the length of {} is cut short", what);
  };
  const auto first = in.take_u8();
  if (!first) return cut_short();
  if (*first <= 0x80) return *first;
  if (*first > 0x82)
    return fail(ErrorCode::malformed, "the length of {} begins with {:02X}; it has 1 to 3 bytes",
                what, *first);
  const auto rest = in.take(*first - 0x80u);
  if (!rest) return cut_short();
  std::size_t length = 0;
  for (const std::uint8_t byte : *rest) length = length << 8 | byte;
  if (length < (*first == 0x81 ? 0x80u : 0x100u))
    return fail(ErrorCode::malformed, "the length of {} is {:02X} {}, longer than needed", what,
                *first, to_spaced_hex(*rest));
  return length;
}

void put_length_value(Bytes& out, ByteView value) {
  put_length(out, value.size());
  append(out, value);
}

Result<ByteView> take_length_value(ByteReader& in, std::string_view what) {
  TRY(const std::size_t length, take_length(in, what));
  if (length > in.left())
    return fail(ErrorCode::malformed, "{} has {} bytes by its length, {} are left", what, length,
                in.left());
  return in.take(length);
}

Result<void> check_aid(ByteView aid, std::string_view what, bool may_be_empty) {
  if (aid.empty() && may_be_empty) return {};
  if (aid.size() >= 5 && aid.size() <= 16) return {};
  return fail(ErrorCode::malformed, "{} has {} bytes, {}5 to 16 were wanted", what, aid.size(),
              may_be_empty ? "0 or " : "");
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// Reading FCI and ATR.
#include "calypso/application.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "iso7816/tlv.hpp"

namespace assay::calypso {
namespace {

using namespace literals;
using iso7816::Tag;
using iso7816::Tlv;

constexpr std::size_t revision_1_atr_size = 20;
constexpr auto revision_1_head = "3B 8F 80 01 80 5A"_hex;
constexpr auto revision_1_tail = "82 90 00"_hex;
constexpr std::uint8_t revision_1_modifications = 3;

/// The first object of this tag, however deep in templates.
Result<std::optional<Tlv>> find_anywhere(ByteView bytes, Tag tag, std::size_t depth = 0) {
  if (depth > iso7816::max_template_depth)
    return fail(ErrorCode::malformed, "the FCI nests its templates too deep");
  iso7816::TlvReader reader(bytes);
  while (true) {
    TRY(const auto object, reader.next());
    if (!object) return std::optional<Tlv>();
    if (object->tag == tag) return object;
    if (!object->constructed) continue;
    TRY(auto inside, find_anywhere(object->value, tag, depth + 1));
    if (inside) return inside;
  }
}

Result<ByteView> wanted(ByteView fci, Tag tag, std::string_view what) {
  TRY(const auto object, find_anywhere(fci, tag));
  if (object) return object->value;
  return fail(ErrorCode::malformed, "the FCI has no {} ({})", what, iso7816::tag_text(tag));
}

Application complete(Application out) {
  out.buffer = buffer_of(out.features.product, out.startup.session_modifications);
  out.max_data = max_data_of(out.features.product, out.startup);
  out.hce = is_hce(out.serial);
  return out;
}

}  // namespace

Result<Application> parse_fci(ByteView bytes) {
  iso7816::TlvReader reader(bytes);
  TRY(const auto fci, reader.next());
  if (!fci || fci->tag != 0x6F)
    return fail(ErrorCode::malformed, "an FCI begins with 6F, not with {}",
                bytes.empty() ? "nothing" : to_hex(bytes.first(1)));
  if (!reader.at_end()) return fail(ErrorCode::malformed, "bytes are left over behind the FCI");
  TRY(const ByteView name, wanted(fci->value, 0x84, "DF name"));
  TRY(const ByteView serial, wanted(fci->value, 0xC7, "serial number"));
  TRY(const ByteView startup, wanted(fci->value, 0x53, "startup information"));
  if (name.size() < 5 || name.size() > 16)
    return fail(ErrorCode::malformed, "the DF name has {} bytes, 5 to 16 are wanted", name.size());
  if (serial.size() != 8)
    return fail(ErrorCode::malformed, "the serial number has {} bytes, 8 are wanted",
                serial.size());
  Application out;
  out.name = to_bytes(name);
  std::ranges::copy(serial, out.serial.begin());
  TRY(out.startup, parse_startup_information(startup));
  out.features = features_of(out.startup.application_type);
  return complete(std::move(out));
}

Result<Application> parse_revision_1_atr(ByteView atr) {
  if (atr.size() != revision_1_atr_size)
    return fail(ErrorCode::malformed, "an ATR of revision 1 has 20 bytes, this one {}", atr.size());
  if (!equal(atr.first(6), revision_1_head))
    return fail(ErrorCode::malformed,
                "an ATR of revision 1 begins with 3B8F8001805A, this one with {}",
                to_hex(atr.first(6)));
  if (!equal(atr.subspan(16, 3), revision_1_tail))
    return fail(ErrorCode::malformed,
                "an ATR of revision 1 has 829000 before its check byte, this one {}",
                to_hex(atr.subspan(16, 3)));
  Application out;
  out.startup = {revision_1_modifications, atr[6], atr[7], atr[8], atr[9], atr[10], atr[11], {}};
  std::copy_n(atr.begin() + 12, 4, out.serial.begin() + 4);
  out.features.product = Product::prime_1;
  out.features.ratifies_on_deselect = true;
  return complete(std::move(out));
}

}  // namespace assay::calypso

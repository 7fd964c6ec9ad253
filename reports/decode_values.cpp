// SPDX-License-Identifier: Apache-2.0
// Trees of data objects, answers to reset, production data and identifiers told line by line.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "base/text.hpp"
#include "iso7816/atr.hpp"
#include "iso7816/tlv.hpp"
#include "reports/decode.hpp"
#include "reports/tag_names.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t value_width = 64;
constexpr std::size_t most_depth = 12;

/// Printable ASCII throughout, and long enough not to be an accident.
bool is_text(ByteView value) {
  return value.size() >= 4 && std::all_of(value.begin(), value.end(),
                                          [](std::uint8_t c) { return c >= 0x20 && c < 0x7F; });
}

std::string object_line(iso7816::Tag parent, const iso7816::Tlv& object, bool opened) {
  const std::string_view name = tag_name(parent, object.tag);
  std::string out = iso7816::tag_text(object.tag);
  if (!name.empty()) out += fmt::format("  {}", name);
  if (opened) return out;
  out += object.value.empty() ? ": empty" : ": " + hex_line(object.value, {}, value_width);
  std::string note = value_note(parent, object.tag, object.value);
  if (note.empty() && is_text(object.value))
    note = fmt::format(
        "\"{}\"",
        std::string(object.value.begin(),
                    object.value.begin() + std::min<std::ptrdiff_t>(40, std::ssize(object.value))));
  return note.empty() ? out : out + "  " + note;
}

class Tree {
 public:
  Lines tell(ByteView bytes) {
    walk(bytes, 0, 0);
    return std::move(lines_);
  }

 private:
  void walk(ByteView bytes, iso7816::Tag parent, std::size_t depth) {
    iso7816::TlvReader reader(bytes);
    while (true) {
      const auto object = reader.next();
      if (!object) {
        add(depth, "not a data object: " + object.error().message);
        return;
      }
      if (!*object || full()) return;
      const bool opens = (*object)->constructed && !(*object)->value.empty() &&
                         depth < most_depth && iso7816::is_tlv((*object)->value);
      add(depth, object_line(parent, **object, opens));
      if (opens) walk((*object)->value, (*object)->tag, depth + 1);
    }
  }

  bool full() const { return lines_.size() > most_decoded_lines; }

  void add(std::size_t depth, std::string text) {
    if (full()) return;
    if (lines_.size() == most_decoded_lines) text = "\xE2\x80\xA6";
    lines_.push_back(std::string(2 * depth, ' ') + text);
  }

  Lines lines_;
};

std::string interface_byte_note(std::size_t group, std::size_t index, std::uint8_t value) {
  // ISO/IEC 7816-3, 8.3: only TA1 and the protocols are told; the rest belongs to the reader's driver.
  if (group == 0 && index == 0) {
    constexpr std::array<int, 16> fi{372, 372, 558, 744,  1116, 1488, 1860, 0,
                                     0,   512, 768, 1024, 1536, 2048, 0,    0};
    constexpr std::array<int, 16> di{0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0};
    const int f = fi[value >> 4];
    const int d = di[value & 0x0F];
    return f == 0 || d == 0 ? "reserved rate"
                            : fmt::format("Fi {}, Di {}: {} cycles a bit", f, d, f / d);
  }
  return index == 3 ? fmt::format("T={}", value & 0x0F) : "";
}

struct CplcField {
  std::string_view name;
  std::size_t size;
  bool is_date;
};

constexpr std::array<CplcField, 18> cplc_fields{{{"IC fabricator", 2, false},
                                                 {"IC type", 2, false},
                                                 {"operating system", 2, false},
                                                 {"operating system date", 2, true},
                                                 {"operating system level", 2, false},
                                                 {"IC fabrication date", 2, true},
                                                 {"IC serial number", 4, false},
                                                 {"IC batch", 2, false},
                                                 {"module fabricator", 2, false},
                                                 {"module packaging date", 2, true},
                                                 {"card manufacturer", 2, false},
                                                 {"embedding date", 2, true},
                                                 {"pre-personaliser", 2, false},
                                                 {"pre-personalisation date", 2, true},
                                                 {"pre-personalisation equipment", 4, false},
                                                 {"personaliser", 2, false},
                                                 {"personalisation date", 2, true},
                                                 {"personalisation equipment", 4, false}}};

/// Dates are the last digit of the year and the day of that year, in BCD; many cards hold something else.
std::string cplc_date_note(ByteView value) {
  const int day = (value[0] & 0x0F) * 100 + (value[1] >> 4) * 10 + (value[1] & 0x0F);
  const bool is_bcd = (value[0] >> 4) < 10 && (value[0] & 0x0F) < 10 && (value[1] >> 4) < 10 &&
                      (value[1] & 0x0F) < 10;
  if (!is_bcd || day < 1 || day > 366) return {};
  return fmt::format("  day {} of a year ending in {}", day, value[0] >> 4);
}

}  // namespace

Lines explain_tlv(ByteView bytes) {
  if (bytes.empty()) return {"no bytes"};
  return Tree().tell(bytes);
}

Lines explain_atr(ByteView bytes) {
  const auto atr = iso7816::parse_atr(bytes);
  if (!atr) return {"not an ATR: " + atr.error().message};
  Lines out{fmt::format("TS   {:02X}  {} convention", atr->initial,
                        atr->initial == 0x3B ? "direct" : "inverse")};
  constexpr std::string_view letters = "ABCD";
  for (std::size_t group = 0; group < atr->interface_bytes.size(); ++group)
    for (std::size_t i = 0; i < 4; ++i)
      if (const auto byte = atr->interface_bytes[group][i])
        out.emplace_back(trim(fmt::format("T{}{}  {:02X}  {}", letters[i], group + 1, *byte,
                                          interface_byte_note(group, i, *byte))));
  std::string protocols;
  for (const auto protocol : atr->protocols)
    protocols += fmt::format("{}T={}", protocols.empty() ? "" : ", ", protocol);
  out.push_back("protocols  " + protocols);
  if (!atr->historical.empty())
    out.push_back(
        "historical bytes  " + hex_line(atr->historical, {}, value_width) +
        (is_text(atr->historical)
             ? fmt::format("  \"{}\"", std::string(atr->historical.begin(), atr->historical.end()))
             : ""));
  if (atr->check) out.push_back(fmt::format("TCK  {:02X}", *atr->check));
  return out;
}

Lines explain_cplc(ByteView bytes) {
  if (bytes.size() == 45 && bytes[0] == 0x9F && bytes[1] == 0x7F && bytes[2] == 0x2A)
    bytes = bytes.subspan(3);
  if (bytes.size() != 42)
    return {fmt::format("not production life cycle data: 42 bytes wanted, {} given", bytes.size())};
  Lines out;
  ByteReader in(bytes);
  for (const auto& field : cplc_fields) {
    const auto value = in.take(field.size);
    if (!value) break;
    out.push_back(fmt::format("{:<30} {}{}", field.name, to_hex(*value),
                              field.is_date ? cplc_date_note(*value) : ""));
  }
  return out;
}

std::string_view aid_name(ByteView aid) noexcept {
  struct Known {
    std::array<std::uint8_t, 8> bytes;
    std::size_t size;
    std::string_view name;
  };
  using namespace assay::literals;
  static constexpr std::array known{
      Known{"A000000151000000"_hex, 8, "GlobalPlatform issuer security domain"},
      Known{"A000000003000000"_hex, 8, "Visa card manager"},
      Known{"A000000018434D00"_hex, 8, "Gemalto card manager"},
      Known{"A000000151000000"_hex, 5, "GlobalPlatform"},
      Known{"A000000062000000"_hex, 5, "Java Card"},
      Known{"A000000003000000"_hex, 5, "Visa"},
      Known{"A000000004000000"_hex, 5, "Mastercard"},
      Known{"A000000291000000"_hex, 5, "Calypso"},
      Known{"A000000308000000"_hex, 5, "NIST PIV"},
      Known{"A000000079000000"_hex, 5, "Common Access Card"},
  };
  for (const auto& row : known) {
    if (row.size == 8 && aid.size() == 8 && std::equal(aid.begin(), aid.end(), row.bytes.begin()))
      return row.name;
    if (row.size == 5 && aid.size() >= 5 &&
        std::equal(row.bytes.begin(), row.bytes.begin() + 5, aid.begin()))
      return row.name;
  }
  return {};
}

std::string oid_text(ByteView bytes) {
  if (bytes.empty() || (bytes.back() & 0x80) != 0) return to_hex(bytes);
  std::string out;
  std::uint64_t arc = 0;
  for (const std::uint8_t byte : bytes) {
    if (arc > (UINT64_MAX >> 8)) return to_hex(bytes);
    arc = (arc << 7) | (byte & 0x7F);
    if ((byte & 0x80) != 0) continue;
    // ISO/IEC 8825-1, 8.19.4: the first two arcs share one number.
    if (out.empty()) {
      const std::uint64_t top = std::min<std::uint64_t>(arc / 40, 2);
      out = fmt::format("{}.{}", top, arc - 40 * top);
    } else {
      out += fmt::format(".{}", arc);
    }
    arc = 0;
  }
  return out;
}

}  // namespace assay::reports

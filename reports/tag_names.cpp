// SPDX-License-Identifier: Apache-2.0
// What tags mean inside the templates that GlobalPlatform cards send.
#include "reports/tag_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/decode.hpp"

namespace assay::reports {
namespace {

constexpr iso7816::Tag anywhere = 0xFFFFFFFF;

struct TagName {
  iso7816::Tag parent;
  iso7816::Tag tag;
  std::string_view name;
};

// A parent comes before `anywhere`, so that the narrower name wins.
constexpr std::array names{
    TagName{0x6F, 0x84, "AID of what was selected"},  // GPC 11.9.3.1
    TagName{0xA5, 0x73, "security domain management data"},
    TagName{0xA5, 0x9F6E, "application production life cycle data"},
    TagName{0xE3, 0x4F, "AID"},  // GPC 11.4.3.1
    TagName{0xE3, 0x84, "executable module AID"},
    TagName{0xE3, 0xC4, "executable load file AID"},
    TagName{0xE3, 0xC5, "privileges"},
    TagName{0xE3, 0xCC, "associated security domain AID"},
    TagName{0xE3, 0xCE, "executable load file version"},
    TagName{0xE3, 0xCF, "implicit selection parameters"},
    TagName{0xE3, 0x9F70, "life cycle state"},
    TagName{0x73, 0x06, "object identifier"},  // GPC H.2
    TagName{0x73, 0x60, "card management type and version"},
    TagName{0x73, 0x63, "card identification scheme"},
    TagName{0x73, 0x64, "secure channel protocol and options"},
    TagName{0x73, 0x65, "card configuration details"},
    TagName{0x73, 0x66, "card and chip details"},
    TagName{0x67, 0xA0, "secure channel protocol supported"},  // GPC H.4
    TagName{0xE0, 0xC0, "key information"},                    // GPC 11.3.3.1
    TagName{anywhere, 0x06, "object identifier"},
    TagName{anywhere, 0x42, "issuer identification number"},
    TagName{anywhere, 0x45, "card image number"},
    TagName{anywhere, 0x4F, "AID"},
    TagName{anywhere, 0x50, "application label"},
    TagName{anywhere, 0x5C, "tag list"},
    TagName{anywhere, 0x5F50, "uniform resource locator"},
    TagName{anywhere, 0x61, "application template"},
    TagName{anywhere, 0x62, "file control parameters"},
    TagName{anywhere, 0x66, "card data"},
    TagName{anywhere, 0x67, "card capability information"},
    TagName{anywhere, 0x6F, "file control information"},
    TagName{anywhere, 0x73, "discretionary template"},
    TagName{anywhere, 0x7F21, "certificate"},
    TagName{anywhere, 0x84, "name of the DF"},
    TagName{anywhere, 0xA5, "proprietary data"},
    TagName{anywhere, 0xC1, "sequence counter of the default key version"},
    TagName{anywhere, 0xC2, "confirmation counter"},
    TagName{anywhere, 0xCF, "key diversification data"},
    TagName{anywhere, 0xE0, "key information template"},
    TagName{anywhere, 0xE3, "registry entry"},
    TagName{anywhere, 0x9F65, "longest command data"},
    TagName{anywhere, 0x9F6E, "application production life cycle data"},
    TagName{anywhere, 0x9F70, "life cycle state"},
    TagName{anywhere, 0x9F7F, "card production life cycle data"},
};

// GPC 6.6.1, table 6-1: privilege n is bit n, counted from the most significant bit of the first byte.
constexpr std::array<std::string_view, 20> privilege_names{"security domain",
                                                           "DAP verification",
                                                           "delegated management",
                                                           "card lock",
                                                           "card terminate",
                                                           "card reset",
                                                           "CVM management",
                                                           "mandated DAP verification",
                                                           "trusted path",
                                                           "authorized management",
                                                           "token verification",
                                                           "global delete",
                                                           "global lock",
                                                           "global registry",
                                                           "final application",
                                                           "global service",
                                                           "receipt generation",
                                                           "ciphered load file data block",
                                                           "contactless activation",
                                                           "contactless self-activation"};

std::string privileges_text(ByteView value) {
  std::string out;
  for (std::size_t bit = 0; bit < std::min(privilege_names.size(), 8 * value.size()); ++bit) {
    if (((value[bit / 8] >> (7 - bit % 8)) & 1) == 0) continue;
    if (!out.empty()) out += ", ";
    out += privilege_names[bit];
  }
  return out.empty() ? "none" : out;
}

std::string key_information_text(ByteView value) {
  if (value.size() < 4) return {};
  std::string out = fmt::format("identifier {:02X}, version {:02X}", value[0], value[1]);
  if (value[2] == 0xFF) return out;
  for (std::size_t i = 2; i + 1 < value.size(); i += 2) {
    const std::string_view kind = value[i] == 0x88   ? "AES"
                                  : value[i] == 0x80 ? "DES"
                                  : value[i] == 0x90 ? "HMAC"
                                  : value[i] == 0x82 ? "3DES CBC"
                                                     : "";
    out += kind.empty() ? fmt::format(", type {:02X}", value[i]) : fmt::format(", {}", kind);
    out += fmt::format(" of {} bytes", value[i + 1]);
  }
  return out;
}

}  // namespace

std::string_view tag_name(iso7816::Tag parent, iso7816::Tag tag) noexcept {
  const auto found = std::find_if(names.begin(), names.end(), [&](const TagName& row) {
    return row.tag == tag && (row.parent == parent || row.parent == anywhere);
  });
  return found == names.end() ? std::string_view() : found->name;
}

std::string value_note(iso7816::Tag parent, iso7816::Tag tag, ByteView value) {
  switch (tag) {
    case 0x06: return oid_text(value);
    case 0x4F:
    case 0x84:
    case 0xC4:
    case 0xCC: return std::string(aid_name(value));
    case 0xC0: return parent == 0xE0 ? key_information_text(value) : std::string();
    case 0xC5: return parent == 0xE3 && !value.empty() ? privileges_text(value) : std::string();
    case 0x9F65:
      return value.size() == 1   ? fmt::format("{} bytes", value[0])
             : value.size() == 2 ? fmt::format("{} bytes", (value[0] << 8) | value[1])
                                 : std::string();
    default: return {};
  }
}

}  // namespace assay::reports

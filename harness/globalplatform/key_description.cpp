// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/key_description.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

Result<void> check_size(const iso7816::Tlv& object, std::size_t least, std::size_t most) {
  if (object.value.size() >= least && object.value.size() <= most) return {};
  return fail(ErrorCode::malformed, "{} has {} bytes, {} were wanted",
              iso7816::tag_text(object.tag), object.value.size(),
              least == most ? fmt::to_string(least) : fmt::format("{} or {}", least, most));
}

Result<void> take_byte(std::optional<std::uint8_t>& out, const iso7816::Tlv& object) {
  TRY_VOID(check_size(object, 1, 1));
  out = object.value[0];
  return {};
}

Result<void> take_bytes(Bytes& out, const iso7816::Tlv& object, std::size_t least,
                        std::size_t most) {
  TRY_VOID(check_size(object, least, most));
  out = to_bytes(object.value);
  return {};
}

Result<void> take_key_length(DescribedComponent& row, const iso7816::Tlv& object) {
  TRY_VOID(check_size(object, 1, 2));
  row.length = 0;
  for (const std::uint8_t byte : object.value) row.length = *row.length << 8 | byte;
  return {};
}

Result<void> take_tag(DescribedComponent& row, const iso7816::Tlv& object) {
  switch (object.tag) {
    case 0x80: return take_byte(row.type, object);
    case 0x81: return take_key_length(row, object);
    case 0x82: return take_byte(row.identifier, object);
    case 0x83: return take_byte(row.version, object);
    case 0x84: return take_bytes(row.check_value, object, 3, 3);
    case 0x85: return take_bytes(row.reference, object, 1, 2);
    case 0x95: return take_bytes(row.usage, object, 1, 2);
    case 0x96: return take_byte(row.access, object);
    case 0x97: return take_bytes(row.purpose, object, 2, 2);
    default:
      return fail(ErrorCode::malformed, "{} has no meaning in a key description",
                  iso7816::tag_text(object.tag));
  }
}

/// Reads the objects of a template into `row`, which may hold what a shared template said.
Result<void> take_template(DescribedComponent& row, ByteView value) {
  iso7816::TlvReader in(value);
  std::vector<iso7816::Tag> seen;
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    if (std::ranges::find(seen, object->tag) != seen.end())
      return fail(ErrorCode::malformed, "{} comes twice in a key description",
                  iso7816::tag_text(object->tag));
    seen.push_back(object->tag);
    TRY_VOID(take_tag(row, *object));
  }
  return {};
}

Result<void> check_row(const DescribedComponent& row, bool shared) {
  const auto missing = [](std::string_view tag) {
    return fail(ErrorCode::malformed, "a key description has no {}", tag);
  };
  if (!row.type) return missing("80");
  if (*row.type == 0xF0) return row.reference.empty() ? missing("85") : Result<void>();
  if (!row.length) return missing("81");
  if (is_parameter(*row.type)) return {};
  if (!row.identifier) return missing("82");
  if (!row.version) return missing("83");
  if (row.usage.empty() && !shared) return missing("95");
  if (row.check_value.empty() && (*row.type == 0x80 || *row.type == 0x88)) return missing("84");
  return {};
}

}  // namespace

Result<std::vector<DescribedComponent>> parse_key_description(ByteView content) {
  std::vector<DescribedComponent> rows;
  std::optional<DescribedComponent> shared;
  iso7816::TlvReader in(content);
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    if (object->tag == 0xB7 && rows.empty() && !shared) {
      shared.emplace();
      TRY_VOID(take_template(*shared, object->value));
      continue;
    }
    if (object->tag != 0xB9)
      return fail(ErrorCode::malformed, "{} stands in 00B9, B9 was wanted",
                  iso7816::tag_text(object->tag));
    DescribedComponent row = shared.value_or(DescribedComponent());
    TRY_VOID(take_template(row, object->value));
    TRY_VOID(check_row(row, shared.has_value()));
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return fail(ErrorCode::malformed, "00B9 describes no key");
  return rows;
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/store_data_keys.hpp"

#include <algorithm>
#include <array>

#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "globalplatform/length_value.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::uint16_t description = 0x00B9;

struct GroupingOfType {
  std::uint8_t type;
  std::uint16_t identifier;
};

// GPC tables 11-93 to 11-105.
constexpr std::array groupings_of_types{
    GroupingOfType{0x80, 0x8113}, GroupingOfType{0x85, 0x8113}, GroupingOfType{0x88, 0x8113},
    GroupingOfType{0x90, 0x8113}, GroupingOfType{0x91, 0x8113}, GroupingOfType{0xA0, 0x0011},
    GroupingOfType{0xA1, 0x0010}, GroupingOfType{0xA3, 0x8112}, GroupingOfType{0xA4, 0x8125},
    GroupingOfType{0xA5, 0x8124}, GroupingOfType{0xA6, 0x8121}, GroupingOfType{0xA7, 0x8123},
    GroupingOfType{0xA8, 0x8122}, GroupingOfType{0xB0, 0x0036}, GroupingOfType{0xB1, 0x8137},
    GroupingOfType{0xB2, 0x0030}, GroupingOfType{0xB3, 0x0031}, GroupingOfType{0xB4, 0x0032},
    GroupingOfType{0xB5, 0x0033}, GroupingOfType{0xB6, 0x0034}, GroupingOfType{0xB7, 0x0035},
};

constexpr bool is_symmetric(std::uint8_t type) {
  return type < 0xA0;
}
constexpr bool is_parameter(std::uint8_t type) {
  return type >= 0xB2 && type <= 0xB7;
}
constexpr bool is_factor(std::uint8_t type) {
  return type >= 0xA4 && type <= 0xA8;
}

Result<std::uint16_t> grouping_of(std::uint8_t type) {
  const auto found = std::ranges::find(groupings_of_types, type, &GroupingOfType::type);
  if (found != groupings_of_types.end()) return found->identifier;
  return fail(ErrorCode::unsupported, "key type {:02X} has no data grouping", type);
}

/// One template B9: a component as 00B9 describes it.
struct Row {
  std::optional<std::uint8_t> type;
  std::optional<std::size_t> length;
  std::optional<std::uint8_t> identifier;
  std::optional<std::uint8_t> version;
  std::optional<std::uint8_t> access;
  Bytes usage;
  Bytes check_value;
  Bytes reference;
  Bytes purpose;
};

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

Result<void> take_key_length(Row& row, const iso7816::Tlv& object) {
  TRY_VOID(check_size(object, 1, 2));
  row.length = 0;
  for (const std::uint8_t byte : object.value) row.length = *row.length << 8 | byte;
  return {};
}

Result<void> take_tag(Row& row, const iso7816::Tlv& object) {
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
Result<void> take_template(Row& row, ByteView value) {
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

Result<void> check_row(const Row& row, bool shared) {
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

Result<std::vector<Row>> parse_description(ByteView content) {
  std::vector<Row> rows;
  std::optional<Row> shared;
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
    Row row = shared.value_or(Row());
    TRY_VOID(take_template(row, object->value));
    TRY_VOID(check_row(row, shared.has_value()));
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return fail(ErrorCode::malformed, "00B9 describes no key");
  return rows;
}

/// The value of one component out of its grouping.
Result<SecureBytes> open_content(const Row& row, const KeyType& type, ByteView content,
                                 const DataEncryptionKey& dek) {
  if (!type.secret) {
    if (content.size() == *row.length) return SecureBytes(content.begin(), content.end());
    return fail(ErrorCode::malformed, "{} has {} bytes, 81 says {}", type.name, content.size(),
                *row.length);
  }
  const std::size_t unit = dek.block_length();
  if (content.empty() || content.size() % unit != 0)
    return fail(ErrorCode::malformed, "{} has {} encrypted bytes, no whole blocks of {}", type.name,
                content.size(), unit);
  if (*row.length > content.size() || content.size() - *row.length >= unit)
    return fail(ErrorCode::malformed, "{} has {} encrypted bytes, 81 says {}", type.name,
                content.size(), *row.length);
  SecureBytes value = dek.decrypt(content);
  value.resize(*row.length);
  return value;
}

/// Puts components together to keys.
class Collector {
 public:
  Result<void> add(const Row& row, KeyComponent component) {
    const bool continues = current_ && belongs(row, component.type);
    if (!continues) TRY_VOID(close());
    if (!current_) {
      current_.emplace();
      current_->identifier = row.identifier;
      current_->version = row.version;
      current_->usage = row.usage;
      current_->access = row.access;
      current_->purpose = row.purpose;
      check_value_ = row.check_value;
    } else if (row.identifier) {
      TRY_VOID(check_consistent(row));
    }
    current_->components.push_back(std::move(component));
    return {};
  }

  Result<std::vector<StoredKey>> finish() {
    TRY_VOID(close());
    return std::move(keys_);
  }

 private:
  [[nodiscard]] bool has(std::uint8_t type) const {
    return std::ranges::find(current_->components, type, &KeyComponent::type) !=
           current_->components.end();
  }

  /// Whether a component goes with those before it.
  [[nodiscard]] bool belongs(const Row& row, std::uint8_t type) const {
    if (is_symmetric(type) || has(type)) return false;
    if (is_symmetric(current_->components.front().type)) return false;
    // A reference stands behind a key, or before parameters; parameters stand behind either.
    if (type == 0xF0) return has(0xB0) || has(0xB1);
    if (is_parameter(type)) return has(0xB0) || has(0xB1) || has(0xF0) || has(0xB2);
    return row.identifier == current_->identifier && type < 0xB0;
  }

  Result<void> check_consistent(const Row& row) const {
    if (row.version != current_->version)
      return fail(ErrorCode::malformed,
                  "the components of key {:02X} have versions {:02X} and {:02X}", *row.identifier,
                  *current_->version, *row.version);
    if (row.usage != current_->usage)
      return fail(ErrorCode::malformed, "the components of key {:02X} have usages {} and {}",
                  *row.identifier, to_hex(current_->usage), to_hex(row.usage));
    return {};
  }

  Result<void> close() {
    if (!current_) return {};
    auto& components = current_->components;
    if (is_factor(components.front().type))
      std::ranges::sort(components, {}, &KeyComponent::type);  // the order of PUT KEY
    TRY_VOID(check_components(components));
    TRY_VOID(check_key_check_value(components, check_value_));
    keys_.push_back(std::move(*current_));
    current_.reset();
    return {};
  }

  std::vector<StoredKey> keys_;
  std::optional<StoredKey> current_;
  Bytes check_value_;
};

void put_length_tag(Bytes& out, std::size_t length) {
  Bytes value;
  if (length > 0xFF) value.push_back(static_cast<std::uint8_t>(length >> 8));
  value.push_back(static_cast<std::uint8_t>(length));
  iso7816::append_tlv(out, 0x81, value);
}

void put_byte(Bytes& out, iso7816::Tag tag, std::uint8_t value) {
  iso7816::append_tlv(out, tag, ByteView(&value, 1));
}

/// A template B9 of the form of GPC 11.11.4, tags in the order of its tables.
Bytes whole_template(const StoredKey& key, const KeyComponent& component) {
  Bytes out;
  if (component.type == 0xF0) {
    put_byte(out, 0x80, component.type);
    iso7816::append_tlv(out, 0x85, component.value);
    return out;
  }
  const bool parameter = is_parameter(component.type);
  if (!parameter) iso7816::append_tlv(out, 0x95, key.usage);
  if (!parameter && key.access) put_byte(out, 0x96, *key.access);
  put_byte(out, 0x80, component.type);
  put_length_tag(out, component.value.size());
  if (parameter) return out;
  put_byte(out, 0x82, *key.identifier);
  put_byte(out, 0x83, *key.version);
  const Bytes check = key_check_value({&component, 1});
  if (!check.empty()) iso7816::append_tlv(out, 0x84, check);
  return out;
}

Result<void> put_values(Bytes& out, std::span<const KeyComponent> components,
                        const DataEncryptionKey& dek) {
  for (const KeyComponent& component : components) {
    if (component.type == 0xF0) continue;
    TRY(const std::uint16_t identifier, grouping_of(component.type));
    const Bytes content = key_type(component.type)->secret
                              ? dek.encrypt(component.value)
                              : Bytes(component.value.begin(), component.value.end());
    put_grouping(out, identifier, content);
  }
  return {};
}

/// The components in the order in which data groupings carry them.   Source: GPC tables 11-98, 11-99.
std::vector<KeyComponent> in_grouping_order(std::vector<KeyComponent> components) {
  if (!is_factor(components.front().type)) return components;
  constexpr std::array<std::uint8_t, 5> order{0xA6, 0xA8, 0xA7, 0xA5, 0xA4};
  std::ranges::sort(components, {}, [&](const KeyComponent& component) {
    return std::ranges::find(order, component.type) - order.begin();
  });
  return components;
}

Result<void> put_description(Bytes& out, const StoredKey& key,
                             std::span<const KeyComponent> components,
                             const DataEncryptionKey& dek) {
  Bytes content;
  for (const KeyComponent& component : components)
    iso7816::append_tlv(content, 0xB9, whole_template(key, component));
  put_grouping(out, description, content);
  return put_values(out, components, dek);
}

Result<void> check_describable(const StoredKey& key, KeyTemplates form) {
  TRY_VOID(check_components(key.components));
  const std::uint8_t first = key.components.front().type;
  if (first == 0xF0 || is_parameter(first)) return {};
  if (!key.identifier || !key.version)
    return fail(ErrorCode::malformed, "a key to store has no identifier or no version");
  if (form == KeyTemplates::whole && key.usage.empty())
    return fail(ErrorCode::malformed, "a key to store has no usage");
  return {};
}

Result<void> put_whole(Bytes& out, const StoredKey& key, const DataEncryptionKey& dek) {
  const auto components = in_grouping_order(key.components);
  const auto own = std::ranges::find(components, 0xB2, &KeyComponent::type);
  const bool is_key = components.front().type == 0xB0 || components.front().type == 0xB1;
  if (!is_key || own == components.end()) return put_description(out, key, components, dek);
  // A key with parameters of its own: the key, then the parameters.   Source: GPC 11.11.4.2.2.2.
  TRY_VOID(put_description(out, key, std::span(components).first(1), dek));
  return put_description(out, key, std::span(components).subspan(1), dek);
}

Result<Bytes> write_shared(const std::vector<StoredKey>& keys, const DataEncryptionKey& dek) {
  const StoredKey& first = keys.front();
  const KeyComponent& model = first.components.front();
  Bytes common;
  put_byte(common, 0x80, model.type);
  put_length_tag(common, model.value.size());
  put_byte(common, 0x83, *first.version);
  if (first.access) put_byte(common, 0x96, *first.access);
  if (!first.purpose.empty()) iso7816::append_tlv(common, 0x97, first.purpose);
  Bytes content;
  iso7816::append_tlv(content, 0xB7, common);
  Bytes values;
  for (const StoredKey& key : keys) {
    const KeyComponent& component = key.components.front();
    if (!is_symmetric(component.type) || component.type != model.type ||
        component.value.size() != model.value.size() || key.version != first.version)
      return fail(ErrorCode::malformed, "keys under one template B7 are symmetric and alike");
    Bytes own;
    put_byte(own, 0x82, *key.identifier);
    iso7816::append_tlv(own, 0x84, key_check_value(key.components));
    iso7816::append_tlv(content, 0xB9, own);
    TRY_VOID(put_values(values, key.components, dek));
  }
  Bytes out;
  put_grouping(out, description, content);
  append(out, values);
  return out;
}

}  // namespace

void put_grouping(Bytes& out, std::uint16_t identifier, ByteView content) {
  ByteWriter writer(out);
  writer.put_u16_be(identifier);
  if (content.size() < 0xFF)
    writer.put_u8(static_cast<std::uint8_t>(content.size()));
  else
    writer.put_u8(0xFF).put_u16_be(static_cast<std::uint16_t>(content.size()));
  writer.put(content);
}

Result<std::vector<DataGrouping>> parse_groupings(ByteView bytes) {
  ByteReader in(bytes);
  std::vector<DataGrouping> out;
  while (!in.at_end()) {
    const auto identifier = in.take_u16_be();
    const auto first = in.take_u8();
    if (!identifier || !first)
      return fail(ErrorCode::malformed, "the head of a data grouping is cut short");
    std::size_t length = *first;
    if (*first == 0xFF) {
      const auto wide = in.take_u16_be();
      if (!wide) return fail(ErrorCode::malformed, "the head of a data grouping is cut short");
      if (*wide < 0xFF)
        return fail(ErrorCode::malformed, "the length of grouping {:04X} is longer than needed",
                    *identifier);
      length = *wide;
    }
    if (length > in.left())
      return fail(ErrorCode::malformed, "grouping {:04X} has {} bytes by its length, {} are left",
                  *identifier, length, in.left());
    out.push_back({*identifier, in.take(length).value()});
  }
  return out;
}

Result<Bytes> write_stored_keys(const std::vector<StoredKey>& keys, KeyTemplates form,
                                const DataEncryptionKey& dek) {
  if (keys.empty()) return fail(ErrorCode::malformed, "there is no key to store");
  for (const StoredKey& key : keys) TRY_VOID(check_describable(key, form));
  if (form == KeyTemplates::shared) return write_shared(keys, dek);
  Bytes out;
  for (const StoredKey& key : keys) TRY_VOID(put_whole(out, key, dek));
  return out;
}

Result<std::vector<StoredKey>> parse_stored_keys(ByteView groupings, const DataEncryptionKey& dek) {
  TRY(const auto all, parse_groupings(groupings));
  Collector collector;
  std::size_t at = 0;
  if (all.empty()) return fail(ErrorCode::malformed, "there is no data grouping");
  while (at < all.size()) {
    if (all[at].identifier != description)
      return fail(ErrorCode::malformed, "grouping {:04X} stands where 00B9 was wanted",
                  all[at].identifier);
    TRY(const auto rows, parse_description(all[at++].content));
    for (const Row& row : rows) {
      if (*row.type == 0xF0) {
        TRY_VOID(collector.add(row, {0xF0, {row.reference.begin(), row.reference.end()}}));
        continue;
      }
      TRY(const KeyType type, key_type(*row.type));
      TRY(const std::uint16_t wanted, grouping_of(*row.type));
      if (at == all.size()) return fail(ErrorCode::malformed, "grouping {:04X} is missing", wanted);
      if (all[at].identifier != wanted)
        return fail(ErrorCode::malformed, "grouping {:04X} stands where {:04X} was wanted",
                    all[at].identifier, wanted);
      TRY(SecureBytes value, open_content(row, type, all[at++].content, dek));
      TRY_VOID(collector.add(row, {*row.type, std::move(value)}));
    }
  }
  return collector.finish();
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// Writing keys as data groupings; store_data_keys.cpp reads them.   Source: GPC 11.11.4.
#include <algorithm>
#include <array>

#include "globalplatform/data_grouping.hpp"
#include "globalplatform/key_description.hpp"
#include "globalplatform/store_data_keys.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

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
  put_grouping(out, key_description_grouping, content);
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
  put_grouping(out, key_description_grouping, content);
  append(out, values);
  return out;
}

}  // namespace

Result<Bytes> write_stored_keys(const std::vector<StoredKey>& keys, KeyTemplates form,
                                const DataEncryptionKey& dek) {
  if (keys.empty()) return fail(ErrorCode::malformed, "there is no key to store");
  for (const StoredKey& key : keys) TRY_VOID(check_describable(key, form));
  if (form == KeyTemplates::shared) return write_shared(keys, dek);
  Bytes out;
  for (const StoredKey& key : keys) TRY_VOID(put_whole(out, key, dek));
  return out;
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/put_key.hpp"

#include "base/hex.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::uint8_t extended_mark = 0xFF;

Result<void> check_version(std::uint8_t version) {
  if (version >= 0x01 && version <= 0x7F) return {};
  return fail(ErrorCode::malformed, "key version {:02X}, 01 to 7F were wanted", version);
}

/// A secret value as it stands in its block.   Source: GPC tables 11-70, 11-71.
Bytes secret_block(ByteView value, const DataEncryptionKey& dek, const PutKeyStyle& style) {
  Bytes block;
  if (style.length_in_every_block || value.size() % dek.block_length() != 0)
    put_length(block, value.size(), style.length_128);
  append(block, dek.encrypt(value, style.filler));
  return block;
}

void put_component(Bytes& out, const KeyComponent& component, bool extended,
                   const DataEncryptionKey& dek, const PutKeyStyle& style) {
  if (extended) out.push_back(extended_mark);
  out.push_back(component.type);
  const Bytes block = key_type(component.type)->secret
                          ? secret_block(component.value, dek, style)
                          : Bytes(component.value.begin(), component.value.end());
  put_length(out, block.size(), style.length_128);
  append(out, block);
}

Result<void> check_key(const KeyField& key) {
  TRY_VOID(check_components(key.components));
  TRY_VOID(check_key_check_value(key.components, key.check_value));
  if (key.usage.size() > 2)
    return fail(ErrorCode::malformed, "a key usage qualifier has {} bytes, 0 to 2 were wanted",
                key.usage.size());
  if (key.access.size() > 1)
    return fail(ErrorCode::malformed, "a key access has {} bytes, 0 or 1 were wanted",
                key.access.size());
  return {};
}

Result<SecureBytes> open_block(ByteView block, const KeyType& type, const DataEncryptionKey& dek) {
  if (!type.secret) return SecureBytes(block.begin(), block.end());
  const std::size_t unit = dek.block_length();
  if (block.size() % unit == 0) return dek.decrypt(block);  // GPC 11.8.2.3.3
  ByteReader in(block);
  TRY(const std::size_t length, take_length(in, type.name));
  const ByteView cipher = in.rest();
  if (cipher.size() % unit != 0)
    return fail(ErrorCode::malformed, "{} has {} encrypted bytes, no whole blocks of {}", type.name,
                cipher.size(), unit);
  if (length > cipher.size() || cipher.size() - length >= unit)
    return fail(ErrorCode::malformed, "{} has {} bytes by its length, and {} encrypted ones",
                type.name, length, cipher.size());
  SecureBytes value = dek.decrypt(cipher);
  value.resize(length);
  return value;
}

Result<KeyComponent> take_component(ByteReader& in, bool extended, const DataEncryptionKey& dek) {
  if (extended) {
    TRY(const std::uint8_t mark, in.take_u8());
    if (mark != extended_mark)
      return fail(ErrorCode::malformed, "{:02X} stands where an extended key type begins with FF",
                  mark);
  }
  const auto value = in.take_u8();
  if (!value) return fail(ErrorCode::malformed, "a key type is cut short");
  TRY(const KeyType type, key_type(*value));
  TRY(const ByteView block, take_length_value(in, type.name));
  TRY(SecureBytes opened, open_block(block, type, dek));
  return KeyComponent{*value, std::move(opened)};
}

/// Whether another component comes: types are above 7F, lengths of check values are not.
bool more_components(const ByteReader& in) {
  ByteReader ahead = in;
  const auto next = ahead.take_u8();
  return next && *next > 0x7F;
}

Result<Bytes> take_short(ByteReader& in, std::string_view what) {
  TRY(const ByteView value, take_length_value(in, what));
  return to_bytes(value);
}

Result<KeyField> take_key(ByteReader& in, const DataEncryptionKey& dek) {
  KeyField out;
  ByteReader ahead = in;
  TRY(const std::uint8_t first, ahead.take_u8());
  out.extended = first == extended_mark;
  do {
    TRY(KeyComponent component, take_component(in, out.extended, dek));
    out.components.push_back(std::move(component));
  } while (more_components(in));
  TRY(out.check_value, take_short(in, "the key check value"));
  if (out.extended) {
    TRY(out.usage, take_short(in, "the key usage qualifier"));
    TRY(out.access, take_short(in, "the key access"));
  }
  TRY_VOID(check_key(out));
  return out;
}

}  // namespace

Result<Bytes> write_put_key(const PutKeyData& data, const DataEncryptionKey& dek,
                            const PutKeyStyle& style) {
  TRY_VOID(check_version(data.new_version));
  if (data.keys.empty()) return fail(ErrorCode::malformed, "PUT KEY carries no key");
  Bytes out{data.new_version};
  for (const KeyField& key : data.keys) {
    TRY_VOID(check_key(key));
    for (const KeyComponent& component : key.components)
      put_component(out, component, key.extended, dek, style);
    put_length_value(out, key.check_value);
    if (!key.extended) continue;
    put_length_value(out, key.usage);
    put_length_value(out, key.access);
  }
  return out;
}

Result<PutKeyData> parse_put_key(ByteView data, const DataEncryptionKey& dek) {
  ByteReader in(data);
  PutKeyData out;
  TRY(out.new_version, in.take_u8());
  TRY_VOID(check_version(out.new_version));
  if (in.at_end()) return fail(ErrorCode::malformed, "PUT KEY carries no key");
  while (!in.at_end()) {
    TRY(KeyField key, take_key(in, dek));
    out.keys.push_back(std::move(key));
  }
  return out;
}

Result<void> check_put_key_response(const PutKeyData& data, ByteView response) {
  Bytes wanted{data.new_version};
  for (const KeyField& key : data.keys) append(wanted, key.check_value);  // without lengths
  if (equal(wanted, response)) return {};
  return fail(ErrorCode::refused, "the response to PUT KEY is {}, {} was wanted", to_hex(response),
              to_hex(wanted));
}

}  // namespace assay::globalplatform

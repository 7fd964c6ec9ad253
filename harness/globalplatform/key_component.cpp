// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/key_component.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/rsa.hpp"

namespace assay::globalplatform {
namespace {

// GPC table 11-16.
constexpr std::array types{
    KeyType{0x80, "DES", true},
    KeyType{0x85, "pre-shared key for TLS", true},
    KeyType{0x88, "AES", true},
    KeyType{0x90, "HMAC-SHA1", true},
    KeyType{0x91, "HMAC-SHA1-160", true},
    KeyType{0xA0, "RSA public exponent", false},
    KeyType{0xA1, "RSA modulus", false},
    KeyType{0xA2, "RSA modulus of a private key", true},
    KeyType{0xA3, "RSA private exponent", true},
    KeyType{0xA4, "RSA p", true},
    KeyType{0xA5, "RSA q", true},
    KeyType{0xA6, "RSA q^-1 mod p", true},
    KeyType{0xA7, "RSA d mod (p-1)", true},
    KeyType{0xA8, "RSA d mod (q-1)", true},
    KeyType{0xB0, "ECC public key", false},
    KeyType{0xB1, "ECC private key", true},
    KeyType{0xB2, "ECC field parameter P", false},
    KeyType{0xB3, "ECC field parameter A", false},
    KeyType{0xB4, "ECC field parameter B", false},
    KeyType{0xB5, "ECC field parameter G", false},
    KeyType{0xB6, "ECC field parameter N", false},
    KeyType{0xB7, "ECC field parameter k", false},
    KeyType{0xF0, "ECC key parameter reference", false},
};

std::string_view kind_without_row(std::uint8_t value) {
  if (value < 0x80) return "private";
  if (value >= 0x81 && value <= 0x84) return "kept for historical reasons";
  return value == 0xFF ? "the mark of the extended format" : "reserved";
}

using Types = std::vector<std::uint8_t>;

/// Which components make a key together, in the order of the tables.   Source: GPC tables 11-72 to 11-77.
const std::array<Types, 16>& compositions() {
  static const std::array<Types, 16> all{{{0x80},
                                          {0x85},
                                          {0x88},
                                          {0x90},
                                          {0x91},
                                          {0xA1, 0xA0},
                                          {0xA1, 0xA3},
                                          {0xA2, 0xA3},
                                          {0xA4, 0xA5, 0xA6, 0xA7, 0xA8},
                                          {0xB0, 0xF0},
                                          {0xB1, 0xF0},
                                          {0xB0, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6},
                                          {0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6},
                                          {0xF0, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6},
                                          {0xB2, 0xB3, 0xB4, 0xB5, 0xB6},
                                          {}}};
  return all;
}

Result<void> check_composition(std::span<const KeyComponent> components) {
  Types found;
  for (const KeyComponent& component : components) found.push_back(component.type);
  // The cofactor may be left out behind N.   Source: GPC table 11-72.
  Types without = found;
  if (without.size() > 1 && without.back() == 0xB7 && without[without.size() - 2] == 0xB6)
    without.pop_back();
  if (!found.empty() && std::ranges::find(compositions(), without) != compositions().end())
    return {};
  Types sorted = without;
  std::ranges::sort(sorted);
  for (Types known : compositions()) {
    std::ranges::sort(known);
    if (!known.empty() && known == sorted)
      return fail(ErrorCode::malformed, "the components {} of a key stand in another order",
                  to_spaced_hex(found));
  }
  return fail(ErrorCode::malformed, "the components {} make no key", to_spaced_hex(found));
}

const KeyComponent* find(std::span<const KeyComponent> components, std::uint8_t type) {
  const auto found = std::ranges::find(components, type, &KeyComponent::type);
  return found == components.end() ? nullptr : &*found;
}

Result<void> check_length(const KeyComponent& component, std::initializer_list<std::size_t> lengths,
                          std::string_view words) {
  if (std::ranges::find(lengths, component.value.size()) != lengths.end()) return {};
  return fail(ErrorCode::malformed, "{} has {} bytes, {} were wanted",
              key_type(component.type)->name, component.value.size(), words);
}

/// The modulus alone, with a public exponent that fits any.
Result<void> check_modulus(const KeyComponent& component) {
  const std::array<std::uint8_t, 1> three{0x03};
  TRY_VOID(crypto::RsaPublicKey::from_numbers(component.value, three));
  return {};
}

Result<void> check_rsa(std::span<const KeyComponent> components) {
  const KeyComponent* modulus = find(components, 0xA1);
  if (modulus == nullptr) modulus = find(components, 0xA2);
  if (modulus == nullptr) {  // p, q, q^-1, d mod (p-1), d mod (q-1)
    TRY_VOID(crypto::RsaPrivateKey::from_factors({components[0].value, components[1].value,
                                                  components[3].value, components[4].value,
                                                  components[2].value}));
    return {};
  }
  TRY_VOID(check_modulus(*modulus));
  if (const KeyComponent* exponent = find(components, 0xA0))
    TRY_VOID(crypto::RsaPublicKey::from_numbers(modulus->value, exponent->value));
  const KeyComponent* secret = find(components, 0xA3);
  if (secret != nullptr && secret->value.size() > modulus->value.size())
    return fail(ErrorCode::malformed, "RSA private exponent has {} bytes, its modulus {}",
                secret->value.size(), modulus->value.size());
  return {};
}

Result<void> check_reference(const KeyComponent& component) {
  const std::size_t wanted =
      !component.value.empty() && (component.value[0] & 0x80) != 0 ? 2 : 1;  // GPC B.4.2
  if (component.value.size() == wanted) return {};
  return fail(ErrorCode::malformed, "ECC key parameter reference has {} bytes, {} were wanted",
              component.value.size(), wanted);
}

Result<void> check_on_named_curve(const KeyComponent& key, crypto::Curve curve) {
  if (key.type == 0xB0) {
    TRY_VOID(crypto::EcPublicKey::from_point(curve, key.value));
  } else {
    TRY_VOID(crypto::EcPrivateKey::from_scalar(curve, key.value));
  }
  return {};
}

/// Lengths of own parameters: all as long as the field, the generator a point of it.
Result<void> check_parameters(std::span<const KeyComponent> components) {
  const std::size_t length = find(components, 0xB2)->value.size();
  for (const KeyComponent& component : components) {
    const bool is_point = component.type == 0xB5 || component.type == 0xB0;
    const std::size_t wanted = is_point ? 1 + 2 * length : length;
    if (component.type == 0xB7 || component.type == 0xF0) continue;
    if (component.value.size() != wanted)
      return fail(ErrorCode::malformed, "{} has {} bytes, {} go with a field of {}",
                  key_type(component.type)->name, component.value.size(), wanted, length);
    if (is_point && component.value[0] != 0x04)
      return fail(ErrorCode::malformed, "{} begins with {:02X}, an uncompressed point with 04",
                  key_type(component.type)->name, component.value[0]);
  }
  return {};
}

Result<void> check_ecc(std::span<const KeyComponent> components) {
  const KeyComponent* reference = find(components, 0xF0);
  if (reference != nullptr) TRY_VOID(check_reference(*reference));
  if (find(components, 0xB2) != nullptr) return check_parameters(components);
  if (reference->value.size() != 1) return {};
  const auto curve = crypto::curve_of_reference(reference->value[0]);
  return curve ? check_on_named_curve(components[0], *curve) : Result<void>();
}

bool is_des(std::span<const KeyComponent> components) {
  return components.size() == 1 && components[0].type == 0x80;
}
bool is_aes(std::span<const KeyComponent> components) {
  return components.size() == 1 && components[0].type == 0x88;
}

}  // namespace

Result<KeyType> key_type(std::uint8_t value) {
  const auto found = std::ranges::find(types, value, &KeyType::value);
  if (found != types.end()) return *found;
  return fail(ErrorCode::unsupported, "key type {:02X} is {}", value, kind_without_row(value));
}

Result<void> check_components(std::span<const KeyComponent> components) {
  for (const KeyComponent& component : components) {
    TRY(const KeyType type, key_type(component.type));
    if (component.value.empty()) return fail(ErrorCode::malformed, "{} has no bytes", type.name);
  }
  TRY_VOID(check_composition(components));
  switch (components[0].type) {
    case 0x80: return check_length(components[0], {16, 24}, "16 or 24");
    case 0x88: return check_length(components[0], {16, 24, 32}, "16, 24 or 32");
    case 0x85:
    case 0x90:
    case 0x91: return {};
    default: return components[0].type < 0xB0 ? check_rsa(components) : check_ecc(components);
  }
}

Bytes key_check_value(std::span<const KeyComponent> components) {
  if (is_des(components)) {
    const auto value = crypto::des_key_check_value(components[0].value);
    return {value.begin(), value.end()};
  }
  if (is_aes(components)) {
    const auto value = crypto::aes_key_check_value(components[0].value);
    return {value.begin(), value.end()};
  }
  return {};
}

Result<void> check_key_check_value(std::span<const KeyComponent> components, ByteView value) {
  const std::uint8_t type = components[0].type;
  if (type == 0x85 || type == 0x90 || type == 0x91) return {};  // B.6 defines none for these
  if (type > 0x91 && !value.empty())
    return fail(ErrorCode::malformed,
                "a key check value of {} bytes stands beside a key that has none", value.size());
  if (type > 0x91) return {};
  if (value.size() != 3)
    return fail(ErrorCode::malformed, "a key check value has {} bytes, 3 were wanted",
                value.size());
  if (equal(value, key_check_value(components))) return {};
  return fail(ErrorCode::refused, "the key check value {} is that of another key", to_hex(value));
}

Result<DataEncryptionKey> DataEncryptionKey::make(Mode mode, ByteView key) {
  const bool right = mode == Mode::aes_cbc ? crypto::is_aes_key_length(key.size())
                                           : key.size() == 16 || key.size() == 24;
  if (right) return DataEncryptionKey(mode, key);
  return fail(ErrorCode::malformed, "a key of {} bytes encrypts no keys by {}", key.size(),
              mode == Mode::aes_cbc ? "AES" : "DES");
}

Bytes DataEncryptionKey::encrypt(ByteView value, std::uint8_t filler) const {
  Bytes out = to_bytes(value);
  while (out.size() % block_length() != 0) out.push_back(filler);
  switch (mode_) {
    case Mode::des_ecb: crypto::des3_ecb_encrypt(key_, out, out); break;
    case Mode::des_cbc: crypto::des3_cbc_encrypt(key_, {}, out, out); break;
    case Mode::aes_cbc: crypto::aes_cbc_encrypt(key_, {}, out, out); break;
  }
  return out;
}

SecureBytes DataEncryptionKey::decrypt(ByteView cipher) const {
  ASSAY_CHECK(cipher.size() % block_length() == 0);
  SecureBytes out(cipher.begin(), cipher.end());
  switch (mode_) {
    case Mode::des_ecb: crypto::des3_ecb_decrypt(key_, out, out); break;
    case Mode::des_cbc: crypto::des3_cbc_decrypt(key_, {}, out, out); break;
    case Mode::aes_cbc: crypto::aes_cbc_decrypt(key_, {}, out, out); break;
  }
  return out;
}

}  // namespace assay::globalplatform

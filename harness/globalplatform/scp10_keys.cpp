// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_keys.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "crypto/hash.hpp"
#include "globalplatform/strict_tlv.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::string_view structure = "key request of SCP10";
constexpr std::size_t secret_length = 32;

void put(SecureBytes& out, std::uint8_t tag, ByteView value) {
  out.push_back(tag);
  out.push_back(static_cast<std::uint8_t>(value.size()));
  out.insert(out.end(), value.begin(), value.end());
}

SecureBytes encode(const Scp10Template& one, bool with_keys) {
  SecureBytes out;
  put(out, 0x95, std::array{one.usage});
  if (one.key_type) put(out, 0x80, std::array{*one.key_type});
  if (!with_keys) return out;
  put(out, 0xD1, one.key);
  if (one.counter) put(out, 0x91, *one.counter);
  return out;
}

/// GPC table F-11, note: checksums know secure messaging only, confidentiality also sensitive data.
Result<void> check_usage(const Scp10Template& one) {
  const std::uint8_t usage = one.usage;
  const bool messaging = usage == 0x10 || usage == 0x20 || usage == 0x30;
  const bool data = usage == 0x40 || usage == 0x80 || usage == 0xC0;
  if (messaging || (one.confidentiality && data)) return {};
  return fail(ErrorCode::unsupported, "{}: usage {:02X} has no place in a template {}", structure,
              usage, one.confidentiality ? "B8" : "B4");
}

Result<void> read_key(StrictTlv& in, Scp10Template& out) {
  TRY(const auto key, in.take_if({0xD1, "the session key", 0, 24}));
  if (key && !key->value.empty()) {
    if (key->value.size() != 16 && key->value.size() != 24)
      return fail(ErrorCode::out_of_range, "{}: a session key has {} bytes, 16 or 24 were wanted",
                  structure, key->value.size());
    out.key.assign(key->value.begin(), key->value.end());
  }
  TRY(const auto counter, in.take_if({0x91, "the initial counter", 0, 8}));
  if (!counter || counter->value.empty()) return {};
  if (counter->value.size() != 8)
    return fail(ErrorCode::out_of_range, "{}: an initial counter has {} bytes, 8 were wanted",
                structure, counter->value.size());
  out.counter.emplace();
  std::ranges::copy(counter->value, out.counter->begin());
  return {};
}

Result<Scp10Template> read_template(const iso7816::Tlv& object) {
  Scp10Template out;
  out.confidentiality = object.tag == 0xB8;
  StrictTlv in(object.value, structure);
  TRY(const auto usage, in.take({0x95, "the key usage", 1, 1}));
  out.usage = usage.value[0];
  TRY_VOID(check_usage(out));
  TRY(const auto type, in.take_if({0x80, "the key type", 0, 1}));
  if (type && !type->value.empty()) out.key_type = type->value[0];
  TRY_VOID(read_key(in, out));
  TRY_VOID(in.finish());
  return out;
}

Result<void> claim(std::optional<std::size_t>& use, std::size_t index, std::string_view what) {
  if (use) return fail(ErrorCode::unsupported, "{}: two templates are for {}", structure, what);
  use = index;
  return {};
}

Result<void> assign_uses(const Scp10Template& one, std::size_t index, Scp10Keys& out) {
  if (one.is_for_data()) {
    if ((one.usage & 0x80) != 0) TRY_VOID(claim(out.c_dek, index, "sensitive data of commands"));
    if ((one.usage & 0x40) != 0) TRY_VOID(claim(out.r_dek, index, "sensitive data of responses"));
    return {};
  }
  auto& command = one.confidentiality ? out.c_enc : out.c_mac;
  auto& response = one.confidentiality ? out.r_enc : out.r_mac;
  if ((one.usage & 0x10) != 0) TRY_VOID(claim(command, index, "commands"));
  if ((one.usage & 0x20) != 0) TRY_VOID(claim(response, index, "responses"));
  return {};
}

std::uint64_t number(const Scp10Counter& counter) {
  std::uint64_t out = 0;
  for (const auto byte : counter) out = (out << 8) | byte;
  return out;
}

/// GPC table F-12: 1, 3 MAC; 2, 4 ENC; 5, 6 sensitive data.
Result<std::uint8_t> derivation_number(const Scp10Template& one,
                                       std::array<std::uint8_t, 3>& seen) {
  const std::size_t kind = one.is_for_data() ? 2 : one.confidentiality ? 1 : 0;
  if (seen[kind] == 2)
    return fail(ErrorCode::unsupported, "{}: a third template of one kind has no number",
                structure);
  constexpr std::uint8_t numbers[3][2] = {{1, 3}, {2, 4}, {5, 6}};
  return numbers[kind][seen[kind]++];
}

SecureBytes derived_key(ByteView secret, std::uint8_t number) {
  const std::array<std::uint8_t, 4> counter{0, 0, 0, number};
  std::array<std::uint8_t, 20> hashed{};
  crypto::digest_into(crypto::Hash::sha1, {secret, counter}, hashed);
  SecureBytes key(hashed.begin(), hashed.begin() + 16);
  wipe(hashed.data(), hashed.size());
  return key;
}

Scp10Counter agreed_counter(ByteView off_card_secret, ByteView card_secret) {
  Scp10Counter out{};
  std::ranges::copy(card_secret.last(4), out.begin());
  std::ranges::copy(off_card_secret.last(4), out.begin() + 4);
  return out;
}

}  // namespace

SecureBytes encode(const Scp10Request& request, bool with_keys) {
  SecureBytes out;
  put(out, 0xD3, std::array{request.level.value});
  for (const auto& one : request.templates)
    put(out, one.confidentiality ? 0xB8 : 0xB4, encode(one, with_keys));
  return out;
}

Result<Scp10Request> parse_scp10_request(ByteView bytes) {
  Scp10Request out;
  StrictTlv in(bytes, structure);
  TRY(const auto level, in.take({0xD3, "the security level", 1, 1}));
  out.level.value = level.value[0];
  do {
    TRY(auto object, in.take_if({0xB4, "a template", 0, 127}));
    if (!object) {
      TRY(object, in.take({0xB8, "a template", 0, 127}));
    }
    TRY(Scp10Template one, read_template(*object));
    out.templates.push_back(std::move(one));
  } while (!in.left().empty());
  return out;
}

Result<Scp10Keys> transported_keys(const Scp10Request& request) {
  Scp10Keys out;
  for (const auto& one : request.templates) {
    if (one.key.empty())
      return fail(ErrorCode::malformed, "{}: a template brings no key (tag D1)", structure);
    if (!one.confidentiality && !one.counter)
      return fail(ErrorCode::malformed, "{}: a checksum key comes without counter (tag 91)",
                  structure);
    TRY_VOID(assign_uses(one, out.keys.size(), out));
    out.keys.push_back({one.key, one.counter ? number(*one.counter) : 0});
  }
  return out;
}

Result<Scp10Keys> agreed_keys(const Scp10Request& request, ByteView off_card_secret,
                              ByteView card_secret) {
  if (off_card_secret.size() != secret_length || card_secret.size() != secret_length)
    return fail(ErrorCode::out_of_range, "secrets of SCP10 have {} and {} bytes, 32 were wanted",
                off_card_secret.size(), card_secret.size());
  SecureBytes joint(secret_length);
  for (std::size_t i = 0; i < secret_length; ++i) joint[i] = off_card_secret[i] ^ card_secret[i];
  Scp10Keys out;
  std::array<std::uint8_t, 3> seen{};
  for (const auto& one : request.templates) {
    TRY(const auto which, derivation_number(one, seen));
    TRY_VOID(assign_uses(one, out.keys.size(), out));
    out.keys.push_back(
        {derived_key(joint, which), number(agreed_counter(off_card_secret, card_secret))});
  }
  return out;
}

}  // namespace assay::globalplatform

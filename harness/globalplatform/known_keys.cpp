// SPDX-License-Identifier: Apache-2.0
// Every published key, as it is and diversified in every way, against one cryptogram.
#include "globalplatform/known_keys.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/hex.hpp"
#include "globalplatform/diversification.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform {
namespace {

struct Published {
  std::string_view name;
  std::string_view key;  ///< 16 bytes; longer AES keys go on in the same way where `rises`
  bool rises = false;
};

constexpr auto published = std::to_array<Published>({
    {"the GlobalPlatform test key 404142..", "404142434445464748494A4B4C4D4E4F", true},
    {"the sample key of GemXpresso cards", "47454D5850524553534F53414D504C45"},
    {"the key 000102..", "000102030405060708090A0B0C0D0E0F", true},
    {"the key 101112..", "101112131415161718191A1B1C1D1E1F", true},
    {"the key 001122..FF", "00112233445566778899AABBCCDDEEFF"},
    {"the key 112233..", "11223344556677881122334455667788"},
    {"the key of zero bytes", "00000000000000000000000000000000"},
    {"the key of FF bytes", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"},
});

struct Way {
  std::string_view name;
  Diversification method;
};

constexpr auto ways = std::to_array<Way>({
    {"EMV CPS 1.1", Diversification::emv},
    {"VISA", Diversification::visa},
    {"VISA2", Diversification::visa2},
    {"KDF3", Diversification::kdf3},
});

/// The key in the length that AES cards have; the rest of a longer one goes on, or is the beginning again.
SecureBytes of_length(const Published& key, std::size_t size) {
  const Bytes first = from_hex(key.key).value();
  SecureBytes out(first.begin(), first.end());
  for (std::size_t i = out.size(); i < size; ++i)
    out.push_back(key.rises ? static_cast<std::uint8_t>(first[0] + i) : first[i % first.size()]);
  out.resize(size);
  return out;
}

bool made_it(const KeySet& keys, ByteView host_challenge, ByteView answer) {
  const auto started = SecureChannel::start(keys, host_challenge, answer);
  return started && (*started)->card_cryptogram_is_valid();
}

std::optional<std::string> try_key(const Published& key, std::size_t size,
                                   const InitializeUpdateAnswer& parsed, ByteView host_challenge,
                                   ByteView answer) {
  const SecureBytes master = of_length(key, size);
  const std::string_view longer = size > 16 ? " in its longer form" : "";
  if (made_it({parsed.key_version, master, master, master}, host_challenge, answer))
    return fmt::format("{}{}, three times", key.name, longer);
  for (const Way& way : ways) {
    const auto made = diversify(way.method, master, parsed.diversification_data);
    if (made && made_it(*made, host_challenge, answer))
      return fmt::format("{}{}, diversified by {}", key.name, longer, way.name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_known_keys(ByteView host_challenge, ByteView answer) {
  const auto parsed = parse_initialize_update(answer);
  if (!parsed) return std::nullopt;
  for (const Published& key : published)
    for (const std::size_t size : {16U, 24U, 32U}) {
      if (size > 16 && parsed->protocol != 3) continue;
      if (auto found = try_key(key, size, *parsed, host_challenge, answer)) return found;
    }
  return std::nullopt;
}

}  // namespace assay::globalplatform

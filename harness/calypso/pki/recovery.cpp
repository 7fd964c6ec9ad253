// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/recovery.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "crypto/hash.hpp"

namespace assay::calypso::pki {
namespace {

constexpr std::uint8_t trailer = 0xBC;  // the hash is known to both sides
constexpr std::uint8_t marker = 0x01;   // ends the padding; here there is none
constexpr std::size_t hash_size = 32;
constexpr std::size_t masked_size = signature_size - hash_size - 1;
static_assert(masked_size == recovered_size + 1, "the marker and 222 bytes");

/// Takes the mask that the hash makes off.   Source: RFC 8017, B.2.1.
void unmask(ByteView hash, MutableByteView masked) {
  std::array<std::uint8_t, hash_size> block{};
  std::array<std::uint8_t, 4> counter{};
  for (std::size_t at = 0; at < masked.size(); at += block.size(), ++counter[3]) {
    crypto::digest_into(crypto::Hash::sha256, {hash, counter}, block);
    for (std::size_t i = 0; i < block.size() && at + i < masked.size(); ++i)
      masked[at + i] ^= block[i];
  }
}

/// Over the bits of what is recovered as a number of eight bytes, what is recovered, and the hash of what is outside.
std::array<std::uint8_t, hash_size> hash_of(ByteView recovered, ByteView outside) {
  const std::size_t bits = recovered.size() * 8;
  const std::array<std::uint8_t, 8> length{
      0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(bits >> 8), static_cast<std::uint8_t>(bits)};
  std::array<std::uint8_t, hash_size> out{};
  crypto::digest_into(crypto::Hash::sha256, {outside}, out);
  const auto of_outside = out;
  crypto::digest_into(crypto::Hash::sha256, {length, recovered, of_outside}, out);
  return out;
}

bool is_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

std::optional<Recovered> open_signature(const crypto::RsaPublicKey& key, ByteView signature,
                                        ByteView outside, const RecoveryRules& rules,
                                        Findings& findings) {
  auto block = crypto::rsa_public(key, signature);
  const bool in_range = findings.look(
      rules.range, block.has_value() && !is_zero(signature),
      [&] {
        return to_hex(signature.first(8)) + ".. of RSA of " + std::to_string(signature.size() * 8) +
               " bits";
      },
      [&] { return "above zero and below the modulus " + to_hex(key.modulus().first(8)) + ".."; });
  if (!in_range) return std::nullopt;
  const bool ends = findings.look(
      rules.trailer, block->back() == trailer, [&] { return fmt::format("{:02X}", block->back()); },
      [] { return std::string("BC"); });
  if (!ends) return std::nullopt;
  const MutableByteView masked = MutableByteView(*block).first(masked_size);
  const ByteView hash = ByteView(*block).subspan(masked_size, hash_size);
  unmask(hash, masked);
  masked[0] &= 0x7F;  // the block is a bit shorter than the modulus: this one means nothing
  const bool begins = findings.look(
      rules.marker, masked[0] == marker, [&] { return fmt::format("{:02X}", masked[0]); },
      [] { return std::string("01"); });
  if (!begins) return std::nullopt;
  Recovered out{};
  std::ranges::copy(masked.subspan(1), out.begin());
  const auto wanted = hash_of(out, outside);
  const bool same = findings.look(
      rules.hash, equal(hash, wanted), [&] { return to_hex(hash); },
      [&] { return to_hex(wanted); });
  if (!same) return std::nullopt;
  return out;
}

}  // namespace assay::calypso::pki

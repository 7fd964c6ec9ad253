// SPDX-License-Identifier: Apache-2.0
// CARD GENERATE ASYMMETRIC KEY PAIR, PSO COMPUTE CERTIFICATE and GET DATA of the CA certificate: the SAM as the last
// step of a card's public key infrastructure.   Source: facts of the public certificate layout; decision 0027.
#include <algorithm>

#include "adapters/model_sam/ca_key.hpp"
#include "adapters/model_sam/exchange.hpp"
#include "adapters/model_sam/keys.hpp"
#include "base/check.hpp"
#include "base/hex.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/hash.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;

constexpr std::size_t header_size = 3, metadata_size = 63, point_size = 64;

/// AID, serial number, dates and startup information of the card, as the object DF25 carries them.
struct Metadata {
  ByteView all;

  [[nodiscard]] std::size_t aid_size() const { return all[0]; }
  [[nodiscard]] ByteView aid_field() const { return all.first(17); }
  [[nodiscard]] ByteView serial() const { return all.subspan(17, 8); }
  [[nodiscard]] ByteView index() const { return all.subspan(25, 4); }
  [[nodiscard]] ByteView dates() const { return all.subspan(29, 8); }
  [[nodiscard]] ByteView rights_and_info() const { return all.subspan(37, 8); }
  [[nodiscard]] ByteView reserved() const { return all.subspan(45, 18); }
};

bool all_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](auto byte) { return byte == 0; });
}

bool is_decimal(ByteView bytes) {
  return std::ranges::all_of(bytes, [](auto byte) { return byte >> 4 < 10 && (byte & 15) < 10; });
}

bool is_acceptable(const Exchange& x, const Metadata& metadata) {
  const std::size_t size = metadata.aid_size();
  if ((size < 5 || size > 16) && !x.deviates(certificate_aid_unchecked)) return false;
  const std::size_t used = std::min<std::size_t>(size, 16);
  const bool padded = all_zero(metadata.aid_field().subspan(1 + used));
  return (padded || x.deviates(certificate_aid_unchecked)) && all_zero(metadata.index()) &&
         (is_decimal(metadata.dates()) || x.deviates(certificate_dates_unchecked)) &&
         metadata.rights_and_info()[0] == 0 && all_zero(metadata.reserved());
}

/// MGF1 with SHA-256, as long as `out`, xored into it.
void mask(ByteView seed, MutableByteView out) {
  std::array<std::uint8_t, 32> block{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % block.size() == 0) {
      const std::array<std::uint8_t, 4> counter{0, 0, 0,
                                                static_cast<std::uint8_t>(i / block.size())};
      crypto::digest_into(crypto::Hash::sha256, {seed, counter}, block);
    }
    out[i] ^= block[i % block.size()];
  }
}

/// ISO/IEC 9796-2, scheme 3: 222 bytes inside, no salt, SHA-256, trailer BC.
Bytes sign(ByteView outside, ByteView inside) {
  const auto outside_hash = crypto::sha256(outside);
  const auto bits = "00 00 00 00 00 00 06 F0"_hex;
  std::array<std::uint8_t, 32> hash{};
  crypto::digest_into(crypto::Hash::sha256, {bits, inside, outside_hash}, hash);
  Bytes block{0x01};
  append(block, inside);
  mask(hash, block);
  block[0] &= 0x7F;
  append(block, hash);
  block.push_back(0xBC);
  const auto made = crypto::rsa_private(ca_key(), block);
  ASSAY_CHECK(made.has_value());
  return to_bytes(*made);
}

/// 60 bytes outside the signature, 256 of signature.
Bytes certificate(const Exchange& x, const Metadata& metadata, ByteView public_key) {
  constexpr std::size_t inside_size = 222;
  Bytes outside{0x91, 0x01};
  append(outside, ca_key_reference);
  append(outside, metadata.aid_field());
  append(outside, metadata.serial());
  append(outside, metadata.index());
  Bytes inside = to_bytes(metadata.dates());
  if (x.deviates(certificate_dates_swapped))
    std::rotate(inside.begin(), inside.begin() + 4, inside.end());
  append(inside, metadata.rights_and_info());
  append(inside, metadata.reserved());
  if (!x.deviates(certificate_without_key)) append(inside, public_key);
  inside.resize(inside_size);
  append(outside, sign(outside, inside));
  return outside;
}

bool count_certificate(Exchange& x) {
  Key ca;
  ca.par[3] = ca_counter;
  return count(x, ca);
}

/// The key in the command, or that of the latest key pair.
StatusWord take_public_key(const Exchange& x, Bytes& key) {
  const ByteView data = x.command.data;
  if (data.size() == header_size + metadata_size) {
    if (!x.now().has_key_pair) return sw::conditions_not_satisfied;
    append(key, x.now().public_key);
    return sw::ok;
  }
  append(key, data.last(point_size));
  Bytes point{0x04};
  append(point, key);
  const bool on_curve = crypto::EcPublicKey::from_point(crypto::Curve::p256, point).has_value();
  return on_curve || x.deviates(certificate_point_unchecked) ? sw::ok : sw::wrong_data;
}

}  // namespace

StatusWord pso_compute_certificate(Exchange& x) {
  const ByteView data = x.command.data;
  const bool with_key = data.size() == header_size + metadata_size + point_size;
  if (!with_key && data.size() != header_size + metadata_size) return sw::wrong_length;
  if (!equal(data.first(2), "DF25"_hex) && !x.deviates(certificate_tag_ignored))
    return sw::object_not_found;
  const Metadata metadata{data.subspan(header_size, metadata_size)};
  if (data[2] != data.size() - header_size || !is_acceptable(x, metadata)) return sw::wrong_data;
  if (!x.sam().has_ca && !x.deviates(certificate_without_ca)) return sw::conditions_not_satisfied;
  Bytes public_key;
  if (const StatusWord taken = take_public_key(x, public_key); taken != sw::ok) return taken;
  if (!x.deviates(certificates_not_counted) && !count_certificate(x)) return sw::limit_reached;
  if (!x.deviates(certificate_bare)) append(x.response, "DF 45 82 01 3C"_hex);
  append(x.response, certificate(x, metadata, public_key));
  return sw::ok;
}

StatusWord generate_key_pair(Exchange& x) {
  if (!x.traits().certificates) return sw::instruction_not_supported;
  if (!x.has_parameters(0x80, 0)) return sw::wrong_mode;
  constexpr auto p256 = "06 08 2A 86 48 CE 3D 03 01 07"_hex;
  if (x.command.data.size() != p256.size()) return sw::wrong_length;
  if (!equal(x.command.data, p256) && !x.deviates(curve_ignored)) return sw::wrong_data;
  x.env.time_us += key_pair_us;
  std::array<std::uint8_t, 40> random{};
  if (!x.deviates(key_pair_constant)) x.env.random.fill(random);
  random[0] |= 1;  // never zero
  const auto key = crypto::EcPrivateKey::from_random(crypto::Curve::p256, random);
  ASSAY_CHECK(key.has_value());
  const ByteView point = key->public_key().point().subspan(1);
  std::ranges::copy(point, x.now().public_key.begin());
  x.now().has_key_pair = true;
  append(x.response, "DF 3C 60"_hex);
  append(x.response, point);
  append(x.response, key->scalar());
  if (x.deviates(key_pair_private_first))
    std::rotate(x.response.begin() + 3, x.response.begin() + 3 + 64, x.response.end());
  return sw::ok;
}

StatusWord get_data(Exchange& x) {
  if (!x.has_parameters(0xDF, 0x43) || !x.traits().certificates || !x.sam().has_ca)
    return x.deviates(unknown_object_says_6a82) ? StatusWord{0x6A82} : sw::object_not_found;
  if (!x.command.data.empty()) return sw::wrong_length;
  append(x.response, "DF 43 82 01 80"_hex);
  append(x.response, ca_certificate());
  if (x.deviates(ca_certificate_bare)) x.response.erase(x.response.begin(), x.response.begin() + 5);
  return sw::ok;
}

}  // namespace assay::model::sam

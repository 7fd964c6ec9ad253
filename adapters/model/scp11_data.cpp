// SPDX-License-Identifier: Apache-2.0
// What the card tells of its SCP11 keys.   Source: GPC 11.3.3.1.1, H.2, H.4; GP Amendment F, from public facts.
#include <algorithm>

#include "adapters/model/data_objects.hpp"
#include "adapters/model/scp11_card.hpp"
#include "base/hex.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp11 {
namespace {

using enum GpDeviation;
using namespace assay::literals;

/// The parameter i: one octet, or two when b8 of the first says so.
Bytes option_octets(const AgreementKey& key) {
  if ((key.options & 0x80) == 0) return {key.options};
  return {key.options, key.options_2};
}

/// Every parameter i once, in the order of the keys. All Security Domains for nothing.
std::vector<Bytes> options_of(const PersistentState& card, std::optional<std::uint8_t> domain) {
  std::vector<Bytes> out;
  for (std::uint8_t i = 0; i < card.scp11.key_count; ++i) {
    const AgreementKey& key = card.scp11.keys[i];
    if (domain && key.owner != *domain) continue;
    const Bytes octets = option_octets(key);
    if (std::ranges::find(out, octets) == out.end()) out.push_back(octets);
  }
  return out;
}

/// GPC Table 11-16: type and length of the key, then those of its curve.
void put_key(Exchange& x, std::uint8_t identifier, std::uint8_t version, std::uint8_t type,
             std::size_t length) {
  const std::array<std::uint8_t, 6> key{
      identifier, version, type, static_cast<std::uint8_t>(length), 0xF0, 0x01};
  const std::size_t told = x.deviates(scp11_key_curve_not_listed) ? 4 : key.size();
  iso7816::append_tlv(x.response, 0xC0, ByteView(key).first(told));
}

std::size_t scalar_bytes(std::uint8_t curve) {
  const auto named = crypto::curve_of_reference(curve);
  return named ? crypto::scalar_length(*named) : 0;
}

}  // namespace

void put_protocols(Exchange& x, std::uint8_t domain) {
  if (x.deviates(scp11_not_announced)) return;
  for (const Bytes& octets : options_of(x.card(), domain)) {
    // The octets of i end the object identifier as they stand: their b8 is what base 128 asks for.
    Bytes oid = to_bytes("2A864886FC6B0411"_hex);
    append(oid, x.deviates(scp11_option_misstated) ? Bytes{0x00} : octets);
    if (x.deviates(scp11_s16_not_told)) oid[8] &= 0xBF;
    const std::size_t begin = x.response.size();
    iso7816::append_tlv(x.response, 0x06, oid);
    enclose(x.response, begin, 0x64);
  }
}

void put_capability(Exchange& x) {
  Bytes options;
  for (const Bytes& octets : options_of(x.card(), std::nullopt)) append(options, octets);
  if (options.empty()) return;
  const std::size_t begin = x.response.size();
  iso7816::append_tlv(x.response, 0x80, ByteView(&protocol_number, 1));
  iso7816::append_tlv(x.response, 0x81, options);
  enclose(x.response, begin, 0xA0);
}

void put_key_information(Exchange& x, std::uint8_t domain) {
  if (x.deviates(scp11_keys_not_listed)) return;
  const Scp11Store& store = x.card().scp11;
  for (std::uint8_t i = 0; i < store.key_count; ++i) {
    const AgreementKey& key = store.keys[i];
    if (key.owner == domain)
      put_key(x, key_identifier_of(key.variant), key.version, 0xB1, scalar_bytes(key.curve));
  }
  for (std::uint8_t i = 0; i < store.anchor_count; ++i) {
    const TrustAnchor& anchor = store.anchors[i];
    if (anchor.owner == domain)
      put_key(x, key_identifier::authority, anchor.version, 0xB0,
              1 + 2 * scalar_bytes(anchor.curve));
  }
}

}  // namespace assay::model::scp11

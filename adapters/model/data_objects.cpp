// SPDX-License-Identifier: Apache-2.0
// Templates built on demand.
#include "adapters/model/data_objects.hpp"

#include <algorithm>

#include "adapters/model/registry.hpp"
#include "adapters/model/scp10_card.hpp"
#include "adapters/model/scp11_card.hpp"
#include "base/hex.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;
using namespace assay::literals;

// OIDs below 1.2.840.114283 (GPC H.1.1).
constexpr auto recognition_oid = "2A864886FC6B01"_hex;
constexpr auto management_oid = "2A864886FC6B02020301"_hex;        // card specification 2.3.1
constexpr auto older_management_oid = "2A864886FC6B02020201"_hex;  // 2.2.1
constexpr auto management_arc = "2A864886FC6B02"_hex;
constexpr auto identification_oid = "2A864886FC6B03"_hex;

void put_oid_in(Bytes& out, iso7816::Tag tag, ByteView oid) {
  const std::size_t begin = out.size();
  iso7816::append_tlv(out, 0x06, oid);
  enclose(out, begin, tag);
}

/// One tag '64' for each protocol and option (GPC H.2, format 1).
void put_protocols(Exchange& x, std::uint8_t domain) {
  std::array<std::uint16_t, PersistentState::max_key_sets> told{};
  std::size_t count = 0;
  for (std::uint8_t i = 0; i < x.card().key_set_count; ++i) {
    const KeySet& set = x.card().key_sets[i];
    const auto scp = static_cast<std::uint16_t>((set.protocol << 8) | set.options);
    if (set.owner != domain ||
        std::ranges::find(told.begin(), told.begin() + count, scp) != told.begin() + count)
      continue;
    told[count++] = scp;
    auto oid = "2A864886FC6B040000"_hex;
    oid[7] = set.protocol;
    oid[8] = x.deviates(get_data_66_misstates_option) ? 0 : set.options;
    if (set.protocol == 2 && x.deviates(get_data_66_option_bit_8)) oid[8] |= 0x80;
    if (x.deviates(get_data_66_swaps_protocol_and_option)) std::swap(oid[7], oid[8]);
    put_oid_in(x.response, 0x64, oid);
  }
}

/// GPC H.4: a protocol, its options, and for SCP03 the sizes of its keys.
void put_capability(Exchange& x, std::uint8_t protocol) {
  Bytes options;
  std::uint8_t sizes = 0;
  for (std::uint8_t i = 0; i < x.card().key_set_count; ++i) {
    const KeySet& set = x.card().key_sets[i];
    if (set.protocol != protocol) continue;
    if (std::ranges::find(options, set.options) == options.end()) options.push_back(set.options);
    sizes |= static_cast<std::uint8_t>(1U << ((set.key_size - 16) / 8));  // b1 128, b2 192, b3 256
  }
  if (options.empty()) return;
  const std::size_t begin = x.response.size();
  if (!x.deviates(get_data_67_without_protocol_type))
    iso7816::append_tlv(x.response, 0x80, ByteView(&protocol, 1));
  if (!x.deviates(get_data_67_without_options)) iso7816::append_tlv(x.response, 0x81, options);
  if (x.deviates(get_data_67_counts_key_sizes)) sizes = 0x03;
  if (protocol == 3 && !x.deviates(get_data_67_without_key_sizes))
    iso7816::append_tlv(x.response, 0x82, ByteView(&sizes, 1));
  enclose(x.response, begin, 0xA0);
}

void put_protocol_capabilities(Exchange& x) {
  if (x.deviates(get_data_67_without_protocols)) return;
  if (x.deviates(get_data_67_one_protocol)) return put_capability(x, 3);
  for (const std::uint8_t protocol : {3, 2, 1}) put_capability(x, protocol);
  scp10::put_capability(x);
  scp11::put_capability(x);
}

}  // namespace

void enclose(Bytes& out, std::size_t begin, iso7816::Tag tag) {
  const std::size_t size = out.size() - begin;
  iso7816::append_tlv_header(out, tag, size);  // behind, and then turned to the front
  std::rotate(out.begin() + static_cast<std::ptrdiff_t>(begin),
              out.begin() + static_cast<std::ptrdiff_t>(begin + size), out.end());
}

void put_recognition_data(Exchange& x, std::uint8_t domain) {
  const std::size_t begin = x.response.size();
  const bool wrong = x.deviates(get_data_66_wrong_oid);
  iso7816::append_tlv(x.response, 0x06,
                      wrong ? ByteView(management_arc) : ByteView(recognition_oid));
  if (!x.deviates(get_data_66_without_management_type))
    put_oid_in(x.response, 0x60,
               x.deviates(get_data_66_older_version) ? ByteView(older_management_oid)
                                                     : ByteView(management_oid));
  if (!x.deviates(get_data_66_without_identification))
    put_oid_in(x.response, 0x63, identification_oid);
  if (!x.deviates(get_data_66_without_protocols)) {
    put_protocols(x, domain);
    scp10::put_protocols(x, domain);
    scp11::put_protocols(x, domain);
  }
  if (!x.deviates(get_data_66_without_73)) enclose(x.response, begin, 0x73);
}

void put_key_information(Exchange& x, std::uint8_t domain) {
  for (std::uint8_t i = 0; i < x.card().key_set_count; ++i) {
    const KeySet& set = x.card().key_sets[i];
    if (set.owner != domain) continue;
    for (std::uint8_t id = 1; id <= set.key_count; ++id) {
      if (id == set.key_count && x.deviates(get_data_e0_misses_last_key)) continue;
      const bool aes = (set.protocol == 3 && !x.deviates(get_data_e0_all_des)) ||
                       x.deviates(get_data_e0_all_aes);
      const auto bits = static_cast<std::uint8_t>(x.deviates(get_data_e0_length_in_bits) ? 8 : 1);
      std::array<std::uint8_t, 6> key{id, set.version, static_cast<std::uint8_t>(aes ? 0x88 : 0x80),
                                      static_cast<std::uint8_t>(set.key_size * bits)};
      if (id == 3 && x.deviates(get_data_e0_dek_of_16_bytes)) key[3] = 16;
      const std::size_t size = x.deviates(get_data_e0_longer_layout) ? 6 : 4;
      if (x.deviates(get_data_e0_swaps_id_and_version)) std::swap(key[0], key[1]);
      iso7816::append_tlv(x.response, 0xC0, ByteView(key).first(size));
    }
  }
  scp10::put_key_information(x, domain);
  scp11::put_key_information(x, domain);
}

void put_capabilities(Exchange& x) {
  put_protocol_capabilities(x);
  if (!x.deviates(get_data_67_without_domain_privileges))
    append(x.response, "8103 FFFE80"_hex);  // privileges for Security Domains
  if (!x.deviates(get_data_67_without_application_privileges))
    append(x.response, "8203 1E0600"_hex);  // and for other applications
  if (!x.deviates(get_data_67_without_hashes)) append(x.response, "830102"_hex);  // SHA-256
  append(x.response, "8701 08"_hex);  // DAP: CMAC with AES-128
}

}  // namespace assay::model

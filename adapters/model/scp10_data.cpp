// SPDX-License-Identifier: Apache-2.0
// GET DATA [certificate], and what the card tells of SCP10.   Source: GPC F.1.3.3, F.4.3; 11.3.3.1.1, H.2, H.4.
#include <algorithm>

#include "adapters/model/data_objects.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/scp10_card.hpp"
#include "base/hex.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;
using namespace assay::literals;

constexpr std::uint16_t own_certificate = 0x7F21, directory = 0x5031;
constexpr auto everything = "5C00"_hex;

/// Data objects that GET DATA knows for another reason (GPC 11.3.3.1).
bool is_other_object(std::uint16_t tag) {
  constexpr auto others = std::to_array<std::uint16_t>({0x2F00, 0x5F50, 0x9F7F, 0xBF21});
  return tag < 0x0100 || std::ranges::find(others, tag) != others.end();
}

/// F.4.3.2: '7F21' by either instruction, all else by 'CA' in a class of GlobalPlatform and 'CB' in an interindustry one.
bool takes_instruction(const Exchange& x, std::uint16_t tag) {
  const bool odd = x.command.ins == 0xCB, gp = x.command.parts.proprietary;
  if (!gp && x.deviates(scp10_certificates_in_gp_class_alone)) return false;
  if (odd && x.deviates(scp10_certificates_cb_unknown)) return false;
  if (tag == own_certificate) return true;
  if (gp && x.deviates(scp10_directory_in_iso_class_alone)) return false;
  return gp != odd || (!gp && x.deviates(scp10_directory_any_instruction));
}

/// The length of a certificate of more than 255 bytes, in one byte instead of two.
void cut_length(Bytes& object) {
  if (object.size() < 5 || object[2] != 0x82) return;
  object[2] = 0x81;
  object.erase(object.begin() + 3);
}

const StoredCertificate* find_certificate(const Store& store, std::uint16_t tag) {
  const auto end = store.certificates.begin() + store.certificate_count;
  const auto found =
      std::find_if(store.certificates.begin(), end,
                   [&](const StoredCertificate& held) { return held.identifier == tag; });
  return found == end ? nullptr : &*found;
}

/// EF.OD, with the first `count` of its objects, and each without its path 'A1' where a card leaves that out.
Bytes shortened_directory(const Store& store, std::size_t count, bool paths) {
  const auto listed =
      iso7816::find_path(ByteView(store.directory).first(store.directory_size), "A4/A0");
  Bytes objects;
  if (!listed || !*listed) return objects;
  iso7816::TlvReader reader((*listed)->value);
  for (std::size_t i = 0; i < count && !reader.at_end(); ++i) {
    const auto object = reader.next();
    if (!object || !*object) break;
    Bytes parts;
    iso7816::TlvReader inside((*object)->value);
    while (!inside.at_end()) {
      const auto part = inside.next();
      if (!part || !*part) break;
      if (paths || (*part)->tag != 0xA1) append(parts, (*part)->whole);
    }
    iso7816::append_tlv(objects, (*object)->tag, parts);
  }
  Bytes out;
  iso7816::append_tlv(out, 0xA0, objects);
  enclose(out, 0, 0xA4);
  return out;
}

void put_directory(Exchange& x, const Store& store) {
  const bool first_alone = x.deviates(scp10_directory_incomplete);
  const bool without_paths = x.deviates(scp10_directory_without_paths);
  if (first_alone || without_paths)
    return append(x.response, shortened_directory(store, first_alone ? 1 : Store::max_certificates,
                                                  !without_paths));
  append(x.response, ByteView(store.directory).first(store.directory_size));
}

std::vector<std::uint8_t> options_of(const Store& store) {
  std::vector<std::uint8_t> out;
  for (const std::uint8_t one : {option::key_agreement, option::key_transport})
    if ((store.options & one) != 0) out.push_back(one);
  return out;
}

struct Component {
  std::uint8_t type;
  std::size_t size;
};

/// GPC table 11-16: types A1 and A0 are modulus and exponent of a public key, A2 and A3 those of a private one. What is
/// longer than 255 bytes has the extended layout (table 11-29), without usage and access.
void put_key(Exchange& x, std::uint8_t identifier, std::span<const Component> components) {
  const bool extended = modulus_size(x) > 0xFF;
  Bytes key{identifier, 0x51};
  for (const Component& one : components) {
    if (extended) key.push_back(0xFF);
    key.push_back(one.type);
    if (extended) key.push_back(static_cast<std::uint8_t>(one.size >> 8));
    key.push_back(static_cast<std::uint8_t>(one.size));
  }
  if (extended) append(key, "0000"_hex);
  iso7816::append_tlv(x.response, 0xC0, key);
}

}  // namespace

bool is_certificate(const Exchange& x, std::uint8_t domain, std::uint16_t tag) noexcept {
  return x.card().scp10.owner == domain && !is_other_object(tag) && takes_instruction(x, tag);
}

bool fetches_certificate(const Exchange& x) noexcept {
  if (x.command.ins != 0xCA && x.command.ins != 0xCB) return false;
  const auto tag = static_cast<std::uint16_t>((x.command.p1 << 8) | x.command.p2);
  return is_security_domain(x.selected()) && is_certificate(x, x.channel().selected, tag);
}

StatusWord get_certificate(Exchange& x, std::uint16_t tag) {
  const Store& store = x.card().scp10;
  const bool terminated = x.card().card_state == CardState::terminated;
  if (terminated && !x.deviates(scp10_terminated_certificates))
    return sw::conditions_not_satisfied;  // table F-15
  const ByteView asked = tag == own_certificate ? ByteView() : ByteView(everything);
  if (!equal(x.command.data, asked) && !x.deviates(scp10_get_data_takes_any_data))
    return sw::wrong_data;
  if (tag != own_certificate && x.deviates(scp10_empty_tag_list_refused)) return sw::wrong_data;
  if (x.session().phase != SessionPhase::open && x.deviates(scp10_get_data_needs_session))
    return sw::security_status_not_satisfied;
  if (tag == directory && x.deviates(scp10_directory_unknown)) return sw::referenced_data_not_found;
  if (tag == own_certificate && x.deviates(scp10_own_certificate_unknown))
    return sw::referenced_data_not_found;
  if (x.session().phase == SessionPhase::none && x.deviates(scp10_get_data_ends_initiation)) end(x);
  if (tag == directory) {
    put_directory(x, store);
    return sw::ok;
  }
  if (tag == own_certificate && x.deviates(scp10_certificate_of_second_key))
    tag = store.certificates[1].identifier;
  const bool always_own = x.deviates(scp10_always_default_certificate);
  const StoredCertificate* held = find_certificate(store, always_own ? own_certificate : tag);
  if (held == nullptr)
    return x.deviates(scp10_unknown_certificate_is_empty) ? sw::ok : sw::referenced_data_not_found;
  if (!x.deviates(scp10_certificate_empty))
    append(x.response, ByteView(held->bytes).first(held->size));
  const bool whole = x.command.parts.proprietary ? !x.deviates(scp10_gp_class_certificate_bare)
                                                 : x.deviates(scp10_iso_class_certificate_whole);
  if (whole) enclose(x.response, 0, own_certificate);
  if (whole && x.deviates(scp10_certificate_length_cut)) cut_length(x.response);
  return sw::ok;
}

void put_protocols(Exchange& x, std::uint8_t domain) {
  const Store& store = x.card().scp10;
  if (store.owner != domain || x.deviates(scp10_not_announced)) return;
  for (const std::uint8_t one : options_of(store)) {
    auto oid = "2A864886FC6B041000"_hex;
    oid.back() = x.deviates(scp10_option_misstated) ? one ^ 0x03 : one;
    if (x.deviates(scp10_option_with_reserved_bit)) oid.back() |= 0x40;
    if (x.deviates(scp10_option_with_top_bit)) oid.back() |= 0x80;
    const std::size_t begin = x.response.size();
    iso7816::append_tlv(x.response, 0x06, oid);
    enclose(x.response, begin, 0x64);
  }
}

void put_capability(Exchange& x) {
  const auto options = options_of(x.card().scp10);
  if (options.empty()) return;
  const std::size_t begin = x.response.size();
  iso7816::append_tlv(x.response, 0x80, ByteView(&protocol_number, 1));
  iso7816::append_tlv(x.response, 0x81, options);
  enclose(x.response, begin, 0xA0);
}

void put_key_information(Exchange& x, std::uint8_t domain) {
  const Store& store = x.card().scp10;
  if (store.owner != domain) return;
  std::uint8_t identifier = 1;
  const std::size_t size = store.modulus_size;
  const std::array<Component, 2> trusted{{{0xA1, size}, {0xA0, 3}}};
  const std::array<Component, 2> own{{{0xA2, size}, {0xA3, size}}};
  for (std::uint8_t i = 0; i < store.trusted_count; ++i) put_key(x, identifier++, trusted);
  for (std::uint8_t i = 0; i < store.private_count; ++i) put_key(x, identifier++, own);
}

}  // namespace assay::model::scp10

// SPDX-License-Identifier: Apache-2.0
// GET DATA.   Source: GPC 11.3.
#include <algorithm>
#include <array>

#include "adapters/model/data_objects.hpp"
#include "adapters/model/exchange.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/scp10_card.hpp"
#include "adapters/model/scp11_card.hpp"
#include "base/hex.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;
using namespace assay::literals;

constexpr std::uint8_t odd_instruction = 0xCB;
constexpr std::uint16_t application_list = 0x2F00;
constexpr std::uint16_t certificate_store = 0xBF21;

const DataObject* find_stored(const Exchange& x, std::uint8_t domain, std::uint16_t tag) {
  for (std::uint8_t i = 0; i < x.card().data_object_count; ++i) {
    const DataObject& object = x.card().data_objects[i];
    if (object.owner == domain && object.tag == tag) return &object;
  }
  return nullptr;
}

bool put_stored(Exchange& x, std::uint8_t domain, std::uint16_t tag) {
  if (tag == 0x42 && domain != issuer && x.deviates(get_data_42_of_issuer_only)) return false;
  const DataObject* object =
      find_stored(x, domain, tag == 0x45 && x.deviates(get_data_45_holds_42) ? 0x42 : tag);
  if (object == nullptr) return false;
  append(x.response, ByteView(object->bytes).first(object->size));
  return true;
}

/// The counter of the default key version (GPC 11.3.2.1): two bytes for SCP02, three for SCP03.
bool put_sequence_counter(Exchange& x, std::uint8_t domain) {
  const KeySet* set = find_key_set(x.card(), domain, 0);
  if (set == nullptr) return false;
  const bool predictable = (set->options & 0x10) != 0 && !x.deviates(get_data_c1_unknown_for_scp03);
  if (set->protocol == 3 && !predictable) return false;
  const std::size_t begin = x.response.size();
  for (int shift = set->protocol == 3 ? 16 : 8; shift >= 0; shift -= 8)
    x.response.push_back(static_cast<std::uint8_t>(set->sequence_counter >> shift));
  if (x.deviates(get_data_c1_little_endian))
    std::reverse(x.response.begin() + static_cast<std::ptrdiff_t>(begin), x.response.end());
  return true;
}

/// Appends the value of the object; false when the Security Domain does not have it.
bool put_value(Exchange& x, std::uint8_t domain, std::uint16_t tag) {
  switch (tag) {
    case 0x66:
      if (x.deviates(get_data_66_unknown)) return false;
      put_recognition_data(x, domain);
      return true;
    case 0x67:
      if (domain != issuer || !x.card().optional_objects) return false;
      put_capabilities(x);
      return true;
    case 0xC1: return put_sequence_counter(x, domain);
    case 0xD3:
      if (!x.card().optional_objects) return false;
      x.response.push_back(x.session().current_level);
      return true;
    case 0xE0:
      if (x.deviates(get_data_e0_unknown)) return false;
      put_key_information(x, x.deviates(get_data_e0_of_issuer) ? issuer : domain);
      return true;
    default: return put_stored(x, domain, tag);
  }
}

/// GPC 11.3.3.1.3: a row of Application Templates, in either class without anything around it.
StatusWord list_applications(Exchange& x, std::uint8_t domain) {
  const bool odd = x.command.ins == odd_instruction;
  if (odd == x.command.parts.proprietary) return sw::referenced_data_not_found;  // GPC 11.3.2.1
  if (!odd && x.deviates(get_data_2f00_gp_class_refused)) return sw::referenced_data_not_found;
  const bool bare = x.deviates(get_data_2f00_without_templates) ||
                    (odd && x.deviates(get_data_2f00_iso_class_bare));
  const bool asked = equal(x.command.data, "5C00"_hex) || x.deviates(get_data_takes_any_data);
  if (!asked && !(x.command.data.empty() && x.deviates(get_data_2f00_without_tag_list)))
    return sw::wrong_data;
  const bool global = (x.selected().privileges & privilege::global_registry) != 0;
  const bool sees_all = (global && !x.deviates(get_data_2f00_associated_only)) ||
                        x.deviates(get_data_2f00_all_for_everybody);
  for (std::uint8_t i = 1; i < x.card().entry_count; ++i) {
    const RegistryEntry& entry = x.card().entries[i];
    if (!sees_all && entry.security_domain != domain) continue;
    const std::size_t begin = x.response.size();
    iso7816::append_tlv(x.response, x.deviates(get_data_2f00_name_as_84) ? 0x84 : 0x4F,
                        entry.aid.view());
    if (!bare) enclose(x.response, begin, 0x61);
  }
  if (x.response.empty()) return sw::referenced_data_not_found;
  if (x.deviates(get_data_2f00_in_object)) enclose(x.response, 0, application_list);
  return sw::ok;
}

StatusWord of_application(Exchange& x, std::uint16_t tag) {
  if (tag != 0x4F) return sw::referenced_data_not_found;
  append(x.response, x.selected().aid.view());
  if (x.command.parts.proprietary) enclose(x.response, 0, tag);
  return sw::ok;
}

/// GPC 11.3.3.1: the whole object under a GlobalPlatform class, its bare value under an interindustry one.
StatusWord of_domain(Exchange& x, std::uint8_t domain, std::uint16_t tag) {
  if (!put_value(x, domain, tag))
    return x.deviates(get_data_unknown_tag_empty) ? sw::ok : sw::referenced_data_not_found;
  const bool whole = x.command.parts.proprietary ? !x.deviates(get_data_gp_class_bare_value)
                                                 : x.deviates(get_data_iso_class_whole_object);
  const bool as_66 = tag == 0x67 && x.deviates(get_data_67_as_66);
  if (whole) enclose(x.response, 0, as_66 ? 0x66 : tag);
  return sw::ok;
}

}  // namespace

StatusWord get_data(Exchange& x) {
  const bool odd = x.command.ins == odd_instruction;
  if (!x.command.parts.proprietary && x.deviates(get_data_iso_class_refused))
    return sw::class_not_supported;
  if (odd && x.deviates(get_data_cb_unknown)) return sw::instruction_not_supported;
  if (odd && x.command.parts.proprietary && !x.deviates(get_data_cb_under_gp_class))
    return sw::instruction_not_supported;  // GPC Table 11-27: CA only
  if (x.session().phase != SessionPhase::open && x.deviates(get_data_needs_session))
    return sw::security_status_not_satisfied;
  auto tag = static_cast<std::uint16_t>((x.command.p1 << 8) | x.command.p2);
  const std::uint8_t domain = x.channel().selected;
  const bool for_domain = is_security_domain(x.selected());
  if (tag == application_list)
    return for_domain && x.card().optional_objects ? list_applications(x, domain)
                                                   : sw::referenced_data_not_found;
  if (tag == certificate_store && for_domain) {
    const StatusWord put = scp11::put_certificates(x, domain);
    if (put == sw::ok && x.command.parts.proprietary) enclose(x.response, 0, tag);
    return put;
  }
  if (for_domain && scp10::is_certificate(x, domain, tag)) return scp10::get_certificate(x, tag);
  if (x.deviates(get_data_looks_at_p2_only)) tag &= 0x00FF;
  // No other object takes data (GPC 11.3.2.2).
  if (!x.command.data.empty() && !x.deviates(get_data_takes_any_data)) return sw::wrong_data;
  return for_domain ? of_domain(x, domain, tag) : of_application(x, tag);
}

}  // namespace assay::model

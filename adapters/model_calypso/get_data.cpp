// SPDX-License-Identifier: Apache-2.0
// Get Data, and what it shares with the selections: FCI, file headers, list of EFs.
#include <algorithm>

#include "adapters/model_calypso/file_information.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/pki.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

void put_u16(Exchange& x, std::uint16_t value) {
  x.put(static_cast<std::uint8_t>(value >> 8U));
  x.put(static_cast<std::uint8_t>(value));
}

void put_tagged(Bytes& out, std::initializer_list<std::uint8_t> tag, ByteView value) {
  out.insert(out.end(), tag);
  out.push_back(static_cast<std::uint8_t>(value.size()));
  append(out, value);
}

std::uint8_t df_status(const Exchange& x) {
  if (x.deviates(header_without_status)) return 0;
  return x.has_application() ? bytes_at(x.state, x.application().header + header::status, 1)[0]
                             : std::uint8_t{0};
}

void put_groups(Exchange& x, const std::array<Access, 4>& groups) {
  for (std::size_t i = 0; i < groups.size(); ++i)
    x.put(groups[x.deviates(header_groups_reversed) ? 3 - i : i].condition);
  for (const Access& group : groups)
    x.put(x.deviates(header_without_keys) ? std::uint8_t{0} : group.key);
}

/// The identifier ends the 23 bytes; on revisions 1 and 2 one byte follows it.
void put_identifier(Exchange& x, std::uint16_t lid) {
  const bool old =
      x.features().product == Product::prime1 || x.features().product == Product::prime2;
  const bool misplaced =
      x.deviates(old ? old_header_identifier_misplaced : header_identifier_misplaced);
  const bool early = old != misplaced;
  if (!early) x.put(0x00);
  put_u16(x, lid);
  if (early) x.put(0x00);
}

void put_master_header(Exchange& x) {
  const MasterFile& master = x.card().master_file;
  append(x.response, std::array<std::uint8_t, 7>{0x85, 0x17, 0x00, 0x01, 0x00, 0x00, 0x00});
  put_groups(x, master.groups);
  x.put(0x00);
  append(x.response, master.kvc);
  append(x.response, master.kif);
  put_identifier(x, master_file);
}

StatusWord put_ef_list(Exchange& x) {
  if (!x.has_application()) return sw::object_not_found;
  Bytes entries;
  for (std::size_t i = 0; i < x.card().file_count; ++i) {
    const File& file = x.card().files[i];
    if (file.application != x.working().application) continue;
    if (x.deviates(ef_list_without_binaries) && file.type == FileType::binary) continue;
    const std::array<std::uint8_t, 6> entry{static_cast<std::uint8_t>(file.lid >> 8U),
                                            static_cast<std::uint8_t>(file.lid),
                                            file.sfi,
                                            static_cast<std::uint8_t>(file.type),
                                            static_cast<std::uint8_t>(file.record_size),
                                            file.records};
    put_tagged(entries, {0xC1}, ByteView(entry).first(x.deviates(ef_list_without_counts) ? 5 : 6));
  }
  if (x.deviates(ef_list_without_template))
    append(x.response, entries);
  else
    put_tagged(x.response, {0xC0}, entries);
  return sw::ok;
}

StatusWord put_current_file(Exchange& x) {
  if (x.working().file != no_index && !x.deviates(get_data_0062_of_directory)) {
    put_ef_header(x, x.card().files[x.working().file]);
    return sw::ok;
  }
  if (!x.has_application() && !x.deviates(get_data_0062_of_master_file)) return sw::file_not_found;
  put_df_header(x);
  return sw::ok;
}

StatusWord put_current_fci(Exchange& x) {
  if (!x.has_application()) return sw::object_not_found;
  put_fci(x);
  if (x.deviates(get_data_006f_without_template))
    x.response.erase(x.response.begin(), x.response.begin() + 2);
  return is_invalidated(x) && !x.deviates(get_data_006f_says_9000) ? sw::invalidated : sw::ok;
}

/// All 8 bytes, the mark of a phone among them.
Bytes told_serial(const Exchange& x) {
  Bytes serial = to_bytes(x.card().serial);
  const bool by_get_data = x.command.ins == 0xCA;
  if (x.features().hce && by_get_data && x.deviates(phone_get_data_without_validity))
    serial[0] = serial[1] = 0;
  if (x.deviates(serial_without_validity)) serial[0] = serial[1] = 0;
  if (x.deviates(phone_without_mark)) serial[3] &= 0x7FU;
  if (x.deviates(card_marked_as_phone)) serial[3] |= 0x80U;
  if (x.deviates(serial_of_4_bytes)) serial.erase(serial.begin(), serial.begin() + 4);
  return serial;
}

Bytes told_startup(const Exchange& x) {
  Bytes startup = to_bytes(x.application().startup);
  std::uint8_t& type = startup[Application::type];
  if (x.deviates(type_without_pin)) type &= static_cast<std::uint8_t>(~type_bit::pin);
  if (x.deviates(type_without_stored_value))
    type &= static_cast<std::uint8_t>(~type_bit::stored_value);
  if (x.deviates(type_without_extended)) type &= static_cast<std::uint8_t>(~type_bit::extended);
  if (x.deviates(type_without_pki)) type &= static_cast<std::uint8_t>(~type_bit::pki);
  if (x.deviates(type_of_revision_2)) type &= 0x1FU;
  if (x.deviates(type_of_revision_3)) type |= 0x20U;
  if (x.deviates(light_tells_basic_type)) type = 0x98;
  if (x.deviates(basic_tells_light_type)) type = 0x90;
  if (x.deviates(type_00)) type = 0x00;
  if (x.deviates(subtype_ff)) startup[Application::subtype] = 0xFF;
  if (x.deviates(modifications_in_commands) || x.deviates(basic_announces_3_modifications))
    startup[Application::modifications] = 0x03;
  if (x.deviates(startup_of_6_bytes)) startup.pop_back();
  return startup;
}

}  // namespace

void put_fci(Exchange& x) {
  const Application& application = x.application();
  Bytes discretionary;
  put_tagged(discretionary, {0xC7}, told_serial(x));
  put_tagged(discretionary, {0x53}, told_startup(x));
  Bytes proprietary;
  if (x.deviates(fci_without_bf0c))
    proprietary = discretionary;
  else
    put_tagged(proprietary, {0xBF, 0x0C}, discretionary);
  Bytes fci;
  const bool named = x.deviates(fci_echoes_name) && x.command.ins == 0xA4;
  const std::size_t longest = x.deviates(fci_name_of_8_bytes)   ? 8
                              : x.deviates(fci_name_of_4_bytes) ? 4
                                                                : 16;
  ByteView name = named ? x.command.data : application.aid.view();
  if (x.features().hce && x.deviates(phone_tells_other_name))
    name = x.card().applications[x.working().application == 0 ? 1 : 0].aid.view();
  put_tagged(fci, {0x84}, name.first(std::min(longest, name.size())));
  put_tagged(fci, {0xA5}, proprietary);
  put_tagged(x.response, {0x6F}, fci);
  if (x.deviates(fci_of_fixed_length)) x.response[1] = 0x22;
}

void put_ef_header(Exchange& x, const File& file) {
  const auto length = static_cast<std::uint8_t>(x.deviates(header_of_22_bytes) ? 0x16 : 0x17);
  append(x.response, std::array<std::uint8_t, 2>{0x85, length});
  x.put(x.deviates(header_without_sfi) ? std::uint8_t{0} : file.sfi);
  x.put(x.deviates(header_tells_ef_as_df) ? 0x02 : 0x04);
  const bool simple =
      file.type == FileType::counters && x.deviates(header_tells_counters_as_linear);
  x.put(simple ? 0x02 : static_cast<std::uint8_t>(file.type));
  const auto size = static_cast<std::uint8_t>(file.record_size);
  if (file.type == FileType::binary) {
    const auto swapped = static_cast<std::uint16_t>((size << 8U) | (file.record_size >> 8U));
    put_u16(x, x.deviates(header_size_little_endian) ? swapped : file.record_size);
  } else {
    const bool swapped = x.deviates(header_size_and_count_swapped);
    x.put(swapped ? file.records : size);
    const auto count =
        static_cast<std::uint8_t>(file.records - (x.deviates(header_counts_from_0) ? 1 : 0));
    x.put(swapped ? size : count);
  }
  put_groups(x, file.groups);
  x.put(df_status(x));
  put_u16(x,
          x.deviates(header_without_shared_reference) ? std::uint16_t{0} : file.shared_reference);
  x.response.insert(x.response.end(), 4, 0x00);
  if (x.deviates(header_of_22_bytes)) x.response.pop_back();
  put_identifier(x, file.lid);
}

void put_df_header(Exchange& x) {
  if (!x.has_application()) return put_master_header(x);
  const Application& application = x.application();
  append(x.response, std::array<std::uint8_t, 7>{0x85, 0x17, 0x00, 0x02, 0x00, 0x00, 0x00});
  if (application.lid == master_file || x.deviates(header_tells_df_as_mf)) x.response[3] = 0x01;
  put_groups(x, application.groups);
  x.put(df_status(x));
  for (const Key& key : application.keys)
    x.put(x.deviates(header_kif_before_kvc) ? key.kif : key.kvc);
  const bool first = x.deviates(header_kif_of_issuer_only);
  for (const Key& key : application.keys)
    x.put(x.deviates(header_kif_before_kvc) ? key.kvc : first ? application.keys[0].kif : key.kif);
  put_identifier(x, application.lid);
}

StatusWord get_data(Exchange& x) {
  if (x.session().is_open()) return sw::conditions;
  const auto tag = static_cast<std::uint16_t>((x.command.p1 << 8U) | x.command.p2);
  if (!x.command.data.empty()) return sw::wrong_length;
  switch (tag) {
    case 0x006F: return put_current_fci(x);
    case 0x0062: return put_current_file(x);
    case 0x00C0: return put_ef_list(x);
    case 0x0185:
      if (x.deviates(traceability_says_6b00)) return sw::wrong_parameters;
      append(x.response, ByteView(x.card().traceability).first(x.card().traceability_size));
      return sw::ok;
    default: return get_pki_data(x, tag);
  }
}

}  // namespace assay::model::calypso

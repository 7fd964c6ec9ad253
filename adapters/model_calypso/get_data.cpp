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

constexpr std::uint16_t master_file = 0x3F00;

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
  return x.has_application() ? bytes_at(x.state, x.application().header + header::status, 1)[0]
                             : std::uint8_t{0};
}

void put_groups(Exchange& x, const std::array<Access, 4>& groups) {
  for (const Access& group : groups) x.put(group.condition);
  for (const Access& group : groups) x.put(group.key);
}

/// The identifier ends the 23 bytes; on revisions 1 and 2 one byte follows it.
void put_identifier(Exchange& x, std::uint16_t lid) {
  const bool old =
      x.features().product == Product::prime1 || x.features().product == Product::prime2;
  if (!old) x.put(0x00);
  put_u16(x, lid);
  if (old) x.put(0x00);
}

void put_master_header(Exchange& x) {
  append(x.response, std::array<std::uint8_t, 4>{0x85, 0x17, 0x00, 0x01});
  x.response.insert(x.response.end(), 18, 0x00);
  put_identifier(x, master_file);
}

StatusWord put_ef_list(Exchange& x) {
  if (!x.has_application()) return sw::object_not_found;
  Bytes entries;
  for (std::size_t i = 0; i < x.card().file_count; ++i) {
    const File& file = x.card().files[i];
    if (file.application != x.working().application) continue;
    const std::array<std::uint8_t, 6> entry{static_cast<std::uint8_t>(file.lid >> 8U),
                                            static_cast<std::uint8_t>(file.lid),
                                            file.sfi,
                                            static_cast<std::uint8_t>(file.type),
                                            static_cast<std::uint8_t>(file.record_size),
                                            file.records};
    put_tagged(entries, {0xC1}, entry);
  }
  put_tagged(x.response, {0xC0}, entries);
  return sw::ok;
}

StatusWord put_current_file(Exchange& x) {
  if (x.working().file != no_index) {
    put_ef_header(x, x.card().files[x.working().file]);
    return sw::ok;
  }
  if (!x.has_application()) return sw::file_not_found;
  put_df_header(x);
  return sw::ok;
}

StatusWord put_current_fci(Exchange& x) {
  if (!x.has_application()) return sw::object_not_found;
  put_fci(x);
  return is_invalidated(x) ? sw::invalidated : sw::ok;
}

}  // namespace

void put_fci(Exchange& x) {
  const Application& application = x.application();
  Bytes discretionary;
  put_tagged(discretionary, {0xC7}, x.card().serial);
  put_tagged(discretionary, {0x53}, application.startup);
  Bytes proprietary;
  put_tagged(proprietary, {0xBF, 0x0C}, discretionary);
  Bytes fci;
  put_tagged(fci, {0x84}, application.aid.view());
  put_tagged(fci, {0xA5}, proprietary);
  put_tagged(x.response, {0x6F}, fci);
}

void put_ef_header(Exchange& x, const File& file) {
  append(x.response, std::array<std::uint8_t, 2>{0x85, 0x17});
  x.put(file.sfi);
  x.put(0x04);
  x.put(static_cast<std::uint8_t>(file.type));
  if (file.type == FileType::binary) {
    put_u16(x, file.record_size);
  } else {
    x.put(static_cast<std::uint8_t>(file.record_size));
    x.put(file.records);
  }
  put_groups(x, file.groups);
  x.put(df_status(x));
  put_u16(x, file.shared_reference);
  x.response.insert(x.response.end(), 4, 0x00);
  put_identifier(x, file.lid);
}

void put_df_header(Exchange& x) {
  if (!x.has_application()) return put_master_header(x);
  const Application& application = x.application();
  append(x.response, std::array<std::uint8_t, 7>{0x85, 0x17, 0x00, 0x02, 0x00, 0x00, 0x00});
  put_groups(x, application.groups);
  x.put(df_status(x));
  for (const Key& key : application.keys) x.put(key.kvc);
  for (const Key& key : application.keys) x.put(key.kif);
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
    case 0x0185: append(x.response, x.card().traceability); return sw::ok;
    default: return get_pki_data(x, tag);
  }
}

}  // namespace assay::model::calypso

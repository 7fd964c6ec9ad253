// SPDX-License-Identifier: Apache-2.0
// Read Records, Read Record Multiple, Read Binary.
#include <algorithm>
#include <optional>

#include "adapters/model_calypso/binary.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint8_t one_record = 4, several_records = 5;

/// The EF with records that P2 names, allowed to be read, with the record of P1 in it.
StatusWord records_to_read(Exchange& x, const File*& file) {
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  if (!has_records(*file)) return sw::wrong_file_type;
  if (const StatusWord allowed = may_read(x, *file); allowed != sw::ok) return allowed;
  const bool there = x.command.p1 >= 1 && x.command.p1 <= file->records;
  return there ? sw::ok : sw::record_not_found;
}

/// Number, length and content of each record, as many whole ones as fit.
void put_several(Exchange& x, const File& file) {
  for (unsigned record = x.command.p1; record <= file.records; ++record) {
    if (x.response.size() + file.record_size + 2 > room(x)) return;
    x.put(static_cast<std::uint8_t>(record));
    x.put(static_cast<std::uint8_t>(file.record_size));
    put_record(x, file, static_cast<std::uint8_t>(record), 0, file.record_size);
  }
}

/// Some old cards take the exact length only.
bool takes_length(const Exchange& x, const File& file) {
  return !x.features().exact_read_length || x.command.ne == file.record_size;
}

}  // namespace

StatusWord read_records(Exchange& x) {
  const std::uint8_t mode = x.command.mode();
  if (mode != one_record && mode != several_records) return sw::wrong_parameters;
  if (!x.command.data.empty()) return sw::wrong_length;
  const File* file = nullptr;
  if (const StatusWord found = records_to_read(x, file); found != sw::ok) return found;
  if (!takes_length(x, *file)) return sw::wrong_length;
  if (mode == several_records)
    put_several(x, *file);
  else
    put_record(x, *file, x.command.p1, 0, file->record_size);
  return sw::ok;
}

StatusWord read_record_multiple(Exchange& x) {
  const ByteView data = x.command.data;
  if (x.command.mode() != several_records) return sw::wrong_parameters;
  if (data.size() != 4) return sw::wrong_length;
  const File* file = nullptr;
  if (const StatusWord found = records_to_read(x, file); found != sw::ok) return found;
  const std::size_t offset = data[2], length = data[3];
  if (data[0] != 0x54 || data[1] != 0x02) return sw::wrong_data;
  if (length == 0 || offset + length > file->record_size) return sw::wrong_data;
  for (unsigned record = x.command.p1; record <= file->records; ++record) {
    if (x.response.size() + length > room(x))
      return sw::postponed;  // a part of it; go on from here
    put_record(x, *file, static_cast<std::uint8_t>(record), offset, length);
  }
  return sw::ok;
}

StatusWord locate_binary(Exchange& x, const File*& file, std::size_t& offset) {
  const std::uint8_t p1 = x.command.p1;
  const bool by_sfi = (p1 & 0x80U) != 0;
  if (by_sfi && (p1 & 0x60U) != 0) return sw::wrong_parameters;
  offset = x.command.p2 + (by_sfi ? 0U : static_cast<unsigned>(p1) << 8U);
  const std::uint8_t sfi = by_sfi ? p1 & 0x1FU : 0;
  if (const StatusWord found = locate(x, sfi, file); found != sw::ok) return found;
  return file->type == FileType::binary ? sw::ok : sw::wrong_file_type;
}

StatusWord read_binary(Exchange& x) {
  if (!x.command.data.empty()) return sw::wrong_length;
  const File* file = nullptr;
  std::size_t offset = 0;
  if (const StatusWord found = locate_binary(x, file, offset); found != sw::ok) return found;
  if (const StatusWord allowed = may_read(x, *file); allowed != sw::ok) return allowed;
  if (offset >= file->record_size) return sw::record_not_found;
  const std::size_t size = std::min<std::size_t>(room(x), file->record_size - offset);
  append(x.response, bytes_at(x.state, file->data + offset, size));
  return sw::ok;
}

}  // namespace assay::model::calypso

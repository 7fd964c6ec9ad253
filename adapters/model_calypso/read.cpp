// SPDX-License-Identifier: Apache-2.0
// Read Records, Read Record Multiple, Read Binary.
#include <algorithm>
#include <optional>

#include "adapters/model_calypso/binary.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/refusal.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint8_t one_record = 4, several_records = 5;

/// The EF with records that P2 names, allowed to be read, with the record of P1 in it.
StatusWord records_to_read(Exchange& x, const File*& file) {
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  if (!has_records(*file)) return refuse(x, Refusal::wrong_type);
  if (const StatusWord allowed = may_read(x, *file); allowed != sw::ok) return allowed;
  if (x.command.p1 == 0 && x.deviates(record_0_says_6b00)) return sw::wrong_parameters;
  const bool there = x.command.p1 >= 1 && x.command.p1 <= file->records;
  return there ? sw::ok : refuse(x, Refusal::record);
}

/// Number, length and content of each record, as many whole ones as fit.
void put_several(Exchange& x, const File& file) {
  const bool all = x.deviates(read_several_from_first);
  for (unsigned record = all ? 1U : x.command.p1; record <= file.records; ++record) {
    if (x.response.size() + file.record_size + 2 > room(x)) return;
    x.put(static_cast<std::uint8_t>(record));
    if (!x.deviates(read_several_without_length))
      x.put(static_cast<std::uint8_t>(file.record_size));
    put_record(x, file, static_cast<std::uint8_t>(record), 0, file.record_size);
  }
}

/// The whole record.
std::size_t size_to_read(const Exchange& x, const File& file) {
  if (file.type == FileType::counters && x.deviates(counters_read_first_only)) return 3;
  return x.deviates(read_one_byte_short) ? file.record_size - 1U : file.record_size;
}

/// Some old cards take the exact length only.
bool takes_length(const Exchange& x, const File& file) {
  return !x.features().exact_read_length || x.command.ne == file.record_size;
}

}  // namespace

StatusWord read_records(Exchange& x) {
  const std::uint8_t mode = x.command.mode();
  if (x.command.p1 == 0 && x.command.p2 == 0 && x.deviates(ratification_command_says_9000))
    return sw::ok;
  if (mode != one_record && mode != several_records) return refuse(x, Refusal::parameters);
  if (!x.command.data.empty()) return sw::wrong_length;
  const File* file = nullptr;
  if (const StatusWord found = records_to_read(x, file); found != sw::ok) return found;
  if (!takes_length(x, *file)) return sw::wrong_length;
  if (mode == several_records)
    put_several(x, *file);
  else
    put_record(x, *file, x.command.p1, 0, size_to_read(x, *file));
  return sw::ok;
}

/// A part ends with its record.
static bool reads_behind_record(const Exchange& x, const File& file, std::size_t end) {
  return x.deviates(read_multiple_behind_record) &&
         place_of(x, file, file.records) + end <= memory_size;
}

StatusWord read_record_multiple(Exchange& x) {
  const ByteView data = x.command.data;
  if (x.command.mode() != several_records) return refuse(x, Refusal::parameters);
  if (data.size() != 4) return refuse(x, Refusal::length);
  const File* file = nullptr;
  if (const StatusWord found = records_to_read(x, file); found != sw::ok) return found;
  const std::size_t offset = data[2], length = data[3];
  if (data[0] != 0x54 && !x.deviates(read_multiple_any_tag)) return sw::wrong_data;
  if (data[1] != 0x02 && !x.deviates(read_multiple_any_length)) return sw::wrong_data;
  if (length == 0 && !x.deviates(read_multiple_of_nothing)) return sw::wrong_data;
  if (offset + length > file->record_size && !reads_behind_record(x, *file, offset + length))
    return sw::wrong_data;
  for (unsigned record = x.command.p1; record <= file->records; ++record) {
    if (x.response.size() + length > room(x))  // a part of it; go on from here
      return x.deviates(read_multiple_hides_rest) ? sw::ok : sw::postponed;
    const std::size_t begin = x.deviates(read_multiple_from_0) ? 0 : offset;
    put_record(x, *file, static_cast<std::uint8_t>(record), begin, length);
    if (x.deviates(read_multiple_one_record)) break;
  }
  return sw::ok;
}

StatusWord locate_binary(Exchange& x, const File*& file, std::size_t& offset) {
  const std::uint8_t p1 = x.command.p1;
  const bool by_sfi = (p1 & 0x80U) != 0;
  if (by_sfi && (p1 & 0x60U) != 0) return refuse(x, Refusal::parameters);
  const bool high = !by_sfi && !x.deviates(binary_offset_of_8_bits);
  offset = x.command.p2 + (high ? static_cast<unsigned>(p1) << 8U : 0U);
  const std::uint8_t sfi = by_sfi ? p1 & 0x1FU : 0;
  const std::uint8_t before = x.working().file;
  if (const StatusWord found = locate(x, sfi, file); found != sw::ok) return found;
  if (x.deviates(binary_sfi_not_current)) x.working().file = before;
  return file->type == FileType::binary ? sw::ok : refuse(x, Refusal::wrong_type);
}

StatusWord read_binary(Exchange& x) {
  if (!x.command.data.empty()) return sw::wrong_length;
  const File* file = nullptr;
  std::size_t offset = 0;
  if (const StatusWord found = locate_binary(x, file, offset); found != sw::ok) return found;
  if (const StatusWord allowed = may_read(x, *file); allowed != sw::ok) return allowed;
  if (offset >= file->record_size) return refuse(x, Refusal::record);
  const std::size_t size = std::min<std::size_t>(room(x), file->record_size - offset);
  const std::size_t begin = x.deviates(read_binary_from_0) ? 0 : offset;
  append(x.response, bytes_at(x.state, file->data + begin, size));
  return sw::ok;
}

}  // namespace assay::model::calypso

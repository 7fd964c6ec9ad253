// SPDX-License-Identifier: Apache-2.0
// Update, Write and Append Record, Update and Write Binary.
#include <algorithm>
#include <array>

#include "adapters/model_calypso/binary.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/records.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint8_t one_record = 4, append_mode = 0;

/// The bits of both.
void merge(Exchange& x, std::size_t place, ByteView data) {
  std::array<std::uint8_t, 256> merged{};
  const ByteView old = bytes_at(x.state, place, data.size());
  for (std::size_t i = 0; i < data.size(); ++i)
    merged[i] = static_cast<std::uint8_t>(old[i] | data[i]);
  change(x.state, place, ByteView(merged).first(data.size()));
}

/// A simulated counter keeps its three bytes and nothing behind them.
ByteView kept(const File& file, ByteView data) {
  const bool counter = file.type == FileType::simulated_counter;
  return counter ? data.first(std::min<std::size_t>(data.size(), 3)) : data;
}

/// The EF of P2, allowed to be changed in this group, with the record of P1 in it.
StatusWord record_to_change(Exchange& x, Group group, const File*& file) {
  if (x.command.mode() != one_record) return sw::wrong_parameters;
  if (x.command.data.empty()) return sw::wrong_length;
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  if (!has_records(*file)) return sw::wrong_file_type;
  const bool counter =
      file->type == FileType::counters || file->type == FileType::simulated_counter;
  if (group == Group::write && counter) return sw::wrong_file_type;
  if (const StatusWord allowed = may_modify(x, *file, group); allowed != sw::ok) return allowed;
  if (x.command.p1 < 1 || x.command.p1 > file->records) return sw::record_not_found;
  if (file->type == FileType::cyclic && x.command.p1 != 1) return sw::wrong_file_type;
  return x.command.data.size() > file->record_size ? sw::wrong_length : sw::ok;
}

StatusWord bytes_to_change(Exchange& x, Group group, const File*& file, std::size_t& place) {
  if (x.command.data.empty()) return sw::wrong_length;
  std::size_t offset = 0;
  if (const StatusWord found = locate_binary(x, file, offset); found != sw::ok) return found;
  if (const StatusWord allowed = may_modify(x, *file, group); allowed != sw::ok) return allowed;
  if (offset >= file->record_size) return sw::record_not_found;
  if (offset + x.command.data.size() > file->record_size) return sw::wrong_length;
  place = file->data + offset;
  return sw::ok;
}

}  // namespace

StatusWord update_record(Exchange& x) {
  const File* file = nullptr;
  const StatusWord found = record_to_change(x, Group::update, file);
  if (found != sw::ok) return found;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  change(x.state, place_of(*file, x.command.p1), kept(*file, x.command.data));
  finish_modification(x);
  return sw::ok;
}

StatusWord write_record(Exchange& x) {
  const File* file = nullptr;
  const StatusWord found = record_to_change(x, Group::write, file);
  if (found != sw::ok) return found;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  merge(x, place_of(*file, x.command.p1), x.command.data);
  finish_modification(x);
  return sw::ok;
}

/// A record before the first: the others move down by one, the last is lost.
void push_record(Exchange& x, const File& file, ByteView data) {
  const std::size_t size = file.record_size;
  const std::size_t moved = size * (file.records - 1U);
  change(x.state, file.data + size, bytes_at(x.state, file.data, moved));
  std::array<std::uint8_t, 256> record{};
  std::ranges::copy(data, record.begin());
  change(x.state, file.data, ByteView(record).first(size));
}

StatusWord append_record(Exchange& x) {
  if (x.command.p1 != 0 || x.command.mode() != append_mode) return sw::wrong_parameters;
  if (x.command.data.empty()) return sw::wrong_length;
  const File* file = nullptr;
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  if (file->type != FileType::cyclic) return sw::wrong_file_type;
  const StatusWord allowed = may_modify(x, *file, Group::append);
  if (allowed != sw::ok) return allowed;
  if (x.command.data.size() > file->record_size) return sw::wrong_length;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  push_record(x, *file, x.command.data);
  finish_modification(x);
  return sw::ok;
}

StatusWord update_binary(Exchange& x) {
  const File* file = nullptr;
  std::size_t place = 0;
  const StatusWord found = bytes_to_change(x, Group::update, file, place);
  if (found != sw::ok) return found;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  change(x.state, place, x.command.data);
  finish_modification(x);
  return sw::ok;
}

StatusWord write_binary(Exchange& x) {
  const File* file = nullptr;
  std::size_t place = 0;
  const StatusWord found = bytes_to_change(x, Group::write, file, place);
  if (found != sw::ok) return found;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  merge(x, place, x.command.data);
  finish_modification(x);
  return sw::ok;
}

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// Update, Write and Append Record, Update and Write Binary.
#include <algorithm>
#include <array>

#include "adapters/model_calypso/binary.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/records.hpp"
#include "adapters/model_calypso/refusal.hpp"

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

/// Of a cyclic file the first record alone can be changed.
bool changes_any_cyclic_record(const Exchange& x, Group group) {
  return x.deviates(group == Group::update ? update_any_cyclic_record : write_any_cyclic_record);
}

/// The group that decides about the command.
Group group_of(const Exchange& x, Group group) {
  if (group == Group::update && x.deviates(update_asks_group_2)) return Group::write;
  if (group == Group::write && x.deviates(write_asks_group_1)) return Group::update;
  if (group == Group::append && x.deviates(append_asks_group_1)) return Group::update;
  return group;
}

/// The EF of P2, allowed to be changed in this group, with the record of P1 in it.
StatusWord record_to_change(Exchange& x, Group group, const File*& file) {
  if (x.command.mode() != one_record) return refuse(x, Refusal::parameters);
  if (x.command.data.empty()) return refuse(x, Refusal::length);
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  if (!has_records(*file)) return refuse(x, Refusal::wrong_type);
  const bool counter =
      file->type == FileType::counters || file->type == FileType::simulated_counter;
  if (group == Group::write && counter) return refuse(x, Refusal::wrong_type);
  if (const StatusWord allowed = may_modify(x, *file, group_of(x, group)); allowed != sw::ok)
    return allowed;
  if (x.command.p1 < 1 || x.command.p1 > file->records) return refuse(x, Refusal::record);
  if (file->type == FileType::cyclic && x.command.p1 != 1 && !changes_any_cyclic_record(x, group))
    return sw::wrong_file_type;
  return x.command.data.size() > file->record_size ? refuse(x, Refusal::length) : sw::ok;
}

StatusWord bytes_to_change(Exchange& x, Group group, const File*& file, std::size_t& place) {
  if (x.command.data.empty()) return refuse(x, Refusal::length);
  std::size_t offset = 0;
  if (const StatusWord found = locate_binary(x, file, offset); found != sw::ok) return found;
  if (const StatusWord allowed = may_modify(x, *file, group_of(x, group)); allowed != sw::ok)
    return allowed;
  if (offset >= file->record_size) return refuse(x, Refusal::record);
  if (offset + x.command.data.size() > file->record_size) return refuse(x, Refusal::length);
  place = file->data + offset;
  return sw::ok;
}

}  // namespace

/// What an update leaves out stays as it is.
static void clear_record(Exchange& x, const File& file) {
  const Bytes zeros(file.record_size);
  if (file.type != FileType::simulated_counter)
    change(x.state, place_of(x, file, x.command.p1), zeros);
}

StatusWord update_record(Exchange& x) {
  const File* file = nullptr;
  const StatusWord found = record_to_change(x, Group::update, file);
  if (found != sw::ok) return found;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  if (x.deviates(update_clears_rest)) clear_record(x, *file);
  if (x.deviates(update_merges))
    merge(x, place_of(x, *file, x.command.p1), kept(*file, x.command.data));
  else
    change(x.state, place_of(x, *file, x.command.p1), kept(*file, x.command.data));
  finish_modification(x);
  return sw::ok;
}

StatusWord write_record(Exchange& x) {
  const File* file = nullptr;
  const StatusWord found = record_to_change(x, Group::write, file);
  if (found != sw::ok) return found;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  if (x.deviates(write_replaces))
    change(x.state, place_of(x, *file, x.command.p1), x.command.data);
  else
    merge(x, place_of(x, *file, x.command.p1), x.command.data);
  finish_modification(x);
  return sw::ok;
}

/// A record before the first: the others move down by one, the last is lost.
void push_record(Exchange& x, const File& file, ByteView data) {
  const std::size_t size = file.record_size;
  const std::size_t moved = size * (file.records - 1U);
  if (!x.deviates(append_moves_nothing))
    change(x.state, file.data + size, bytes_at(x.state, file.data, moved));
  std::array<std::uint8_t, 256> record{};
  std::ranges::copy(data, record.begin());
  const bool last = x.deviates(append_at_the_end);
  change(x.state, last ? place_of(x, file, file.records) : file.data, ByteView(record).first(size));
}

StatusWord append_record(Exchange& x) {
  if (x.command.p1 != 0 || x.command.mode() != append_mode) return refuse(x, Refusal::parameters);
  if (x.command.data.empty()) return refuse(x, Refusal::length);
  const File* file = nullptr;
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  if (file->type != FileType::cyclic) return refuse(x, Refusal::wrong_type);
  const StatusWord allowed = may_modify(x, *file, group_of(x, Group::append));
  if (allowed != sw::ok) return allowed;
  if (x.command.data.size() > file->record_size) return refuse(x, Refusal::length);
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
  if (x.deviates(update_binary_merges))
    merge(x, place, x.command.data);
  else
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
  if (x.deviates(write_binary_replaces))
    change(x.state, place, x.command.data);
  else
    merge(x, place, x.command.data);
  finish_modification(x);
  return sw::ok;
}

}  // namespace assay::model::calypso

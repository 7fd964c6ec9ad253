// SPDX-License-Identifier: Apache-2.0
// Search Record Multiple.
#include <algorithm>
#include <array>

#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/refusal.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint8_t search_mode = 7, repeated_offset = 0x80, fetch_first = 0x01;

struct Search {
  bool anywhere = false;  ///< at every offset from the given one on
  bool fetch = false;
  std::size_t offset = 0;
  ByteView wanted;
  std::array<std::uint8_t, 250> mask{};
};

/// Flags, offset, length, then what is searched and a mask, which may be shorter: FF stands for the rest of it.
StatusWord read_search(const Exchange& x, Search& search) {
  const ByteView data = x.command.data;
  search.anywhere = (data[0] & repeated_offset) != 0 || x.deviates(search_everywhere);
  if (x.deviates(search_at_offset_only)) search.anywhere = false;
  search.fetch = (data[0] & fetch_first) != 0 && !x.deviates(search_fetches_nothing);
  search.offset = data[1];
  const std::size_t length = data[2];
  const ByteView rest = data.subspan(3);
  const bool fits = length != 0 && rest.size() >= length && rest.size() <= 2 * length;
  if (!fits) return x.deviates(search_lengths_say_6700) ? sw::wrong_length : sw::wrong_data;
  search.wanted = rest.first(length);
  search.mask.fill(x.deviates(search_mask_padded_with_00) ? 0x00 : 0xFF);
  if (!x.deviates(search_ignores_mask))
    std::ranges::copy(rest.subspan(length), search.mask.begin());
  return sw::ok;
}

bool matches_at(ByteView record, const Search& search, std::size_t offset) {
  for (std::size_t i = 0; i < search.wanted.size(); ++i)
    if (((record[offset + i] ^ search.wanted[i]) & search.mask[i]) != 0) return false;
  return true;
}

bool matches(ByteView record, const Search& search) {
  const std::size_t last = search.anywhere ? record.size() - search.wanted.size() : search.offset;
  for (std::size_t offset = search.offset; offset <= last; ++offset)
    if (matches_at(record, search, offset)) return true;
  return false;
}

StatusWord put_matches(Exchange& x, const File& file, const Search& search) {
  x.put(0x00);
  std::uint8_t first = 0;
  const unsigned begin = x.deviates(search_from_first) ? 1U : x.command.p1;
  for (unsigned record = begin; record <= file.records; ++record) {
    const auto number = static_cast<std::uint8_t>(record);
    if (!matches(bytes_at(x.state, place_of(x, file, number), file.record_size), search)) continue;
    if (first == 0) first = number;
    x.put(number);
    if (!x.deviates(search_counts_nothing)) ++x.response[0];
  }
  if (search.fetch && first != 0) put_record(x, file, first, 0, file.record_size);
  const bool fits = x.response.size() <= room(x) || x.deviates(search_cuts_answer);
  return fits ? sw::ok : sw::too_much;
}

}  // namespace

StatusWord search_record_multiple(Exchange& x) {
  if (x.command.mode() != search_mode) return refuse(x, Refusal::parameters);
  if (x.command.data.size() < 4) return refuse(x, Refusal::length);
  const File* file = nullptr;
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  const bool searchable = file->type == FileType::linear || file->type == FileType::cyclic ||
                          file->type == FileType::counters;
  if (!searchable) return refuse(x, Refusal::wrong_type);
  if (const StatusWord allowed = may_read(x, *file); allowed != sw::ok) return allowed;
  if (x.command.p1 < 1 || x.command.p1 > file->records) return refuse(x, Refusal::record);
  Search search;
  if (const StatusWord read = read_search(x, search); read != sw::ok) return read;
  if (search.offset + search.wanted.size() > file->record_size) return sw::wrong_data;
  return put_matches(x, *file, search);
}

}  // namespace assay::model::calypso

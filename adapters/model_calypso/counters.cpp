// SPDX-License-Identifier: Apache-2.0
// Increase and Decrease, one counter or several.
#include <array>
#include <bitset>

#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint32_t highest = 0xFFFFFF;
constexpr std::size_t counter_size = 3;

enum class Direction : std::uint8_t { up, down };

Group group_of(Direction direction) {
  return direction == Direction::up ? Group::append : Group::write;
}

std::uint32_t read_number(ByteView bytes) {
  return (static_cast<std::uint32_t>(bytes[0]) << 16U) |
         (static_cast<std::uint32_t>(bytes[1]) << 8U) | bytes[2];
}

/// The new value; false when it would leave the range.
bool count(std::uint32_t old, std::uint32_t by, Direction direction, std::uint32_t& value) {
  if (direction == Direction::up ? by > highest - old : by > old) return false;
  value = direction == Direction::up ? old + by : old - by;
  return true;
}

std::size_t counters_in(const File& file) {
  return file.record_size / counter_size;
}

StatusWord file_to_count(Exchange& x, Direction direction, bool simulated_too, const File*& file) {
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  const bool right = file->type == FileType::counters ||
                     (simulated_too && file->type == FileType::simulated_counter);
  if (!right) return sw::wrong_file_type;
  return may_modify(x, *file, group_of(direction));
}

/// P1 names the counter; of a simulated one, whose file is the counter, it is 00.
bool names_counter(const File& file, std::uint8_t number) {
  if (file.type == FileType::simulated_counter) return number == 0;
  return number >= 1 && number <= counters_in(file);
}

std::size_t place_of_counter(const File& file, std::uint8_t number) {
  return file.data + (number == 0 ? 0U : (number - 1U) * counter_size);
}

void put_number(Bytes& out, std::uint32_t value) {
  for (const unsigned shift : {16U, 8U, 0U})
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

StatusWord count_one(Exchange& x, Direction direction) {
  if (x.command.mode() != 0) return sw::wrong_parameters;
  if (x.command.data.size() != counter_size) return sw::wrong_length;
  const File* file = nullptr;
  const StatusWord found = file_to_count(x, direction, true, file);
  if (found != sw::ok) return found;
  if (!names_counter(*file, x.command.p1)) return sw::wrong_parameters;
  const std::size_t place = place_of_counter(*file, x.command.p1);
  std::uint32_t value = 0;
  if (!count(number_at(x.state, place, counter_size), read_number(x.command.data), direction,
             value))
    return sw::wrong_data;
  if (const StatusWord fits = charge(x, true); fits != sw::ok) return fits;
  change_number(x.state, place, counter_size, value);
  finish_modification(x);
  Bytes told;
  put_number(told, value);
  if (x.features().postpones_counters && x.session().is_open()) {
    postpone(x.session(), told);
    return sw::postponed;
  }
  append(x.response, told);
  return sw::ok;
}

/// Number and amount of each, every counter once and in range; else nothing is changed.
StatusWord check_several(const Exchange& x, const File& file, Direction direction) {
  std::bitset<256> seen;
  for (std::size_t i = 0; i < x.command.data.size(); i += 4) {
    const std::uint8_t number = x.command.data[i];
    if (!names_counter(file, number) || seen[number]) return sw::wrong_data;
    seen.set(number);
    std::uint32_t value = 0;
    const std::uint32_t old = number_at(x.state, place_of_counter(file, number), counter_size);
    if (!count(old, read_number(x.command.data.subspan(i + 1)), direction, value))
      return sw::wrong_data;
  }
  return sw::ok;
}

StatusWord count_several(Exchange& x, Direction direction) {
  if (x.command.p1 != 0 || x.command.mode() != 0) return sw::wrong_parameters;
  if (x.command.data.empty() || x.command.data.size() % 4 != 0) return sw::wrong_length;
  const File* file = nullptr;
  const StatusWord found = file_to_count(x, direction, false, file);
  if (found != sw::ok) return found;
  const StatusWord checked = check_several(x, *file, direction);
  if (checked != sw::ok) return checked;
  if (const StatusWord fits = charge(x, true); fits != sw::ok) return fits;
  for (std::size_t i = 0; i < x.command.data.size(); i += 4) {
    const std::uint8_t number = x.command.data[i];
    const std::size_t place = place_of_counter(*file, number);
    std::uint32_t value = 0;
    count(number_at(x.state, place, counter_size), read_number(x.command.data.subspan(i + 1)),
          direction, value);
    change_number(x.state, place, counter_size, value);
    x.put(number);
    put_number(x.response, value);
  }
  finish_modification(x);
  return sw::ok;
}

}  // namespace

StatusWord increase(Exchange& x) {
  return count_one(x, Direction::up);
}
StatusWord decrease(Exchange& x) {
  return count_one(x, Direction::down);
}
StatusWord increase_multiple(Exchange& x) {
  return count_several(x, Direction::up);
}
StatusWord decrease_multiple(Exchange& x) {
  return count_several(x, Direction::down);
}

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// Increase and Decrease, one counter or several.
#include <array>
#include <bitset>

#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/refusal.hpp"
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint32_t highest = 0xFFFFFF;
constexpr std::size_t counter_size = 3;

enum class Direction : std::uint8_t { up, down };

Group group_of(const Exchange& x, Direction direction) {
  if (direction == Direction::up && x.deviates(increase_asks_group_2)) return Group::write;
  if (direction == Direction::down && x.deviates(decrease_asks_group_3)) return Group::append;
  return direction == Direction::up ? Group::append : Group::write;
}

std::uint32_t read_number(ByteView bytes) {
  return (static_cast<std::uint32_t>(bytes[0]) << 16U) |
         (static_cast<std::uint32_t>(bytes[1]) << 8U) | bytes[2];
}

/// The new value; false when it would leave the range.
bool count(const Exchange& x, std::uint32_t old, std::uint32_t by, Direction direction,
           std::uint32_t& value) {
  if (direction == Direction::up ? by > highest - old && !x.deviates(increase_wraps)
                                 : by > old && !x.deviates(decrease_wraps))
    return false;
  value = direction == Direction::up ? old + by : old - by;
  value &= highest;
  return true;
}

std::size_t counters_in(const File& file) {
  return file.record_size / counter_size;
}

StatusWord file_to_count(Exchange& x, Direction direction, bool simulated_too, const File*& file) {
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  const bool right = file->type == FileType::counters ||
                     (simulated_too && file->type == FileType::simulated_counter);
  if (!right) return refuse(x, Refusal::wrong_type);
  return may_modify(x, *file, group_of(x, direction));
}

/// P1 names the counter; of a simulated one, whose file is the counter, it is 00.
bool names_counter(const File& file, std::uint8_t number) {
  if (file.type == FileType::simulated_counter) return number == 0;
  return number >= 1 && number <= counters_in(file);
}

std::size_t place_of_counter(const Exchange& x, const File& file, std::uint8_t number) {
  if (x.deviates(counters_numbered_from_0) && number != 0 && number < counters_in(file)) ++number;
  return file.data + (number == 0 ? 0U : (number - 1U) * counter_size);
}

void put_number(Bytes& out, std::uint32_t value) {
  for (const unsigned shift : {16U, 8U, 0U})
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

StatusWord count_one(Exchange& x, Direction direction) {
  if (x.command.mode() != 0) return refuse(x, Refusal::parameters);
  if (x.command.data.size() != counter_size) return refuse(x, Refusal::length);
  const File* file = nullptr;
  const StatusWord found = file_to_count(x, direction, true, file);
  if (found != sw::ok) return found;
  const bool simulated = file->type == FileType::simulated_counter;
  if (simulated && x.command.p1 == 0 && x.deviates(simulated_counter_has_number_1))
    return sw::wrong_parameters;
  if (!names_counter(*file, x.command.p1)) {
    if (file->type != FileType::simulated_counter || !x.deviates(simulated_counter_any_number))
      return refuse(x, Refusal::parameters);
  }
  const std::size_t place = place_of_counter(x, *file, x.command.p1);
  std::uint32_t value = 0;
  if (!count(x, number_at(x.state, place, counter_size), read_number(x.command.data), direction,
             value)) {
    if (x.deviates(refused_count_clears_counter)) change_number(x.state, place, counter_size, 0);
    if (x.deviates(refused_count_clears_counter)) finish_modification(x);
    return sw::wrong_data;
  }
  if (const StatusWord fits = charge(x, true); fits != sw::ok) return fits;
  Bytes told;
  put_number(told,
             x.deviates(count_tells_old_value) ? number_at(x.state, place, counter_size) : value);
  change_number(x.state, place, counter_size, value);
  finish_modification(x);
  if (x.features().postpones_counters && x.session().is_open()) {
    postpone(x, told);
    return x.deviates(postponed_count_says_9000) ? sw::ok : sw::postponed;
  }
  append(x.response, told);
  return sw::ok;
}

/// Number and amount of each, every counter once and in range; else nothing is changed.
StatusWord check_several(const Exchange& x, const File& file, Direction direction) {
  std::bitset<256> seen;
  for (std::size_t i = 0; i < x.command.data.size(); i += 4) {
    const std::uint8_t number = x.command.data[i];
    if (!names_counter(file, number)) {
      if (x.deviates(count_several_unknown_says_6a83)) return sw::record_not_found;
      return sw::wrong_data;
    }
    if (seen[number] && !x.deviates(count_several_takes_twice)) return sw::wrong_data;
    seen.set(number);
    std::uint32_t value = 0;
    const std::uint32_t old = number_at(x.state, place_of_counter(x, file, number), counter_size);
    if (!count(x, old, read_number(x.command.data.subspan(i + 1)), direction, value))
      return sw::wrong_data;
  }
  return sw::ok;
}

/// All counters or none.
void count_first(Exchange& x, const File& file, Direction direction) {
  const std::uint8_t number = x.command.data[0];
  if (!names_counter(file, number)) return;
  const std::size_t place = place_of_counter(x, file, number);
  std::uint32_t value = 0;
  if (!count(x, number_at(x.state, place, counter_size), read_number(x.command.data.subspan(1)),
             direction, value))
    return;
  change_number(x.state, place, counter_size, value);
  finish_modification(x);
}

StatusWord count_several(Exchange& x, Direction direction) {
  if (x.command.p1 != 0 || x.command.mode() != 0) return refuse(x, Refusal::parameters);
  if (x.command.data.empty() || x.command.data.size() % 4 != 0) return refuse(x, Refusal::length);
  const File* file = nullptr;
  const StatusWord found = file_to_count(x, direction, false, file);
  if (found != sw::ok) return found;
  const StatusWord checked = check_several(x, *file, direction);
  if (checked != sw::ok) {
    if (x.deviates(count_several_in_part)) count_first(x, *file, direction);
    return checked;
  }
  if (const StatusWord fits = charge(x, true); fits != sw::ok) return fits;
  for (std::size_t i = 0; i < x.command.data.size(); i += 4) {
    const std::uint8_t number = x.command.data[i];
    const std::size_t place = place_of_counter(x, *file, number);
    std::uint32_t value = 0;
    (void)count(x, number_at(x.state, place, counter_size),
                read_number(x.command.data.subspan(i + 1)), direction, value);
    change_number(x.state, place, counter_size, value);
    if (!x.deviates(count_several_without_numbers)) x.put(number);
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

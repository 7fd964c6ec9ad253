// SPDX-License-Identifier: Apache-2.0
// WRITE CEILINGS and WRITE PARAMETERS.
#include <algorithm>

#include "adapters/model_sam/frame.hpp"
#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;

constexpr std::uint8_t parameters_p2 = 0xA0, ceilings_p2 = 0xB1, one_ceiling_p2 = 0xB8;
constexpr std::uint8_t plain_bit = 0x80;
constexpr std::uint32_t most_raised =
    131'071;  ///< of one ceiling in a full record, under a DES key

/// Counter number, value, 25 zeros.
StatusWord write_one(Exchange& x, ByteView record) {
  const bool rest_is_zero =
      std::ranges::all_of(record.subspan(4), [](auto byte) { return byte == 0; });
  const std::uint32_t value = number_of(record.subspan(1, 3));
  if (record[0] >= counter_count && !x.deviates(ceiling_number_wraps)) return sw::wrong_data;
  const std::size_t number = record[0] % counter_count;
  if (!rest_is_zero && !x.deviates(ceiling_padding_unchecked)) return sw::wrong_data;
  if (value > highest_ceiling && !x.deviates(ceiling_unlimited)) return sw::wrong_data;
  Ceilings ceilings = x.sam().ceilings;
  const std::size_t shift = x.deviates(ceiling_numbers_from_one) ? 1 : 0;
  ceilings.values[number - std::min(number, shift)] = value;
  if (!x.deviates(ceiling_not_stored)) x.persist(x.sam().ceilings, ceilings);
  return sw::ok;
}

/// Nine values and a configuration, all or nothing.
StatusWord write_record(Exchange& x, const Key& key, ByteView record) {
  const auto number = static_cast<std::size_t>(x.command.p2 - ceilings_p2);
  Ceilings ceilings = x.sam().ceilings;
  for (std::size_t i = 0; i < counters_in_record; ++i) {
    std::uint32_t& old = ceilings.values[number * counters_in_record + i];
    const std::uint32_t value = number_of(record.subspan(3 * i, 3));
    if (value > highest_ceiling && !x.deviates(ceiling_unlimited)) return sw::wrong_data;
    const bool leaps = !alg::is_aes(key.alg) && value > old && value - old > most_raised;
    if (leaps && !x.deviates(ceiling_leaps)) return sw::wrong_data;
    old = value;
  }
  if (!x.deviates(configuration_not_stored))
    ceilings.configuration[number] = static_cast<std::uint16_t>(number_of(record.last(2)));
  x.persist(x.sam().ceilings, ceilings);
  return sw::ok;
}

bool system_is_locked(const Exchange& x) {
  const Key& lock = x.sam().lock;
  return lock.is_present() && lock.allows(5, lock_parameter::system_lock_enable) &&
         !x.deviates(system_lock_ignored);
}

StatusWord write_parameters(Exchange& x, ByteView record) {
  constexpr std::uint8_t known =
      sam_parameter::plain_write_disabled | sam_parameter::plain_work_key_input;
  if ((record[0] & ~known) != 0) return sw::wrong_data;
  std::array<std::uint8_t, PersistentState::parameter_size> parameters{};
  std::ranges::copy(record, parameters.begin());
  if (!x.deviates(parameters_not_stored)) x.persist(x.sam().parameters, parameters);
  return sw::ok;
}

}  // namespace

StatusWord write_data(Exchange& x) {
  const std::uint8_t p1 = x.command.p1, p2 = x.command.p2;
  const bool record = p2 >= ceilings_p2 && p2 < ceilings_p2 + 3;
  if (!record && p2 != one_ceiling_p2 && p2 != parameters_p2) return sw::wrong_parameters;
  if ((p1 & plain_bit) != 0)
    return x.deviates(plain_ceilings_say_6a00) ? sw::wrong_parameters
                                               : sw::conditions_not_satisfied;
  if (p1 != 0x00 && p1 != 0x08) return sw::wrong_parameters;
  if (x.command.data.size() != frame::size) return sw::wrong_length;
  const bool parameters = p2 == parameters_p2;
  if (parameters && system_is_locked(x)) return sw::conditions_not_satisfied;
  const Key* key = find_system_key(x, parameters ? kif::personalization : kif::reloading);
  if (key == nullptr)
    return x.deviates(missing_system_key_says_6985) ? sw::conditions_not_satisfied
                                                    : sw::key_not_found;
  Bytes opened;
  if (const StatusWord status = open_protected(x, *key, opened); status != sw::ok) return status;
  if (parameters) return write_parameters(x, opened);
  return record ? write_record(x, *key, opened) : write_one(x, opened);
}

}  // namespace assay::model::sam

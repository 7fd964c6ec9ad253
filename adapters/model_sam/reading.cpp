// SPDX-License-Identifier: Apache-2.0
// READ EVENT COUNTER, READ CEILINGS, READ PARAMETERS, READ KEY PARAMETERS. An answer is signed with the authentication
// key under the challenge of GIVE RANDOM; without either, its signature is zeros and the status word '6200'.
#include <algorithm>

#include "adapters/model_sam/frame.hpp"
#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;

constexpr std::uint8_t counters_p2 = 0xE1, ceilings_p2 = 0xB1, parameters_p2 = 0xA0;
constexpr std::uint8_t first_record_p2 = 0x01, last_record_p2 = 0x7E, by_name_p2 = 0xF0;
constexpr std::uint8_t system_p2 = 0xC1;
constexpr std::uint8_t key_parameters_ins = 0xBC;

StatusWord answer_record(Exchange& x, ByteView record) {
  const bool twisted = x.deviates(read_reference_constant);
  Bytes rest = to_bytes(record);
  append_tail(rest, twisted ? counters_p2 : x.command.p2, x.sam().serial);
  if (x.deviates(read_without_serial)) std::fill_n(rest.end() - 10, 4, std::uint8_t{0});
  const Key* key = find_system_key(x, kif::authentication);
  const bool asked = x.now().random.size != 0;
  if (key == nullptr || !asked) {
    x.response.assign(frame::signature_size, 0);
    append(x.response, rest);
    return x.deviates(unsigned_says_9000) ? sw::ok : sw::not_signed;
  }
  if (!x.deviates(readings_not_counted) && !count(x, *key)) return sw::limit_reached;
  const Block8 random = x.deviates(read_signature_ignores_random) ? Block8{} : x.now().random.bytes;
  const bool of_key = x.command.ins == key_parameters_ins;
  const bool keeps = of_key && x.deviates(key_parameters_keep_random);
  if (!keeps && !x.deviates(random_serves_again)) x.now().random = {};
  append(x.response, record_signature(*key, random, rest));
  append(x.response, rest);
  return x.deviates(signed_says_6200) ? sw::not_signed : sw::ok;
}

/// Nine values of three bytes and two bytes of configuration.
Bytes record_of(const Exchange& x, std::size_t number, bool ceilings) {
  Bytes record;
  const auto& values = ceilings ? x.sam().ceilings.values : x.sam().counters;
  const std::size_t begin = number * counters_in_record;
  for (std::size_t i = begin; i < begin + counters_in_record; ++i) {
    append_number(record, values[i], 3);
    if (x.deviates(counters_little_endian)) std::reverse(record.end() - 3, record.end());
  }
  append_number(record, x.sam().ceilings.configuration[number], 2);
  if (x.deviates(configuration_before_values))
    std::rotate(record.begin(), record.end() - 2, record.end());
  return record;
}

/// The parameters as written, and in the second byte how far the lifetime has gone (decision 0027).
Bytes parameters(const Exchange& x) {
  Bytes record = to_bytes(x.sam().parameters);
  const std::uint32_t operations = x.sam().operations;
  const bool warns = operations >= x.sam().operations_warning;
  record[1] = operations >= x.sam().operations_end ? 0x02 : warns ? 0x01 : 0x00;
  return record;
}

std::size_t system_index(const Exchange& x, std::uint8_t p2) {
  const auto index = static_cast<std::size_t>(p2 - system_p2);
  return x.deviates(system_keys_backwards) ? PersistentState::system_key_count - 1 - index : index;
}

/// C1 .. C4 name system keys, F0 a work key by KIF and KVC, 01 .. 7E a record.
const Key* key_asked_for(const Exchange& x) {
  const std::uint8_t p2 = x.command.p2;
  if (p2 == by_name_p2 || (p2 <= last_record_p2 && x.deviates(record_number_ignored)))
    return find_work_key(x, x.command.data[0], x.command.data[1]);
  const std::size_t shift = x.deviates(record_numbers_from_zero) ? 0 : 1;
  const Key& key = p2 >= system_p2 ? x.sam().system[system_index(x, p2)]
                                   : x.sam().work[std::min(p2 - shift, x.sam().work.size() - 1)];
  return key.is_present() ? &key : nullptr;
}

bool names_keys(std::uint8_t p2) {
  return (p2 >= first_record_p2 && p2 <= last_record_p2) || p2 == by_name_p2 ||
         (p2 >= system_p2 && p2 < system_p2 + PersistentState::system_key_count);
}

}  // namespace

StatusWord read_counters(Exchange& x) {
  const std::uint8_t p2 = x.command.p2;
  const bool counters = p2 >= counters_p2 && p2 < counters_p2 + 3;
  const bool ceilings = p2 >= ceilings_p2 && p2 < ceilings_p2 + 3;
  if (x.command.p1 != 0 || (!counters && !ceilings && p2 != parameters_p2))
    return sw::wrong_parameters;
  if (!x.command.data.empty()) return sw::wrong_length;
  if (p2 == parameters_p2) return answer_record(x, parameters(x));
  auto number = static_cast<std::size_t>(p2 - (counters ? counters_p2 : ceilings_p2));
  if (x.deviates(read_first_record_always)) number = 0;
  return answer_record(x, record_of(x, number, ceilings != x.deviates(ceilings_for_counters)));
}

StatusWord read_key_parameters(Exchange& x) {
  if (x.command.p1 != 0 || !names_keys(x.command.p2)) return sw::wrong_parameters;
  if (x.command.data.size() != 2) return sw::wrong_length;
  const Key* key = key_asked_for(x);
  if (key == nullptr) {
    if (!x.deviates(absent_key_is_zeros)) return sw::key_not_found;
    return answer_record(x, std::array<std::uint8_t, 13>{});
  }
  Bytes record{key->kif, key->kvc, key->alg};
  if (x.deviates(key_parameters_swapped)) std::swap(record[0], record[1]);
  append(record, key->par);
  if (x.deviates(key_parameters_tell_value)) std::copy_n(key->value.begin(), 4, record.end() - 4);
  return answer_record(x, record);
}

}  // namespace assay::model::sam

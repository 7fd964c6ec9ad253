// SPDX-License-Identifier: Apache-2.0
// Get Challenge and Verify PIN.
#include "adapters/model_calypso/pin.hpp"

#include <algorithm>

#include "adapters/model_calypso/files.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using crypto::open_stand_in::Purpose;

constexpr std::size_t plain_size = 4, ciphered_size = 8;
constexpr std::uint8_t all_tries = 3;

/// 9000 while no try is lost, then 63C2, 63C1, 6983.
StatusWord tries_left(const Exchange& x, std::uint8_t tries) {
  if (tries == all_tries) return x.deviates(full_tries_say_63c3) ? StatusWord{0x63C3} : sw::ok;
  if (tries == 0) return x.deviates(blocked_pin_says_63c0) ? StatusWord{0x63C0} : sw::pin_blocked;
  return StatusWord{static_cast<std::uint16_t>(0x63C0 | tries)};
}

void set_tries(Exchange& x, std::uint8_t tries) {
  PinRecord record = x.card().pin;
  record.tries = tries;
  x.env.persist(x.card(), x.card().pin, record);
}

/// Under the key of the session, or outside of one under the debit key.
const Key& presenting_key(const Exchange& x) {
  const bool in_session =
      x.session().is_open() && x.session().key != 0 && !x.deviates(session_pin_under_debit_key);
  return x.application().keys[(in_session ? x.session().key : 3U) - 1U];
}

bool is_pin(const Exchange& x, ByteView data) {
  const ByteView pin = x.card().pin.value;
  if (data.size() == plain_size) {
    const std::size_t compared = x.deviates(pin_3_bytes_compared) ? 3 : plain_size;
    return equal_in_constant_time(data.first(compared), pin.first(compared));
  }
  if (x.deviates(ciphered_pin_unchecked)) return true;
  const auto mask = crypto::open_stand_in::mask(presenting_key(x).value, Purpose::pin_verification,
                                                x.working().challenge);
  std::array<std::uint8_t, ciphered_size> wanted{};
  std::ranges::copy(pin, wanted.begin());
  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] ^= mask[i];
  return equal_in_constant_time(data, wanted);
}

/// What stands against looking at the PIN at all.
StatusWord may_present(const Exchange& x) {
  const bool plain = x.command.data.size() == plain_size;
  if (x.card().transaction_counter == 0 && !x.deviates(pin_without_counter)) return sw::exhausted;
  if (is_invalidated(x) && !x.deviates(pin_in_invalidated_df)) return sw::conditions;
  const bool may_in_session = x.features().pin_in_session != x.deviates(pin_in_session_reversed);
  if (x.session().is_open() && !may_in_session) return sw::conditions;
  if (plain && (!x.features().pin_plain || x.deviates(plain_pin_refused))) return sw::conditions;
  if (x.card().pin.tries == 0 && !x.deviates(blocked_pin_taken)) return tries_left(x, 0);
  const bool challenged = x.working().has_challenge || x.deviates(pin_without_challenge);
  return plain || challenged ? sw::ok : sw::not_allowed;
}

/// The try is taken before the comparison, so that a cut of power cannot save it.
StatusWord present(Exchange& x) {
  const std::uint8_t tries = x.card().pin.tries;
  const bool free = tries == 0 || (tries == 1 && x.deviates(third_wrong_pin_is_free));
  const auto left = static_cast<std::uint8_t>(free ? tries : tries - 1);
  const bool right = is_pin(x, x.command.data);
  const bool ciphered = x.command.data.size() == ciphered_size;
  if (ciphered && !x.deviates(pin_keeps_challenge)) x.working().has_challenge = false;
  set_tries(x, left);
  x.working().pin_verified = right;
  if (!right) return x.deviates(wrong_pin_says_6300) ? StatusWord{0x6300} : tries_left(x, left);
  if (!x.deviates(right_pin_restores_nothing)) set_tries(x, all_tries);
  return sw::ok;
}

}  // namespace

bool knows_pin(const Exchange& x) {
  return x.has_application() && x.application().has(type_bit::pin);
}

StatusWord get_challenge(Exchange& x) {
  if (x.command.p1 != 0 || x.command.p2 != 0) return sw::wrong_parameters;
  if (!x.command.data.empty()) return sw::wrong_length;
  if (x.session().is_open() && x.deviates(challenge_refused_in_session)) return sw::conditions;
  if (x.command.ne != x.working().challenge.size() && !x.deviates(challenge_of_any_length))
    return sw::wrong_length;
  if (!x.deviates(challenge_stays)) x.env.random.fill(x.working().challenge);
  x.working().has_challenge = true;
  append(x.response,
         ByteView(x.working().challenge).first(x.deviates(challenge_of_4_bytes) ? 4 : 8));
  return sw::ok;
}

StatusWord verify_pin(Exchange& x) {
  if (!knows_pin(x)) return x.deviates(no_pin_says_6985) ? sw::conditions : sw::unknown_instruction;
  if (x.command.p1 != 0 || x.command.p2 != 0) return sw::wrong_parameters;
  const std::size_t size = x.command.data.size();
  if (size == 0) {
    if (x.deviates(pin_status_presents)) x.working().pin_verified = true;
    return x.deviates(pin_status_always_9000) ? sw::ok : tries_left(x, x.card().pin.tries);
  }
  if (size != plain_size && size != ciphered_size)
    return x.deviates(pin_length_says_6a80) ? sw::wrong_data : sw::wrong_length;
  if (const StatusWord allowed = may_present(x); allowed != sw::ok) return allowed;
  return present(x);
}

}  // namespace assay::model::calypso

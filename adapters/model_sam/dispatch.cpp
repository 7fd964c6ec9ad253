// SPDX-License-Identifier: Apache-2.0
// From bytes to handler: lengths, class byte, instruction, lock, lifetime, in this order (decision 0027).
#include <algorithm>
#include <array>

#include "adapters/model_sam/exchange.hpp"
#include "adapters/model_sam/sam_card.hpp"
#include "iso7816/apdu.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;

enum Flags : std::uint8_t {
  when_unlocked = 1,    ///< a locked SAM refuses it
  spends = 2,           ///< works with a key: one operation of the lifetime
  keeps_challenge = 4,  ///< may stand between GET CHALLENGE and what uses the challenge
};
constexpr std::uint8_t works = when_unlocked | spends;

struct Rule {
  std::uint8_t ins;
  std::uint8_t flags;
  Handler handler;
};

/// The rest of an answer that was too long for one.
StatusWord get_response(Exchange& x) {
  Pieces& answer = x.now().answer;
  if (answer.begin >= answer.size) return sw::conditions_not_satisfied;
  const ByteView left = ByteView(answer.bytes).subspan(answer.begin, answer.size - answer.begin);
  const std::size_t asked = x.command.ne == 0 ? most_answered : x.command.ne;
  const std::size_t size = std::min(left.size(), asked);
  append(x.response, left.first(size));
  answer.begin = static_cast<std::uint16_t>(answer.begin + size);
  const std::size_t more = left.size() - size;
  if (more == 0) return sw::ok;
  return StatusWord{static_cast<std::uint16_t>(0x6100 | (more < 256 ? more : 0))};
}

constexpr std::uint8_t get_response_ins = 0xC0;

constexpr auto rules = std::to_array<Rule>({
    {0x14, when_unlocked | keeps_challenge, select_diversifier},
    {0x84, keeps_challenge, get_challenge},
    {0x86, 0, give_random},
    {0x8A, works | keeps_challenge, digest_init},
    {0x8C, when_unlocked | keeps_challenge, digest_update},
    {0x8E, when_unlocked | keeps_challenge, digest_close},
    {0x88, when_unlocked | keeps_challenge, digest_internal_authenticate},
    {0x82, when_unlocked | keeps_challenge, digest_authenticate},
    {0x20, 0, unlock},
    {0x12, works, card_cipher},
    {0x1C, works, data_cipher},
    {0x56, works, sv_prepare},
    {0x54, works, sv_prepare},
    {0x5C, works, sv_prepare},
    {0x58, when_unlocked, sv_check},
    {0x2A, works, perform_operation},
    {0x46, works, generate_key_pair},
    {0xCA, 0, get_data},
    {0xBE, 0, read_counters},
    {0xBC, 0, read_key_parameters},
    {0x16, works, sam_cipher},
    {0xD8, works, write_data},
    {0x1A, works, write_key},
    {get_response_ins, keeps_challenge, get_response},
});

constexpr auto rule_of_instruction = [] {
  std::array<const Rule*, 256> out{};
  for (const Rule& rule : rules) out[rule.ins] = &rule;
  return out;
}();

/// False: the lengths do not account for every byte, or are extended ones ('6700').
bool read_command(Exchange& x, ByteView bytes) {
  const auto parsed = iso7816::parse_command(bytes);
  if (!parsed || parsed->extended) {
    if (bytes.size() < 5 || !x.deviates(length_mismatch_tolerated)) return false;
    x.command = {bytes[0],
                 bytes[1],
                 bytes[2],
                 bytes[3],
                 bytes.subspan(5, std::min<std::size_t>(bytes.size() - 5, 255)),
                 0};
    return true;
  }
  x.command = {parsed->cla, parsed->ins, parsed->p1, parsed->p2, parsed->data, parsed->ne};
  return true;
}

bool takes_class(const Exchange& x) {
  const std::uint8_t cla = x.command.cla;
  const bool hsm = x.sam().product == Product::hsm;
  const std::uint8_t own = hsm && x.deviates(hsm_has_its_own_class) ? 0xA0 : x.traits().cla;
  if (cla == own || x.deviates(class_ignored)) return true;
  if (cla == 0x94 && x.deviates(old_class_taken)) return true;
  return cla == 0x00 && x.deviates(iso_class_taken);
}

bool is_locked(const Exchange& x) {
  return x.sam().lock.is_present() && !x.now().unlocked;
}

/// The commands that only a locked SAM refuses by mistake, or that it takes by mistake.
bool lock_forbids(const Exchange& x, const Rule& rule) {
  if (!is_locked(x)) return false;
  if ((rule.flags & when_unlocked) == 0) {
    const bool reads = rule.handler == read_counters || rule.handler == read_key_parameters;
    return (reads && x.deviates(locked_refuses_reading)) ||
           (rule.handler == get_challenge && x.deviates(locked_refuses_challenge));
  }
  if (x.deviates(lock_ignored)) return false;
  const bool signs = rule.handler == perform_operation || rule.handler == data_cipher;
  if (signs && x.deviates(lock_allows_signatures)) return false;
  const bool writes = rule.handler == write_key || rule.handler == write_data;
  if (writes && x.deviates(lock_allows_writing)) return false;
  const bool digests = rule.handler == digest_init || rule.handler == select_diversifier;
  return !(digests && x.deviates(lock_allows_sessions));
}

StatusWord run(Exchange& x, const Rule& rule) {
  if (lock_forbids(x, rule)) return sw::conditions_not_satisfied;
  const bool spending = (rule.flags & spends) != 0;
  std::uint32_t& operations = x.sam().operations;
  const bool at_end = operations >= x.sam().operations_end;
  if (spending && at_end && !x.deviates(lifetime_never_ends)) return sw::limit_reached;
  const StatusWord answered = rule.handler(x);
  const bool spent = !answered.is_error() || x.deviates(refused_operations_age);
  if (spending && spent && !x.deviates(lifetime_not_counted)) x.persist(operations, operations + 1);
  return answered;
}

/// Whether a challenge that was there before this command is useless after it.
bool ends_challenge(const Exchange& x, const Rule& rule) {
  if ((rule.flags & keeps_challenge) != 0 || x.deviates(challenge_survives_commands)) return false;
  const bool writes = rule.handler == write_key || rule.handler == write_data;
  return !writes || !x.deviates(write_challenge_serves_again);
}

StatusWord dispatch(Exchange& x) {
  if (!takes_class(x))
    return x.deviates(wrong_class_says_6d00) ? sw::instruction_not_supported
                                             : sw::class_not_supported;
  const Rule* rule = rule_of_instruction[x.command.ins];
  if (rule == nullptr)
    return x.deviates(unknown_instruction_says_6e00) ? sw::class_not_supported
                                                     : sw::instruction_not_supported;
  if (rule->handler != get_response) x.now().forget_answer();
  const StatusWord answered = run(x, *rule);
  if (ends_challenge(x, *rule)) x.now().challenge = {};
  return answered;
}

/// Without Le the data come all the same; a longer answer than fits is sent in pieces.
StatusWord fit_to_le(Exchange& x, StatusWord answered) {
  const std::size_t size = x.response.size();
  if (size > most_answered) {
    Pieces& answer = x.now().answer;
    answer = {};
    answer.size = static_cast<std::uint16_t>(size);
    std::ranges::copy(x.response, answer.bytes.begin());
    x.response.clear();
    return get_response(x);
  }
  const bool asked_for_less = x.command.ne != 0 && size > x.command.ne;
  if (!asked_for_less) return answered;
  x.response.clear();
  return StatusWord{static_cast<std::uint16_t>(0x6C00 | (size & 0xFF))};
}

/// The status word that stands for this refusal.
StatusWord told(const Exchange& x, StatusWord answered) {
  if (answered == sw::wrong_length && x.deviates(wrong_length_says_6a80)) return sw::wrong_data;
  if (answered == sw::key_not_found && x.deviates(absent_key_says_6a88))
    return sw::object_not_found;
  const bool wrong_mode = answered == sw::wrong_mode && x.deviates(wrong_mode_says_6a86);
  const bool wrong = answered == sw::wrong_parameters && x.deviates(wrong_parameters_say_6a86);
  return wrong_mode || wrong ? StatusWord{0x6A86} : answered;
}

StatusWord answer(Exchange& x, ByteView command) {
  if (!read_command(x, command)) return sw::wrong_length;
  StatusWord answered = dispatch(x);
  if (answered.is_error()) x.response.clear();
  return fit_to_le(x, told(x, answered));
}

}  // namespace

void step(SamState& state, ByteView command, SamEnvironment& environment, Bytes& response) {
  step(state.persistent, state.working, command, environment, response);
}

bool may_write(ByteView command) noexcept {
  const Rule* rule = command.size() < 2 ? nullptr : rule_of_instruction[command[1]];
  if (rule == nullptr) return false;
  // A reading that is signed counts as a use of the key that signs.
  const bool reads = rule->handler == read_counters || rule->handler == read_key_parameters;
  return reads || (rule->flags & spends) != 0;
}

void step(PersistentState& persistent, VolatileState& working, ByteView command,
          SamEnvironment& environment, Bytes& response) {
  response.clear();
  Exchange x{
      .persistent = persistent, .working = working, .env = environment, .response = response};
  const StatusWord answered = answer(x, command);
  response.push_back(answered.sw1());
  response.push_back(answered.sw2());
}

void reset(SamState& state, SamEnvironment& environment) {
  const VolatileState before = state.working;
  state.working = {};
  VolatileState& now = state.working;
  const Key& lock = state.persistent.lock;
  now.lock_is_locked = lock.is_present() && lock.allows(5, lock_parameter::locked_lock);
  // The SAM has no clock of its own across a reset: the whole time passes again.
  if (state.persistent.busy && !environment.deviates(reset_ends_busy))
    now.busy_until_us = environment.time_us + busy_us;
  if (environment.deviates(reset_keeps_unlocked)) now.unlocked = before.unlocked;
  if (environment.deviates(reset_keeps_diversifier)) now.diversifier = before.diversifier;
  if (environment.deviates(reset_keeps_challenge)) now.challenge = before.challenge;
  if (environment.deviates(reset_keeps_session)) now.session = before.session;
  if (environment.deviates(reset_keeps_stored_value)) now.stored_value = before.stored_value;
}

}  // namespace assay::model::sam

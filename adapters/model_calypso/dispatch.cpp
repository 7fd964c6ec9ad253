// SPDX-License-Identifier: Apache-2.0
// From bytes to handler: ratification, lengths, class, instruction, cipher and digest of an open session, in this order.
#include <algorithm>
#include <array>

#include "adapters/model_calypso/calypso_card.hpp"
#include "adapters/model_calypso/exchange.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/pki.hpp"
#include "adapters/model_calypso/session.hpp"
#include "adapters/model_common/describe.hpp"
#include "iso7816/apdu.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

enum Products : std::uint8_t {
  prime1 = 1,
  prime2 = 2,
  prime3 = 4,
  light = 8,
  basic = 16,
  all = 31,
  not_basic = all - basic,
  not_prime1 = all - prime1,
};

enum class Classes : std::uint8_t { ordinary, stored_value, selection };

struct Rule {
  std::uint8_t ins;
  std::uint8_t products;
  Classes classes;
  Handler handler;
};

constexpr auto rules = std::to_array<Rule>({
    {0xA4, all, Classes::selection, select},
    {0xCA, not_prime1, Classes::ordinary, get_data},
    {0xDA, prime3, Classes::ordinary, put_data},
    {0x46, prime3, Classes::ordinary, generate_key_pair},
    {0xB2, all, Classes::ordinary, read_records},
    {0xB3, prime3 | light, Classes::ordinary, read_record_multiple},
    {0xB0, prime3, Classes::ordinary, read_binary},
    {0xA2, prime3 | light, Classes::ordinary, search_record_multiple},
    {0xDC, all, Classes::ordinary, update_record},
    {0xD2, all, Classes::ordinary, write_record},
    {0xE2, all, Classes::ordinary, append_record},
    {0xD6, prime3, Classes::ordinary, update_binary},
    {0xD0, prime3, Classes::ordinary, write_binary},
    {0x32, all, Classes::ordinary, increase},
    {0x30, all, Classes::ordinary, decrease},
    {0x3A, prime3 | light, Classes::ordinary, increase_multiple},
    {0x38, prime3 | light, Classes::ordinary, decrease_multiple},
    {0x04, all, Classes::ordinary, invalidate},
    {0x44, all, Classes::ordinary, rehabilitate},
    {0x84, not_basic, Classes::ordinary, get_challenge},
    {0x20, prime2 | prime3, Classes::ordinary, verify_pin},
    {0xD8, not_basic, Classes::ordinary, change_key_or_pin},
    {0x8A, all, Classes::ordinary, open_session},
    {0x8E, all, Classes::ordinary, close_session},
    {0x82, prime3, Classes::ordinary, manage_session},
    {0x7C, prime2 | prime3, Classes::stored_value, sv_get},
    {0xB8, prime2 | prime3, Classes::stored_value, sv_reload},
    {0xBA, prime2 | prime3, Classes::stored_value, sv_debit},
    {0xBC, prime2 | prime3, Classes::stored_value, sv_undebit},
});

constexpr auto rule_of_instruction = [] {
  std::array<const Rule*, 256> out{};
  for (const Rule& rule : rules) out[rule.ins] = &rule;
  return out;
}();

constexpr std::uint8_t close_ins = 0x8E, manage_ins = 0x82;
constexpr std::uint8_t old_class = 0x94, old_stored_value_class = 0xFA;

bool is_old(const Features& features) {
  return features.product == Product::prime1 || features.product == Product::prime2;
}

/// 00 for revision 3, Light and Basic; 94 for revisions 1 and 2, with FA for the stored value. A selection by name or path is
/// taken with either.
bool takes_class(const Exchange& x, const Rule* rule) {
  const std::uint8_t cla = x.command.cla;
  if (!is_old(x.features())) return cla == 0x00 || (cla == old_class && x.deviates(class_94_taken));
  const Classes classes = rule == nullptr ? Classes::ordinary : rule->classes;
  if (classes == Classes::stored_value)
    return cla == (x.deviates(stored_value_class_94) ? old_class : old_stored_value_class);
  return cla == (x.deviates(old_card_takes_class_00) ? 0x00 : old_class) ||
         (classes == Classes::selection && cla == 0x00);
}

/// Modifications alone take room in the session.
void charge_by_mistake(Exchange& x) {
  const std::uint8_t ins = x.command.ins;
  const bool charged =
      (ins == 0xB2 && x.deviates(reads_charged)) || (ins == 0x20 && x.deviates(pin_charged)) ||
      (ins == 0x7C && x.deviates(sv_get_charged)) || (ins == 0xA4 && x.deviates(selection_charged));
  if (charged && x.session().is_open()) x.session().used += 6;
}

StatusWord dispatch(Exchange& x) {
  const Rule* rule = rule_of_instruction[x.command.ins];
  const auto product = 1U << static_cast<unsigned>(x.features().product);
  if (rule != nullptr && (rule->products & product) == 0) rule = nullptr;
  if (!takes_class(x, rule)) {
    if (x.deviates(wrong_class_ends_session)) abort_session(x.state);
    return x.deviates(wrong_class_says_6d00) ? sw::unknown_instruction : sw::wrong_class;
  }
  if (rule == nullptr) {
    if (x.deviates(unknown_instruction_ends_session)) abort_session(x.state);
    return x.deviates(unknown_instruction_says_6e00) ? sw::wrong_class : sw::unknown_instruction;
  }
  if (x.session().is_open() && (x.command.ins == 0xA4 || x.command.ins == 0xB2)) {
    if (x.deviates(x.command.ins == 0xA4 ? selection_refused_in_session
                                         : reading_refused_in_session))
      return sw::conditions;
  }
  if (x.command.data.size() > x.features().payload) return sw::wrong_length;
  if (x.session().is_open() && x.command.ins == 0xB0 && x.deviates(read_binary_refused_in_session))
    return sw::conditions;
  const StatusWord answered = rule->handler(x);
  if (answered.is_error() && x.session().is_open()) x.session().has_refused = true;
  charge_by_mistake(x);
  if (answered == sw::file_not_found && x.deviates(missing_file_ends_session))
    abort_session(x.state);
  if (answered == sw::record_not_found && x.deviates(missing_record_ends_session))
    abort_session(x.state);
  return answered;
}

bool read_command(Exchange& x) {
  const auto parsed = iso7816::parse_command(x.raw);
  if (!parsed || parsed->extended) return false;
  x.command = {parsed->cla, parsed->ins, parsed->p1, parsed->p2, parsed->data, parsed->ne};
  return true;
}

/// For a card that digests what comes after the close; a session with a MAC has no transcript of its own.
void put_behind_last_session(Exchange& x) {
  SecureSession& last = x.working().last_session;
  if (last.kind == SessionKind::pki || x.raw.size() > last.transcript.size()) return;
  std::ranges::copy(x.raw, last.transcript.begin());
  last.transcript_size = static_cast<std::uint16_t>(x.raw.size());
}

/// Any command that reaches the card after a close ratifies the session: the terminal has had the answer.
void ratify_last_session(Exchange& x) {
  std::uint8_t& unratified = x.working().unratified;
  if (unratified == no_index) return;
  const bool is_read = x.raw.size() > 1 && x.raw[1] == 0xB2;
  if (!is_read && x.deviates(only_reads_ratify)) return;
  if (is_read && x.deviates(digest_takes_ratification)) put_behind_last_session(x);
  if (!x.deviates(commands_ratify_nothing)) mark_ratified(x.state, x.env, unratified);
  unratified = no_index;
}

/// Never more data than Le asks for; no Le counts as 00.
void fit_to_le(Exchange& x) {
  const std::size_t most = x.command.ne == 0 ? 256 : x.command.ne;
  if (x.response.size() > most) x.response.resize(most);
}

/// What a command in an open session is for its digest.
enum class Part : std::uint8_t { none, item };

Part part_in_session(const Exchange& x) {
  if (!x.session().is_open() || x.raw.size() < 4) return Part::none;
  const std::uint8_t ins = x.raw[1];
  return ins == close_ins || ins == manage_ins ? Part::none : Part::item;
}

StatusWord answer(Exchange& x) {
  const bool readable = read_command(x);
  const Part part = part_in_session(x);
  if (part == Part::item) take_command_into_session(x);
  const StatusWord answered = readable ? dispatch(x) : sw::wrong_length;
  if (answered.is_error()) x.response.clear();
  fit_to_le(x);
  if (part == Part::item && x.session().is_open()) take_answer_into_session(x, answered);
  return answered;
}

}  // namespace

void step(CalypsoState& state, ByteView command, CalypsoEnvironment& environment, Bytes& response) {
  response.clear();
  Exchange x{.state = state, .env = environment, .response = response, .raw = command};
  ratify_last_session(x);
  const StatusWord answered = answer(x);
  response.push_back(answered.sw1());
  response.push_back(answered.sw2());
}

/// Whether the end of the link writes what a session changed.
static bool writes_at_loss(const CalypsoState& state, const CalypsoEnvironment& environment,
                           Loss loss) {
  if (environment.deviates(reset_keeps_modifications) ||
      environment.deviates(field_loss_keeps_modifications))
    return true;
  if (!state.persistent.features.hce) return false;
  return environment.deviates(phone_keeps_modifications) ||
         (loss == Loss::deselection && environment.deviates(phone_deselection_commits));
}

/// What the application in a phone wrongly carries from the old link, or its old process, into the new one.
static void begin_phone(CalypsoState& state, CalypsoEnvironment& environment,
                        const VolatileState& before) {
  PersistentState& card = state.persistent;
  if (!card.features.hce) return;
  if (environment.deviates(phone_stays_selected)) state.working.application = before.application;
  if (environment.deviates(phone_keeps_pin)) state.working.pin_verified = before.pin_verified;
  if (environment.deviates(phone_random_starts_over)) environment.random = card_random(0);
  const std::uint32_t counted = card.transaction_counter;
  if (before.session.is_open() && environment.deviates(phone_counter_starts_over))
    environment.persist(card, card.transaction_counter, counted + 1);
  if (!environment.deviates(phone_serial_changes_at_start)) return;
  std::array<std::uint8_t, 8> serial = card.serial;
  ++serial[1];
  environment.persist(card, card.serial, serial);
}

void reset(CalypsoState& state, CalypsoEnvironment& environment, Loss loss) {
  const Features& features = state.persistent.features;
  if (writes_at_loss(state, environment, loss)) commit(state, environment);
  (void)environment.restore_power();
  if (features.hce && environment.deviates(phone_session_survives)) return;
  const VolatileState before = state.working;
  const std::uint8_t unratified = before.unratified;
  state.working = {};
  recover(state, environment);
  forget_at_reset(state, environment);
  if (features.selects_at_reset) state.working.application = 0;
  if (environment.deviates(reset_keeps_pin)) state.working.pin_verified = before.pin_verified;
  begin_phone(state, environment, before);
  if (environment.deviates(reset_restores_tries)) {
    PinRecord record = state.persistent.pin;
    record.tries = 3;
    environment.persist(state.persistent, state.persistent.pin, record);
  }
  if (unratified == no_index) return;
  const Application& last = state.persistent.applications[unratified];
  bool ratifies = loss == Loss::deselection && !last.has(type_bit::ratification_command);
  if (environment.deviates(deselection_ratifies_nothing) ||
      environment.deviates(phone_not_ratified_by_deselection))
    ratifies = false;
  if (environment.deviates(power_loss_ratifies) ||
      (features.hce && environment.deviates(phone_ratified_by_link_loss)))
    ratifies = true;
  if (ratifies) mark_ratified(state, environment, unratified);
}

}  // namespace assay::model::calypso

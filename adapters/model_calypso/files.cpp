// SPDX-License-Identifier: Apache-2.0
// Files, access conditions, and the budget of a session.
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/refusal.hpp"

#include <algorithm>

#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

/// The one key of a phone stands for none of the others.
bool phone_grants(const Exchange& x, std::uint8_t key) {
  if (!x.features().hce || key == 3) return false;
  constexpr std::uint8_t increase_ins = 0x32;
  if (key == 2 && x.command.ins == increase_ins && x.deviates(phone_increases_with_debit_key))
    return true;
  return x.deviates(key == 1 ? phone_debit_key_issues : phone_debit_key_loads);
}

bool session_with(const Exchange& x, std::uint8_t key) {
  const SecureSession& session = x.session();
  const bool symmetric =
      session.kind == SessionKind::regular || session.kind == SessionKind::extended;
  return symmetric && (session.key == key || x.deviates(any_key_grants) || phone_grants(x, key));
}

/// What a command takes of the budget: its length, and one more for its place in the journal.
std::uint32_t cost(const Exchange& x) {
  if (x.features().commands != 0) return 1;
  const std::uint8_t ins = x.command.ins;
  if ((ins == 0x04 || ins == 0x44) && x.deviates(invalidation_is_free)) return 0;
  if (ins >= 0xB8 && ins <= 0xBC && x.deviates(stored_value_is_free)) return 0;
  auto length = std::max<std::size_t>(x.raw.size(), 5);
  if (x.deviates(le_is_free) && x.command.ne != 0) --length;
  const unsigned place = x.deviates(modifications_cost_data_only) ? 0
                         : x.deviates(modifications_cost_5_more)  ? 5
                                                                  : 6;
  return static_cast<std::uint32_t>(length - 5 + place);
}

bool takes_one_more(const Exchange& x) {
  switch (x.features().product) {
    case Product::prime1: return x.deviates(rev1_takes_one_more);
    case Product::basic: return x.deviates(basic_takes_one_more);
    default: return x.deviates(one_command_too_many);
  }
}

std::uint32_t budget(const Exchange& x) {
  if (x.features().commands != 0) return x.features().commands + (takes_one_more(x) ? 1U : 0U);
  return buffer_of(x.application().startup[Application::modifications]);
}

}  // namespace

StatusWord locate(Exchange& x, std::uint8_t sfi, const File*& file) {
  VolatileState& working = x.working();
  if (sfi == 0) {
    if (working.file == no_index) return refuse(x, Refusal::no_current_file);
    file = &x.card().files[working.file];
    return sw::ok;
  }
  for (std::uint8_t i = 0; i < x.card().file_count; ++i) {
    const File& one = x.card().files[i];
    if (one.application != working.application || one.sfi != sfi) continue;
    const bool log = i == x.card().load_log || i == x.card().purchase_log;
    if (log && x.deviates(sv_logs_hidden)) continue;
    working.file = i;
    file = &one;
    return sw::ok;
  }
  return refuse(x, Refusal::file_not_found);
}

bool is_invalidated(const Exchange& x) {
  if (!x.has_application()) return false;
  return (bytes_at(x.state, x.application().header + header::status, 1)[0] & 0x01U) != 0;
}

StatusWord may(const Exchange& x, const Access& condition) {
  const bool pki = x.session().kind == SessionKind::pki;
  const bool secret = condition.condition == access::confidential ||
                      condition.condition == access::confidential_and_pin;
  if (pki && secret && x.deviates(confidential_in_pki_session)) return sw::ok;
  const bool pin = x.working().pin_verified;
  const bool encrypted = x.session().encrypted || x.deviates(confidential_without_encryption);
  const bool in_session = session_with(x, condition.key);
  const bool both = x.deviates(confidential_without_pin) || pin;
  switch (condition.condition) {
    case access::always: return sw::ok;
    case access::pin: return pin ? sw::ok : refuse(x, Refusal::pin);
    case access::session: return in_session ? sw::ok : refuse(x, Refusal::session);
    case access::confidential: return in_session && encrypted ? sw::ok : sw::not_allowed;
    case access::confidential_and_pin:
      return in_session && encrypted && both ? sw::ok : sw::not_allowed;
    default: return refuse(x, Refusal::never);
  }
}

StatusWord may_modify(const Exchange& x, const File& file, Group group) {
  if (is_invalidated(x)) {
    if (const StatusWord refused = refuse(x, Refusal::invalidated); refused != sw::ok)
      return refused;
  }
  const File& judged = x.deviates(conditions_of_first_file) ? x.card().files[0] : file;
  const Access& condition = judged.groups[static_cast<std::size_t>(group)];
  const bool outside = !x.session().is_open();
  if (outside && condition.condition == access::always && x.deviates(always_asks_for_session))
    return sw::not_allowed;
  const StatusWord allowed = may(x, condition);
  const bool several = x.command.ins == 0x38 || x.command.ins == 0x3A;
  const bool pki = x.session().kind == SessionKind::pki;
  if (allowed == sw::not_allowed && pki &&
      (x.deviates(pki_session_grants) || (several && x.deviates(count_several_in_pki_session))))
    return sw::ok;
  const bool named = condition.condition == access::session && x.session().key == condition.key;
  if (pki && named && x.deviates(pki_key_index_grants)) return sw::ok;
  if (allowed == sw::ok && pki && condition.condition != access::always) return sw::not_allowed;
  return allowed;
}

StatusWord may_read(const Exchange& x, const File& file) {
  const std::uint8_t index = x.working().file;
  const bool is_log = index == x.card().load_log || index == x.card().purchase_log;
  if (is_log && x.session().stored_value_used && !x.deviates(sv_log_read_after_operation))
    return sw::conditions;
  if (is_invalidated(x) && x.deviates(invalidated_not_readable)) return sw::conditions;
  const Group group = x.deviates(read_asks_group_1) ? Group::update : Group::read;
  return may(x, file.groups[static_cast<std::size_t>(group)]);
}

/// The command does not fit; the session goes on.
static StatusWord full(Exchange& x) {
  const StatusWord refused = refuse(x, Refusal::room);
  if (x.deviates(overflow_ends_session)) abort_session(x.state);
  return refused;
}

StatusWord charge(Exchange& x, bool counter) {
  SecureSession& session = x.session();
  if (!session.is_open()) return sw::ok;
  if (counter && x.features().counter_commands != 0) {
    if (session.counters_used >= x.features().counter_commands) return refuse(x, Refusal::room);
    ++session.counters_used;
    return sw::ok;
  }
  const std::uint32_t price = cost(x);
  if (session.used + price > budget(x)) return full(x);
  session.used += price;
  return sw::ok;
}

/// A session keeps its modifications for the close.
static bool is_written_at_once(const Exchange& x) {
  switch (x.command.ins) {
    case 0xDC: return x.deviates(update_written_at_once);
    case 0xD2: return x.deviates(write_written_at_once);
    case 0xE2: return x.deviates(append_written_at_once);
    case 0x32: return x.deviates(increase_written_at_once);
    case 0x30: return x.deviates(decrease_written_at_once);
    case 0x04: return x.deviates(invalidate_written_at_once);
    case 0x44: return x.deviates(rehabilitate_written_at_once);
    default: return x.command.ins == 0xBA && x.deviates(sv_debit_written_at_once);
  }
}

void finish_modification(Exchange& x) {
  const bool at_once = is_written_at_once(x) || (x.session().kind == SessionKind::pki &&
                                                 x.deviates(pki_modifications_at_once));
  if (!x.session().is_open() || at_once) commit(x.state, x.env);
}

/// Two files that name one another have one place. A card that forgets this has the second in the upper half of its memory.
static std::size_t data_of(const Exchange& x, const File& file) {
  const bool second = file.shared_reference != 0 && file.shared_reference < file.lid;
  const bool apart =
      second && x.deviates(shared_files_apart) &&
      file.data + static_cast<std::size_t>(file.records) * file.record_size < memory_size / 2;
  return apart ? file.data + memory_size / 2 : file.data;
}

std::size_t place_of(const Exchange& x, const File& file, std::uint8_t record) {
  return data_of(x, file) + static_cast<std::size_t>(record - 1) * file.record_size;
}

static std::uint8_t written_byte(const PersistentState& card, std::size_t place) {
  return card.memory[place / page_size][place % page_size];
}

void put_record(Exchange& x, const File& file, std::uint8_t record, std::size_t begin,
                std::size_t size) {
  if (file.type != FileType::simulated_counter) {
    const std::size_t place = place_of(x, file, record) + begin;
    append(x.response, bytes_at(x.state, place, size));
    if (x.session().is_open() && x.deviates(session_reads_old_content))
      for (std::size_t i = 0; i < size; ++i)
        x.response[x.response.size() - size + i] = written_byte(x.card(), place + i);
    return;
  }
  for (std::size_t i = begin; i < begin + size; ++i)  // the counter, and nothing behind it
    x.put(i < 3 ? bytes_at(x.state, file.data + i, 1)[0] : 0x00);
}

std::size_t room(const Exchange& x) {
  const std::size_t wanted = x.command.ne == 0 ? 256 : x.command.ne;
  return std::min<std::size_t>(wanted, x.features().payload);
}

}  // namespace assay::model::calypso

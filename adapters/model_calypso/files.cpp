// SPDX-License-Identifier: Apache-2.0
// Files, access conditions, and the budget of a session.
#include "adapters/model_calypso/files.hpp"

#include <algorithm>

#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_calypso/memory.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

bool session_with(const Exchange& x, std::uint8_t key) {
  const SecureSession& session = x.session();
  const bool symmetric =
      session.kind == SessionKind::regular || session.kind == SessionKind::extended;
  return symmetric && session.key == key;
}

/// What a command takes of the budget: its length, and one more for its place in the journal.
std::uint32_t cost(const Exchange& x) {
  if (x.features().commands != 0) return 1;
  const auto length = std::max<std::size_t>(x.raw.size(), 5);
  return static_cast<std::uint32_t>(length - 5 + 6);
}

std::uint32_t budget(const Exchange& x) {
  if (x.features().commands != 0) return x.features().commands;
  return buffer_of(x.application().startup[Application::modifications]);
}

}  // namespace

StatusWord locate(Exchange& x, std::uint8_t sfi, const File*& file) {
  VolatileState& working = x.working();
  if (sfi == 0) {
    if (working.file == no_index) return sw::no_current_file;
    file = &x.card().files[working.file];
    return sw::ok;
  }
  for (std::uint8_t i = 0; i < x.card().file_count; ++i) {
    const File& one = x.card().files[i];
    if (one.application != working.application || one.sfi != sfi) continue;
    working.file = i;
    file = &one;
    return sw::ok;
  }
  return sw::file_not_found;
}

bool is_invalidated(const Exchange& x) {
  if (!x.has_application()) return false;
  return (bytes_at(x.state, x.application().header + header::status, 1)[0] & 0x01U) != 0;
}

StatusWord may(const Exchange& x, const Access& condition) {
  const auto unless = [](bool granted) { return granted ? sw::ok : sw::not_allowed; };
  const bool pin = x.working().pin_verified;
  const bool encrypted = x.session().encrypted;
  switch (condition.condition) {
    case access::always: return sw::ok;
    case access::pin: return unless(pin);
    case access::session: return unless(session_with(x, condition.key));
    case access::confidential: return unless(session_with(x, condition.key) && encrypted);
    case access::confidential_and_pin:
      return unless(session_with(x, condition.key) && encrypted && pin);
    default: return sw::conditions;
  }
}

StatusWord may_modify(const Exchange& x, const File& file, Group group) {
  if (is_invalidated(x)) return sw::conditions;
  const Access& condition = file.groups[static_cast<std::size_t>(group)];
  const StatusWord allowed = may(x, condition);
  const bool pki = x.session().kind == SessionKind::pki;
  if (allowed == sw::ok && pki && condition.condition != access::always) return sw::not_allowed;
  return allowed;
}

StatusWord may_read(const Exchange& x, const File& file) {
  const std::uint8_t index = x.working().file;
  const bool is_log = index == x.card().load_log || index == x.card().purchase_log;
  if (is_log && x.session().stored_value_used) return sw::conditions;
  return may(x, file.groups[static_cast<std::size_t>(Group::read)]);
}

StatusWord charge(Exchange& x, bool counter) {
  SecureSession& session = x.session();
  if (!session.is_open()) return sw::ok;
  if (counter && x.features().counter_commands != 0) {
    if (session.counters_used >= x.features().counter_commands) return sw::too_much;
    ++session.counters_used;
    return sw::ok;
  }
  const std::uint32_t price = cost(x);
  if (session.used + price > budget(x)) return sw::too_much;
  session.used += price;
  return sw::ok;
}

void finish_modification(Exchange& x) {
  if (!x.session().is_open()) commit(x.state, x.env);
}

std::size_t place_of(const File& file, std::uint8_t record) {
  return file.data + static_cast<std::size_t>(record - 1) * file.record_size;
}

void put_record(Exchange& x, const File& file, std::uint8_t record, std::size_t begin,
                std::size_t size) {
  if (file.type != FileType::simulated_counter) {
    append(x.response, bytes_at(x.state, place_of(file, record) + begin, size));
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

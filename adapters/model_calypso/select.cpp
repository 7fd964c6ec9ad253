// SPDX-License-Identifier: Apache-2.0
// Select Application by name, Select File by identifier, position or path.
#include <algorithm>

#include "adapters/model_calypso/file_information.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint8_t by_name = 0x04, under_df = 0x02, by_identifier = 0x09, by_path = 0x08;
constexpr std::uint8_t next = 0x02;

void leave_application(Exchange& x, std::uint8_t application) {
  VolatileState& working = x.working();
  working.application = application;
  if (!x.deviates(selection_keeps_current_file)) working.file = no_index;
  const bool phone_keeps = x.features().hce && x.deviates(phone_keeps_pin);
  if (!x.deviates(selection_keeps_pin) && !phone_keeps) working.pin_verified = false;
  working.has_challenge = false;
  working.pre_opened = false;
  working.stored_value.pending = false;
}

std::uint8_t find_by_name(const Exchange& x, bool next_occurrence) {
  const bool goes_on = next_occurrence && x.has_application();
  std::size_t begin = goes_on ? x.working().application + 1U : 0U;
  if (x.deviates(next_application_starts_over)) begin = 0;
  const std::size_t wanted = x.command.data.size();
  for (std::size_t i = begin; i < x.card().application_count; ++i)
    if (x.card().applications[i].aid.starts_with(x.command.data) &&
        (x.card().applications[i].aid.size == wanted || !x.deviates(select_whole_names_only)))
      return static_cast<std::uint8_t>(i);
  return no_index;
}

/// A selection ends a session, and what it changed is lost.
bool selection_commits(const Exchange& x, std::uint8_t selected) {
  if (x.deviates(selection_keeps_modifications)) return true;
  if (!x.features().hce) return false;
  const bool same = selected == x.working().application;
  return x.deviates(same ? phone_reselection_commits : phone_leaving_commits);
}

StatusWord select_application(Exchange& x) {
  if (x.features().product == Product::prime1) return sw::wrong_selection;
  if (x.command.p2 != 0x00 && x.command.p2 != next && !x.deviates(select_takes_any_p2))
    return sw::wrong_selection;
  if (x.command.data.size() < 5 || x.command.data.size() > 16)
    return x.deviates(select_length_says_6a82) ? sw::file_not_found : sw::wrong_length;
  std::uint8_t found = find_by_name(x, x.command.p2 == next);
  const bool elsewhere = found == no_index && x.command.p2 != next;
  if (elsewhere && x.features().hce && x.deviates(phone_answers_for_other)) found = 0;
  if (found == no_index)
    return x.deviates(unknown_application_says_6a88) ? sw::object_not_found : sw::file_not_found;
  if (x.session().is_open() && selection_commits(x, found)) commit(x.state, x.env);
  const bool keeps =
      x.deviates(selection_keeps_session) ||
      (x.session().kind == SessionKind::pki && x.deviates(selection_keeps_pki_session));
  if (x.session().is_open() && !keeps) abort_session(x.state);
  leave_application(x, found);
  const bool invalid = is_invalidated(x) && !x.deviates(invalidated_application_says_9000);
  if (!invalid || !x.deviates(invalidated_application_without_fci)) put_fci(x);
  return invalid || x.deviates(every_application_says_6283) ? sw::invalidated : sw::ok;
}

std::uint8_t find_ef(const Exchange& x, std::uint8_t application, std::uint16_t lid) {
  for (std::uint8_t i = 0; i < x.card().file_count; ++i) {
    const File& file = x.card().files[i];
    if (file.application == application && file.lid == lid) return i;
  }
  return no_index;
}

std::uint8_t find_df(const Exchange& x, std::uint16_t lid) {
  for (std::uint8_t i = 0; i < x.card().application_count; ++i)
    if (x.card().applications[i].lid == lid) return i;
  return no_index;
}

StatusWord select_ef(Exchange& x, std::uint8_t file) {
  const std::uint8_t before = x.working().file;
  x.working().file = file;
  put_ef_header(x, x.card().files[file]);
  if (x.deviates(selected_file_not_current) && x.command.p1 == by_identifier)
    x.working().file = before;
  return sw::ok;
}

/// Another DF: not while a session is open in this one.
StatusWord select_df(Exchange& x, std::uint8_t application) {
  if (application != x.working().application) {
    if (x.session().is_open()) return sw::conditions;
    leave_application(x, application);
  }
  x.working().file = no_index;
  put_df_header(x);
  return sw::ok;
}

/// An EF of the current DF, the current DF, any DF, or the MF.
StatusWord select_identifier(Exchange& x, std::uint16_t lid) {
  if (x.has_application()) {
    const std::uint8_t file = find_ef(x, x.working().application, lid);
    if (file != no_index) return select_ef(x, file);
  }
  const std::uint8_t application = find_df(x, lid);
  if (application != no_index || lid == master_file) return select_df(x, application);
  return x.deviates(unknown_file_says_6a88) ? sw::object_not_found : sw::file_not_found;
}

/// The first EF of the DF, or the one behind the current EF.
StatusWord select_position(Exchange& x) {
  const bool after_current = x.command.p2 == next;
  if (after_current && x.working().file == no_index) return sw::file_not_found;
  std::size_t begin = after_current ? x.working().file + 1U : 0U;
  if (after_current && x.deviates(next_file_stays)) --begin;
  std::size_t skip = !after_current && x.deviates(first_file_is_second) ? 1 : 0;
  for (std::size_t i = begin; i < x.card().file_count; ++i) {
    if (x.card().files[i].application != x.working().application) continue;
    if (skip != 0) {
      --skip;
      continue;
    }
    return select_ef(x, static_cast<std::uint8_t>(i));
  }
  if (!x.deviates(next_file_stays_at_last) || x.working().file == no_index)
    return sw::file_not_found;
  return select_ef(x, x.working().file);
}

std::uint16_t identifier_at(ByteView data, std::size_t offset) {
  return static_cast<std::uint16_t>((data[offset] << 8U) | data[offset + 1]);
}

/// From the MF: a DF, an EF of the current DF, or a DF and an EF of it.
StatusWord select_path(Exchange& x) {
  const ByteView data = x.command.data;
  if (data.size() != 4 && (data.size() != 2 || x.deviates(path_wants_4_bytes)))
    return sw::wrong_length;
  if (data.size() == 2) return select_identifier(x, identifier_at(data, 0));
  const std::uint8_t application = find_df(x, identifier_at(data, 0));
  if (application == no_index) return sw::file_not_found;
  const std::uint8_t file = find_ef(x, application, identifier_at(data, 2));
  if (file == no_index) return sw::file_not_found;
  if (application != x.working().application) {
    if (x.session().is_open()) return sw::conditions;
    leave_application(x, application);
  }
  if (x.deviates(path_selects_directory)) return select_df(x, application);
  return select_ef(x, file);
}

StatusWord select_file(Exchange& x) {
  const std::uint8_t p1 = x.command.p1;
  if (p1 == by_path && x.command.p2 == 0x00) return select_path(x);
  const bool allowed_p2 = x.command.p2 == 0x00 || (p1 == under_df && x.command.p2 == next);
  if ((p1 != under_df && p1 != by_identifier) || !allowed_p2)
    return x.deviates(select_parameters_say_6b00) ? sw::wrong_parameters : sw::wrong_selection;
  if (x.command.data.size() != 2 &&
      (x.command.data.size() < 2 || !x.deviates(select_file_takes_more_bytes)))
    return sw::wrong_length;
  const std::uint16_t lid = identifier_at(x.command.data, 0);
  if (p1 == by_identifier && lid == 0)
    return x.deviates(current_directory_not_found) ? sw::file_not_found
                                                   : select_df(x, x.working().application);
  if (p1 == by_identifier && x.deviates(identifier_wants_p1_02)) return sw::wrong_selection;
  if (p1 == by_identifier) return select_identifier(x, lid);
  if (lid == 0 && x.command.p2 == 0x00 && x.deviates(first_file_not_found))
    return sw::file_not_found;
  if (lid == 0) return select_position(x);
  if (x.deviates(rev2_identifier_wants_p1_09)) return sw::file_not_found;
  const std::uint8_t file = find_ef(x, x.working().application, lid);
  return file == no_index ? sw::file_not_found : select_ef(x, file);
}

}  // namespace

StatusWord select(Exchange& x) {
  return x.command.p1 == by_name ? select_application(x) : select_file(x);
}

}  // namespace assay::model::calypso

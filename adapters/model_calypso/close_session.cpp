// SPDX-License-Identifier: Apache-2.0
// Close Secure Session, and the abort: everything the session changed, or nothing.
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/pki.hpp"
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint8_t ratified_at_once = 0x80;

/// Writes what the session changed together with its ratification: one commit.
void make_permanent(Exchange& x) {
  bool ratified = x.command.p1 == ratified_at_once;
  if (x.deviates(close_never_ratifies)) ratified = false;
  if (x.deviates(close_always_ratifies)) ratified = true;
  const std::array<std::uint8_t, 1> mark{static_cast<std::uint8_t>(ratified ? 1 : 0)};
  change(x.state, x.application().header + header::ratified, mark);
  const bool pki = x.session().kind == SessionKind::pki;
  if (x.deviates(close_loses_modifications) || (pki && x.deviates(pki_close_loses_modifications)))
    cancel(x.state);
  if (!ratified && x.deviates(unratified_close_loses_modifications)) cancel(x.state);
  commit(x.state, x.env);
  x.working().unratified = ratified ? no_index : x.working().application;
}

StatusWord close_with_mac(Exchange& x) {
  SecureSession& session = x.session();
  if (!is_terminal_mac(x, x.command.data) && !x.deviates(wrong_mac_taken)) {
    if (x.deviates(wrong_mac_keeps_modifications)) commit(x.state, x.env);
    if (!x.deviates(wrong_mac_keeps_session)) abort_session(x.state);
    return x.deviates(wrong_mac_says_6982) ? sw::not_allowed : sw::wrong_cryptogram;
  }
  const ByteView postponed = ByteView(session.postponed).first(session.postponed_size);
  const bool behind = x.deviates(postponed_behind_mac);
  if (!behind) append(x.response, postponed);
  put_card_mac(x);
  if (behind) append(x.response, postponed);
  make_permanent(x);
  if (!x.deviates(close_keeps_session)) end_session(x.state);
  return sw::ok;
}

StatusWord close_with_signature(Exchange& x) {
  put_signature(x);
  make_permanent(x);
  if (!x.deviates(pki_close_keeps_session)) end_session(x.state);
  return sw::ok;
}

}  // namespace

StatusWord close_session(Exchange& x) {
  const SecureSession& session = x.session();
  const std::uint8_t p1 = x.command.p1;
  if (p1 != 0x00 && p1 != ratified_at_once && !x.deviates(close_takes_any_p1))
    return sw::wrong_parameters;
  const bool pki = session.kind == SessionKind::pki;
  const bool pki_p2 = pki && x.command.p2 == 0x80 && !x.deviates(pki_close_wants_p2_00);
  if (x.command.p2 != 0x00 && !pki_p2) return sw::wrong_parameters;
  if (pki && x.command.p2 == 0x00 && x.deviates(pki_close_wants_p2_80)) return sw::wrong_parameters;
  if (!session.is_open()) {
    const bool abort = x.command.data.empty() && p1 == 0x00;
    if (abort && x.deviates(abort_without_session_says_6f00)) return StatusWord{0x6F00};
    if (abort && x.features().aborts_without_session) return sw::ok;
    return x.deviates(close_without_session_says_6982) ? sw::not_allowed : sw::conditions;
  }
  if (pki) {
    const bool mac = x.command.data.size() == 4 || x.command.data.size() == 8;
    const bool takes = x.command.data.empty() || (mac && x.deviates(pki_close_takes_mac));
    return takes ? close_with_signature(x) : sw::wrong_length;
  }
  if (x.command.data.empty()) {
    if (p1 != 0x00) return sw::wrong_length;
    if (session.has_refused && x.deviates(abort_refused_after_refusal)) return sw::conditions;
    if (x.deviates(signature_in_symmetric_session) && has_key_pair(x)) put_signature(x);
    if (x.deviates(abort_keeps_modifications)) commit(x.state, x.env);
    if (!x.deviates(abort_keeps_session)) abort_session(x.state);
    return sw::ok;
  }
  const bool fits = x.command.data.size() == mac_size(x);
  if (!fits && (x.command.data.size() > 8 || !x.deviates(mac_of_any_length)))
    return sw::wrong_length;
  return close_with_mac(x);
}

}  // namespace assay::model::calypso

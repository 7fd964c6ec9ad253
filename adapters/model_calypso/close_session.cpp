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
  const bool ratified = x.command.p1 == ratified_at_once;
  const std::array<std::uint8_t, 1> mark{static_cast<std::uint8_t>(ratified ? 1 : 0)};
  change(x.state, x.application().header + header::ratified, mark);
  commit(x.state, x.env);
  x.working().unratified = ratified ? no_index : x.working().application;
}

StatusWord close_with_mac(Exchange& x) {
  SecureSession& session = x.session();
  if (!is_terminal_mac(session, x.command.data)) {
    abort_session(x.state);
    return sw::wrong_cryptogram;
  }
  append(x.response, ByteView(session.postponed).first(session.postponed_size));
  put_card_mac(x);
  make_permanent(x);
  session = {};
  return sw::ok;
}

StatusWord close_with_signature(Exchange& x) {
  put_signature(x);
  make_permanent(x);
  x.session() = {};
  return sw::ok;
}

}  // namespace

StatusWord close_session(Exchange& x) {
  const SecureSession& session = x.session();
  const std::uint8_t p1 = x.command.p1;
  if ((p1 != 0x00 && p1 != ratified_at_once)) return sw::wrong_parameters;
  const bool pki = session.kind == SessionKind::pki;
  if (x.command.p2 != 0x00 && !(pki && x.command.p2 == 0x80)) return sw::wrong_parameters;
  if (!session.is_open()) return sw::conditions;
  if (pki) return x.command.data.empty() ? close_with_signature(x) : sw::wrong_length;
  if (x.command.data.empty()) {
    if (p1 != 0x00) return sw::wrong_length;
    abort_session(x.state);
    return sw::ok;
  }
  if (x.command.data.size() != mac_size(session)) return sw::wrong_length;
  return close_with_mac(x);
}

}  // namespace assay::model::calypso

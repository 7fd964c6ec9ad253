// SPDX-License-Identifier: Apache-2.0
// Manage Secure Session: encryption, and authentication of both sides before the close.
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

constexpr std::uint8_t authenticate = 0x01, encrypt = 0x02;
constexpr std::size_t authentication_size = 8;

}  // namespace

StatusWord manage_session(Exchange& x) {
  const bool extended = x.has_application() && x.application().has(type_bit::extended);
  if (!extended)
    return x.deviates(manage_without_extended_says_6985) ? sw::conditions : sw::unknown_instruction;
  if (x.command.p1 != 0 || x.command.p2 > (authenticate | encrypt)) return sw::wrong_parameters;
  const bool authenticates = (x.command.p2 & authenticate) != 0;
  if (x.command.data.size() != (authenticates ? authentication_size : 0) &&
      (x.command.data.size() > authentication_size || !x.deviates(manage_of_any_length)))
    return sw::wrong_length;
  SecureSession& session = x.session();
  if (!session.is_open() && x.deviates(manage_without_session)) return sw::ok;
  if (session.kind == SessionKind::pki && !authenticates && x.deviates(manage_in_pki_session))
    return sw::ok;
  const bool regular =
      session.kind == SessionKind::regular && x.deviates(manage_in_regular_session);
  if (session.kind != SessionKind::extended && !regular) return sw::conditions;
  if (!x.features().aes && !x.deviates(manage_unannounced)) return sw::conditions;
  if (x.deviates(management_charged)) session.used += 6;
  if (x.deviates(management_digested)) session.digest.add(command_item(x));
  if (authenticates) {
    if (!is_terminal_mac(x, x.command.data) && !x.deviates(early_mac_unchecked)) {
      if (!x.deviates(early_wrong_mac_keeps_session)) abort_session(x.state);
      return sw::wrong_cryptogram;
    }
    put_card_mac(x);
    if (x.deviates(early_mac_of_4_bytes)) x.response.resize(4);
    if (!x.deviates(authentications_not_counted)) ++session.authentications;
    if (x.deviates(early_authentication_ends_session)) end_session(x.state);
  }
  const bool on = (x.command.p2 & encrypt) != 0;
  if (!on && x.deviates(encryption_stays_on)) return sw::ok;
  if (on && session.was_encrypted && x.deviates(encryption_once)) return sw::conditions;
  if (authenticates && x.deviates(authentication_without_encryption)) return sw::ok;
  session.was_encrypted = session.was_encrypted || on;
  session.encrypted = on;
  if (on && x.deviates(encryption_says_it_only)) session.encrypted = false;
  return sw::ok;
}

}  // namespace assay::model::calypso

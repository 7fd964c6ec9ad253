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
  if (!extended || !x.features().aes) return sw::unknown_instruction;
  if (x.command.p1 != 0 || x.command.p2 > (authenticate | encrypt)) return sw::wrong_parameters;
  const bool authenticates = (x.command.p2 & authenticate) != 0;
  if (x.command.data.size() != (authenticates ? authentication_size : 0)) return sw::wrong_length;
  SecureSession& session = x.session();
  if (session.kind != SessionKind::extended) return sw::conditions;
  if (authenticates) {
    if (!is_terminal_mac(session, x.command.data)) {
      abort_session(x.state);
      return sw::wrong_cryptogram;
    }
    put_card_mac(x);
    ++session.authentications;
  }
  session.encrypted = (x.command.p2 & encrypt) != 0;
  return sw::ok;
}

}  // namespace assay::model::calypso

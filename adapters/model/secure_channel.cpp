// SPDX-License-Identifier: Apache-2.0
// When commands are checked, and what a security error does to the session.
#include "adapters/model/secure_channel.hpp"

#include "adapters/model/scp01_card.hpp"
#include "adapters/model/scp02_card.hpp"
#include "adapters/model/scp03_card.hpp"
#include "adapters/model/scp10_card.hpp"
#include "adapters/model/scp11_card.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

StatusWord security_error(Exchange& x, bool aborts) {
  if (aborts) abort_session(x);
  return x.refusal;
}

/// No session runs. A C-MAC then means something only where sessions start implicitly (GPC E.1.6).
StatusWord receive_announced_outside(Exchange& x) {
  if (scp10::is_served(x)) return scp10::receive_outside(x);
  KeySet* keys = scp02::implicit_keys(x);
  if (keys != nullptr && !x.deviates(implicit_c_mac_refused))
    return scp02::initiate_implicitly(x, *keys);
  const ByteView data = x.command.data;
  constexpr std::size_t mac_size = 8;
  if (data.size() < mac_size || !x.deviates(c_mac_without_initiation_taken))
    return sw::security_status_not_satisfied;
  x.command.data = data.first(data.size() - mac_size);
  return sw::ok;
}

}  // namespace

const Protocol& protocol_of(std::uint8_t number) noexcept {
  switch (number) {
    case 1: return scp01::protocol;
    case 2: return scp02::protocol;
    default: return scp03::protocol;
  }
}

bool is_authenticated(const Exchange& x) noexcept {
  const SecureSession& session = x.session();
  if (x.deviates(authentication_outlives_session) && x.channel().authenticated_once) return true;
  if (session.phase == SessionPhase::initialized && x.deviates(session_opens_before_authentication))
    return true;
  return session.requires_level(level::authenticated);
}

void abort_session(Exchange& x) noexcept {
  SecureSession& session = x.session();
  if (x.deviates(session_abort_keeps_authentication)) {
    session.current_level &= level::authenticated;
    return;
  }
  session.phase = x.deviates(session_abort_terminates) ? SessionPhase::none : SessionPhase::aborted;
  session.current_level = 0;
}

StatusWord unprotect(Exchange& x) {
  SecureSession& session = x.session();
  if (session.phase == SessionPhase::aborted) return sw::security_status_not_satisfied;
  const bool announced = x.command.parts.secure_messaging != 0;
  if (session.phase != SessionPhase::open && !announced)
    return x.deviates(scp10_plain_refused_outside) && scp10::is_served(x)
               ? sw::security_status_not_satisfied
               : sw::ok;
  if (x.command.data.size() > 255) return sw::wrong_length;  // GPC 11.1.5; decision 0011, 14
  if (session.phase != SessionPhase::open) return receive_announced_outside(x);
  if (session.implicit) return scp02::receive_in_implicit_session(x);
  if (session.protocol == scp10::protocol_number)
    return scp10::unprotect(x) ? sw::ok
                               : security_error(x, !x.deviates(scp10_survives_security_error));
  // GPC E.1.6: checked against the level, whatever the class byte says.
  if (!session.requires_level(level::c_mac)) return sw::ok;
  if (!announced && x.deviates(session_unprotected_command_taken)) return sw::ok;
  if (protocol_of(session.protocol).unprotect(x)) return sw::ok;
  if (session.protocol == scp11::protocol_number && x.deviates(scp11_survives_wrong_c_mac))
    return security_error(x, false);
  const bool forgiven =
      x.deviates(announced ? session_survives_wrong_c_mac : session_unprotected_command_forgiven);
  return security_error(x, !forgiven);
}

StatusWord protect(Exchange& x, StatusWord status, std::uint8_t level) {
  const SecureSession& session = x.session();
  if (session.protocol == scp10::protocol_number)
    return session.phase == SessionPhase::open ? scp10::protect(x, status, level) : status;
  if (session.protocol == scp11::protocol_number) {
    if (x.deviates(scp11_answers_without_r_mac)) return status;
    if (x.deviates(scp11_answers_in_clear))
      level &= static_cast<std::uint8_t>(~level::r_encryption);
  }
  if (session.phase == SessionPhase::open) protocol_of(session.protocol).protect(x, status, level);
  return status;
}

std::size_t response_room(const SecureSession& session) noexcept {
  if (session.protocol == scp10::protocol_number)
    return scp10::response_room(session.phase == SessionPhase::open ? session.current_level : 0);
  if (!session.requires_level(level::r_mac)) return max_short_response;
  const std::size_t beside_mac = max_short_response - session.mac_size;
  if (!session.requires_level(level::r_encryption)) return beside_mac;
  return beside_mac / 16 * 16 - 1;  // at least one byte of padding
}

}  // namespace assay::model

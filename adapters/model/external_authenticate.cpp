// SPDX-License-Identifier: Apache-2.0
// EXTERNAL AUTHENTICATE for every protocol.   Source: GPC E.5.2, 10.4; GPD 7.1.2.
#include "adapters/model/exchange.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/scp02_card.hpp"
#include "adapters/model/scp03_card.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

bool level_is_supported(const Exchange& x) {
  const Protocol& protocol = protocol_of(x.session().protocol);
  return protocol.supports_level(x, x.command.p1) || x.deviates(external_authenticate_any_level);
}

GpDeviation cryptogram_unchecked(std::uint8_t protocol) {
  switch (protocol) {
    case 1: return scp01_host_cryptogram_unchecked;
    case 2: return scp02_host_cryptogram_unchecked;
    default: return scp03_host_cryptogram_unchecked;
  }
}

bool cryptogram_is_right(const Exchange& x, ByteView received) {
  const Cryptogram right = protocol_of(x.session().protocol).host_cryptogram(x);
  std::size_t compared = x.deviates(host_cryptogram_half_compared) ? 4 : received.size();
  if (x.deviates(host_cryptogram_last_byte_uncompared)) --compared;
  return equal_in_constant_time(ByteView(right).first(compared), received.first(compared)) ||
         x.deviates(cryptogram_unchecked(x.session().protocol));
}

/// Cryptogram and C-MAC. Both are computed first: a right C-MAC raises the counter of SCP02 whatever the cryptogram
/// (GPC E.1.2), and a wrong cryptogram gives '6300' whether its C-MAC is right or not.
StatusWord verify(Exchange& x) {
  const std::size_t size = x.session().mac_size;
  const ByteView data = x.command.data;
  const bool without_mac = data.size() == size && x.deviates(external_authenticate_c_mac_optional);
  if (data.size() != 2 * size && !without_mac) return sw::wrong_length;
  const bool mac_first = x.deviates(external_authenticate_mac_first);
  const ByteView cryptogram = mac_first ? data.last(size) : data.first(size);
  const ByteView mac = without_mac || mac_first ? data.first(size) : data.last(size);
  const bool mac_is_right =
      protocol_of(x.session().protocol).first_mac_is_right(x, cryptogram, mac);
  if (!cryptogram_is_right(x, cryptogram))
    return x.deviates(external_authenticate_failure_6982) ? sw::security_status_not_satisfied
                                                          : sw::authentication_failed;
  if (!mac_is_right && !without_mac && !x.deviates(external_authenticate_c_mac_unchecked))
    return sw::security_status_not_satisfied;
  return sw::ok;
}

/// GPC Tables D-8 and E-9, GPD Table 7-4.
std::uint8_t asked_level(const Exchange& x) {
  if (x.deviates(external_authenticate_level_lost)) return 0;
  const std::uint8_t bits = x.command.p1 & 0x33;
  const bool forgets = x.session().protocol == 2 && x.deviates(scp02_r_mac_forgotten);
  return forgets ? bits & static_cast<std::uint8_t>(~level::r_mac) : bits;
}

void open_session(Exchange& x) {
  SecureSession& session = x.session();
  session.phase = SessionPhase::open;
  x.channel().authenticated_once = true;
  const std::uint8_t asked = asked_level(x);
  const bool whole = x.deviates(external_authenticate_p1_is_level);
  session.current_level = static_cast<std::uint8_t>((whole ? 0 : level::authenticated) | asked);
  session.initial_level = session.current_level;
  session.r_mac_in_each = (asked & level::r_mac) != 0;
  session.r_mac_begun = false;
  if (x.deviates(external_authenticate_level_00_with_c_mac)) session.current_level |= level::c_mac;
  // The answer to this command itself is never protected (GPC E.4.5, GPD 6.2.5).
  if (!session.r_mac_in_each) return;
  if (session.protocol == 3 && x.deviates(scp03_r_mac_on_authenticate)) scp03::add_r_mac(x, sw::ok);
  if (session.protocol == 2 && x.deviates(scp02_r_mac_counts_authenticate))
    scp02::advance_r_mac(x, sw::ok);
}

/// What a card does that sends its data whatever Le says, and has a level where there should be none.
void answer_level(Exchange& x) {
  x.response.push_back(x.command.p1);
  x.r_mac_added = true;
}

StatusWord authenticate(Exchange& x) {
  if (x.command.p2 != 0 && !x.deviates(external_authenticate_any_p2)) return sw::wrong_p1_p2;
  if (!level_is_supported(x)) return sw::wrong_p1_p2;
  return verify(x);
}

/// GPC D.4, E.5: any Security Domain, in any card state but TERMINATED.
StatusWord check_conditions(const Exchange& x) {
  const bool issuers = x.channel().selected == issuer;
  if (!issuers && x.deviates(external_authenticate_issuer_only))
    return sw::instruction_not_supported;
  if (x.card().card_state != CardState::secured &&
      x.deviates(external_authenticate_in_secured_only))
    return sw::conditions_not_satisfied;
  return sw::ok;
}

}  // namespace

StatusWord external_authenticate(Exchange& x) {
  const bool secured = x.command.parts.secure_messaging != 0;
  if (!secured && !x.deviates(external_authenticate_plain_class)) return sw::class_not_supported;
  if (const StatusWord allowed = check_conditions(x); allowed != sw::ok) return allowed;
  SecureSession& session = x.session();
  const bool awaited =
      session.phase == SessionPhase::initialized ||
      (session.phase == SessionPhase::open && x.deviates(external_authenticate_repeats));
  if (!awaited) return sw::conditions_not_satisfied;
  const StatusWord answered = authenticate(x);
  if (answered == sw::ok ||
      (answered == sw::authentication_failed && x.deviates(external_authenticate_opens_anyway))) {
    open_session(x);
    if (x.deviates(external_authenticate_answers_level)) answer_level(x);
  } else if (!x.deviates(external_authenticate_retry)) {
    session = {};  // GPC 10.4: the whole process starts again
  }
  const bool warns =
      x.channel().failed_before && x.deviates(external_authenticate_warns_after_failure);
  x.channel().failed_before = answered == sw::authentication_failed;
  return answered == sw::ok && warns ? sw::more_data : answered;
}

}  // namespace assay::model

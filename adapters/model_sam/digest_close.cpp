// SPDX-License-Identifier: Apache-2.0
// DIGEST CLOSE, DIGEST INTERNAL AUTHENTICATE, DIGEST AUTHENTICATE: the terminal's MAC goes out, the card's comes in.
#include "adapters/model_sam/digest.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
using crypto::open_stand_in::Speaker;

constexpr std::uint8_t most_internal_calls = 250;
constexpr std::size_t whole_mac = 16;

void answer_mac(Exchange& x, std::size_t size) {
  CardSession& session = x.now().session;
  const Speaker speaker = x.deviates(terminal_mac_of_card) ? Speaker::card : Speaker::terminal;
  const auto mac = session.digest.mac_of(speaker, session.authentications);
  append(x.response, ByteView(mac).first(size));
}

bool has_right_size(const Exchange& x, std::size_t size) {
  const bool extended = x.now().session.extended;
  if (x.deviates(card_mac_of_any_size)) return size >= 1 && size <= whole_mac;
  if (!extended) return size == 4;
  return size == 8 || (size == whole_mac && !x.deviates(card_mac_of_16_refused));
}

/// Whether a MAC of the card may come now.
bool awaits_card(const Exchange& x) {
  const CardSession& session = x.now().session;
  if (session.phase == SessionPhase::open)
    return session.verification || x.deviates(authenticate_before_close);
  return session.phase != SessionPhase::none;
}

bool is_right(const Exchange& x) {
  const CardSession& session = x.now().session;
  if (x.deviates(card_mac_unchecked)) return true;
  if (x.deviates(own_mac_is_cards)) {
    const auto own = session.digest.mac_of(Speaker::terminal, session.authentications);
    if (equal(ByteView(own).first(x.command.data.size()), x.command.data)) return true;
  }
  const Speaker speaker = x.deviates(card_mac_of_terminal) ? Speaker::terminal : Speaker::card;
  const auto mac = session.digest.mac_of(speaker, session.authentications);
  const std::size_t size = x.command.data.size();
  const bool half = x.deviates(card_mac_half_compared) ||
                    (size == whole_mac && x.deviates(card_mac_half_of_16_compared));
  const std::size_t compared = half ? size / 2 : size;
  return equal_in_constant_time(ByteView(mac).first(compared), x.command.data.first(compared));
}

}  // namespace

StatusWord digest_close(Exchange& x) {
  CardSession& session = x.now().session;
  if (!x.has_parameters(0, 0)) return sw::wrong_mode;
  const std::uint32_t wanted = x.command.ne;
  if (!x.command.data.empty() || (wanted != 4 && wanted != 8)) return sw::wrong_length;
  const bool ready = session.phase == SessionPhase::open && !session.verification;
  const bool again = session.phase == SessionPhase::closed && x.deviates(close_twice);
  const bool none = session.phase == SessionPhase::none && x.deviates(close_without_session);
  if (!ready && !again && !none) return sw::conditions_not_satisfied;
  if (wanted != mac_size(session) && !x.deviates(close_gives_any_size)) return sw::wrong_length;
  answer_mac(x, wanted);
  if (!x.deviates(close_leaves_open)) session.phase = SessionPhase::closed;
  return sw::ok;
}

StatusWord digest_internal_authenticate(Exchange& x) {
  CardSession& session = x.now().session;
  if (!x.has_parameters(0x80, 0)) return sw::wrong_mode;
  if (!x.command.data.empty() || x.command.ne != 8) return sw::wrong_length;
  const bool ready = (session.phase == SessionPhase::open && !session.verification) ||
                     session.phase == SessionPhase::awaiting_card;
  const bool extended = session.extended || x.deviates(early_in_regular_session);
  if (!ready || !extended) return sw::conditions_not_satisfied;
  const bool limit = session.internal_calls >= most_internal_calls;
  if (limit && !x.deviates(internal_calls_unlimited)) return sw::wrong_mode;
  if (session.internal_calls >= 5 && x.deviates(internal_calls_limited_to_5)) return sw::wrong_mode;
  if (!limit) ++session.internal_calls;
  answer_mac(x, 8);
  session.phase = SessionPhase::awaiting_card;
  return sw::ok;
}

StatusWord digest_authenticate(Exchange& x) {
  CardSession& session = x.now().session;
  if (!x.has_parameters(0, 0)) return sw::wrong_mode;
  const std::size_t size = x.command.data.size();
  if (size != 4 && size != 8 && size != whole_mac && !x.deviates(card_mac_of_any_size))
    return sw::wrong_length;
  if (!awaits_card(x)) return sw::conditions_not_satisfied;
  if (!has_right_size(x, size)) return sw::wrong_length;
  const bool early = session.phase == SessionPhase::awaiting_card;
  if (!is_right(x)) {
    const bool survives = early ? x.deviates(wrong_early_mac_keeps_session)
                                : x.deviates(wrong_card_mac_may_be_repeated);
    if (!survives) session = {};
    return x.deviates(wrong_card_mac_says_6300) ? StatusWord{0x6300} : sw::wrong_cryptogram;
  }
  if (!early && !x.deviates(authenticate_leaves_session)) {
    session = {};
    return sw::ok;
  }
  session.phase = SessionPhase::open;
  if (!x.deviates(authentications_not_numbered)) ++session.authentications;
  return sw::ok;
}

}  // namespace assay::model::sam

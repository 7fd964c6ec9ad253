// SPDX-License-Identifier: Apache-2.0
// DIGEST INIT: a card session begins, from our challenge, the card's answer to its opening, and a diversified key.
#include "adapters/model_sam/digest.hpp"
#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

constexpr std::uint8_t verification_bit = 0x01, extended_bit = 0x02, any_p2 = 0xFF;

StatusWord check_parameters(const Exchange& x) {
  const std::uint8_t p1 = x.command.p1;
  const bool extended = (p1 & extended_bit) != 0;
  if (x.command.p2 != any_p2 && !x.deviates(digest_init_takes_any_p2)) return sw::wrong_parameters;
  if (p1 > (verification_bit | extended_bit)) return sw::wrong_parameters;
  if (extended && !x.traits().extended_sessions && !x.deviates(extended_on_old_products))
    return sw::wrong_parameters;
  const std::size_t least = 2 + (extended ? 8 : 4);
  if (x.command.data.size() < least || !fits_digest(x)) return sw::wrong_length;
  return sw::ok;
}

StatusWord check_conditions(const Exchange& x) {
  const std::size_t wanted = (x.command.p1 & extended_bit) != 0 ? 8 : 4;
  const Given& challenge = x.now().challenge;
  const bool suits = challenge.size == wanted ||
                     (challenge.size != 0 && x.deviates(digest_init_any_challenge)) ||
                     x.deviates(digest_init_without_challenge);
  if (!suits) return sw::conditions_not_satisfied;
  if (x.now().diversifier.size == 0 && !x.deviates(digest_init_without_diversifier))
    return sw::conditions_not_satisfied;
  return sw::ok;
}

/// Revision 2 answers its KVC before transaction counter and random; its answers have lengths of their own, and no
/// length byte that agrees with them.
std::size_t offset_of_card_challenge(ByteView answer, std::uint8_t kvc) {
  const std::size_t size = answer.size();
  const bool revision_3 = size >= 8 && answer[7] == size - 8;
  const bool length_of_2 = size == 5 || size == 7 || size == 34 || size == 36;
  return !revision_3 && length_of_2 && answer[0] == kvc ? 1 : 0;
}

void begin(Exchange& x, const Key& key) {
  const ByteView answer = x.command.data.subspan(2);
  CardSession& session = x.now().session;
  session = {};
  session.extended = (x.command.p1 & extended_bit) != 0 && !x.deviates(extended_bit_ignored);
  session.verification =
      (x.command.p1 & verification_bit) != 0 && !x.deviates(verification_bit_ignored);
  session.kif = key.kif;
  session.kvc = key.kvc;
  const std::size_t size = session.extended ? 8 : 4;
  const std::size_t offset = session.extended ? 0 : offset_of_card_challenge(answer, key.kvc);
  const std::size_t taken = x.deviates(session_key_ignores_random) ? 3 : size;
  Bytes message;
  if (!x.deviates(session_key_ignores_our_challenge)) append(message, x.now().challenge.view());
  append(message, answer.subspan(offset, taken));
  append(message, std::array{key.kif, key.kvc});
  const KeyValue diversified = x.deviates(session_key_undiversified)
                                   ? key.value
                                   : card_key(x, key, x.now().diversifier.bytes);
  session.digest.key = osp::mac(diversified, osp::Purpose::session_key, message);
  session.cipher_key = osp::mac(session.digest.key, osp::Purpose::session_cipher, {});
  const bool short_item = x.deviates(digest_init_digests_answer_alone);
  if (!x.deviates(digest_init_not_digested))
    session.digest.add(short_item ? answer : x.command.data);
  session.phase = SessionPhase::open;
  if (!x.deviates(digest_init_keeps_challenge)) x.now().challenge = {};
}

}  // namespace

StatusWord digest_init(Exchange& x) {
  if (const StatusWord checked = check_parameters(x); checked != sw::ok) return checked;
  if (const StatusWord checked = check_conditions(x); checked != sw::ok) return checked;
  if (x.now().session.phase == SessionPhase::open && x.deviates(digest_init_refused_in_session))
    return sw::conditions_not_satisfied;
  const Key* key = find_work_key(x, x.command.data[0], x.command.data[1]);
  if (key == nullptr) return sw::key_not_found;
  if (!x.deviates(sessions_not_counted) && !count(x, *key)) return sw::limit_reached;
  begin(x, *key);
  return sw::ok;
}

}  // namespace assay::model::sam

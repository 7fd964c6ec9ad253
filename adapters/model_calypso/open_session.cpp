// SPDX-License-Identifier: Apache-2.0
// Open Secure Session: regular, extended, pre-open, PKI, and the openings of revisions 1 and 2.
#include <algorithm>

#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/pki.hpp"
#include "adapters/model_calypso/refusal.hpp"
#include "adapters/model_calypso/session.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using crypto::open_stand_in::Purpose;

struct Opening {
  SessionKind kind = SessionKind::none;
  std::uint8_t key = 0;
  std::uint8_t record = 0;
  bool old = false;       ///< layout of revisions 1 and 2
  bool pre_open = false;  ///< answered, but not opened
  ByteView terminal_challenge;
};

bool is_prime(const Exchange& x, Product product) {
  return x.features().product == product;
}

/// Revision 2 marks P1 with bit 8, revision 1 does not; both leave the mode 0.
StatusWord read_old_mode(const Exchange& x, Opening& opening) {
  const bool marked = (x.command.p1 & 0x80U) != 0;
  if (x.command.mode() != 0 || marked != is_prime(x, Product::prime2)) return sw::wrong_parameters;
  opening.old = true;
  opening.kind = SessionKind::regular;
  opening.record = (x.command.p1 >> 3U) & 0x0FU;
  return sw::ok;
}

StatusWord read_mode(const Exchange& x, Opening& opening) {
  opening.key = x.command.p1 & 0x07U;
  opening.record = x.command.p1 >> 3U;
  if (is_prime(x, Product::prime1) || is_prime(x, Product::prime2))
    return read_old_mode(x, opening);
  const bool prime3 = is_prime(x, Product::prime3) && x.has_application();
  switch (x.command.mode()) {
    case 1: opening.kind = SessionKind::regular; return sw::ok;
    case 2:
      if (!prime3 ||
          (!x.application().has(type_bit::extended) && !x.deviates(extended_opening_unannounced)))
        return sw::wrong_parameters;
      opening.kind = SessionKind::extended;
      return sw::ok;
    case 3:
      if (!prime3 || !x.application().has(type_bit::pki))
        return x.deviates(pki_opening_says_6985) ? sw::conditions : sw::wrong_parameters;
      opening.kind = SessionKind::pki;
      return sw::ok;
    default: return refuse(x, Refusal::parameters);
  }
}

/// 4 bytes of challenge, or 00 and 8; 00 alone asks for the answer before the challenge is there.
StatusWord read_challenge(const Exchange& x, Opening& opening) {
  const ByteView data = x.command.data;
  if (opening.kind == SessionKind::regular) {
    opening.terminal_challenge = data;
    return data.size() == 4 || x.deviates(regular_challenge_of_any_length) ? sw::ok
                                                                           : sw::wrong_length;
  }
  opening.pre_open = opening.kind == SessionKind::extended && data.size() == 1;
  const bool any_length =
      x.deviates(opening.kind == SessionKind::pki ? pki_challenge_of_any_length
                                                  : extended_challenge_of_any_length);
  if (opening.kind == SessionKind::pki && data.size() == 9 && x.deviates(pki_challenge_of_4_bytes))
    return sw::wrong_length;
  if (data.size() != 9 && !opening.pre_open && (!any_length || data.empty()))
    return sw::wrong_length;
  if (opening.pre_open && x.command.p2 != 0x02) return sw::wrong_parameters;
  if (data[0] != 0x00) return sw::wrong_data;
  opening.terminal_challenge = data.subspan(1);
  return sw::ok;
}

/// Whether a phone opens with a key that it should not hold.
bool opens_with_missing_key(const Exchange& x, const Opening& opening) {
  if (x.deviates(hce_has_every_key)) return true;
  if (opening.pre_open && x.deviates(phone_pre_opens_with_every_key)) return true;
  const bool extended = opening.kind == SessionKind::extended && !opening.pre_open;
  if (extended && x.deviates(phone_extended_opens_with_every_key)) return true;
  return x.deviates(opening.key == 1 ? phone_opens_with_issuer_key : phone_opens_with_load_key);
}

/// HCE: the phone holds the debit key alone.
bool has_key(const Exchange& x, const Opening& opening) {
  const std::uint8_t key = opening.key;
  if (!x.has_application() || key < 1 || key > 3) return false;
  if (!x.features().hce) return true;
  return key == 3 ? !x.deviates(hce_has_no_key) : opens_with_missing_key(x, opening);
}

StatusWord check_key(const Exchange& x, const Opening& opening) {
  if (opening.kind == SessionKind::pki) {
    if (opening.key != 0 && x.deviates(pki_opening_wants_key_0)) return sw::unknown_key;
    return has_key_pair(x) ? sw::ok : sw::conditions;
  }
  if (has_key(x, opening)) return sw::ok;
  return x.deviates(unknown_key_says_6a88) ? sw::object_not_found : sw::unknown_key;
}

/// Keys that are for extended sessions alone.
bool refuses_compatibility(const Exchange& x, const Opening& opening) {
  const bool regular = opening.kind == SessionKind::regular && !opening.old;
  return regular && x.application().has(type_bit::extended) && !x.features().compatibility_mode &&
         !x.deviates(compatibility_always);
}

/// Whether the rights of the session that is being opened are enough.
StatusWord may_read_with(Exchange& x, const Opening& opening, const File& file) {
  SecureSession& session = x.session();
  session.kind = opening.pre_open ? SessionKind::none : opening.kind;
  session.key = opening.key;
  session.encrypted = x.deviates(opening_reads_confidential);
  const StatusWord allowed = may_read(x, file);
  session = {};
  return allowed;
}

/// The record that the opening reads, as Read Records would; nothing for record 0.
StatusWord read_with(Exchange& x, const Opening& opening, Bytes& record) {
  if (opening.record == 0) {
    if (!x.deviates(opening_always_reads) || x.command.sfi() == 0) return sw::ok;
  }
  const File* file = nullptr;
  const bool nothing = x.command.sfi() == 0 && x.deviates(opening_sfi_0_reads_nothing);
  if (nothing) return sw::ok;
  if (const StatusWord found = locate(x, x.command.sfi(), file); found != sw::ok) return found;
  if (!has_records(*file)) return refuse(x, Refusal::wrong_type);
  if (const StatusWord allowed = may_read_with(x, opening, *file); allowed != sw::ok)
    return allowed;
  if (opening.record > file->records) return refuse(x, Refusal::record);
  const bool first = opening.record == 0 || x.deviates(opening_reads_record_1);
  const std::uint8_t number = first ? std::uint8_t{1} : opening.record;
  put_record(x, *file, number, 0, file->record_size);
  record.swap(x.response);
  x.response.clear();
  return sw::ok;
}

bool was_ratified(const Exchange& x) {
  if (x.deviates(ratification_always_told)) return true;
  if (x.deviates(ratification_never_told)) return false;
  return bytes_at(x.state, x.application().header + header::ratified, 1)[0] != 0;
}

void put_counter(const Exchange& x, std::uint32_t counter) {
  for (const unsigned shift : {16U, 8U, 0U}) x.put(static_cast<std::uint8_t>(counter >> shift));
}

void put_random(Exchange& x, std::size_t size, bool pki) {
  std::array<std::uint8_t, 5> random{};
  const bool repeats = x.deviates(challenge_repeats) || (pki && x.deviates(pki_random_repeats));
  if (!repeats) x.env.random.fill(MutableByteView(random).first(size));
  append(x.response, ByteView(random).first(size));
}

/// What the counter is once the session is open; a PKI session takes nothing from it.
std::uint32_t counter_after(const Exchange& x, SessionKind kind) {
  const bool free = kind == SessionKind::pki && !x.deviates(pki_session_costs);
  if (free || x.deviates(counter_stands)) return x.card().transaction_counter;
  return x.card().transaction_counter - (x.deviates(counter_down_by_two) ? 2 : 1);
}

/// Counter and random, 4 bytes or 8: the card's challenge.
Bytes put_card_challenge(Exchange& x, const Opening& opening) {
  const std::size_t begin = x.response.size();
  const bool regular = opening.kind == SessionKind::regular;
  put_counter(x, x.deviates(challenge_repeats) ? 0 : counter_after(x, opening.kind));
  put_random(x,
             regular                                  ? 1
             : x.deviates(extended_random_of_4_bytes) ? 4
                                                      : 5,
             opening.kind == SessionKind::pki);
  return to_bytes(ByteView(x.response).subspan(begin));
}

std::uint8_t flags(const Exchange& x, const Opening& opening) {
  std::uint8_t flags = was_ratified(x) ? 0x00 : 0x01;
  if (opening.kind == SessionKind::pki && x.deviates(pki_ratification_never_told)) flags &= 0xFEU;
  const bool manageable = (x.features().aes || x.deviates(management_always_announced)) &&
                          !x.deviates(management_never_announced);
  if (opening.kind == SessionKind::extended && manageable) flags |= 0x02U;
  return flags;
}

/// The challenge a pre-open told must come again, so that its answer is the one of the real opening.
Bytes challenge_of(Exchange& x, const Opening& opening) {
  VolatileState& working = x.working();
  if (!working.pre_opened || x.deviates(pre_opening_forgotten))
    return put_card_challenge(x, opening);
  working.pre_opened = false;
  append(x.response, working.pre_opening);
  return to_bytes(working.pre_opening);
}

Bytes put_answer(Exchange& x, const Opening& opening, ByteView record) {
  const Key& key = x.application().keys[opening.key == 0 ? 0 : opening.key - 1U];
  Bytes challenge;
  if (opening.old) {
    const bool tells_kvc = is_prime(x, Product::prime2) ? !x.deviates(rev2_opening_without_kvc)
                                                        : x.deviates(rev1_opening_with_kvc);
    if (tells_kvc) x.put(key.kvc);
    challenge = put_card_challenge(x, opening);
    if (!was_ratified(x) || x.deviates(old_opening_always_two_bytes))
      append(x.response, std::array<std::uint8_t, 2>{0x00, 0x00});
    append(x.response, record);
    return challenge;
  }
  if (opening.kind == SessionKind::pki) put_identity(x);
  challenge = opening.kind == SessionKind::extended ? challenge_of(x, opening)
                                                    : put_card_challenge(x, opening);
  x.put(flags(x, opening));
  const bool named = opening.kind != SessionKind::pki;
  const Key& told = x.deviates(opening_tells_issuer_kif) ? x.application().keys[0] : key;
  const bool swapped = x.deviates(opening_kvc_before_kif);
  const std::uint8_t other = x.deviates(pki_opening_names_key) ? key.kvc : std::uint8_t{0};
  x.put(named ? (swapped ? key.kvc : told.kif) : other);
  x.put(named ? (swapped ? told.kif : key.kvc) : other);
  x.put(static_cast<std::uint8_t>(record.size() +
                                  (x.deviates(opening_length_counts_itself) ? 1U : 0U)));
  append(x.response, record);
  return challenge;
}

/// The first two bytes of the serial number belong to the diversification.
Key key_of_short_serial(const Exchange& x, const Key& key) {
  std::array<std::uint8_t, 8> serial = x.card().serial;
  serial[0] = serial[1] = 0;
  return diversified_key(key.kif, key.kvc, serial);
}

/// The session key, and the digest begun with KIF, KVC and the answer.
void begin_digest(Exchange& x, const Opening& opening, ByteView card_challenge) {
  SecureSession& session = x.session();
  const SecureSession& last = x.working().last_session;
  const Key& key = x.application().keys[opening.key - 1U];
  Bytes message = to_bytes(opening.terminal_challenge);
  if (!x.deviates(session_key_without_card_challenge)) append(message, card_challenge);
  const std::array<std::uint8_t, 2> name{key.kif, key.kvc};
  append(message, name);
  Key used = key;
  if (x.deviates(keys_of_short_serial)) used = key_of_short_serial(x, key);
  session.digest.key = crypto::open_stand_in::mac(used.value, Purpose::session_key, message);
  session.cipher_key =
      crypto::open_stand_in::mac(session.digest.key, Purpose::session_cipher, ByteView());
  Bytes first;
  if (!x.deviates(digest_without_key_name)) append(first, name);
  if (!x.deviates(digest_without_opening)) append(first, x.response);
  session.digest.add(first);
  if (last.transcript_size != 0 && x.deviates(digest_takes_ratification))
    session.digest.add(ByteView(last.transcript).first(last.transcript_size));
}

void begin(Exchange& x, const Opening& opening, ByteView card_challenge) {
  const std::uint32_t left = counter_after(x, opening.kind);
  if (left != x.card().transaction_counter)
    x.env.persist(x.card(), x.card().transaction_counter, left);
  SecureSession& session = x.session();
  const SecureSession& last = x.working().last_session;
  session = {};
  if (x.deviates(budget_not_renewed)) session.used = last.used;
  if (x.deviates(encryption_outlives_session)) session.encrypted = last.encrypted;
  if (x.deviates(postponed_data_kept)) {
    session.postponed = last.postponed;
    session.postponed_size = last.postponed_size;
  }
  session.kind = opening.kind;
  const bool keyless = opening.kind == SessionKind::pki && !x.deviates(pki_key_index_grants);
  session.key = keyless ? 0 : opening.key;
  if (opening.kind == SessionKind::pki)
    begin_transcript(x);
  else
    begin_digest(x, opening, card_challenge);
}

/// A pre-open answers what the opening will answer, and opens nothing.
StatusWord keep_pre_opening(Exchange& x, ByteView challenge) {
  VolatileState& working = x.working();
  working.pre_opened = true;
  std::ranges::copy(challenge, working.pre_opening.begin());
  working.pre_opening_key = x.command.p1 & 0x07U;
  return x.deviates(pre_opening_says_9000) ? sw::ok : sw::postponed;
}

/// Whether this card forgets that another kind of session is open.
bool mixes(const Exchange& x, const Opening& opening) {
  const bool inside = x.session().kind == SessionKind::pki;
  const bool wanted = opening.kind == SessionKind::pki;
  if (inside == wanted) return false;
  return x.deviates(inside ? symmetric_opening_in_pki_session : pki_opening_in_symmetric_session);
}

}  // namespace

StatusWord open_session(Exchange& x) {
  Opening opening;
  if (const StatusWord read = read_mode(x, opening); read != sw::ok) return read;
  if (const StatusWord read = read_challenge(x, opening); read != sw::ok) return read;
  if (x.session().is_open()) {
    if (!x.deviates(opening_restarts_session) && !mixes(x, opening)) return sw::conditions;
    abort_session(x.state);
  }
  if (const StatusWord checked = check_key(x, opening); checked != sw::ok) return checked;
  if (refuses_compatibility(x, opening)) return sw::not_allowed;
  if (x.card().transaction_counter == 0 && !x.deviates(counter_wraps)) return sw::exhausted;
  Bytes record;
  if (const StatusWord read = read_with(x, opening, record); read != sw::ok) {
    const std::uint32_t left = x.card().transaction_counter - 1;
    if (x.deviates(refused_opening_opens)) {
      x.session().kind = opening.kind;
      x.session().key = opening.key;
    }
    if (x.deviates(refused_opening_costs))
      x.env.persist(x.card(), x.card().transaction_counter, left);
    return read;
  }
  if (x.working().pre_opening_key != opening.key || opening.pre_open)
    x.working().pre_opened = false;
  const Bytes challenge = put_answer(x, opening, record);
  if (opening.pre_open) {
    if (x.deviates(pre_opening_opens)) begin(x, opening, challenge);
    return keep_pre_opening(x, challenge);
  }
  x.working().pre_opened = false;
  if (x.deviates(opening_forgets_pin)) x.working().pin_verified = false;
  if (x.deviates(opening_ratifies_last)) mark_ratified(x.state, x.env, x.working().application);
  begin(x, opening, challenge);
  return sw::ok;
}

}  // namespace assay::model::calypso

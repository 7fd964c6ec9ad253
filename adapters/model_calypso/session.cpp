// SPDX-License-Identifier: Apache-2.0
// Digest, cipher and MACs of a session.   Source: docs/decisions/0024; the order of items is public.
#include "adapters/model_calypso/session.hpp"

#include <algorithm>

#include "adapters/model_calypso/memory.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using crypto::open_stand_in::Purpose;
using crypto::open_stand_in::Speaker;

void add_item(const Exchange& x, ByteView item) {
  if (x.session().kind == SessionKind::pki)
    put_in_transcript(x, item);
  else
    x.session().digest.add(item);
}

void cipher(const SecureSession& session, MutableByteView data) {
  std::array<std::uint8_t, 4> number{};
  for (std::size_t i = 0; i < 4; ++i)
    number[i] = static_cast<std::uint8_t>(session.items >> (8 * (3 - i)));
  crypto::open_stand_in::apply_keystream(session.cipher_key, Purpose::session_cipher, number, data);
}

}  // namespace

/// A command of case 4 without its Le, one of 4 bytes with the fifth that T=0 sends.
Bytes command_item(const Exchange& x) {
  Bytes item = to_bytes(x.raw);
  if (item.size() == 4) item.push_back(0x00);
  const bool case_4 = !x.command.data.empty() && x.command.ne != 0;
  if (case_4 && !x.deviates(digest_with_le)) item.pop_back();
  if (case_4 && x.session().kind == SessionKind::pki && x.deviates(transcript_with_le))
    item.push_back(x.raw.back());
  const bool case_2 =
      x.command.data.empty() && item.size() == 5 && x.session().kind == SessionKind::pki;
  if (case_2 && (x.deviates(transcript_without_le) ||
                 (item.back() == 0xFF && x.deviates(transcript_drops_le_ff))))
    item.pop_back();
  const bool case_1 = x.command.data.empty() && (x.command.ins == 0x04 || x.command.ins == 0x44);
  if (case_1 && x.deviates(digest_without_fifth_byte)) item.pop_back();
  if (x.command.data.empty() && !case_1 && x.deviates(digest_without_le_of_reads)) item.pop_back();
  if (item.size() < 4) item = to_bytes(x.raw);
  return item;
}

void put_in_transcript(const Exchange& x, ByteView item) {
  SecureSession& session = x.session();
  if (session.transcript_size + item.size() + 2 > SecureSession::max_transcript) return;
  const std::size_t grown = session.transcript_size + item.size() + 1;
  if (grown > 256 && x.deviates(transcript_of_256_bytes)) return;
  if (grown > 2048 && x.deviates(transcript_of_2048_bytes)) return;
  if (x.deviates(transcript_with_long_lengths))
    session.transcript[session.transcript_size++] = 0x00;
  if (!x.deviates(transcript_without_lengths))
    session.transcript[session.transcript_size++] = static_cast<std::uint8_t>(item.size());
  std::ranges::copy(item, session.transcript.begin() + session.transcript_size);
  session.transcript_size = static_cast<std::uint16_t>(session.transcript_size + item.size());
}

/// Everything between opening and close is digested.
static bool leaves_out(const Exchange& x) {
  const std::uint8_t ins = x.command.ins;
  const bool stored_value = ins == 0x7C || ins == 0xB8 || ins == 0xBA || ins == 0xBC;
  if (stored_value && x.deviates(digest_without_stored_value)) return true;
  if ((ins == 0x84 || ins == 0x20) && x.deviates(digest_without_pin)) return true;
  return ins == 0xA4 && x.deviates(digest_without_selections);
}

void take_command_into_session(Exchange& x) {
  SecureSession& session = x.session();
  const bool pki = session.kind == SessionKind::pki;
  const bool left_out =
      x.deviates(digest_without_commands) || (pki && x.deviates(transcript_without_commands));
  x.transcript_before = session.transcript_size;
  if (!leaves_out(x) && !left_out) add_item(x, command_item(x));
  if (session.encrypted && !x.command.data.empty() && !x.deviates(commands_taken_in_clear)) {
    const std::size_t size = x.command.data.size();
    std::ranges::copy(x.command.data, x.plain.begin());
    cipher(session, MutableByteView(x.plain).first(size));
    x.command.data = ByteView(x.plain).first(size);
  }
  if (session.encrypted || !x.deviates(cipher_counts_ciphered_only)) ++session.items;
}

/// What the transcript does with a command once its answer is known: nothing, but in cards that make a mistake here.
static void amend_transcript(Exchange& x, StatusWord answered) {
  SecureSession& session = x.session();
  const bool read = x.command.data.empty() && x.raw.size() == 5 && x.raw[4] == 0x00;
  if (read && !answered.is_error() && x.deviates(transcript_with_true_length))
    session.transcript[session.transcript_size - 1U] = static_cast<std::uint8_t>(x.response.size());
  const bool forgets = (answered.is_error() && x.deviates(transcript_without_refusals)) ||
                       x.deviates(transcript_answers_first);
  if (forgets) session.transcript_size = x.transcript_before;
}

/// The answer enters what the session signs.
static void put_answer_in_transcript(Exchange& x, StatusWord answered) {
  amend_transcript(x, answered);
  if (x.deviates(transcript_without_answers)) return;
  if (answered.is_error() && x.deviates(transcript_without_refusals)) return;
  Bytes item = x.response;
  if (!x.deviates(transcript_without_status))
    append(item, std::array<std::uint8_t, 2>{answered.sw1(), answered.sw2()});
  put_in_transcript(x, item);
  if (x.deviates(transcript_answers_first)) put_in_transcript(x, command_item(x));
}

void take_answer_into_session(Exchange& x, StatusWord answered) {
  SecureSession& session = x.session();
  const Bytes clear = x.response;
  if (session.encrypted && !x.deviates(answers_sent_in_clear)) cipher(session, x.response);
  if (session.encrypted || !x.deviates(cipher_counts_ciphered_only)) ++session.items;
  if (session.kind == SessionKind::pki) return put_answer_in_transcript(x, answered);
  if (leaves_out(x) || (answered.is_error() && x.deviates(digest_without_refusals))) return;
  if (x.deviates(digest_without_answers)) return;
  Bytes item = x.deviates(digest_over_clear_answers) ? clear : x.response;
  if (!x.deviates(digest_without_status)) {
    item.push_back(answered.sw1());
    item.push_back(answered.sw2());
  }
  add_item(x, item);
}

std::size_t mac_size(const Exchange& x) {
  if (x.session().kind == SessionKind::extended)
    return x.deviates(extended_close_with_4_bytes) ? 4 : 8;
  return x.deviates(regular_close_with_8_bytes) ? 8 : 4;
}

bool is_terminal_mac(const Exchange& x, ByteView mac) {
  const SecureSession& session = x.session();
  const auto wanted = session.digest.mac_of(Speaker::terminal, session.authentications);
  std::size_t size = mac.size();
  if (x.deviates(mac_first_byte_compared)) size = 1;
  if (x.deviates(mac_last_byte_ignored)) --size;
  return equal_in_constant_time(mac.first(size), ByteView(wanted).first(size));
}

void put_card_mac(Exchange& x) {
  const SecureSession& session = x.session();
  const Speaker speaker = x.deviates(card_mac_is_terminal_mac) ? Speaker::terminal : Speaker::card;
  const auto mac = session.digest.mac_of(speaker, session.authentications);
  append(x.response, ByteView(mac).first(mac_size(x)));
}

void end_session(CalypsoState& state) {
  state.working.last_session = state.working.session;
  state.working.session = {};
}

void abort_session(CalypsoState& state) {
  cancel(state);
  end_session(state);
}

void mark_ratified(CalypsoState& state, CalypsoEnvironment& environment, std::uint8_t application) {
  const std::array<std::uint8_t, 1> ratified{1};
  change(state, state.persistent.applications[application].header + header::ratified, ratified);
  commit(state, environment);
}

void postpone(const Exchange& x, ByteView bytes) {
  SecureSession& session = x.session();
  const std::size_t extra = x.deviates(postponed_length_of_data) ? 0 : 1;
  if (session.postponed_size + bytes.size() + 1 > session.postponed.size()) return;
  session.postponed[session.postponed_size++] = static_cast<std::uint8_t>(bytes.size() + extra);
  std::ranges::copy(bytes, session.postponed.begin() + session.postponed_size);
  session.postponed_size = static_cast<std::uint16_t>(session.postponed_size + bytes.size());
}

}  // namespace assay::model::calypso

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

void add_item(SecureSession& session, ByteView item) {
  if (session.kind == SessionKind::pki)
    put_in_transcript(session, item);
  else
    session.digest.add(item);
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
  if (case_4) item.pop_back();
  return item;
}

void put_in_transcript(SecureSession& session, ByteView item) {
  if (session.transcript_size + item.size() + 1 > SecureSession::max_transcript) return;
  session.transcript[session.transcript_size++] = static_cast<std::uint8_t>(item.size());
  std::ranges::copy(item, session.transcript.begin() + session.transcript_size);
  session.transcript_size = static_cast<std::uint16_t>(session.transcript_size + item.size());
}

void take_command_into_session(Exchange& x) {
  SecureSession& session = x.session();
  add_item(session, command_item(x));
  if (session.encrypted && !x.command.data.empty()) {
    const std::size_t size = x.command.data.size();
    std::ranges::copy(x.command.data, x.plain.begin());
    cipher(session, MutableByteView(x.plain).first(size));
    x.command.data = ByteView(x.plain).first(size);
  }
  ++session.items;
}

void take_answer_into_session(Exchange& x, StatusWord answered) {
  SecureSession& session = x.session();
  if (session.encrypted) cipher(session, x.response);
  ++session.items;
  Bytes item = x.response;
  item.push_back(answered.sw1());
  item.push_back(answered.sw2());
  add_item(session, item);
}

std::size_t mac_size(const SecureSession& session) {
  return session.kind == SessionKind::extended ? 8 : 4;
}

bool is_terminal_mac(const SecureSession& session, ByteView mac) {
  const auto wanted = session.digest.mac_of(Speaker::terminal, session.authentications);
  return equal_in_constant_time(mac, ByteView(wanted).first(mac_size(session)));
}

void put_card_mac(Exchange& x) {
  const SecureSession& session = x.session();
  const auto mac = session.digest.mac_of(Speaker::card, session.authentications);
  append(x.response, ByteView(mac).first(mac_size(session)));
}

void abort_session(CalypsoState& state) {
  cancel(state);
  state.working.session = {};
}

void postpone(SecureSession& session, ByteView bytes) {
  if (session.postponed_size + bytes.size() + 1 > session.postponed.size()) return;
  session.postponed[session.postponed_size++] = static_cast<std::uint8_t>(bytes.size() + 1);
  std::ranges::copy(bytes, session.postponed.begin() + session.postponed_size);
  session.postponed_size = static_cast<std::uint16_t>(session.postponed_size + bytes.size());
}

}  // namespace assay::model::calypso

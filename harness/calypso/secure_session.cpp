// SPDX-License-Identifier: Apache-2.0
// Following a session. Clauses are those of the facts about sessions, 3.1 to 3.6.
#include "calypso/secure_session.hpp"

#include <algorithm>
#include <utility>

namespace assay::calypso {
namespace {

using Deviation = TerminalDeviation;

bool has_data(ByteView command) {
  return command.size() > 5;
}

/// A command with data that has an Le behind them.
bool is_case_4(ByteView command) {
  return has_data(command) && command.size() == std::size_t{6} + command[4];
}

tl::unexpected<Error> without_effect(Deviation deviation, std::string_view why) {
  return fail(ErrorCode::unsupported, "the deviation {} changes nothing here: {}", name(deviation),
              why);
}

Result<Bytes> changed_opening(ByteView answer, const OpeningAnswer& parsed, Deviation deviation) {
  Bytes out = to_bytes(answer);
  if (deviation == Deviation::digest_opening_changed) out.back() ^= 0x01;
  if (deviation != Deviation::digest_opening_cut) return out;
  if (parsed.record.empty()) return without_effect(deviation, "no record was read along");
  out.resize(out.size() - parsed.record.size());
  return out;
}

/// Whether a deviation of the digest has something to act on.
Result<void> check_effect(ByteView command, Deviation deviation, bool encrypted) {
  if (deviation == Deviation::digest_le_included && !is_case_4(command))
    return without_effect(deviation, "the command has no Le behind data");
  if (deviation == Deviation::digest_fifth_byte_left_out && command.size() != 5)
    return without_effect(deviation, "the command does not have five bytes");
  if (deviation == Deviation::encryption_forgotten && !encrypted)
    return without_effect(deviation, "encryption is off");
  if (deviation == Deviation::encryption_unasked && encrypted)
    return without_effect(deviation, "encryption is on");
  return {};
}

bool is_of_digest(Deviation deviation) {
  return deviation >= Deviation::digest_exchange_left_out &&
         deviation <= Deviation::digest_answer_changed;
}

Bytes deviating_answer(ByteView answer, Deviation deviation) {
  Bytes item = to_bytes(answer);
  if (item.size() < 2) return item;
  if (deviation == Deviation::digest_status_left_out) item.resize(item.size() - 2);
  if (deviation == Deviation::digest_answer_changed)
    item[item.size() > 2 ? item.size() - 3 : 0] ^= 0x01;
  return item;
}

}  // namespace

Bytes digested_form(ByteView command) {
  Bytes out =
      to_bytes(is_case_4(command) ? command.first(command.size() - 1) : command);  // CL-C4-MAC
  if (out.size() == 4) out.push_back(0x00);                                        // CL-C1-5BYTE
  return out;
}

Key key_of_other_level(const KeyTable& keys, SessionLevel level, Key key) noexcept {
  const auto other = level == SessionLevel::load ? SessionLevel::debit : SessionLevel::load;
  return {keys.default_kif(other), key.kvc};
}

std::uint8_t class_byte(Product product) noexcept {
  return product == Product::prime_1 || product == Product::prime_2 ? 0x94 : 0x00;
}

Bytes ratification_command(Product product) {
  return {class_byte(product), 0xB2, 0x00, 0x00, 0x00};
}

Bytes abort_command(Product product) {
  return {class_byte(product), 0x8E, 0x00, 0x00, 0x00};
}

SecureSession::SecureSession(SessionCrypto& crypto, const KeyTable& keys)
    : crypto_(crypto), keys_(keys) {}

Result<Bytes> SecureSession::challenge(SessionMode mode) {
  end();
  if (mode == SessionMode::pki)
    return fail(ErrorCode::unsupported,
                "the challenge of a PKI session is random, and no SAM takes part in it");
  return crypto_.challenge(mode == SessionMode::extended);
}

Result<void> SecureSession::open(const Opening& opening, Deviation deviation) {
  end();
  if (opening.mode == SessionMode::pki)
    return fail(ErrorCode::unsupported, "no SAM takes part in a PKI session");
  TRY(const OpeningAnswer parsed, parse_opening(opening.mode, opening.answer));
  mode_ = parsed.mode;
  const auto kif = parsed.kif ? parsed.kif : opening.kif;
  TRY(key_, keys_.resolve(opening.level, kif, parsed.kvc));
  level_ = opening.level;
  TRY_VOID(begin(opening, parsed, deviation));
  open_ = true;
  return {};
}

Result<void> SecureSession::begin(const Opening& opening, const OpeningAnswer& parsed,
                                  Deviation deviation) {
  SessionStart start{opening.diversifier, key_, {}};
  if (deviation == Deviation::key_other_level) start.key = key_of_other_level(keys_, level_, key_);
  if (deviation == Deviation::key_other_version) ++start.key.kvc;
  if (deviation == Deviation::key_other_card) start.diversifier.back() ^= 0x01;
  if (deviation != Deviation::none && deviation == Deviation::key_other_level && start.key == key_)
    return without_effect(deviation, "both levels have the same key");
  TRY(const Bytes answer, changed_opening(opening.answer, parsed, deviation));
  start.opening = answer;
  return crypto_.begin(start, opening.mode == SessionMode::extended);
}

Result<void> SecureSession::send(ByteView command, Bytes& wire, Deviation deviation) {
  TRY_VOID(check_effect(command, deviation, encrypted_));
  on_its_way_ = deviation;
  ciphered_now_ = encrypted_;
  if (deviation == Deviation::encryption_forgotten) ciphered_now_ = false;
  if (deviation == Deviation::encryption_unasked) ciphered_now_ = true;
  if (ciphered_now_ && is_of_digest(deviation))
    return fail(ErrorCode::unsupported,
                "the deviation {} has no meaning while encryption is on: the SAM digests what it "
                "ciphers",
                name(deviation));
  if (!ciphered_now_) {
    if (!command_.has_room(command.size()))
      return fail(ErrorCode::out_of_range, "a command of {} bytes is longer than {}",
                  command.size(), most_command);
    keep(command, deviation);
    wire.assign(command.begin(), command.end());
    return {};
  }
  TRY(const Bytes ciphered, crypto_.update_ciphered(digested_form(command)));
  wire.assign(ciphered.begin(), ciphered.end());
  if (is_case_4(command)) wire.push_back(command.back());
  return {};
}

/// The command as it enters the digest.
void SecureSession::keep(ByteView command, Deviation deviation) {
  command_.assign(digested_form(command));
  if (deviation == Deviation::digest_le_included) command_.assign(command);
  if (deviation == Deviation::digest_fifth_byte_left_out) command_.shrink(4);
  if (deviation == Deviation::digest_command_changed) command_.back() ^= 0x01;
}

Result<void> SecureSession::receive(ByteView answer, Bytes& plain) {
  if (ciphered_now_) {
    TRY(const Bytes clear, crypto_.update_ciphered(answer));
    plain = clear;
    return {};
  }
  plain.assign(answer.begin(), answer.end());
  return digest(answer);
}

Result<void> SecureSession::digest(ByteView answer) {
  const Deviation deviation = on_its_way_;
  if (deviation == Deviation::digest_exchange_left_out) return {};
  const Bytes item = deviating_answer(answer, deviation);
  if (deviation == Deviation::digest_order_swapped) {
    TRY_VOID(crypto_.update(item));
    return crypto_.update(command_);
  }
  const int times = deviation == Deviation::digest_exchange_repeated ? 2 : 1;
  for (int i = 0; i < times; ++i) {
    if (deviation != Deviation::digest_command_left_out) TRY_VOID(crypto_.update(command_));
    if (deviation != Deviation::digest_answer_left_out) TRY_VOID(crypto_.update(item));
  }
  return {};
}

Result<void> SecureSession::exchange(iso7816::CardChannel& card, ByteView command, Bytes& answer) {
  Bytes wire, received;
  TRY_VOID(send(command, wire));
  TRY_VOID(card.transmit(wire, received));
  return receive(received, answer);
}

Result<Bytes> SecureSession::close(Deviation deviation) {
  if (mac_.empty()) {
    TRY(const Bytes mac, crypto_.close());
    if (!mac_.has_room(mac.size()))
      return fail(ErrorCode::malformed, "a MAC of {} bytes is longer than {}", mac.size(),
                  most_mac);
    mac_.assign(mac);
  }
  return spoilt(to_bytes(mac_), deviation);
}

Result<Bytes> SecureSession::authenticate(Deviation deviation) {
  TRY(Bytes mac, crypto_.authenticate_early());
  return spoilt(std::move(mac), deviation);
}

Result<Bytes> SecureSession::spoilt(Bytes mac, Deviation deviation) const {
  switch (deviation) {
    case Deviation::mac_flip_last_bit: mac.back() ^= 0x01; break;
    case Deviation::mac_flip_first_bit: mac.front() ^= 0x80; break;
    case Deviation::mac_zero: std::ranges::fill(mac, std::uint8_t{0}); break;
    case Deviation::mac_truncate: mac.resize(mac.size() / 2); break;
    case Deviation::mac_extend: mac.resize(mac.size() * 2); break;
    case Deviation::mac_replay:
      if (previous_mac_.size() != mac.size())
        return without_effect(deviation, "no session of this kind was closed before");
      return to_bytes(previous_mac_);
    default: break;
  }
  return mac;
}

Result<bool> SecureSession::verify(ByteView card_mac) {
  return crypto_.verify(card_mac);
}

void SecureSession::end() noexcept {
  if (!mac_.empty()) {
    std::swap(previous_mac_, mac_);
    mac_.clear();
  }
  open_ = false;
  encrypted_ = false;
  ciphered_now_ = false;
}

}  // namespace assay::calypso

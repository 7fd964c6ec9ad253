// SPDX-License-Identifier: Apache-2.0
// Session keys, cryptograms, C-MAC and command encryption of SCP01. DES comes from the crypto room, nothing else.
#include "adapters/model/scp01_card.hpp"

#include <algorithm>

#include "crypto/block_cipher.hpp"

namespace assay::model::scp01 {
namespace {

using enum GpDeviation;
using crypto::Block8;

constexpr std::uint8_t icv_encryption_option = 0x10;  // the parameter i, GPC D.1.1
constexpr std::size_t des_key = 16;
constexpr std::size_t mac_size = 8;
constexpr std::size_t challenge_size = 8;
constexpr std::uint8_t last_channel = 3;  // GPC D.1.1: three supplementary channels at most

ByteView key_of(const std::array<std::uint8_t, 32>& key) {
  return ByteView(key).first(des_key);
}

Block8 chain_of(const SecureSession& session) {
  Block8 chain;
  std::copy_n(session.chaining.begin(), mac_size, chain.begin());
  return chain;
}

ByteView host_challenge(const SecureSession& session) {
  return ByteView(session.host_challenge).first(challenge_size);
}

ByteView card_challenge(const SecureSession& session) {
  return ByteView(session.card_challenge).first(challenge_size);
}

/// GPC D.3.1: halves of both challenges, crossed; enciphered by triple DES in ECB mode.
void make_session_keys(Exchange& x, const KeySet& keys) {
  SecureSession& session = x.session();
  const ByteView host = host_challenge(session);
  const ByteView card = card_challenge(session);
  Message derivation;
  derivation.put(card.last(4)).put(host.first(4)).put(card.first(4)).put(host.last(4));
  const auto derive = [&](ByteView key, std::array<std::uint8_t, 32>& out) {
    crypto::des3_ecb_encrypt(key, derivation.view(), MutableByteView(out).first(des_key));
  };
  derive(keys.enc(), session.s_enc);
  derive(keys.mac(), session.s_mac);
}

/// GPC D.3.2: 24 bytes with the padding, full triple DES MAC under the encryption session key.
Cryptogram cryptogram(const Exchange& x, ByteView first, ByteView second) {
  Message message;
  message.put(first).put(second);
  const Block8 mac = crypto::des3_full_mac(key_of(x.session().s_enc), Block8{}, message.view());
  Cryptogram out{};
  std::ranges::copy(mac, out.begin());
  return out;
}

/// GPC D.3.3: header with secure messaging and no channel, Lc with the MAC, plain data, never Le.
Block8 c_mac(const Exchange& x, const Block8& icv, ByteView body) {
  const Command& command = x.command;
  Message message;
  message.put(class_under_mac(command.cla)).put(command.ins).put(command.p1).put(command.p2);
  message.put(static_cast<std::uint8_t>(body.size() + mac_size)).put(body);
  return crypto::des3_full_mac(key_of(x.session().s_mac), icv, message.view());
}

/// GPC D.1.5: triple DES under the whole C-MAC key, with option 15 only.
Block8 next_icv(const Exchange& x) {
  const SecureSession& session = x.session();
  Block8 icv = chain_of(session);
  if ((session.options & icv_encryption_option) != 0)
    crypto::des3_ecb_encrypt(key_of(session.s_mac), icv, icv);
  return icv;
}

/// GPC D.4.1. Leaves the session initialized.
StatusWord initialize(Exchange& x, KeySet& keys) {
  SecureSession& session = x.session();
  if (x.channel_number() > last_channel) return sw::channel_not_supported;
  if (x.command.data.size() != challenge_size && !x.deviates(initialize_update_any_length))
    return sw::wrong_length;
  session.mac_size = mac_size;
  std::copy_n(x.command.data.begin(), std::min(x.command.data.size(), challenge_size),
              session.host_challenge.begin());
  x.env.random.fill(MutableByteView(session.card_challenge).first(challenge_size));
  if (x.env.fixed_challenge)
    std::copy_n(x.env.card_challenge.begin(), challenge_size, session.card_challenge.begin());
  make_session_keys(x, keys);
  const Cryptogram proof = cryptogram(x, host_challenge(session), card_challenge(session));
  append(x.response, card_challenge(session));
  append(x.response, ByteView(proof).first(mac_size));
  return sw::ok;
}

Cryptogram host_cryptogram(const Exchange& x) {
  return cryptogram(x, card_challenge(x.session()), host_challenge(x.session()));
}

bool first_mac_is_right(Exchange& x, ByteView body, ByteView mac) {
  SecureSession& session = x.session();
  const Block8 right = c_mac(x, Block8{}, body);  // GPC D.3.3: from zero, D.1.5: never encrypted
  session.chaining = {};
  std::ranges::copy(right, session.chaining.begin());
  return equal_in_constant_time(right, mac);
}

bool supports_level(const Exchange&, std::uint8_t p1) noexcept {
  return p1 == 0x00 || p1 == 0x01 || p1 == 0x03;  // GPC Table D-8
}

/// GPC D.3.4: after the length byte and the data there is nothing, or 80 and zeros up to the block.
bool padding_is_right(ByteView padding) {
  if (padding.empty()) return true;
  return padding.size() < 8 && padding[0] == 0x80 &&
         std::ranges::all_of(padding.subspan(1), [](std::uint8_t byte) { return byte == 0; });
}

/// GPC D.3.4: triple DES in CBC mode from zero. False when there are no whole blocks, or the length byte is wrong.
bool decrypt(Exchange& x, ByteView body) {
  if (body.size() % 8 != 0) return false;
  const MutableByteView plain = MutableByteView(x.plain).first(body.size());
  crypto::des3_cbc_decrypt(key_of(x.session().s_enc), Block8{}, body, plain);
  const std::size_t length = plain[0];
  if (length + 1 > plain.size()) return false;
  if (!padding_is_right(plain.subspan(1 + length))) return false;
  x.command.data = ByteView(plain).subspan(1, length);
  return true;
}

bool unprotect(Exchange& x) {
  SecureSession& session = x.session();
  const ByteView data = x.command.data;
  if (data.size() < mac_size) return false;
  const ByteView body = data.first(data.size() - mac_size);
  x.command.data = body;
  // GPC D.3.4: the MAC was computed over the plain data, so decryption comes first.
  if (session.requires_level(level::c_decryption) && !body.empty() && !decrypt(x, body))
    return false;
  const Block8 right = c_mac(x, next_icv(x), x.command.data);
  if (!equal_in_constant_time(right, data.last(mac_size))) return false;
  std::ranges::copy(right, session.chaining.begin());
  return true;
}

void protect(Exchange&, StatusWord, std::uint8_t) {}  // responses are never protected

}  // namespace

const Protocol protocol{initialize,     host_cryptogram, first_mac_is_right,
                        supports_level, unprotect,       protect};

bool names_key_set(const Exchange&, std::uint8_t p2) noexcept {
  return p2 == 0x00 || p2 == 0x01;
}

}  // namespace assay::model::scp01

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
  if (x.deviates(scp01_derivation_uncrossed)) {
    derivation.put(card).put(host);
  } else {
    derivation.put(card.last(4)).put(host.first(4)).put(card.first(4)).put(host.last(4));
  }
  const auto derive = [&](ByteView key, std::array<std::uint8_t, 32>& out) {
    const MutableByteView made = MutableByteView(out).first(des_key);
    if (x.deviates(scp01_derivation_in_cbc))
      return crypto::des3_cbc_encrypt(key, Block8{}, derivation.view(), made);
    crypto::des3_ecb_encrypt(key, derivation.view(), made);
  };
  derive(x.deviates(scp01_s_enc_from_mac_key) ? keys.mac() : keys.enc(), session.s_enc);
  derive(x.deviates(scp01_s_mac_from_enc_key) ? keys.enc() : keys.mac(), session.s_mac);
}

Block8 mac_of_challenges(const Exchange& x, ByteView message, bool padded) {
  const SecureSession& session = x.session();
  const KeySet& keys = x.card().key_sets[session.key_set];
  const ByteView key = x.deviates(scp01_cryptogram_static_key) ? keys.enc() : key_of(session.s_enc);
  if (x.deviates(scp01_cryptogram_retail_mac))
    return crypto::des_retail_mac(key, Block8{}, message);
  if (padded) return crypto::des3_full_mac(key, Block8{}, message);
  std::array<std::uint8_t, 2 * challenge_size> enciphered;
  crypto::des3_cbc_encrypt(key, Block8{}, message, enciphered);
  Block8 last;
  std::copy_n(enciphered.end() - mac_size, mac_size, last.begin());
  return last;
}

/// GPC D.3.2: 24 bytes with the padding, full triple DES MAC under the encryption session key.
Cryptogram cryptogram(const Exchange& x, ByteView first, ByteView second, bool padded = true) {
  Message message;
  message.put(first).put(second);
  padded = padded && !x.deviates(scp01_cryptogram_unpadded);
  const Block8 mac = mac_of_challenges(x, message.view(), padded);
  Cryptogram out{};
  std::ranges::copy(mac, out.begin());
  return out;
}

/// GPC D.3.3: header with secure messaging and no channel, Lc with the MAC, plain data, never Le.
Block8 c_mac(const Exchange& x, const Block8& icv, ByteView body) {
  const Command& command = x.command;
  std::uint8_t cla = class_under_mac(command.cla);
  if (x.deviates(scp01_c_mac_covers_channel)) cla = command.cla;
  if (x.deviates(scp01_c_mac_plain_class)) cla = static_cast<std::uint8_t>(cla & ~0x04);
  const std::size_t lc = body.size() + (x.deviates(scp01_c_mac_lc_of_data) ? 0 : mac_size);
  Message message;
  message.put(cla).put(command.ins).put(command.p1).put(command.p2);
  message.put(static_cast<std::uint8_t>(lc)).put(body);
  if (command.ne != 0 && x.deviates(scp01_c_mac_covers_le))
    message.put(static_cast<std::uint8_t>(command.ne));
  const ByteView key = key_of(x.session().s_mac);
  return x.deviates(scp01_c_mac_retail) ? crypto::des_retail_mac(key, icv, message.view())
                                        : crypto::des3_full_mac(key, icv, message.view());
}

/// GPC D.1.5: triple DES under the whole C-MAC key.
Block8 encrypted_icv(const Exchange& x, Block8 icv) {
  const ByteView key = key_of(x.session().s_mac);
  if (x.deviates(scp01_icv_single_des)) return crypto::des_encrypt_block(key.first(8), icv);
  crypto::des3_ecb_encrypt(key, icv, icv);
  return icv;
}

/// GPC D.1.1: with option 15 only.
bool encrypts_icv(const Exchange& x) {
  if (x.deviates(scp01_icv_in_clear)) return false;
  return (x.session().options & icv_encryption_option) != 0 ||
         x.deviates(scp01_icv_always_encrypted);
}

Block8 next_icv(const Exchange& x) {
  if (x.deviates(scp01_icv_always_zero)) return {};
  const Block8 chain = chain_of(x.session());
  return encrypts_icv(x) ? encrypted_icv(x, chain) : chain;
}

/// GPC D.3.3: from zero; D.1.5: never encrypted.
Block8 first_icv(const Exchange& x) {
  return x.deviates(scp01_first_icv_encrypted) ? encrypted_icv(x, {}) : Block8{};
}

/// GPC D.4.1. Leaves the session initialized.
StatusWord initialize(Exchange& x, KeySet& keys) {
  SecureSession& session = x.session();
  if (x.channel_number() > last_channel && !x.deviates(scp01_on_further_channels))
    return sw::channel_not_supported;
  if (x.command.data.size() != challenge_size && !x.deviates(initialize_update_any_length))
    return sw::wrong_length;
  session.mac_size = mac_size;
  std::copy_n(x.command.data.begin(), std::min(x.command.data.size(), challenge_size),
              session.host_challenge.begin());
  if (!x.deviates(scp01_challenge_repeats))
    x.env.random.fill(MutableByteView(session.card_challenge).first(challenge_size));
  if (x.env.fixed_challenge)
    std::copy_n(x.env.card_challenge.begin(), challenge_size, session.card_challenge.begin());
  make_session_keys(x, keys);
  const Cryptogram proof = x.deviates(scp01_card_cryptogram_order)
                               ? cryptogram(x, card_challenge(session), host_challenge(session))
                               : cryptogram(x, host_challenge(session), card_challenge(session));
  const bool proof_first = x.deviates(initialize_update_cryptogram_first);
  if (!proof_first) append(x.response, card_challenge(session));
  append(x.response, ByteView(proof).first(mac_size));
  if (proof_first) append(x.response, card_challenge(session));
  return sw::ok;
}

Cryptogram host_cryptogram(const Exchange& x) {
  const ByteView host = host_challenge(x.session());
  const ByteView card = card_challenge(x.session());
  return x.deviates(scp01_host_cryptogram_order)
             ? cryptogram(x, host, card)
             : cryptogram(x, card, host, !x.deviates(host_cryptogram_unpadded));
}

bool first_mac_is_right(Exchange& x, ByteView body, ByteView mac) {
  SecureSession& session = x.session();
  const Block8 right = c_mac(x, first_icv(x), body);
  session.chaining = {};
  std::ranges::copy(right, session.chaining.begin());
  return equal_in_constant_time(right, mac);
}

bool supports_level(const Exchange&, std::uint8_t p1) noexcept {
  return p1 == 0x00 || p1 == 0x01 || p1 == 0x03;  // GPC Table D-8
}

/// GPC D.3.4: after the length byte and the data there is nothing, or 80 and zeros up to the block.
bool padding_is_right(const Exchange& x, ByteView padding) {
  if (padding.empty()) return !x.deviates(scp01_padding_always_expected);
  if (x.deviates(scp01_padding_unchecked)) return true;
  return padding.size() < 8 && padding[0] == 0x80 &&
         std::ranges::all_of(padding.subspan(1), [](std::uint8_t byte) { return byte == 0; });
}

/// GPC D.3.4: triple DES in CBC mode from zero.
void decipher(const Exchange& x, ByteView body, MutableByteView plain) {
  const SecureSession& session = x.session();
  const ByteView key =
      key_of(x.deviates(scp01_c_enc_under_mac_key) ? session.s_mac : session.s_enc);
  if (x.deviates(scp01_c_enc_in_ecb)) return crypto::des3_ecb_decrypt(key, body, plain);
  const Block8 icv = x.deviates(scp01_c_enc_icv_chained) ? chain_of(session) : Block8{};
  crypto::des3_cbc_decrypt(key, icv, body, plain);
}

/// GPC D.3.4. False when there are no whole blocks, or the length byte is wrong.
bool decrypt(Exchange& x, ByteView body) {
  if (body.empty() || body.size() % 8 != 0)
    return !body.empty() && x.deviates(scp01_clear_data_taken);
  const MutableByteView plain = MutableByteView(x.plain).first(body.size());
  decipher(x, body, plain);
  const std::size_t length = plain[0];
  if (length + 1 > plain.size()) return false;
  if (!padding_is_right(x, plain.subspan(1 + length))) return false;
  x.command.data = ByteView(plain).subspan(1, length);
  if (x.deviates(scp01_length_byte_kept)) x.command.data = ByteView(plain).first(1 + length);
  if (x.deviates(scp01_padding_kept)) x.command.data = ByteView(plain).subspan(1);
  return true;
}

bool unprotect(Exchange& x) {
  SecureSession& session = x.session();
  const ByteView data = x.command.data;
  if (data.size() < mac_size) return false;
  const ByteView body = data.first(data.size() - mac_size);
  x.command.data = body;
  // GPC D.3.4: the MAC was computed over the plain data, so decryption comes first.
  const bool encrypted = !body.empty() || x.deviates(scp01_empty_data_decrypted);
  if (session.requires_level(level::c_decryption) && encrypted && !decrypt(x, body)) return false;
  const ByteView covered = x.deviates(scp01_mac_over_ciphertext) ? body : x.command.data;
  const Block8 right = c_mac(x, next_icv(x), covered);
  const std::size_t compared = x.deviates(scp01_c_mac_half_compared) ? 4 : mac_size;
  if (!equal_in_constant_time(ByteView(right).first(compared),
                              data.last(mac_size).first(compared)) &&
      !x.deviates(scp01_c_mac_unchecked))
    return false;
  x.chain_before = chain_of(session);
  std::ranges::copy(right, session.chaining.begin());
  return true;
}

/// Responses are never protected.
void protect(Exchange& x, StatusWord status, std::uint8_t level) {
  const bool verified = (level & level::c_mac) != 0;
  if (status.is_error() && verified && x.deviates(scp01_chain_lost_on_error))
    std::ranges::copy(x.chain_before, x.session().chaining.begin());
}

}  // namespace

const Protocol protocol{initialize,     host_cryptogram, first_mac_is_right,
                        supports_level, unprotect,       protect};

bool names_key_set(const Exchange& x, std::uint8_t p2) noexcept {
  const bool names_first = p2 == 0x01 && !x.deviates(scp01_first_key_identifier_refused);
  return p2 == 0x00 || names_first || x.deviates(scp01_any_key_identifier);
}

}  // namespace assay::model::scp01

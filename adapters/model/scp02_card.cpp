// SPDX-License-Identifier: Apache-2.0
// Derivation, cryptograms, C-MAC, C-ENC and R-MAC of SCP02. DES comes from the crypto room, nothing else.
#include "adapters/model/scp02_card.hpp"

#include <algorithm>

#include "crypto/block_cipher.hpp"

namespace assay::model::scp02 {
namespace {

using enum GpDeviation;
using crypto::Block8;

namespace constant {  // GPC E.4.1
constexpr std::uint16_t c_mac = 0x0101;
constexpr std::uint16_t r_mac = 0x0102;
constexpr std::uint16_t dek = 0x0181;
constexpr std::uint16_t enc = 0x0182;
}  // namespace constant

namespace option {  // the parameter i, GPC Table E-1
constexpr std::uint8_t icv_encryption = 0x10;
constexpr std::uint8_t r_mac = 0x20;
constexpr std::uint8_t pseudo_random = 0x40;
}  // namespace option

constexpr std::size_t des_key = 16;
constexpr std::size_t mac_size = 8;
constexpr std::size_t challenge_size = 6;
constexpr std::uint32_t max_counter = 0xFFFF;

ByteView key_of(const std::array<std::uint8_t, 32>& key) {
  return ByteView(key).first(des_key);
}

Block8 chain_of(const SecureSession& session) {
  Block8 chain;
  std::copy_n(session.chaining.begin(), mac_size, chain.begin());
  return chain;
}

/// GPC E.4.1: constant, counter and twelve bytes 00, enciphered by triple DES in CBC mode.
void derive(const Exchange& x, ByteView static_key, std::uint16_t what, std::uint32_t counter,
            std::array<std::uint8_t, 32>& out) {
  if (x.deviates(scp02_derivation_without_counter)) counter = 0;
  std::array<std::uint8_t, des_key> data{
      static_cast<std::uint8_t>(what >> 8), static_cast<std::uint8_t>(what),
      static_cast<std::uint8_t>(counter >> 8), static_cast<std::uint8_t>(counter)};
  const MutableByteView key = MutableByteView(out).first(des_key);
  if (x.deviates(scp02_derivation_in_ecb)) return crypto::des3_ecb_encrypt(static_key, data, key);
  crypto::des3_cbc_encrypt(static_key, Block8{}, data, key);
}

/// GPC E.4.2: three parts of 24 bytes in all with the padding, full triple DES MAC under S-ENC.
Cryptogram cryptogram(const Exchange& x, ByteView first, ByteView second, ByteView third) {
  const ByteView key = key_of(x.session().s_enc);
  Message message;
  message.put(first).put(second).put(third);
  const Block8 mac = x.deviates(scp02_cryptogram_retail_mac)
                         ? crypto::des_retail_mac(key, Block8{}, message.view())
                         : crypto::des3_full_mac(key, Block8{}, message.view());
  Cryptogram out{};
  std::ranges::copy(mac, out.begin());
  return out;
}

struct Parts {
  ByteView host;
  ByteView card;  ///< sequence counter and card challenge
};

/// The session keeps counter and challenge side by side, as the response shows them.
Parts challenges(const SecureSession& session) {
  return {ByteView(session.host_challenge).first(8), ByteView(session.card_challenge).first(8)};
}

/// GPC E.4.2.3: the first six bytes of a MAC over the padded AID of the application that asks.
void make_pseudo_random_challenge(Exchange& x, MutableByteView challenge) {
  const std::uint8_t asking = x.deviates(scp02_challenge_of_issuer_aid) ? 0 : x.channel().selected;
  const Block8 mac = crypto::des_retail_mac(key_of(x.session().s_mac), Block8{},
                                            x.card().entries[asking].aid.view());
  const std::size_t from = x.deviates(scp02_challenge_rightmost) ? mac_size - challenge_size : 0;
  std::copy_n(mac.begin() + static_cast<std::ptrdiff_t>(from), challenge_size, challenge.begin());
}

void make_session_keys(Exchange& x, const KeySet& keys) {
  SecureSession& session = x.session();
  const std::uint32_t counter = keys.sequence_counter;
  derive(x, keys.enc(), x.deviates(scp02_key_constant_enc) ? constant::dek : constant::enc, counter,
         session.s_enc);
  derive(x, keys.mac(), x.deviates(scp02_key_constant_mac) ? constant::r_mac : constant::c_mac,
         counter, session.s_mac);
  derive(x, keys.mac(), x.deviates(scp02_key_constant_r_mac) ? constant::c_mac : constant::r_mac,
         counter, session.s_rmac);
}

/// GPC E.1.2: up to the end and never around.
void raise_counter(Exchange& x, KeySet& keys) {
  if (keys.sequence_counter >= max_counter || x.deviates(scp02_counter_stands)) return;
  x.env.persist(x.card(), keys.sequence_counter, keys.sequence_counter + 1);
}

/// GPC E.4.4, modified APDU: class with secure messaging and no channel, Lc with the MAC, plain data, never Le.
Block8 c_mac(const Exchange& x, const Block8& icv, ByteView body) {
  const Command& command = x.command;
  const std::uint8_t cla =
      x.deviates(scp02_c_mac_covers_channel) ? command.cla : class_under_mac(command.cla);
  Message message;
  message.put(cla).put(command.ins).put(command.p1).put(command.p2);
  message.put(static_cast<std::uint8_t>(body.size() + mac_size)).put(body);
  const ByteView key = key_of(x.session().s_mac);
  if (x.deviates(scp02_c_mac_full_triple_des))
    return crypto::des3_full_mac(key, icv, message.view());
  return crypto::des_retail_mac(key, icv, message.view());
}

/// GPC E.3.4: single DES under the first half of the key.
Block8 encrypted_icv(const Exchange& x, const Block8& chain) {
  const ByteView key = key_of(x.session().s_mac);
  if (x.deviates(scp02_icv_triple_des)) {
    Block8 out;
    crypto::des3_ecb_encrypt(key, chain, out);
    return out;
  }
  return crypto::des_encrypt_block(key.first(8), chain);
}

Block8 next_icv(const Exchange& x) {
  const SecureSession& session = x.session();
  if (x.deviates(scp02_icv_always_zero)) return {};
  const bool encrypts =
      (session.options & option::icv_encryption) != 0 && !x.deviates(scp02_icv_in_clear);
  return encrypts ? encrypted_icv(x, chain_of(session)) : chain_of(session);
}

/// GPC E.4.6: triple DES in CBC mode from zero. False when there are no whole blocks or no padding.
bool decrypt(Exchange& x, ByteView body) {
  if (body.size() % 8 != 0) return false;
  const SecureSession& session = x.session();
  const Block8 icv = x.deviates(scp02_c_enc_icv_chained) ? chain_of(session) : Block8{};
  const MutableByteView plain = MutableByteView(x.plain).first(body.size());
  crypto::des3_cbc_decrypt(key_of(session.s_enc), icv, body, plain);
  const std::size_t length = crypto::unpadded_length(plain);
  if (length > plain.size()) return false;
  x.command.data = ByteView(plain).first(x.deviates(scp02_padding_kept) ? plain.size() : length);
  return true;
}

void put_plain_command(const Exchange& x, Message& message) {
  const Command& command = x.command;
  auto cla = static_cast<std::uint8_t>(command.cla &
                                       0x80);  // GPC E.4.5: nothing of the protection, no channel
  if (x.deviates(scp02_r_mac_over_secured_class)) cla |= 0x04;
  if (x.deviates(scp02_r_mac_covers_channel)) cla |= command.cla & 0x03;
  message.put(cla).put(command.ins).put(command.p1).put(command.p2);
  const bool lc = !command.data.empty() || !x.deviates(scp02_r_mac_without_lc);
  if (lc) message.put(static_cast<std::uint8_t>(command.data.size())).put(command.data);
}

}  // namespace

StatusWord initialize(Exchange& x, KeySet& keys) {
  SecureSession& session = x.session();
  if (x.command.data.size() != 8 && !x.deviates(initialize_update_any_length))
    return sw::wrong_length;
  session.mac_size = mac_size;
  std::copy_n(x.command.data.begin(), std::min<std::size_t>(x.command.data.size(), 8),
              session.host_challenge.begin());
  make_session_keys(x, keys);
  session.card_challenge[0] = static_cast<std::uint8_t>(keys.sequence_counter >> 8);
  session.card_challenge[1] = static_cast<std::uint8_t>(keys.sequence_counter);
  const MutableByteView challenge =
      MutableByteView(session.card_challenge).subspan(2, challenge_size);
  if ((keys.options & option::pseudo_random) != 0) {
    make_pseudo_random_challenge(x, challenge);
  } else if (!x.deviates(scp02_challenge_repeats)) {
    x.env.random.fill(challenge);
  }
  if (x.env.fixed_challenge)
    std::copy_n(x.env.card_challenge.begin(), challenge_size, challenge.begin());
  const auto [host, card] = challenges(session);
  const Cryptogram proof = x.deviates(scp02_card_cryptogram_order) ? cryptogram(x, card, host, {})
                                                                   : cryptogram(x, host, card, {});
  append(x.response, card);
  append(x.response, ByteView(proof).first(mac_size));
  if (x.deviates(scp02_counter_raised_early)) raise_counter(x, keys);
  return sw::ok;
}

Cryptogram host_cryptogram(const Exchange& x) {
  const auto [host, card] = challenges(x.session());
  return x.deviates(scp02_host_cryptogram_order) ? cryptogram(x, host, card, {})
                                                 : cryptogram(x, card, host, {});
}

bool first_mac_is_right(Exchange& x, ByteView body, ByteView mac) {
  SecureSession& session = x.session();
  const Block8 zero{};  // GPC E.3.2: and never encrypted
  const Block8 icv = x.deviates(scp02_first_icv_encrypted) ? encrypted_icv(x, zero) : zero;
  const Block8 right = c_mac(x, icv, body);
  const bool is_right = equal_in_constant_time(right, mac);
  if (is_right && !x.deviates(scp02_counter_raised_early))
    raise_counter(x, x.card().key_sets[session.key_set]);
  session.chaining = {};
  std::ranges::copy(right, session.chaining.begin());
  session.first_c_mac = right;
  session.r_mac_chaining = x.deviates(scp02_r_mac_from_zero) ? zero : right;
  return is_right;
}

bool supports_level(const Exchange& x, std::uint8_t p1) noexcept {
  const bool may_mac = (x.session().options & option::r_mac) != 0 ||
                       x.deviates(external_authenticate_unsupported_r_mac);
  switch (p1) {  // GPC Table E-9
    case 0x00:
    case 0x01:
    case 0x03: return true;
    case 0x10:
    case 0x11:
    case 0x13: return may_mac;
    default: return false;
  }
}

bool unprotect(Exchange& x) {
  SecureSession& session = x.session();
  const ByteView data = x.command.data;
  if (data.size() < mac_size) return false;
  const ByteView body = data.first(data.size() - mac_size);
  const ByteView mac = data.last(mac_size);
  x.command.data = body;
  // GPC E.4.6: the MAC was computed over the plain data, so decryption comes first.
  if (session.requires_level(level::c_decryption) && !body.empty() && !decrypt(x, body))
    return false;
  const ByteView covered = x.deviates(scp02_mac_over_ciphertext) ? body : x.command.data;
  const Block8 right = c_mac(x, next_icv(x), covered);
  if (!equal_in_constant_time(right, mac) && !x.deviates(scp02_c_mac_unchecked)) return false;
  x.chain_before = chain_of(session);
  std::ranges::copy(right, session.chaining.begin());  // GPC E.4.4: kept even if the command fails
  if (x.deviates(scp02_counter_raised_by_every_c_mac))
    raise_counter(x, x.card().key_sets[session.key_set]);
  return true;
}

void begin_r_mac(Exchange& x) {
  SecureSession& session = x.session();
  const KeySet& keys = x.card().key_sets[session.key_set];
  derive(x, keys.mac(), x.deviates(scp02_key_constant_r_mac) ? constant::c_mac : constant::r_mac,
         keys.sequence_counter, session.s_rmac);
  session.r_mac_chaining =
      x.deviates(scp02_r_mac_from_zero) ? Block8{} : session.first_c_mac;  // GPC E.3.2
}

void advance_r_mac(Exchange& x, StatusWord status) {
  SecureSession& session = x.session();
  if (status.is_error() && x.deviates(scp02_r_mac_skips_errors)) return;
  Message message;
  put_plain_command(x, message);
  if (!x.deviates(scp02_r_mac_without_li))
    message.put(static_cast<std::uint8_t>(x.response.size()));
  message.put(x.response).put(status.sw1()).put(status.sw2());
  const Block8 icv =
      x.deviates(scp02_r_mac_not_chained) ? session.first_c_mac : session.r_mac_chaining;
  session.r_mac_chaining = crypto::des_retail_mac(key_of(session.s_rmac), icv, message.view());
}

void protect(Exchange& x, StatusWord status, std::uint8_t level) {
  SecureSession& session = x.session();
  const bool verified = (level & level::c_mac) != 0;
  if (status.is_error() && verified && x.deviates(scp02_chain_lost_on_error))
    std::ranges::copy(x.chain_before, session.chaining.begin());
  if (!session.requires_level(level::r_mac) || x.leave_out_of_r_mac) return;
  advance_r_mac(x, status);
  const bool asked = (level & level::r_mac) != 0 && session.r_mac_in_each;
  // An error response has no data field, so its R-MAC is kept for the chain alone.
  if (!asked || status.is_error()) return;
  append(x.response, session.r_mac_chaining);
  x.r_mac_added = true;
}

}  // namespace assay::model::scp02

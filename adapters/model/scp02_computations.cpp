// SPDX-License-Identifier: Apache-2.0
// Derivation, cryptograms and C-MAC of SCP02.
#include "adapters/model/scp02_computations.hpp"

#include <algorithm>

namespace assay::model::scp02 {
namespace {

using enum GpDeviation;

namespace constant {  // GPC E.4.1
constexpr std::uint16_t c_mac = 0x0101;
constexpr std::uint16_t r_mac = 0x0102;
constexpr std::uint16_t dek = 0x0181;
constexpr std::uint16_t enc = 0x0182;
}  // namespace constant

/// GPC E.4.1: constant, counter and twelve bytes 00, enciphered by triple DES in CBC mode.
void derive(const Exchange& x, const KeySet& keys, ByteView static_key, std::uint16_t what,
            std::array<std::uint8_t, 32>& out) {
  std::uint32_t counter = x.deviates(scp02_derivation_without_counter) ? 0 : keys.sequence_counter;
  if (x.deviates(scp02_derivation_little_endian)) counter = (counter >> 8) | (counter << 8);
  std::array<std::uint8_t, des_key> data{
      static_cast<std::uint8_t>(what >> 8), static_cast<std::uint8_t>(what),
      static_cast<std::uint8_t>(counter >> 8), static_cast<std::uint8_t>(counter)};
  const MutableByteView key = MutableByteView(out).first(des_key);
  if (x.deviates(scp02_derivation_in_ecb)) return crypto::des3_ecb_encrypt(static_key, data, key);
  crypto::des3_cbc_encrypt(static_key, Block8{}, data, key);
}

/// GPC E.2: the MAC key, or the base key where there is one key for everything.
ByteView static_mac_key(const Exchange& x, const KeySet& keys) {
  const bool own = read_options(keys.options).three_keys || x.deviates(scp02_base_key_for_enc_only);
  return own && !x.deviates(scp02_mac_from_enc_key) ? keys.mac() : keys.enc();
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

bool covers_unmodified(const Exchange& x) {
  const bool unmodified = read_options(x.session().options).unmodified_apdu;
  if (unmodified) return !x.deviates(scp02_unmodified_taken_for_modified);
  return x.deviates(scp02_modified_taken_for_unmodified);
}

/// GPC E.4.4: the class byte without channel, with or without the sign of secure messaging.
std::uint8_t class_under_c_mac(const Exchange& x) {
  const std::uint8_t cla = x.command.cla;
  if (x.deviates(scp02_c_mac_covers_channel)) return cla;
  const bool plain = covers_unmodified(x) || x.deviates(scp02_c_mac_plain_class);
  return plain ? static_cast<std::uint8_t>(cla & 0x80) : class_under_mac(cla);
}

std::uint8_t length_under_c_mac(const Exchange& x, ByteView body) {
  const bool of_data = covers_unmodified(x) || x.deviates(scp02_c_mac_lc_of_data);
  return static_cast<std::uint8_t>(body.size() + (of_data ? 0 : mac_size));
}

/// The last block of a chain over whole blocks.
Block8 unpadded_mac(ByteView key, ByteView message) {
  Bytes enciphered(message.size());
  crypto::des3_cbc_encrypt(key, Block8{}, message, enciphered);
  Block8 last;
  std::copy_n(enciphered.end() - mac_size, mac_size, last.begin());
  return last;
}

Block8 mac_of_challenges(const Exchange& x, ByteView key, ByteView message, bool padded) {
  if (x.deviates(scp02_cryptogram_retail_mac))
    return crypto::des_retail_mac(key, Block8{}, message);
  if (!padded || x.deviates(scp02_cryptogram_unpadded)) return unpadded_mac(key, message);
  return crypto::des3_full_mac(key, Block8{}, message);
}

/// GPC E.3.3
Block8 icv_over_aid(const Exchange& x, ByteView key) {
  const Aid& aid =
      x.deviates(scp02_first_icv_of_issuer_aid) ? x.card().entries[0].aid : x.selected().aid;
  if (x.deviates(scp02_first_icv_full_triple_des))
    return crypto::des3_full_mac(key, Block8{}, aid.view());
  if (x.deviates(scp02_first_icv_unpadded) && aid.size % 8 == 0) {
    const Block8 zero{};
    return crypto::des_retail_mac(key, zero, aid.view().first(aid.size - 1U));
  }
  return crypto::des_retail_mac(key, Block8{}, aid.view());
}

void raise_all_counters(Exchange& x, const KeySet& raised) {
  for (std::uint8_t i = 0; i < x.card().key_set_count; ++i) {
    KeySet& keys = x.card().key_sets[i];
    if (keys.protocol != raised.protocol) continue;
    x.env.persist(x.card(), keys.sequence_counter, keys.sequence_counter + 1);
  }
}

}  // namespace

Block8 chain_of(const SecureSession& session) noexcept {
  Block8 chain;
  std::copy_n(session.chaining.begin(), mac_size, chain.begin());
  return chain;
}

void make_encryption_key(Exchange& x, const KeySet& keys) {
  derive(x, keys, keys.enc(), x.deviates(scp02_key_constant_enc) ? constant::dek : constant::enc,
         x.session().s_enc);
}

void make_c_mac_key(Exchange& x, const KeySet& keys) {
  derive(x, keys, static_mac_key(x, keys),
         x.deviates(scp02_key_constant_mac) ? constant::r_mac : constant::c_mac, x.session().s_mac);
}

void make_r_mac_key(Exchange& x, const KeySet& keys) {
  derive(x, keys, static_mac_key(x, keys),
         x.deviates(scp02_key_constant_r_mac) ? constant::c_mac : constant::r_mac,
         x.session().s_rmac);
}

Cryptogram cryptogram(const Exchange& x, ByteView first, ByteView second, bool padded) {
  const ByteView key = key_of(x.session().s_enc);
  Message message;
  message.put(first).put(second);
  Cryptogram out{};
  std::ranges::copy(mac_of_challenges(x, key, message.view(), padded), out.begin());
  return out;
}

void make_pseudo_random_challenge(Exchange& x, MutableByteView challenge) {
  const std::uint8_t asking = x.deviates(scp02_challenge_of_issuer_aid) ? 0 : x.channel().selected;
  const ByteView aid = x.card().entries[asking].aid.view();
  const SecureSession& session = x.session();
  const ByteView key =
      key_of(x.deviates(scp02_challenge_from_enc_key) ? session.s_enc : session.s_mac);
  const Block8 mac = x.deviates(scp02_challenge_full_triple_des)
                         ? crypto::des3_full_mac(key, Block8{}, aid)
                         : crypto::des_retail_mac(key, Block8{}, aid);
  const std::size_t from = x.deviates(scp02_challenge_rightmost) ? mac_size - challenge_size : 0;
  std::copy_n(mac.begin() + static_cast<std::ptrdiff_t>(from), challenge_size, challenge.begin());
}

Block8 first_icv(const Exchange& x, ByteView key) {
  const bool over_aid =
      read_options(x.session().options).icv_over_aid && !x.deviates(scp02_first_icv_always_zero);
  const Block8 icv = over_aid ? icv_over_aid(x, key) : Block8{};
  return x.deviates(scp02_first_icv_encrypted) ? encrypted_icv(x, icv) : icv;  // GPC E.3.4: never
}

Block8 next_icv(const Exchange& x) {
  const SecureSession& session = x.session();
  if (x.deviates(scp02_icv_always_zero)) return {};
  const bool encrypts =
      (read_options(session.options).icv_encryption || x.deviates(scp02_icv_always_encrypted)) &&
      !x.deviates(scp02_icv_in_clear);
  return encrypts ? encrypted_icv(x, chain_of(session)) : chain_of(session);
}

Block8 c_mac(const Exchange& x, const Block8& icv, ByteView body) {
  const Command& command = x.command;
  Message message;
  message.put(class_under_c_mac(x)).put(command.ins).put(command.p1).put(command.p2);
  message.put(length_under_c_mac(x, body)).put(body);
  if (command.ne != 0 && x.deviates(scp02_c_mac_covers_le))
    message.put(static_cast<std::uint8_t>(command.ne));
  const ByteView key = key_of(x.session().s_mac);
  if (x.deviates(scp02_c_mac_full_triple_des))
    return crypto::des3_full_mac(key, icv, message.view());
  return crypto::des_retail_mac(key, icv, message.view());
}

bool take_off_c_mac(Exchange& x, const Block8& icv) {
  const ByteView data = x.command.data;
  if (data.size() < mac_size) return false;
  x.command.data = data.first(data.size() - mac_size);
  const Block8 right = c_mac(x, icv, x.command.data);
  if (x.deviates(implicit_c_mac_unchecked)) return true;
  if (!equal_in_constant_time(right, data.last(mac_size)) && !x.deviates(scp02_c_mac_unchecked))
    return false;
  x.chain_before = chain_of(x.session());
  std::ranges::copy(right, x.session().chaining.begin());  // GPC E.4.4
  return true;
}

void raise_counter(Exchange& x, KeySet& keys) {
  if (x.deviates(scp02_counter_stands)) return;
  if (x.deviates(scp02_counter_shared)) return raise_all_counters(x, keys);
  const bool wraps = keys.sequence_counter + 1 >= max_counter && x.deviates(scp02_counter_wraps);
  x.env.persist(x.card(), keys.sequence_counter, wraps ? 0 : keys.sequence_counter + 1);
}

}  // namespace assay::model::scp02

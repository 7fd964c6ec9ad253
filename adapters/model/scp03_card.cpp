// SPDX-License-Identifier: Apache-2.0
// Derivation, cryptograms, C-MAC, C-ENC, R-MAC and R-ENC of SCP03. AES blocks come from the crypto room, nothing else.
#include "adapters/model/scp03_card.hpp"

#include <algorithm>

#include "adapters/model/scp11_card.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::model::scp03 {
namespace {

using enum GpDeviation;
using crypto::Block16;

namespace constant {  // GPD Table 4-1
constexpr std::uint8_t card_cryptogram = 0x00;
constexpr std::uint8_t host_cryptogram = 0x01;
constexpr std::uint8_t card_challenge = 0x02;
constexpr std::uint8_t s_enc = 0x04;
constexpr std::uint8_t s_mac = 0x06;
constexpr std::uint8_t s_rmac = 0x07;
}  // namespace constant

namespace option {  // the parameter i, GPD 5.1
constexpr std::uint8_t s16 = 0x01;
constexpr std::uint8_t pseudo_random = 0x10;
constexpr std::uint8_t r_mac = 0x20;
constexpr std::uint8_t r_encryption = 0x40;
}  // namespace option

constexpr std::uint32_t max_counter = 0xFFFFFF;

/// GPD 4.1.5: 11 bytes 00, constant, separator 00, length in bits, block number, context.
void derive(const Exchange& x, ByteView key, std::uint8_t what, ByteView context,
            MutableByteView out) {
  const std::size_t length = out.size() * (x.deviates(scp03_kdf_length_in_bytes) ? 1 : 8);
  for (std::size_t done = 0, block = 1; done < out.size(); done += 16, ++block) {
    Message message;
    const bool constant_first = x.deviates(scp03_kdf_constant_first);
    if (constant_first) message.put(what);
    for (int i = 0; i < 11; ++i) message.put(0x00);
    if (!constant_first) message.put(what);
    if (!x.deviates(scp03_kdf_without_separator)) message.put(0x00);
    message.put(static_cast<std::uint8_t>(length >> 8)).put(static_cast<std::uint8_t>(length));
    message.put(static_cast<std::uint8_t>(x.deviates(scp03_kdf_counter_stands) ? 1 : block));
    message.put(context);
    const Block16 bytes = crypto::aes_cmac(key, message.view());
    std::copy_n(bytes.begin(), std::min<std::size_t>(16, out.size() - done),
                out.begin() + static_cast<std::ptrdiff_t>(done));
  }
}

std::size_t challenge_size(const SecureSession& session) {
  return (session.options & option::s16) != 0 ? 16 : 8;
}

ByteView session_key(const SecureSession& session, const std::array<std::uint8_t, 32>& key) {
  return ByteView(key).first(session.key_size);
}

Message challenges(const Exchange& x) {
  const SecureSession& session = x.session();
  const ByteView host = ByteView(session.host_challenge).first(challenge_size(session));
  const ByteView card = ByteView(session.card_challenge).first(challenge_size(session));
  Message context;
  if (x.deviates(scp03_kdf_context_swapped)) return context.put(card).put(host);
  return context.put(host).put(card);
}

/// GPD 6.2.2.1: from Key-ENC, the sequence counter and the AID of the application that asks.
void make_pseudo_random_challenge(Exchange& x, const KeySet& keys) {
  const std::uint8_t asking = x.deviates(scp03_challenge_of_issuer_aid) ? 0 : x.channel().selected;
  const ByteView aid = x.card().entries[asking].aid.view();
  const std::array<std::uint8_t, 3> counter{static_cast<std::uint8_t>(keys.sequence_counter >> 16),
                                            static_cast<std::uint8_t>(keys.sequence_counter >> 8),
                                            static_cast<std::uint8_t>(keys.sequence_counter)};
  Message context;
  if (x.deviates(scp03_challenge_context_swapped)) {
    context.put(aid).put(counter);
  } else {
    context.put(counter).put(aid);
  }
  const ByteView key = x.deviates(scp03_challenge_from_mac_key) ? keys.mac() : keys.enc();
  derive(x, key, constant::card_challenge, context.view(),
         MutableByteView(x.session().card_challenge).first(challenge_size(x.session())));
}

void make_session_keys(Exchange& x, const KeySet& keys) {
  SecureSession& session = x.session();
  const Message context = challenges(x);
  const std::size_t size = x.deviates(scp03_long_keys_cut) ? 16 : keys.key_size;
  session.key_size = static_cast<std::uint8_t>(size);
  derive(x, keys.enc(), x.deviates(scp03_s_enc_constant) ? constant::s_mac : constant::s_enc,
         context.view(), MutableByteView(session.s_enc).first(size));
  derive(x, x.deviates(scp03_s_mac_from_enc_key) ? keys.enc() : keys.mac(), constant::s_mac,
         context.view(), MutableByteView(session.s_mac).first(size));
  derive(x, x.deviates(scp03_s_rmac_from_enc_key) ? keys.enc() : keys.mac(),
         x.deviates(scp03_s_rmac_constant) ? constant::s_mac : constant::s_rmac, context.view(),
         MutableByteView(session.s_rmac).first(size));
}

Cryptogram cryptogram(const Exchange& x, std::uint8_t what) {
  const SecureSession& session = x.session();
  Cryptogram out{};
  derive(x, session_key(session, session.s_mac), what, challenges(x).view(),
         MutableByteView(out).first(session.mac_size));
  return out;
}

/// GPD 6.2.4: chaining value, header with the Lc that counts the MAC, data as sent.
Block16 c_mac(const Exchange& x, ByteView chaining, ByteView body) {
  const SecureSession& session = x.session();
  const Command& command = x.command;
  std::uint8_t cla = class_under_mac(command.cla);
  if (x.deviates(scp03_c_mac_covers_channel)) cla = command.cla;
  if (x.deviates(scp03_c_mac_plain_class)) cla = static_cast<std::uint8_t>(cla & ~0x04);
  const std::size_t lc = body.size() + (x.deviates(scp03_c_mac_lc_of_data) ? 0 : session.mac_size);
  Message message;
  message.put(chaining).put(cla).put(command.ins);
  if (!x.deviates(scp03_c_mac_without_parameters)) message.put(command.p1).put(command.p2);
  message.put(static_cast<std::uint8_t>(lc)).put(body);
  if (command.ne != 0 && x.deviates(scp03_c_mac_covers_le))
    message.put(static_cast<std::uint8_t>(command.ne));
  return crypto::aes_cmac(session_key(session, session.s_mac), message.view());
}

/// A wrong C-MAC that a deviation lets pass.
bool is_tolerated(const Exchange& x, ByteView mac) {
  if (x.deviates(scp03_c_mac_unchecked)) return true;
  const SecureSession& session = x.session();
  if (session.protocol != scp11::protocol_number) return false;
  const bool repeats = equal(mac, ByteView(session.chaining).first(session.mac_size));
  return x.deviates(scp11_c_mac_unchecked) ||
         (repeats && x.deviates(scp11_command_may_be_repeated));
}

bool check_mac(Exchange& x, ByteView chaining, ByteView body, ByteView mac) {
  SecureSession& session = x.session();
  const Block16 right = c_mac(x, chaining, body);
  std::size_t compared = x.deviates(scp03_c_mac_half_compared) ? 4 : session.mac_size;
  if (x.deviates(scp03_s16_eight_bytes_compared)) compared = 8;
  const bool is_right =
      equal_in_constant_time(ByteView(right).first(compared), mac.first(compared));
  if (!is_right && !is_tolerated(x, mac)) return false;
  if (x.deviates(scp03_chaining_stands)) return true;
  session.chaining = right;
  if (x.deviates(scp03_chaining_cut))
    std::fill(session.chaining.begin() + 8, session.chaining.end(), std::uint8_t{0});
  return true;
}

/// GPD 6.2.6 and 6.2.7: the counter as a block, enciphered with S-ENC; in responses its first byte is 80.
Block16 encryption_icv(const Exchange& x, std::uint8_t first_byte) {
  const SecureSession& session = x.session();
  Block16 counter{};
  counter[0] = first_byte;
  for (std::size_t i = 0; i < 4; ++i)
    counter[15 - i] = static_cast<std::uint8_t>(session.encryption_counter >> (8 * i));
  if (x.deviates(scp03_icv_in_clear)) return counter;
  return crypto::aes_encrypt_block(session_key(session, session.s_enc), counter);
}

std::size_t without_zeros(ByteView plain) {
  std::size_t length = plain.size();
  while (length > 0 && plain[length - 1] == 0x00) --length;
  return length;
}

/// GPD 6.2.6. False when the data are no whole blocks or their padding is wrong.
bool decrypt(Exchange& x, ByteView body) {
  if (body.size() % 16 != 0) {
    x.command.data = body;
    return x.deviates(scp03_clear_data_taken);
  }
  const SecureSession& session = x.session();
  const MutableByteView plain = MutableByteView(x.plain).first(body.size());
  const ByteView key =
      session_key(session, x.deviates(scp03_c_enc_under_mac_key) ? session.s_mac : session.s_enc);
  const Block16 icv = x.deviates(scp03_c_enc_icv_zero) ? Block16{} : encryption_icv(x, 0x00);
  crypto::aes_cbc_decrypt(key, icv, body, plain);
  std::size_t length = crypto::unpadded_length(plain);
  if (length + 16 == plain.size() && x.deviates(scp03_whole_block_of_padding_refused))
    length = plain.size() + 1;
  if (length > plain.size() && session.protocol == scp11::protocol_number &&
      x.deviates(scp11_padding_of_zeros_taken))
    length = without_zeros(plain);
  if (length > plain.size() && !x.deviates(scp03_padding_unchecked)) return false;
  x.command.data = ByteView(plain).first(std::min(length, plain.size()));
  return true;
}

void encrypt_response(Exchange& x) {
  const SecureSession& session = x.session();
  const bool nothing = x.response.empty() && !x.deviates(scp03_r_enc_of_nothing);
  if (nothing || x.deviates(scp03_r_enc_left_out)) return;
  const std::uint8_t first = x.deviates(scp03_r_enc_command_counter) ? 0x00 : 0x80;
  crypto::pad80(x.response, 16);
  const ByteView key = session_key(
      session, x.deviates(scp03_r_enc_under_r_mac_key) ? session.s_rmac : session.s_enc);
  const Block16 icv = x.deviates(scp03_r_enc_icv_zero) ? Block16{} : encryption_icv(x, first);
  crypto::aes_cbc_encrypt(key, icv, x.response, x.response);
}

Block16 r_mac(const Exchange& x, StatusWord status) {
  const SecureSession& session = x.session();
  Message message;
  if (!x.deviates(scp03_r_mac_from_zero)) message.put(session.chaining);
  message.put(x.response);
  if (!x.deviates(scp03_r_mac_without_status)) message.put(status.sw1()).put(status.sw2());
  const auto& key = x.deviates(scp03_r_mac_under_c_mac_key) ? session.s_mac : session.s_rmac;
  return crypto::aes_cmac(session_key(session, key), message.view());
}

void append_mac(Exchange& x, const Block16& mac) {
  const std::size_t size = x.deviates(scp03_r_mac_short) ? 8 : x.session().mac_size;
  append(x.response, ByteView(mac).first(size));
  x.r_mac_added = true;
}

bool is_protected_status(const Exchange& x, StatusWord status) {
  if (status.is_error()) return x.deviates(scp03_r_mac_on_errors);
  return !status.is_warning() || !x.deviates(scp03_r_mac_not_on_warnings);
}

/// GPD 6.2.2.1: raised for every challenge, never around. False at the end.
bool raise_counter(Exchange& x, KeySet& keys) {
  const bool at_end = keys.sequence_counter >= max_counter;
  if (at_end && !x.deviates(scp03_counter_wraps)) return false;
  if (!x.deviates(scp03_counter_stands))
    x.env.persist(x.card(), keys.sequence_counter, at_end ? 0 : keys.sequence_counter + 1);
  return true;
}

void draw_challenge(Exchange& x) {
  if (x.deviates(scp03_random_challenge_repeats)) return;
  x.env.random.fill(MutableByteView(x.session().card_challenge).first(challenge_size(x.session())));
}

/// GPD 7.1.1. Leaves the session initialized.
StatusWord initialize(Exchange& x, KeySet& keys) {
  SecureSession& session = x.session();
  const std::size_t size = (keys.options & option::s16) != 0 ? 16 : 8;
  const bool short_one = x.command.data.size() == 8 && x.deviates(scp03_s16_short_host_challenge);
  if (x.command.data.size() != size && !short_one && !x.deviates(initialize_update_any_length))
    return sw::wrong_length;
  session.mac_size = static_cast<std::uint8_t>(size);
  std::copy_n(x.command.data.begin(), std::min(x.command.data.size(), size),
              session.host_challenge.begin());
  const bool pseudo_random = (keys.options & option::pseudo_random) != 0;
  if (pseudo_random) {
    if (!raise_counter(x, keys)) return sw::conditions_not_satisfied;
    make_pseudo_random_challenge(x, keys);
  }
  if (!pseudo_random || x.deviates(scp03_challenge_random_anyway)) draw_challenge(x);
  if (x.env.fixed_challenge) session.card_challenge = x.env.card_challenge;
  make_session_keys(x, keys);
  const std::uint8_t what = x.deviates(scp03_card_cryptogram_constant) ? constant::host_cryptogram
                                                                       : constant::card_cryptogram;
  const Cryptogram proof = cryptogram(x, what);
  append(x.response,
         ByteView(session.card_challenge).first(x.deviates(scp03_challenge_of_8_bytes) ? 8 : size));
  append(x.response,
         ByteView(proof).first(x.deviates(scp03_card_cryptogram_of_8_bytes) ? 8 : size));
  const bool tells = pseudo_random ? !x.deviates(scp03_answer_without_counter)
                                   : x.deviates(scp03_counter_with_random_challenge);
  if (tells)
    for (int shift = 16; shift >= 0; shift -= 8)
      x.response.push_back(static_cast<std::uint8_t>(keys.sequence_counter >> shift));
  return sw::ok;
}

Cryptogram host_cryptogram(const Exchange& x) {
  return cryptogram(x, constant::host_cryptogram);
}

bool first_mac_is_right(Exchange& x, ByteView body, ByteView mac) {
  SecureSession& session = x.session();
  const std::array<std::uint8_t, 16> zero{};
  // GPD 6.2.3: the chain of a session starts from zero.
  const auto start = x.deviates(scp03_chaining_not_reset) ? session.chaining : zero;
  session.encryption_counter = x.deviates(scp03_counter_from_zero) ? 0xFFFFFFFF : 0;
  const Block16 right = c_mac(x, start, body);
  const bool is_right = equal_in_constant_time(ByteView(right).first(session.mac_size), mac);
  session.chaining = right;
  return is_right;
}

bool supports_level(const Exchange& x, std::uint8_t p1) noexcept {
  const std::uint8_t options = x.session().options;
  const bool may_mac =
      (options & option::r_mac) != 0 || x.deviates(external_authenticate_unsupported_r_mac);
  const bool may_encrypt =
      (options & option::r_encryption) != 0 || x.deviates(external_authenticate_unsupported_r_enc);
  switch (p1) {  // GPD Table 7-4
    case 0x00:
    case 0x01:
    case 0x03: return true;
    case 0x11:
    case 0x13: return may_mac;
    case 0x33: return may_mac && may_encrypt;
    default: return false;
  }
}

bool unprotect(Exchange& x) {
  SecureSession& session = x.session();
  const ByteView data = x.command.data;
  if (data.size() < session.mac_size) return false;
  const ByteView body = data.first(data.size() - session.mac_size);
  const ByteView mac = data.last(session.mac_size);
  // GPD 6.2.6: encrypted first, so the MAC is verified over what was sent.
  const bool mac_last = x.deviates(scp03_mac_over_plaintext);
  if (!mac_last && !check_mac(x, session.chaining, body, mac)) return false;
  if (!body.empty() || !x.deviates(scp03_counter_counts_data_only)) ++session.encryption_counter;
  x.command.data = body;
  const bool encrypted = !body.empty() || x.deviates(scp03_empty_data_decrypted);
  if (session.requires_level(level::c_decryption) && encrypted && !decrypt(x, body)) return false;
  return !mac_last || check_mac(x, session.chaining, x.command.data, mac);
}

void protect(Exchange& x, StatusWord status, std::uint8_t level) {
  const bool begun_now = (level & level::r_mac) == 0 && x.session().requires_level(level::r_mac) &&
                         x.deviates(scp03_r_mac_on_begin);
  const bool ended_now = (level & level::r_mac) != 0 && !x.session().requires_level(level::r_mac) &&
                         x.deviates(scp03_r_mac_not_on_end);
  if (((level & level::r_mac) == 0 && !begun_now) || ended_now) return;
  if (!is_protected_status(x, status)) return;
  if (x.response.empty() && x.deviates(scp03_r_mac_only_with_data)) return;
  // GPD 6.2.7: encrypted first, so the R-MAC covers what is sent.
  const Block16 over_plain = r_mac(x, status);
  if ((level & level::r_encryption) != 0 && !status.is_error()) encrypt_response(x);
  const Block16 mac = x.deviates(scp03_r_mac_over_plaintext) ? over_plain : r_mac(x, status);
  append_mac(x, mac);
  if (x.deviates(scp03_r_mac_chained)) x.session().chaining = mac;
}

}  // namespace

const Protocol protocol{initialize,     host_cryptogram, first_mac_is_right,
                        supports_level, unprotect,       protect};

void add_r_mac(Exchange& x, StatusWord status) {
  append_mac(x, r_mac(x, status));
}

}  // namespace assay::model::scp03

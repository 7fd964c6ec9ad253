// SPDX-License-Identifier: Apache-2.0
// SCP02 with explicit initiation.   Source: GPC E.1.2.1, E.4.4, E.4.6, E.5.
#include "adapters/model/scp02_card.hpp"

#include <algorithm>

#include "adapters/model/scp02_computations.hpp"

namespace assay::model::scp02 {
namespace {

using enum GpDeviation;

struct Parts {
  ByteView host;
  ByteView card;  ///< sequence counter and card challenge
};

/// The session keeps counter and challenge side by side, as the response shows them.
Parts challenges(const SecureSession& session) {
  return {ByteView(session.host_challenge).first(8), ByteView(session.card_challenge).first(8)};
}

void make_challenge(Exchange& x, const KeySet& keys) {
  SecureSession& session = x.session();
  session.card_challenge[0] = static_cast<std::uint8_t>(keys.sequence_counter >> 8);
  session.card_challenge[1] = static_cast<std::uint8_t>(keys.sequence_counter);
  const MutableByteView challenge =
      MutableByteView(session.card_challenge).subspan(2, challenge_size);
  const bool pseudo_random =
      read_options(keys.options).pseudo_random || x.deviates(scp02_challenge_always_pseudo_random);
  if (pseudo_random && !x.deviates(scp02_challenge_random_anyway)) {
    make_pseudo_random_challenge(x, challenge);
  } else if (!x.deviates(scp02_challenge_repeats)) {
    x.env.random.fill(challenge);
  }
  if (x.env.fixed_challenge)
    std::copy_n(x.env.card_challenge.begin(), challenge_size, challenge.begin());
}

/// GPC E.5.1. Leaves the session initialized.
StatusWord initialize(Exchange& x, KeySet& keys) {
  SecureSession& session = x.session();
  if (x.command.data.size() != 8 && !x.deviates(initialize_update_any_length))
    return sw::wrong_length;
  if (keys.sequence_counter >= max_counter) return sw::conditions_not_satisfied;  // GPC E.1.2
  session.mac_size = mac_size;
  std::copy_n(x.command.data.begin(), std::min<std::size_t>(x.command.data.size(), 8),
              session.host_challenge.begin());
  make_encryption_key(x, keys);
  make_c_mac_key(x, keys);
  make_r_mac_key(x, keys);
  make_challenge(x, keys);
  const auto [host, card] = challenges(session);
  const Cryptogram proof = x.deviates(scp02_card_cryptogram_order) ? cryptogram(x, card, host)
                                                                   : cryptogram(x, host, card);
  const bool proof_first = x.deviates(initialize_update_cryptogram_first);
  if (!proof_first) append(x.response, card);
  append(x.response, ByteView(proof).first(mac_size));
  if (proof_first) append(x.response, card);
  if (x.deviates(scp02_counter_raised_early)) raise_counter(x, keys);
  return sw::ok;
}

Cryptogram host_cryptogram(const Exchange& x) {
  const auto [host, card] = challenges(x.session());
  return x.deviates(scp02_host_cryptogram_order)
             ? cryptogram(x, host, card)
             : cryptogram(x, card, host, !x.deviates(host_cryptogram_unpadded));
}

/// C-MAC of EXTERNAL AUTHENTICATE; a right one starts the chains and raises the sequence counter.
bool first_mac_is_right(Exchange& x, ByteView body, ByteView mac) {
  SecureSession& session = x.session();
  const Block8 right = c_mac(x, first_icv(x, key_of(session.s_mac)), body);
  const bool is_right = equal_in_constant_time(right, mac);
  if (is_right && !x.deviates(scp02_counter_raised_early))
    raise_counter(x, x.card().key_sets[session.key_set]);
  session.chaining = {};
  std::ranges::copy(right, session.chaining.begin());
  session.first_c_mac = right;
  session.r_mac_chaining = x.deviates(scp02_r_mac_from_zero) ? Block8{} : right;
  return is_right;
}

bool supports_level(const Exchange& x, std::uint8_t p1) noexcept {
  const bool may_mac = (read_options(x.session().options).r_mac ||
                        x.deviates(external_authenticate_unsupported_r_mac)) &&
                       !x.deviates(scp02_r_mac_levels_refused);
  switch (p1) {  // GPC Table E-9
    case 0x00:
    case 0x01:
    case 0x03: return true;
    case 0x10: return may_mac && !x.deviates(scp02_level_10_refused);
    case 0x11:
    case 0x13: return may_mac;
    default: return false;
  }
}

/// GPC E.4.6: triple DES in CBC mode from zero.
void decipher(const Exchange& x, ByteView body, MutableByteView plain) {
  const SecureSession& session = x.session();
  const ByteView key =
      key_of(x.deviates(scp02_c_enc_under_mac_key) ? session.s_mac : session.s_enc);
  if (x.deviates(scp02_c_enc_in_ecb)) return crypto::des3_ecb_decrypt(key, body, plain);
  if (x.deviates(scp02_first_block_deciphered)) {
    std::ranges::copy(body, plain.begin());
    body = body.first(mac_size);
    plain = plain.first(mac_size);
  }
  const Block8 icv = x.deviates(scp02_c_enc_icv_chained) ? chain_of(session) : Block8{};
  crypto::des3_cbc_decrypt(key, icv, body, plain);
}

/// Larger than the data when there is no padding.
std::size_t unpadded_length(const Exchange& x, ByteView plain) {
  std::size_t length = crypto::unpadded_length(plain);
  // GPC E.4.6: as much as a block of padding is right.
  if (length + 8 == plain.size() && x.deviates(scp02_whole_block_of_padding_refused))
    length = plain.size() + 1;
  if (length > plain.size() && x.deviates(scp02_padding_may_be_missing)) length = plain.size();
  return length;
}

/// GPC E.4.6. False when there are no whole blocks or no padding.
bool decrypt(Exchange& x, ByteView body) {
  if (body.size() % 8 != 0) return x.deviates(scp02_clear_data_taken);
  const MutableByteView plain = MutableByteView(x.plain).first(body.size());
  decipher(x, body, plain);
  const std::size_t length = unpadded_length(x, plain);
  if (length > plain.size()) return false;
  x.command.data = ByteView(plain).first(x.deviates(scp02_padding_kept) ? plain.size() : length);
  return true;
}

/// Virtual time of one pass of DES over these data.
void spend(Exchange& x, ByteView data) {
  constexpr std::uint64_t block_us = 100;
  x.env.time_us += block_us * (data.size() / 8 + 1);
}

bool unprotect(Exchange& x) {
  SecureSession& session = x.session();
  const ByteView data = x.command.data;
  if (data.size() < mac_size) return false;
  const ByteView body = data.first(data.size() - mac_size);
  const ByteView mac = data.last(mac_size);
  x.command.data = body;
  // GPC E.4.6: the MAC was computed over the plain data, so decryption comes first.
  x.received = body;
  // What it costs depends on what was sent alone, and wrong padding is no reason to stop before the C-MAC: else answers
  // and their time tell an eavesdropper how the data decrypt.
  bool readable = true;
  if (session.requires_level(level::c_decryption) && !body.empty()) {
    spend(x, body);
    readable = decrypt(x, body);
    if (!readable && x.deviates(scp02_padding_error_told)) x.refusal = sw::wrong_data;
    if (!readable && x.deviates(scp02_padding_error_early)) return false;
  }
  spend(x, body);
  const ByteView covered = x.deviates(scp02_mac_over_ciphertext) ? body : x.command.data;
  const Block8 right = c_mac(x, next_icv(x), covered);
  const std::size_t compared = x.deviates(scp02_c_mac_half_compared) ? 4 : mac_size;
  if (!equal_in_constant_time(ByteView(right).first(compared), mac.first(compared)) &&
      !x.deviates(scp02_c_mac_unchecked))
    return false;
  if (!readable) return false;
  x.chain_before = chain_of(session);
  std::ranges::copy(right, session.chaining.begin());  // GPC E.4.4: kept even if the command fails
  if (x.deviates(scp02_counter_raised_by_every_c_mac))
    raise_counter(x, x.card().key_sets[session.key_set]);
  return true;
}

void protect(Exchange& x, StatusWord status, std::uint8_t level) {
  SecureSession& session = x.session();
  const bool verified = (level & level::c_mac) != 0;
  if (status.is_error() && verified && x.deviates(scp02_chain_lost_on_error))
    std::ranges::copy(x.chain_before, session.chaining.begin());
  if (!session.requires_level(level::r_mac) || x.leave_out_of_r_mac) return;
  advance_r_mac(x, status);
  const bool case_3 = x.command.ne == 0 && x.deviates(scp02_r_mac_wants_le);
  const bool begun_now = (level & level::r_mac) == 0 && !x.deviates(begin_r_mac_answers_r_mac);
  const bool asked = !begun_now && session.r_mac_in_each && !case_3;
  // An error response has no data field, so its R-MAC is kept for the chain alone.
  if (!asked || status.is_error()) return;
  append(x.response, session.r_mac_chaining);
  x.r_mac_added = true;
}

}  // namespace

const Protocol protocol{initialize,     host_cryptogram, first_mac_is_right,
                        supports_level, unprotect,       protect};

}  // namespace assay::model::scp02

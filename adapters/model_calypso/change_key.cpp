// SPDX-License-Identifier: Apache-2.0
// Change Key and Change PIN: one instruction, told apart by P2.
#include <algorithm>
#include <array>

#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/pin.hpp"
#include "adapters/model_calypso/pki.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using crypto::open_stand_in::Purpose;

constexpr std::uint8_t pin_reference = 0xFF;
constexpr std::size_t plain_pin = 0x04, ciphered_pin = 0x10, old_key_block = 0x18, key_block = 0x20;
constexpr std::uint8_t aes = 0xA0;

/// Keys and PINs are changed under the issuer key.
const Key& issuer_key(const Exchange& x) {
  return x.application().keys[0];
}

StatusWord store_pin(Exchange& x, ByteView pin) {
  PinRecord record;
  std::ranges::copy(pin, record.value.begin());
  x.env.persist(x.card(), x.card().pin, record);
  x.working().pin_verified = false;
  return sw::ok;
}

/// The old PIN, or four zeros from an issuer who does not know it; the new one; zeros.
StatusWord change_ciphered_pin(Exchange& x) {
  if (!x.working().has_challenge) return sw::not_allowed;
  x.working().has_challenge = false;
  std::array<std::uint8_t, ciphered_pin> clear =
      crypto::open_stand_in::mask(issuer_key(x).value, Purpose::pin_change, x.working().challenge);
  for (std::size_t i = 0; i < clear.size(); ++i) clear[i] ^= x.command.data[i];
  const ByteView block(clear);
  const std::array<std::uint8_t, 8> zeros{};
  const bool old_pin =
      equal(block.first(4), x.card().pin.value) || equal(block.first(4), ByteView(zeros).first(4));
  if (!old_pin || !equal(block.subspan(8), zeros)) return sw::wrong_cryptogram;
  return store_pin(x, block.subspan(4, 4));
}

StatusWord change_pin(Exchange& x) {
  if (x.command.data.size() == ciphered_pin) return change_ciphered_pin(x);
  if (!x.features().pin_plain) return sw::conditions;
  if (!x.working().pin_verified) return sw::not_allowed;
  return store_pin(x, x.command.data);
}

/// KIF, KVC, ALG, key, 5 zeros, and the check over challenge and all of it.
StatusWord read_key(const Exchange& x, Key& key) {
  std::array<std::uint8_t, key_block> block{};
  std::ranges::copy(x.command.data, block.begin());
  const Key& issuer = issuer_key(x);
  crypto::open_stand_in::apply_keystream(issuer.value, Purpose::key_change, x.working().challenge,
                                         block);
  const ByteView clear(block);
  Bytes checked = to_bytes(x.working().challenge);
  append(checked, clear.first(24));
  const auto check = crypto::open_stand_in::mac(issuer.value, Purpose::key_change, checked);
  if (!equal_in_constant_time(clear.subspan(24), ByteView(check).first(8)))
    return sw::wrong_cryptogram;
  const std::array<std::uint8_t, 5> zeros{};
  if (clear[2] != aes || !equal(clear.subspan(19, 5), zeros)) return sw::wrong_data;
  key = {clear[0], clear[1], clear[2], {}};
  std::copy_n(clear.begin() + 3, key.value.size(), key.value.begin());
  return sw::ok;
}

StatusWord change_key(Exchange& x) {
  if (!x.working().has_challenge) return sw::not_allowed;
  x.working().has_challenge = false;
  Key key;
  if (const StatusWord read = read_key(x, key); read != sw::ok) return read;
  x.env.persist(x.card(), x.application().keys[x.command.p2 - 1U], key);
  if (x.command.p2 == 1) erase_key_pair(x);  // the issuer's identity goes with the issuer key
  return sw::ok;
}

StatusWord check_length(const Exchange& x) {
  const std::size_t size = x.command.data.size();
  const bool known =
      size == plain_pin || size == ciphered_pin || size == old_key_block || size == key_block;
  if (!known) return sw::wrong_length;
  const bool for_pin = size == plain_pin || size == ciphered_pin;
  const bool pin = x.command.p2 == pin_reference;
  if (pin != for_pin || size == old_key_block) return sw::length_for_parameters;
  return sw::ok;
}

}  // namespace

StatusWord change_key_or_pin(Exchange& x) {
  const bool pin = x.command.p2 == pin_reference;
  const bool key = x.command.p2 >= 1 && x.command.p2 <= 3;
  if (x.command.p1 != 0 || (!pin && !key)) return sw::wrong_parameters;
  if (pin && !knows_pin(x)) return sw::wrong_parameters;
  if (const StatusWord fits = check_length(x); fits != sw::ok) return fits;
  if (!x.has_application()) return sw::conditions;
  if (x.session().is_open() || is_invalidated(x)) return sw::conditions;
  if (x.card().transaction_counter == 0) return sw::exhausted;
  return pin ? change_pin(x) : change_key(x);
}

}  // namespace assay::model::calypso

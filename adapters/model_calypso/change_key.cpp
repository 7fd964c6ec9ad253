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
  const bool ciphered = x.command.data.size() == ciphered_pin;
  const bool nothing =
      x.deviates(ciphered ? ciphered_pin_change_changes_nothing : pin_change_changes_nothing);
  if (!nothing)
    std::ranges::copy(pin, record.value.begin());
  else
    record.value = x.card().pin.value;
  if (x.deviates(pin_change_keeps_tries)) record.tries = x.card().pin.tries;
  x.env.persist(x.card(), x.card().pin, record);
  x.working().pin_verified = false;
  return sw::ok;
}

/// The old PIN, or four zeros from an issuer who does not know it; the new one; zeros.
StatusWord change_ciphered_pin(Exchange& x) {
  if (!x.working().has_challenge && !x.deviates(pin_change_without_challenge))
    return sw::not_allowed;
  x.working().has_challenge = false;
  std::array<std::uint8_t, ciphered_pin> clear =
      crypto::open_stand_in::mask(issuer_key(x).value, Purpose::pin_change, x.working().challenge);
  for (std::size_t i = 0; i < clear.size(); ++i) clear[i] ^= x.command.data[i];
  const ByteView block(clear);
  const std::array<std::uint8_t, 8> zeros{};
  const bool old_pin =
      equal(block.first(4), x.card().pin.value) || equal(block.first(4), ByteView(zeros).first(4));
  const bool padded = equal(block.subspan(8), zeros) || x.deviates(pin_padding_ignored);
  if (!old_pin && !x.deviates(pin_change_unchecked)) return sw::wrong_cryptogram;
  if (!padded && !x.deviates(pin_change_unchecked))
    return x.deviates(wrong_pin_padding_says_6988) ? sw::wrong_cryptogram : sw::wrong_data;
  return store_pin(x, block.subspan(4, 4));
}

StatusWord change_pin(Exchange& x) {
  if (x.command.data.size() == ciphered_pin) return change_ciphered_pin(x);
  if (!x.features().pin_plain && !x.deviates(plain_pin_change_always)) return sw::conditions;
  if (!x.working().pin_verified && x.features().pin_change_verified) return sw::not_allowed;
  return store_pin(x, x.command.data);
}

/// HCE: the issuer key is not in the phone, and nothing is changed under it.
bool lacks_issuer_key(const Exchange& x) {
  if (!x.features().hce || x.command.data.size() == plain_pin) return false;
  const bool pin = x.command.p2 == pin_reference;
  return !x.deviates(pin ? phone_changes_pin : phone_changes_keys);
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
  const bool right = equal_in_constant_time(clear.subspan(24), ByteView(check).first(8));
  if (!right && !x.deviates(key_check_ignored))
    return x.deviates(wrong_key_says_6a80) ? sw::wrong_data : sw::wrong_cryptogram;
  const std::array<std::uint8_t, 5> zeros{};
  const bool sound = clear[2] == aes && equal(clear.subspan(19, 5), zeros);
  if (!sound && !x.deviates(key_content_ignored) && !x.deviates(key_check_ignored))
    return sw::wrong_data;
  key = {clear[0], clear[1], clear[2], {}};
  std::copy_n(clear.begin() + 3, key.value.size(), key.value.begin());
  return sw::ok;
}

StatusWord change_key(Exchange& x) {
  if (!x.working().has_challenge && !x.deviates(key_change_without_challenge))
    return sw::not_allowed;
  if (!x.deviates(key_change_keeps_challenge)) x.working().has_challenge = false;
  Key key;
  if (const StatusWord read = read_key(x, key); read != sw::ok) return read;
  const std::size_t index = x.deviates(key_change_sets_key_3) ? 2 : x.command.p2 - 1U;
  if (x.deviates(key_change_sets_name_only)) key.value = x.application().keys[index].value;
  if (x.deviates(key_change_keeps_name)) {
    key.kif = x.application().keys[index].kif;
    key.kvc = x.application().keys[index].kvc;
  }
  x.env.persist(x.card(), x.application().keys[index], key);
  if (x.command.p2 == 1 && !x.deviates(key_change_keeps_key_pair))
    erase_key_pair(x);  // the issuer's identity goes with the issuer key
  return sw::ok;
}

StatusWord check_length(const Exchange& x) {
  const std::size_t size = x.command.data.size();
  const bool known =
      size == plain_pin || size == ciphered_pin || size == old_key_block || size == key_block;
  const bool pin_named = x.command.p2 == pin_reference;
  if (!known && x.deviates(pin_named ? pin_change_length_says_6a80 : key_change_length_says_6a80))
    return sw::wrong_data;
  if (!known) return sw::wrong_length;
  const bool for_pin = size == plain_pin || size == ciphered_pin;
  const bool pin = x.command.p2 == pin_reference;
  if (pin != for_pin || size == old_key_block)
    return x.deviates(key_length_says_6700) ? sw::wrong_length : sw::length_for_parameters;
  return sw::ok;
}

}  // namespace

StatusWord change_key_or_pin(Exchange& x) {
  const bool pin = x.command.p2 == pin_reference;
  const bool key = x.command.p2 >= 1 && x.command.p2 <= 3;
  if (x.command.p1 != 0 || (!pin && !key)) {
    const bool other =
        x.deviates(pin ? pin_change_parameters_say_6a86 : key_change_parameters_say_6a86);
    return other ? sw::wrong_selection : sw::wrong_parameters;
  }
  if (pin && !knows_pin(x)) return sw::wrong_parameters;
  if (const StatusWord fits = check_length(x); fits != sw::ok) return fits;
  if (!x.has_application()) return sw::conditions;
  if (lacks_issuer_key(x)) return sw::conditions;
  if (x.session().is_open() && !x.deviates(pin ? pin_changed_in_session : key_changed_in_session))
    return sw::conditions;
  if (is_invalidated(x) &&
      !x.deviates(pin ? pin_changed_in_invalidated_df : key_changed_in_invalidated_df))
    return sw::conditions;
  if (x.card().transaction_counter == 0 &&
      !x.deviates(pin ? pin_changed_without_counter : key_changed_without_counter))
    return sw::exhausted;
  return pin ? change_pin(x) : change_key(x);
}

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// CARD GENERATE KEY and CARD CIPHER PIN, one instruction: keys and PINs on their way to a card, under its challenge.
#include <algorithm>

#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

constexpr std::uint8_t key_p1 = 0xFF, verify_p1 = 0x80, change_p1 = 0x40;
constexpr std::uint8_t under_key = 0xFF, under_null_key = 0x00;
constexpr std::uint8_t data_marker = 0x90;

/// Takes the card's challenge: it serves once.
Block8 take_random(Exchange& x) {
  const Block8 random = x.now().random.bytes;
  if (!x.deviates(random_serves_again)) x.now().random = {};
  return random;
}

bool is_ready(const Exchange& x) {
  const bool random = x.now().random.size != 0 || x.deviates(card_cipher_without_random);
  return random && x.now().diversifier.size != 0;
}

/// KIF, KVC, ALG, the key diversified for the card, zeros, a check; all enciphered for the card (decision 0024).
void answer_key_block(Exchange& x, const KeyValue& ciphering, const Key& source) {
  const Block8 random = take_random(x);
  Bytes block{source.kif, source.kvc, source.alg};
  append(block, x.deviates(generated_key_undiversified) ? source.value : current_key(x, source));
  block.resize(24);
  Bytes checked = to_bytes(random);
  append(checked, block);
  const auto check = osp::mac(ciphering, osp::Purpose::key_change, checked);
  append(block, ByteView(check).first(8));
  if (!x.deviates(generated_key_in_clear))
    osp::apply_keystream(ciphering, osp::Purpose::key_change, random, block);
  append(x.response, block);
}

StatusWord generate_key(Exchange& x) {
  const bool null_key = x.command.p2 == under_null_key && !x.deviates(null_key_refused);
  if (!null_key && x.command.p2 != under_key) return sw::wrong_parameters;
  const ByteView data = x.command.data;
  if (data.size() != (null_key ? 3U : 5U)) return sw::wrong_length;
  if (!is_ready(x)) return sw::conditions_not_satisfied;
  if (data.back() != data_marker && !x.deviates(generate_key_takes_any_format))
    return sw::wrong_data;
  const ByteView source_name = data.subspan(null_key ? 0 : 2, 2);
  const Key* source = find_work_key(x, source_name[0], source_name[1]);
  const Key* ciphering = null_key ? nullptr : find_work_key(x, data[0], data[1]);
  if (source == nullptr || (!null_key && ciphering == nullptr)) return sw::key_not_found;
  if (ciphering != nullptr && x.deviates(generate_key_swaps_keys)) std::swap(source, ciphering);
  const bool ignores = x.deviates(ciphering_key_ignored);
  answer_key_block(x, null_key || ignores ? KeyValue{} : current_key(x, *ciphering), *source);
  return sw::ok;
}

/// KIF and KVC 00 mean the key of the card session that is open.
const Key* pin_key(const Exchange& x) {
  const ByteView data = x.command.data;
  const CardSession& session = x.now().session;
  const bool of_session = data[0] == 0 && data[1] == 0 && session.phase != SessionPhase::none;
  if (of_session) return find_work_key(x, session.kif, session.kvc);
  return find_work_key(x, data[0], data[1]);
}

void answer_pin(Exchange& x, const Key& key, bool change) {
  const Block8 random = take_random(x);
  const bool swaps = x.deviates(pin_purposes_swapped);
  const auto purpose = change != swaps ? osp::Purpose::pin_change : osp::Purpose::pin_verification;
  const auto mask = osp::mask(current_key(x, key), purpose, random);
  Bytes block = to_bytes(x.command.data.subspan(2));
  if (change && x.deviates(pin_change_new_first))
    std::rotate(block.begin(), block.begin() + 4, block.end());
  block.resize(change ? 16 : 8);
  if (!x.deviates(pin_in_clear))
    for (std::size_t i = 0; i < block.size(); ++i) block[i] ^= mask[i];
  append(x.response, block);
}

StatusWord cipher_pin(Exchange& x) {
  const bool change = x.command.p1 == change_p1;
  if (x.command.p2 != 0xFF && !x.deviates(cipher_pin_takes_any_p2)) return sw::wrong_parameters;
  if (x.command.data.size() != (change ? 10U : 6U)) return sw::wrong_length;
  if (!is_ready(x)) return sw::conditions_not_satisfied;
  const Key* key = pin_key(x);
  if (key == nullptr) return sw::key_not_found;
  if (!x.deviates(pins_not_counted) && !count(x, *key)) return sw::limit_reached;
  answer_pin(x, *key, change);
  return sw::ok;
}

}  // namespace

StatusWord card_cipher(Exchange& x) {
  if (x.command.p1 == key_p1) return generate_key(x);
  if (x.command.p1 == verify_p1 || x.command.p1 == change_p1) return cipher_pin(x);
  return sw::wrong_parameters;
}

}  // namespace assay::model::sam

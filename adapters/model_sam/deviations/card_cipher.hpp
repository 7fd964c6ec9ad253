// SPDX-License-Identifier: Apache-2.0
// Deviations of keys and PINs for cards: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto card_cipher = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {random_serves_again, "random-serves-again", "", "", "uses a card's challenge again"},
      {card_cipher_without_random, "card-cipher-without-random", "", "",
       "ciphers for a card that gave no challenge"},
      {card_cipher_without_diversifier, "card-cipher-without-diversifier", "", "",
       "ciphers for a card with no diversifier selected"},
      {generated_key_undiversified, "generated-key-undiversified", "", "",
       "sends master keys to cards"},
      {generated_key_in_clear, "generated-key-in-clear", "", "",
       "sends keys to cards without enciphering them"},
      {generate_key_takes_any_format, "generate-key-takes-any-format", "", "",
       "ignores the format of the key block"},
      {generate_key_swaps_keys, "generate-key-swaps-keys", "", "",
       "takes the first key for the source"},
      {ciphering_key_ignored, "ciphering-key-ignored", "", "",
       "enciphers every key with the null key"},
      {pin_purposes_swapped, "pin-purposes-swapped", "", "",
       "masks presented PINs as changed ones and the other way round"},
      {pin_change_new_first, "pin-change-new-first", "", "", "puts the new PIN before the old one"},
      {pin_in_clear, "pin-in-clear", "", "", "sends PINs without a mask"},
      {cipher_pin_takes_any_p2, "cipher-pin-takes-any-p2", "", "", "ignores P2 of CARD CIPHER PIN"},
  });
}();

}  // namespace assay::model::sam::deviations

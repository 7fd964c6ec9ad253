// SPDX-License-Identifier: Apache-2.0
// Deviations of keys and PINs for cards: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto card_cipher = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {random_serves_again, "random-serves-again", "SAM-PIN-05 SAM-CGK-04", "",
       "uses a card's challenge again"},
      {card_cipher_without_random, "card-cipher-without-random", "SAM-PIN-05 SAM-CGK-04", "",
       "ciphers for a card that gave no challenge"},
      {generated_key_undiversified, "generated-key-undiversified", "SAM-CGK-01", "",
       "sends master keys to cards"},
      {generated_key_in_clear, "generated-key-in-clear", "SAM-CGK-01", "",
       "sends keys to cards without enciphering them"},
      {generate_key_takes_any_format, "generate-key-takes-any-format", "SAM-CGK-06", "",
       "ignores the format of the key block"},
      {generate_key_swaps_keys, "generate-key-swaps-keys", "SAM-CGK-01", "",
       "takes the first key for the source"},
      {ciphering_key_ignored, "ciphering-key-ignored", "SAM-CGK-01", "",
       "enciphers every key with the null key"},
      {pin_purposes_swapped, "pin-purposes-swapped", "SAM-PIN-01 SAM-PIN-02", "",
       "masks presented PINs as changed ones and the other way round"},
      {pin_change_new_first, "pin-change-new-first", "SAM-PIN-02", "",
       "puts the new PIN before the old one"},
      {pin_in_clear, "pin-in-clear", "SAM-PIN-01 SAM-PIN-02", "", "sends PINs without a mask"},
      {cipher_pin_takes_any_p2, "cipher-pin-takes-any-p2", "SAM-PIN-06", "",
       "ignores P2 of CARD CIPHER PIN"},
      {null_key_refused, "null-key-refused", "SAM-CGK-02", "",
       "enciphers keys under a named key alone"},
  });
}();

}  // namespace assay::model::sam::deviations

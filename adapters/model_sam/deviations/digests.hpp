// SPDX-License-Identifier: Apache-2.0
// Deviations of the items of card sessions: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto digests = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {update_takes_any_mode, "update-takes-any-mode", "", "",
       "takes unknown modes of DIGEST UPDATE as the plain one"},
      {update_after_close, "update-after-close", "", "", "takes items after the digest was closed"},
      {update_before_card_is_proven, "update-before-card-is-proven", "", "",
       "takes items while the card's early MAC is awaited"},
      {answers_not_digested, "answers-not-digested", "", "", "digests commands alone"},
      {commands_not_digested, "commands-not-digested", "", "", "digests answers alone"},
      {status_not_digested, "status-not-digested", "", "", "leaves status words out of the digest"},
      {update_echoes_item, "update-echoes-item", "", "", "answers the item that it digested"},
      {ciphered_command_of_4, "ciphered-command-of-4", "", "",
       "takes a command of four bytes for enciphering"},
      {short_ciphered_item_says_6700, "short-ciphered-item-says-6700", "", "",
       "says wrong length to an item too short for enciphering"},
      {cipher_number_constant, "cipher-number-constant", "", "",
       "enciphers every item with the same keystream"},
      {digest_takes_other_form, "digest-takes-other-form", "", "",
       "digests the plain form of ciphered items"},
      {ciphered_in_regular_session, "ciphered-in-regular-session", "", "",
       "enciphers in a regular session"},
      {multiple_structure_ignored, "multiple-structure-ignored", "", "",
       "takes several items whose lengths do not fit"},
      {multiple_is_one_item, "multiple-is-one-item", "", "", "digests several items as one"},
      {multiple_takes_first_only, "multiple-takes-first-only", "", "",
       "digests the first of several items alone"},
      {multiple_on_every_product, "multiple-on-every-product", "", "hsm",
       "knows DIGEST UPDATE MULTIPLE on a product without it"},
  });
}();

}  // namespace assay::model::sam::deviations

// SPDX-License-Identifier: Apache-2.0
// Deviations of the items of card sessions: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto digests = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {update_takes_any_mode, "update-takes-any-mode", "SAM-DIG-18", "",
       "takes unknown modes of DIGEST UPDATE as the plain one"},
      {update_after_close, "update-after-close", "SAM-DIG-27", "",
       "takes items after the digest was closed"},
      {answers_not_digested, "answers-not-digested", "SAM-DIG-12", "recorded",
       "digests commands alone"},
      {commands_not_digested, "commands-not-digested", "SAM-DIG-12", "recorded",
       "digests answers alone"},
      {status_not_digested, "status-not-digested", "SAM-DIG-12", "recorded",
       "leaves status words out of the digest"},
      {update_echoes_item, "update-echoes-item", "SAM-DIG-12", "",
       "answers the item that it digested"},
      {ciphered_command_of_4, "ciphered-command-of-4", "SAM-DIG-16", "",
       "takes a command of four bytes for enciphering"},
      {short_ciphered_item_says_6700, "short-ciphered-item-says-6700", "SAM-DIG-16 SAM-DIG-17", "",
       "says wrong length to an item too short for enciphering"},
      {cipher_number_constant, "cipher-number-constant", "SAM-DIG-13", "recorded",
       "enciphers every item with the same keystream"},
      {digest_takes_other_form, "digest-takes-other-form", "SAM-DIG-13", "recorded",
       "digests the plain form of ciphered items"},
      {multiple_structure_ignored, "multiple-structure-ignored", "SAM-DIG-22", "",
       "takes several items whose lengths do not fit"},
      {multiple_is_one_item, "multiple-is-one-item", "SAM-DIG-19", "",
       "digests several items as one"},
      {multiple_takes_first_only, "multiple-takes-first-only", "SAM-DIG-19", "",
       "digests the first of several items alone"},
      {multiple_on_every_product, "multiple-on-every-product", "SAM-ATR-07", "hsm",
       "knows DIGEST UPDATE MULTIPLE on a product without it"},
      {update_without_session, "update-without-session", "SAM-DIG-15 SAM-DIG-21", "",
       "takes items when no session is open"},
  });
}();

}  // namespace assay::model::sam::deviations

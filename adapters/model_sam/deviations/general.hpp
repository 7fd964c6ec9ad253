// SPDX-License-Identifier: Apache-2.0
// Deviations of all commands alike: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto general = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {length_mismatch_tolerated, "length-mismatch-tolerated", "", "",
       "takes what follows Lc as data, however long it is"},
      {class_ignored, "class-ignored", "", "", "does not look at the class byte"},
      {old_class_taken, "old-class-taken", "", "", "takes class 94 beside its own"},
      {iso_class_taken, "iso-class-taken", "", "", "takes class 00 beside its own"},
      {wrong_class_says_6d00, "wrong-class-says-6d00", "", "",
       "takes the status word of an unknown instruction for a wrong class"},
      {unknown_instruction_says_6e00, "unknown-instruction-says-6e00", "", "",
       "takes the status word of a wrong class for an unknown instruction"},
      {wrong_length_says_6a80, "wrong-length-says-6a80", "", "",
       "says wrong data where the length is wrong"},
      {le_ignored, "le-ignored", "", "", "answers more bytes than Le allows"},
      {challenge_survives_commands, "challenge-survives-commands", "", "",
       "keeps a challenge over commands that may not stand between"},
      {reset_ends_busy, "reset-ends-busy", "", "", "a reset makes a busy SAM ready"},
      {reset_keeps_unlocked, "reset-keeps-unlocked", "", "locked", "stays unlocked over a reset"},
      {reset_keeps_diversifier, "reset-keeps-diversifier", "", "",
       "keeps the diversifier over a reset"},
      {reset_keeps_challenge, "reset-keeps-challenge", "", "", "keeps its challenge over a reset"},
      {reset_keeps_session, "reset-keeps-session", "", "",
       "keeps the digest of a card session over a reset"},
      {reset_keeps_stored_value, "reset-keeps-stored-value", "", "",
       "keeps a stored value operation over a reset"},
      {atr_type_of_a_card, "atr-type-of-a-card", "", "",
       "its ATR has the application type of a card"},
      {atr_subtype_zero, "atr-subtype-zero", "", "", "its ATR does not name the product"},
      {atr_serial_reversed, "atr-serial-reversed", "", "",
       "its ATR has the serial number backwards"},
      {atr_without_status, "atr-without-status", "", "", "its ATR ends with the serial number"},
  });
}();

}  // namespace assay::model::sam::deviations

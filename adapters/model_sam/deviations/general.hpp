// SPDX-License-Identifier: Apache-2.0
// Deviations of all commands alike: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto general = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {length_mismatch_tolerated, "length-mismatch-tolerated", "SAM-CHA-06", "",
       "takes what follows Lc as data, however long it is"},
      {class_ignored, "class-ignored", "SAM-GEN-02", "", "does not look at the class byte"},
      {old_class_taken, "old-class-taken", "SAM-GEN-02", "", "takes class 94 beside its own"},
      {hsm_has_its_own_class, "hsm-has-its-own-class", "SAM-HSM-04", "hsm",
       "has another class than the SAM whose commands it takes"},
      {iso_class_taken, "iso-class-taken", "SAM-GEN-02", "", "takes class 00 beside its own"},
      {wrong_class_says_6d00, "wrong-class-says-6d00", "SAM-GEN-02", "",
       "takes the status word of an unknown instruction for a wrong class"},
      {unknown_instruction_says_6e00, "unknown-instruction-says-6e00", "SAM-GEN-01", "",
       "takes the status word of a wrong class for an unknown instruction"},
      {wrong_length_says_6a80, "wrong-length-says-6a80",
       "SAM-DIV-05 SAM-CHA-04 SAM-CHA-06 SAM-DIG-04 SAM-DIG-14 SAM-DIG-20 SAM-DIG-30 SAM-CGK-03 "
       "SAM-PIN-03 SAM-DCI-02 SAM-PSO-07 SAM-PSO-18 SAM-CRT-04 SAM-GKP-02 SAM-GKP-08 SAM-SV-02 "
       "SAM-SV-09 SAM-SV-18 SAM-KPR-06 SAM-SDC-02 SAM-WCE-04 SAM-WPA-02 SAM-WKY-05 SAM-UNL-03",
       "", "says wrong data where the length is wrong"},
      {challenge_survives_commands, "challenge-survives-commands", "SAM-DIG-10", "",
       "keeps a challenge over commands that may not stand between"},
      {reset_ends_busy, "reset-ends-busy", "SAM-PSO-16", "", "a reset makes a busy SAM ready"},
      {reset_keeps_unlocked, "reset-keeps-unlocked", "SAM-UNL-06", "locked",
       "stays unlocked over a reset"},
      {reset_keeps_diversifier, "reset-keeps-diversifier", "SAM-DIG-07", "",
       "keeps the diversifier over a reset"},
      {reset_keeps_challenge, "reset-keeps-challenge", "SAM-DIG-06", "",
       "keeps its challenge over a reset"},
      {reset_keeps_session, "reset-keeps-session", "SAM-DIG-15", "",
       "keeps the digest of a card session over a reset"},
      {reset_keeps_stored_value, "reset-keeps-stored-value", "SAM-SV-19", "",
       "keeps a stored value operation over a reset"},
      {atr_type_of_a_card, "atr-type-of-a-card", "SAM-ATR-02", "",
       "its ATR has the application type of a card"},
      {atr_subtype_zero, "atr-subtype-zero", "SAM-ATR-03", "", "its ATR does not name the product"},
      {atr_serial_reversed, "atr-serial-reversed", "SAM-ATR-09", "",
       "its ATR has the serial number backwards"},
      {atr_without_status, "atr-without-status", "SAM-ATR-01", "",
       "its ATR ends with the serial number"},
      {absent_key_says_6a88, "absent-key-says-6a88",
       "SAM-DIG-09 SAM-CGK-07 SAM-PIN-07 SAM-DCI-07 SAM-PSO-11 SAM-PSO-21 SAM-SV-06 SAM-SV-13 "
       "SAM-KPR-09 SAM-KPR-10 SAM-SDC-07",
       "", "has another status word for a key it does not hold"},
      {wrong_parameters_say_6a86, "wrong-parameters-say-6a86",
       "SAM-DIG-08 SAM-PIN-06 SAM-CGK-05 SAM-SV-04 SAM-SV-11 SAM-CNT-10 SAM-CNT-11 SAM-CNT-12 "
       "SAM-KPR-08 SAM-SDC-06 SAM-WCE-12 SAM-WPA-08 SAM-WKY-15 SAM-WKY-16",
       "", "has another status word for P1 and P2 that are wrong (6A00)"},
      {wrong_mode_says_6a86, "wrong-mode-says-6a86",
       "SAM-DIG-18 SAM-DIG-23 SAM-DCI-08 SAM-PSO-12 SAM-PSO-22 SAM-CRT-09 SAM-GKP-05", "",
       "has another status word for P1 and P2 that are wrong (6B00)"},
      {atr_issuer_zero, "atr-issuer-zero", "SAM-ATR-06", "hsm",
       "its ATR does not name the issuer of its software"},
  });
}();

}  // namespace assay::model::sam::deviations

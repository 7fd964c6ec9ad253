// SPDX-License-Identifier: Apache-2.0
// Deviations of all commands alike: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto general = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {length_mismatch_tolerated, "length-mismatch-tolerated",
       "ISO-4-5.2-05 GP-11.1.3-02 GP-11.9.2-03", "",
       "takes what follows Lc as data, however long it is"},
      {unknown_instruction_says_6e00, "unknown-instruction-says-6e00",
       "GP-11.1.3-07 ISO-4-5.5-03 GP-6.3-12", "",
       "takes the status word of a wrong class for an unknown instruction"},
      {reserved_class_taken, "reserved-class-taken",
       "ISO-4-5.4.1-01 ISO-4-5.4.1-02 GP-11.1.3-08 GP-11.1.4-01 ISO-4-5.5-04", "",
       "takes reserved and invalid class bytes as class 00"},
      {chaining_bit_ignored, "chaining-bit-ignored", "GP-11.1.4.1-09 ISO-4-5.4.1-04", "",
       "processes a command that announces a chain although chaining is not supported"},
      {iso_secure_messaging_ignored, "iso-secure-messaging-ignored",
       "GP-11.1.4.1-05 GP-11.1.4.1-06", "",
       "processes a command under ISO secure messaging as a plain one"},
      {iso_secure_messaging_as_own, "iso-secure-messaging-as-own", "GP-11.1.4.1-05 GP-11.1.4.1-06",
       "", "takes a class byte that announces ISO secure messaging as one of GlobalPlatform's"},
      {le_ignored, "le-ignored", "ISO-4-5.2-03", "", "answers more bytes than Le allows"},
      {terminated_answers_all, "terminated-answers-all", "GP-5.1.1.5-05 GP-11-17 GP-E.5-14",
       "terminated", "does not check the card state TERMINATED"},
      {terminated_refuses_get_data, "terminated-refuses-get-data", "GP-5.1.1.5-04 GP-11-05",
       "terminated", "refuses GET DATA like every other command in TERMINATED"},
  });
}();

}  // namespace assay::model::deviations

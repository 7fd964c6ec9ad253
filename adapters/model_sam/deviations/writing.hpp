// SPDX-License-Identifier: Apache-2.0
// Deviations of writing to SAMs: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto writing = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {sam_cipher_without_random, "sam-cipher-without-random", "", "",
       "prepares data for a SAM that gave no challenge"},
      {sam_cipher_in_clear, "sam-cipher-in-clear", "", "",
       "does not encipher what it prepares for other SAMs"},
      {sam_cipher_own_serial, "sam-cipher-own-serial", "", "",
       "puts its own serial number into what is for another SAM"},
      {system_kvc_ignored, "system-kvc-ignored", "", "", "finds system keys by their KIF alone"},
      {transfer_keeps_parameters, "transfer-keeps-parameters", "", "",
       "transfers a key with its own parameters"},
      {transfer_not_diversified, "transfer-not-diversified", "", "",
       "transfers a master key where a diversified one was asked for"},
      {static_mode_always, "static-mode-always", "", "",
       "takes static writes under keys that do not allow them"},
      {static_counter_of_last, "static-counter-of-last", "", "",
       "takes a static write made for the counter as it is"},
      {write_without_challenge, "write-without-challenge", "", "",
       "takes a write computed over zeros when no challenge was given"},
      {write_challenge_serves_again, "write-challenge-serves-again", "", "",
       "takes two writes under one challenge"},
      {write_signature_unchecked, "write-signature-unchecked", "", "",
       "does not check the signature of what is written"},
      {serial_of_block_unchecked, "serial-of-block-unchecked", "", "",
       "takes what was written for another SAM"},
      {reference_of_block_unchecked, "reference-of-block-unchecked", "", "",
       "takes what was written for another target"},
      {ceiling_padding_unchecked, "ceiling-padding-unchecked", "", "",
       "takes bytes behind a single ceiling"},
      {ceiling_unlimited, "ceiling-unlimited", "", "", "takes ceilings above FFFFFA"},
      {ceiling_numbers_from_one, "ceiling-numbers-from-one", "", "",
       "counts single ceilings from one"},
      {ceiling_not_stored, "ceiling-not-stored", "", "",
       "accepts a single ceiling and does not store it"},
      {ceiling_leaps, "ceiling-leaps", "", "",
       "raises a ceiling of a record as far as one likes under a DES key"},
      {configuration_not_stored, "configuration-not-stored", "", "",
       "does not store the configuration of a record"},
      {parameters_not_stored, "parameters-not-stored", "", "",
       "accepts parameters and does not store them"},
      {system_lock_ignored, "system-lock-ignored", "", "locked",
       "writes parameters and system keys although the lock forbids it"},
      {work_keys_lock_ignored, "work-keys-lock-ignored", "", "locked",
       "writes work keys although the lock forbids it"},
      {locked_lock_ignored, "locked-lock-ignored", "", "locked",
       "writes a lock that forbids its own replacement"},
      {plain_write_always, "plain-write-always", "", "",
       "writes in clear although parameters forbid it"},
      {plain_work_keys_always, "plain-work-keys-always", "", "",
       "writes work keys in clear although parameters forbid it"},
      {plain_system_keys, "plain-system-keys", "", "", "takes system keys in clear"},
      {plain_frame_unchecked, "plain-frame-unchecked", "", "",
       "takes anything around a key in clear"},
      {reserved_kif_taken, "reserved-kif-taken", "", "", "takes a work key with a reserved KIF"},
      {same_key_twice, "same-key-twice", "", "", "takes a key that is already there"},
      {full_record_overwritten, "full-record-overwritten", "", "",
       "writes over a record that is not empty"},
      {unknown_algorithm_taken, "unknown-algorithm-taken", "", "",
       "takes keys of unknown algorithms"},
      {last_parameters_unchecked, "last-parameters-unchecked", "", "",
       "takes ciphered keys whose PAR7 to PAR10 are not zero"},
      {lock_kif_unchecked, "lock-kif-unchecked", "", "", "takes any KIF for the lock"},
  });
}();

}  // namespace assay::model::sam::deviations

// SPDX-License-Identifier: Apache-2.0
// Deviations of writing to SAMs: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto writing = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {sam_cipher_in_clear, "sam-cipher-in-clear", "SAM-SDC-01 SAM-SGK-01", "",
       "does not encipher what it prepares for other SAMs"},
      {sam_cipher_own_serial, "sam-cipher-own-serial", "SAM-SDC-01", "",
       "puts its own serial number into what is for another SAM"},
      {system_kvc_ignored, "system-kvc-ignored", "SAM-SDC-07", "",
       "finds system keys by their KIF alone"},
      {transfer_keeps_parameters, "transfer-keeps-parameters", "SAM-SGK-01", "",
       "transfers a key with its own parameters"},
      {transfer_not_diversified, "transfer-not-diversified", "SAM-SGK-02", "",
       "transfers a master key where a diversified one was asked for"},
      {static_mode_always, "static-mode-always", "SAM-WCE-08", "",
       "takes static writes under keys that do not allow them"},
      {static_counter_of_last, "static-counter-of-last", "SAM-WCE-03", "",
       "takes a static write made for the counter as it is"},
      {write_without_challenge, "write-without-challenge", "SAM-WCE-06 SAM-WPA-04 SAM-WKY-08", "",
       "takes a write computed over zeros when no challenge was given"},
      {write_challenge_serves_again, "write-challenge-serves-again", "SAM-WCE-07", "",
       "takes two writes under one challenge"},
      {write_signature_unchecked, "write-signature-unchecked", "SAM-WCE-11 SAM-WPA-07 SAM-WKY-14",
       "", "does not check the signature of what is written"},
      {serial_of_block_unchecked, "serial-of-block-unchecked", "SAM-WPA-09", "",
       "takes what was written for another SAM"},
      {reference_of_block_unchecked, "reference-of-block-unchecked", "SAM-WPA-09", "",
       "takes what was written for another target"},
      {ceiling_padding_unchecked, "ceiling-padding-unchecked", "SAM-WCE-15", "",
       "takes bytes behind a single ceiling"},
      {ceiling_unlimited, "ceiling-unlimited", "SAM-CNT-16", "", "takes ceilings above FFFFFA"},
      {ceiling_numbers_from_one, "ceiling-numbers-from-one", "SAM-WCE-02", "",
       "counts single ceilings from one"},
      {ceiling_not_stored, "ceiling-not-stored", "SAM-WCE-02", "",
       "accepts a single ceiling and does not store it"},
      {ceiling_leaps, "ceiling-leaps", "SAM-WCE-13", "",
       "raises a ceiling of a record as far as one likes under a DES key"},
      {configuration_not_stored, "configuration-not-stored", "SAM-WCE-01", "",
       "does not store the configuration of a record"},
      {parameters_not_stored, "parameters-not-stored", "SAM-WPA-01", "",
       "accepts parameters and does not store them"},
      {system_lock_ignored, "system-lock-ignored", "SAM-WPA-05 SAM-WKY-09", "locked",
       "writes parameters and system keys although the lock forbids it"},
      {work_keys_lock_ignored, "work-keys-lock-ignored", "SAM-WKY-10", "locked",
       "writes work keys although the lock forbids it"},
      {plain_write_always, "plain-write-always", "SAM-WKY-13", "",
       "writes in clear although parameters forbid it"},
      {plain_work_keys_always, "plain-work-keys-always", "SAM-WKY-13", "",
       "writes work keys in clear although parameters forbid it"},
      {plain_system_keys, "plain-system-keys", "SAM-WKY-16", "", "takes system keys in clear"},
      {same_key_twice, "same-key-twice", "SAM-WKY-18", "", "takes a key that is already there"},
      {full_record_overwritten, "full-record-overwritten", "SAM-WKY-12", "",
       "writes over a record that is not empty"},
      {unknown_algorithm_taken, "unknown-algorithm-taken", "SAM-WKY-17", "",
       "takes keys of unknown algorithms"},
      {last_parameters_unchecked, "last-parameters-unchecked", "SAM-WKY-21", "",
       "takes ciphered keys whose PAR7 to PAR10 are not zero"},
      {lock_kif_unchecked, "lock-kif-unchecked", "SAM-WKY-20", "", "takes any KIF for the lock"},
      {ceiling_number_wraps, "ceiling-number-wraps", "SAM-WCE-14", "",
       "takes a counter number above 26"},
      {plain_ceilings_say_6a00, "plain-ceilings-say-6a00", "SAM-WCE-09", "",
       "has another status word for ceilings in clear"},
      {full_store_overwrites_last, "full-store-overwrites-last", "SAM-WKY-11", "full",
       "writes over the last record when none is empty"},
      {any_record_is_last, "any-record-is-last", "SAM-WKY-03", "",
       "puts a work key into the last record"},
      {key_parameters_not_stored, "key-parameters-not-stored", "SAM-WKY-01 SAM-WKY-02", "",
       "forgets the parameters of a written work key"},
      {system_kif_unchecked, "system-kif-unchecked", "SAM-WKY-19", "",
       "takes a system key with any KIF"},
      {lock_value_misplaced, "lock-value-misplaced", "SAM-WKY-04", "",
       "reads the lock value from another place"},
      {inconsistent_length_says_6700, "inconsistent-length-says-6700", "SAM-WKY-23", "",
       "has another status word for a block that is too long"},
  });
}();

}  // namespace assay::model::sam::deviations

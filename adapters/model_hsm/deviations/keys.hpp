// SPDX-License-Identifier: Apache-2.0
// Deviations of key management: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_hsm/hsm_deviation.hpp"

namespace assay::model::hsm::deviations {

inline constexpr auto keys = [] {
  using enum HsmDeviation;
  return std::to_array<DeviationInfo>({
      {transfer_not_stored, "transfer-not-stored", "SAM-HSM-16 SAM-HSM-52", "",
       "says that it loaded a key, and did not"},
      {transfer_challenge_serves_twice, "transfer-challenge-serves-twice", "SAM-HSM-53", "",
       "takes a transfer for a challenge that was used"},
      {transfer_signature_unchecked, "transfer-signature-unchecked", "SAM-HSM-54", "",
       "does not check the signature of a transfer"},
      {transfer_to_every_group, "transfer-to-every-group", "SAM-HSM-55", "",
       "loads a key into every group"},
      {deletion_forgotten, "deletion-forgotten", "SAM-HSM-56", "",
       "says that it deleted a key, and did not"},
      {deletes_every_version, "deletes-every-version", "SAM-HSM-57", "",
       "deletes every version of a key"},
      {deletes_what_is_absent, "deletes-what-is-absent", "SAM-HSM-58", "",
       "says that it deleted a key which was not there"},
      {deletes_everywhere, "deletes-everywhere", "SAM-HSM-59", "", "deletes a key in every group"},
      {deletes_system_keys, "deletes-system-keys", "SAM-HSM-60", "",
       "deletes a system key as any other"},
      {deletion_ends_sessions, "deletion-ends-sessions", "SAM-HSM-61", "",
       "ends the sessions of a group when one of its keys is deleted"},
      {invalidated_key_serves, "invalidated-key-serves", "SAM-HSM-62", "",
       "an invalidated key goes on serving"},
      {invalidation_forgets, "invalidation-forgets", "SAM-HSM-63", "",
       "deletes a key where it should invalidate it"},
      {loads_invalidated_key, "loads-invalidated-key", "SAM-HSM-64", "",
       "loads a key that was invalidated, and makes it usable again"},
      {invalidates_what_is_absent, "invalidates-what-is-absent", "SAM-HSM-65", "",
       "says that it invalidated a key which was not there"},
      {invalidates_everywhere, "invalidates-everywhere", "SAM-HSM-66", "",
       "invalidates a key in every group"},
      {deleted_key_known, "deleted-key-known", "SAM-HSM-67", "",
       "tells a deleted key as invalidated"},
      {refused_load_stays, "refused-load-stays", "SAM-HSM-64", "",
       "keeps an invalidated key that it refuses to load"},
      {reload_keys_are_work_keys, "reload-keys-are-work-keys", "SAM-HSM-60", "",
       "takes the reloading key for a work key"},
      {invalidates_system_keys, "invalidates-system-keys", "SAM-HSM-99", "",
       "invalidates a system key as any other"},
  });
}();

}  // namespace assay::model::hsm::deviations

// SPDX-License-Identifier: Apache-2.0
// All deviations in one table, joined from the files of deviations/ in the order of the enumeration.
#include "adapters/model_sam/sam_deviation.hpp"

#include "adapters/model_common/deviation_table.hpp"
#include "adapters/model_sam/deviations/card_cipher.hpp"
#include "adapters/model_sam/deviations/certificates.hpp"
#include "adapters/model_sam/deviations/challenges.hpp"
#include "adapters/model_sam/deviations/closing.hpp"
#include "adapters/model_sam/deviations/digests.hpp"
#include "adapters/model_sam/deviations/general.hpp"
#include "adapters/model_sam/deviations/keys.hpp"
#include "adapters/model_sam/deviations/lock.hpp"
#include "adapters/model_sam/deviations/reading.hpp"
#include "adapters/model_sam/deviations/sessions.hpp"
#include "adapters/model_sam/deviations/signatures.hpp"
#include "adapters/model_sam/deviations/stored_value.hpp"
#include "adapters/model_sam/deviations/writing.hpp"

namespace assay::model::sam {
namespace {

constexpr auto table =
    join_deviations(deviations::general, deviations::lock, deviations::challenges, deviations::keys,
                    deviations::sessions, deviations::digests, deviations::closing,
                    deviations::card_cipher, deviations::signatures, deviations::stored_value,
                    deviations::certificates, deviations::reading, deviations::writing);

static_assert(follows_enumeration(table), "the table follows the enumeration");
static_assert(table.size() <= max_sam_deviations, "SamEnvironment has room for them");

}  // namespace

std::span<const DeviationInfo> sam_deviations() noexcept {
  return table;
}

}  // namespace assay::model::sam

// SPDX-License-Identifier: Apache-2.0
// Known keys: published test keys and what issuers make from them, tried against an answer to INITIALIZE UPDATE without a
// further command to the card.   Source: test keys of card vendors and tools, as their public documents print them.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace assay::globalplatform {

/// The published key set that made the card cryptogram of this answer, in words; nothing when none of them did.
///
/// Shape: `answer` is the data field of the answer to INITIALIZE UPDATE, of SCP01, SCP02 or SCP03; anything else is made by
/// no known key. Nothing is sent: the card does not learn that it was tried.
[[nodiscard]] std::optional<std::string> find_known_keys(ByteView host_challenge, ByteView answer);

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// What `assay explain` knows beside commands and data objects: data about a card, and certificates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::cli {

/// "card-data", "card-capability", "select", "certificate" or "scp10-request" when the bytes are one; empty otherwise.
[[nodiscard]] std::string_view kind_of_card_data(ByteView bytes);

/// The kinds above and "scp81", line by line.
/// Errors: `malformed` when the bytes are no such thing: "not a certificate: ..".
[[nodiscard]] Result<std::vector<std::string>> explain_card_data(std::string_view kind,
                                                                 ByteView bytes);

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// What `assay explain` knows of Calypso: FCI, startup information, ATRs, file headers, openings, stored value, SAM records.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::cli {

/// "calypso-fci", "calypso-file", "calypso-ef-list", "sam-record" or "sam-key-parameters" when the bytes can hardly be anything else; empty otherwise.
[[nodiscard]] std::string_view kind_of_calypso(ByteView bytes);

/// Whether `--as` may name this kind: those above, and "calypso-startup", "calypso-open-regular", "-extended", "-pki", "-rev2", "-rev1",
/// "sv-get", "sv-load-log", "sv-debit-log".
[[nodiscard]] bool is_calypso_kind(std::string_view kind);

/// Line by line. Errors: those of the parser, for bytes that are no such thing.
[[nodiscard]] Result<std::vector<std::string>> explain_calypso(std::string_view kind,
                                                               ByteView bytes);

/// What an ATR tells of a card of revision 1 or of a SAM; no lines for any other.
[[nodiscard]] std::vector<std::string> explain_calypso_atr(ByteView atr);

}  // namespace assay::cli

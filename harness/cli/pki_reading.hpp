// SPDX-License-Identifier: Apache-2.0
// What `assay pki` reads: certificates and keys as hex, bytes or PEM, dialogues as traces, stored transactions as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "calypso/pki/recording.hpp"

namespace assay::cli {

/// Hex on the command line, or a file of hex (`#` begins a comment), of bytes, or with a BEGIN and an END line.
/// Errors: `malformed`, naming option and character; `out_of_range` for a file over 1 MiB.
[[nodiscard]] Result<Bytes> read_pki_bytes(std::string_view option, const std::string& given);

/// The dialogue of a trace. Errors: as load_trace.
[[nodiscard]] Result<std::vector<calypso::pki::DialogueEvent>> read_dialogue(
    const std::string& path);

/// One transaction as a backend stores it.
struct StoredTransaction {
  std::string id;  ///< empty when the record gives none
  calypso::pki::Transaction transaction;
  std::optional<calypso::pki::Date> at;  ///< the day it happened
};
/// Errors: `malformed`, naming the key and what was wanted.
[[nodiscard]] Result<StoredTransaction> parse_stored(std::string_view json);

}  // namespace assay::cli

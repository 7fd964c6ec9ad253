// SPDX-License-Identifier: Apache-2.0
// Readers: which there are, which one a pattern means, and what kind of reader it is.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::pcsc {

struct ReaderInfo {
  std::string name;
  bool card_present = false;
  bool in_use = false;
  Bytes atr;  ///< of the card that is in it
};

/// The one reader that `pattern` means: an exact name, or shell wildcards with a single match.
/// Errors: `not_found`, naming the readers that exist or those that match, and a suggestion for a near miss.
[[nodiscard]] Result<std::string> choose_reader(std::span<const std::string> names,
                                                std::string_view pattern);

/// The vpcd driver's readers cannot carry a 1-byte command or more than 65,535 bytes.
[[nodiscard]] bool is_vpcd_reader(std::string_view name) noexcept;

/// Whether the card talks without contacts, by the reader's name or by the ATR that readers make up for such cards.
/// Source: PC/SC part 3, 3.1.3.2.3 (ATR '3B 8n 80 01 ..').
[[nodiscard]] bool is_contactless(std::string_view reader, ByteView atr) noexcept;

/// Splits the list of names as PC/SC gives it: each ended by a zero byte, and one more at the end.
[[nodiscard]] std::vector<std::string> split_names(std::string_view multi_string);

}  // namespace assay::pcsc

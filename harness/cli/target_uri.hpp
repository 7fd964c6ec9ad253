// SPDX-License-Identifier: Apache-2.0
// Target URIs: "model:gp?profile=x", "pcsc:READER*?share=shared", "vpcd:35963", "exec:COMMAND", "replay:FILE".
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace assay::cli {

struct TargetUri {
  std::string text;    ///< as the user wrote it
  std::string scheme;  ///< "model", "pcsc", "vpcd", "exec", "replay"
  std::string
      body;  ///< after the colon; for models and readers without the question mark and what follows
  std::map<std::string, std::string, std::less<>> options;
  bool as_t0 = false;  ///< behind `t0:`: what T=0 adds on the line is done for the script

  /// The option's value, or empty.
  [[nodiscard]] std::string_view option(std::string_view key) const;
};

/// `t0:URI` is read as its URI. Errors: `malformed` for a text without scheme, an unknown scheme (with the near one), an option without '=',
/// `t0:` before anything but a line to a card.
[[nodiscard]] Result<TargetUri> parse_target_uri(std::string_view text);

}  // namespace assay::cli

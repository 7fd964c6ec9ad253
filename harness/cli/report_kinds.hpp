// SPDX-License-Identifier: Apache-2.0
// Report kinds: from "junit=FILE" on the command line to a listener that writes it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "catalogue/catalogue.hpp"
#include "journal/records.hpp"

namespace assay::cli {

struct ReportWish {
  std::string kind;  ///< "console", "junit", "json", "html"
  std::string file;  ///< empty for console
};

/// Errors: `malformed` for an unknown kind, or a file kind without a file when there is no folder to put it in.
[[nodiscard]] Result<std::vector<ReportWish>> read_report_wishes(
    const std::vector<std::string>& texts, const std::string& folder);

/// A listener that owns what it writes to.
struct OpenReport {
  ReportWish wish;
  std::unique_ptr<journal::RunListener> listener;
  std::function<Result<void>()> finish;  ///< says whether everything could be written
};

struct ConsoleWish {
  bool color = false;
  bool quiet = false;
};

[[nodiscard]] Result<OpenReport> open_report(const ReportWish& wish,
                                             const catalogue::Catalogue& catalogue,
                                             const ConsoleWish& console);

/// Whether colour is wanted: the option, else whether standard output is a terminal.
[[nodiscard]] bool wants_color(const std::string& option);

}  // namespace assay::cli

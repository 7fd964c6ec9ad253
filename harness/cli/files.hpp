// SPDX-License-Identifier: Apache-2.0
// Files: loading catalogue and suites for a command, showing every mistake found in them.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "cli/commands.hpp"
#include "journal/records.hpp"
#include "script/script.hpp"

namespace assay::cli {

/// Prints each diagnostic with its source line to stderr, at most 50 of them and a count of the rest.
void show(const Diagnostics& diagnostics);

/// Prints "assay: error: ..." to stderr.
void show(const Error& error);

/// The catalogue of `folder`; mistakes are shown and yield nothing.
[[nodiscard]] std::optional<catalogue::Catalogue> load_catalogue(
    const std::string& folder, catalogue::Parts parts = catalogue::Parts::without_exceptions);

/// The catalogue that --specs names, or the one found by itself; mistakes are shown and yield nothing.
[[nodiscard]] std::optional<catalogue::Catalogue> load_catalogue(const CommonOptions& common);

/// What the NODE arguments select: suites, and which of their addresses.
struct Selection {
  std::vector<script::Suite> suites;
  std::vector<std::string> files;  ///< of the suites and the procedures beside them
  std::function<bool(std::string_view address)> wanted;
};

/// A node is a file, a folder, or an id such as `gp/get-status/isd-listed`; an existing path wins, `id:` forces an id.
/// FILE::ADDRESS is a case of a suite that lies elsewhere.
/// Mistakes and unknown nodes are shown and yield nothing.
[[nodiscard]] std::optional<Selection> select(const std::vector<std::string>& nodes,
                                              const std::string& suites_root,
                                              const catalogue::Catalogue& catalogue);

/// Files with their SHA-256, for the journal. Unreadable ones are left out: what could be loaded could be read.
[[nodiscard]] std::vector<journal::InputFile> fingerprints(const std::string& kind,
                                                           const std::vector<std::string>& files);

}  // namespace assay::cli

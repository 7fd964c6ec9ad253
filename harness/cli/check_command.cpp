// SPDX-License-Identifier: Apache-2.0
// assay check: validates files without a card. Every mistake of every file is shown.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/home.hpp"
#include "script/script.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

/// Files as they are, folders as the YAML and TSV files in them.
Result<std::vector<std::string>> expanded(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const auto& name : names) {
    std::error_code ignored;
    if (!fs::is_directory(name, ignored)) {
      if (!fs::exists(name, ignored))
        return fail(ErrorCode::not_found, "there is no file '{}'", name);
      out.push_back(name);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(name, ignored)) {
      const auto extension = entry.path().extension();
      if (extension == ".yaml" || extension == ".yml" || extension == ".tsv")
        found.push_back(entry.path().string());
    }
    std::ranges::sort(found);
    out.insert(out.end(), found.begin(), found.end());
  }
  return out;
}

}  // namespace

int check_command(const CheckArguments& arguments) {
  const auto home =
      arguments.common.specs.empty() ? find_home() : Result<Home>(Home{arguments.common.specs, {}});
  if (!home) {
    show(home.error());
    return exit_refused;
  }
  const auto files = expanded(arguments.files);
  if (!files) {
    show(files.error());
    return exit_refused;
  }
  Diagnostics diagnostics;
  const auto catalogue = catalogue::load(home->specs, diagnostics);
  if (!catalogue) {
    show(catalogue.error());
    return exit_refused;
  }
  for (const auto& file : *files) (void)script::check_file(file, *catalogue, diagnostics);
  show(diagnostics);
  if (arguments.common.format == Format::json)
    fmt::print("{{\"files\":{},\"mistakes\":{}}}\n", files->size(), diagnostics.items().size());
  else if (!arguments.common.quiet)
    fmt::print("{} file{} checked, {} mistake{}\n", files->size(), files->size() == 1 ? "" : "s",
               diagnostics.items().size(), diagnostics.items().size() == 1 ? "" : "s");
  return diagnostics.empty() ? exit_good : exit_refused;
}

}  // namespace assay::cli

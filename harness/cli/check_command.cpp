// SPDX-License-Identifier: Apache-2.0
// assay check: validates files without a card. Every mistake of every file is shown.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "adapters/model_profiles/profile_file.hpp"
#include "catalogue/requirements.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/home.hpp"
#include "script/script.hpp"
#include "vectors/selftest.hpp"

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

/// Whether `key:` is the first line that is no comment.
bool begins_with(const std::string& file, std::string_view key) {
  std::ifstream in(file, std::ios::binary);
  std::string line;
  while (std::getline(in, line))
    if (!line.empty() && line[0] != '#' && line != "---" && line != "\r")
      return line.starts_with(key) && line.substr(key.size()).starts_with(':');
  return false;
}

/// Tables of requirements and vector files are known by their place; everything else by its first key.
void check(const std::string& file, const catalogue::Catalogue& catalogue,
           Diagnostics& diagnostics) {
  const fs::path path(file);
  if (path.extension() == ".tsv") {
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    std::vector<catalogue::Requirement> rows;
    catalogue::read_requirements(file, text, "checked", rows, diagnostics);
    return;
  }
  if (path.parent_path().filename() == "vectors") {
    const auto result = vectors::run_selftest(file, diagnostics);
    if (!result) diagnostics.add({file, {}, 1, result.error().message});
    return;
  }
  if (begins_with(file, model::calypso::profile_key)) {
    (void)model::calypso::check_profile(file, diagnostics);
    return;
  }
  (void)script::check_file(file, catalogue, diagnostics);
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
  for (const auto& file : *files) check(file, *catalogue, diagnostics);
  show(diagnostics);
  if (arguments.common.format == Format::json)
    fmt::print("{{\"files\":{},\"mistakes\":{}}}\n", files->size(), diagnostics.items().size());
  else if (!arguments.common.quiet)
    fmt::print("{} file{} checked, {} mistake{}\n", files->size(), files->size() == 1 ? "" : "s",
               diagnostics.items().size(), diagnostics.items().size() == 1 ? "" : "s");
  return diagnostics.empty() ? exit_good : exit_refused;
}

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// assay check: validates files without a card. Every mistake of every file is shown.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <sstream>

#include "adapters/model_profiles/profile_file.hpp"
#include "base/whole_file.hpp"
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
  const auto text = read_whole_file(file);
  std::istringstream in(text.value_or(std::string()));
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
    const auto text = read_whole_file(file);
    if (!text) return diagnostics.add({file, {}, 1, text.error().message});
    std::vector<catalogue::Requirement> rows;
    catalogue::read_requirements(file, *text, "checked", rows, diagnostics);
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

/// A case has one place: two files with the same suite may not have the same id.
void check_addresses(const std::vector<std::string>& files, Diagnostics& diagnostics) {
  std::map<std::string, std::string> known;
  for (const auto& file : files) {
    if (!begins_with(file, "suite")) continue;
    Diagnostics told;  // by the check of the file itself
    const auto document = document::read_file(file, told);
    const auto* suite = document ? document->root.find("suite") : nullptr;
    const auto* cases = document ? document->root.find("cases") : nullptr;
    if (suite == nullptr || cases == nullptr) continue;
    for (const auto& each : cases->items) {
      const auto* id = each.find("id");
      if (id == nullptr) continue;
      const std::string address = suite->text + "/" + id->text;
      const auto [before, fresh] = known.try_emplace(address, file);
      if (!fresh && before->second != file)
        diagnostics.add({file, id->position, document::source_length(*id),
                         fmt::format("the case {} stands in {} too", address, before->second)});
    }
  }
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
  check_addresses(*files, diagnostics);
  show(diagnostics);
  if (arguments.common.format == Format::json)
    fmt::print("{{\"files\":{},\"mistakes\":{}}}\n", files->size(), diagnostics.items().size());
  else if (!arguments.common.quiet)
    fmt::print("{} file{} checked, {} mistake{}\n", files->size(), files->size() == 1 ? "" : "s",
               diagnostics.items().size(), diagnostics.items().size() == 1 ? "" : "s");
  return diagnostics.empty() ? exit_good : exit_refused;
}

}  // namespace assay::cli

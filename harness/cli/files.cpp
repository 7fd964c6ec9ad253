// SPDX-License-Identifier: Apache-2.0
// Loading what a command works on.
#include "cli/files.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "base/whole_file.hpp"
#include "cli/home.hpp"
#include "crypto/hash.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_shown = 50;

bool is_suite_file(const fs::path& path) {
  return (path.extension() == ".yaml" || path.extension() == ".yml") &&
         path.parent_path().filename() != "procedures";
}

std::vector<std::string> suite_files(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored))
    if (entry.is_regular_file() && is_suite_file(entry.path()))
      out.push_back(entry.path().string());
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> procedure_files(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder / "procedures", ignored))
    if (entry.is_regular_file()) out.push_back(entry.path().string());
  std::ranges::sort(out);
  return out;
}

/// Whether `address` is the node itself or lies under it: "a/b" holds "a/b/c" and "a/b[x='1']".
bool lies_under(std::string_view address, std::string_view node) {
  if (!address.starts_with(node)) return false;
  if (address.size() == node.size()) return true;
  const char next = address[node.size()];
  return next == '/' || next == '[';
}

struct Nodes {
  std::vector<std::string> files;  ///< suites taken whole
  std::vector<std::string> ids;
  std::vector<std::string> located_ids;   ///< ids that came with their file,
  std::vector<std::string> files_of_ids;  ///< these
};

/// The files that can hold an id, by the custom that suite a/b lies in a/b.yaml; every suite when custom does not help.
std::vector<std::string> files_for_id(const std::string& id, const fs::path& root) {
  std::error_code ignored;
  const std::string path = id.substr(0, id.find('['));
  for (std::string_view part = path; !part.empty();
       part = part.substr(0, std::max(part.rfind('/'), std::size_t{0}))) {
    const fs::path place = root / part;
    if (fs::is_directory(place, ignored)) return suite_files(place);
    if (fs::exists(place.string() + ".yaml", ignored)) return {place.string() + ".yaml"};
    if (part.find('/') == std::string_view::npos) break;
  }
  return suite_files(root);
}

std::optional<Nodes> sort_nodes(const std::vector<std::string>& nodes) {
  Nodes out;
  for (const auto& node : nodes) {
    if (node.starts_with("id:")) {
      out.ids.push_back(node.substr(3));
      continue;
    }
    // FILE::ADDRESS names a case of a suite that lies outside the suites folder.
    if (const auto colons = node.find("::"); colons != std::string::npos) {
      out.files_of_ids.push_back(node.substr(0, colons));
      out.located_ids.push_back(node.substr(colons + 2));
      continue;
    }
    std::error_code ignored;
    if (fs::is_directory(node, ignored)) {
      const auto found = suite_files(node);
      if (found.empty()) {
        show(Error{ErrorCode::not_found, "the folder '" + node + "' holds no suite", {}});
        return std::nullopt;
      }
      out.files.insert(out.files.end(), found.begin(), found.end());
    } else if (fs::exists(node, ignored)) {
      out.files.push_back(node);
    } else if (node.ends_with(".yaml") || node.ends_with(".yml")) {
      show(Error{ErrorCode::not_found, "there is no file '" + node + "'", {}});
      return std::nullopt;
    } else {
      out.ids.push_back(node);
    }
  }
  return out;
}

/// Every address and its beginnings in the suites, for "did you mean".
std::string unknown_id(const std::string& id, const std::vector<script::Suite>& suites) {
  std::vector<std::string_view> candidates;
  std::vector<std::string> owned;
  for (const auto& suite : suites)
    for (const auto& test_case : suite.cases) owned.push_back(suite.id + "/" + test_case.id);
  for (const auto& suite : suites) candidates.push_back(suite.id);
  candidates.insert(candidates.end(), owned.begin(), owned.end());
  return fmt::format("there is neither a path nor a suite or case '{}'{}", id,
                     did_you_mean(id, candidates));
}

/// Two files with one suite may have one case: its verdicts could not be told apart.
void check_addresses(const std::vector<script::Suite>& suites, Diagnostics& diagnostics) {
  std::map<std::string, std::string> known;
  for (const auto& suite : suites)
    for (const auto& test_case : suite.cases) {
      const std::string address = suite.id + "/" + test_case.id;
      const auto [before, fresh] = known.try_emplace(address, suite.file);
      if (!fresh && before->second != suite.file)
        diagnostics.add({suite.file, test_case.position, 1,
                         fmt::format("the case {} stands in {} too", address, before->second)});
    }
}

}  // namespace

void show(const Error& error) {
  fmt::print(stderr, "assay: error: {}\n", error.text());
}

void show(const Diagnostics& diagnostics) {
  std::map<std::string, std::string> sources;
  std::size_t shown_count = 0;
  for (const auto& diagnostic : diagnostics.items()) {
    if (shown_count++ == most_shown) break;
    auto [source, fresh] = sources.try_emplace(diagnostic.file);
    if (fresh) source->second = read_whole_file(diagnostic.file).value_or(std::string());
    fmt::print(stderr, "{}", render(diagnostic, source->second));
  }
  if (diagnostics.items().size() > most_shown)
    fmt::print(stderr, "... and {} more\n", diagnostics.items().size() - most_shown);
}

std::optional<catalogue::Catalogue> load_catalogue(const std::string& folder,
                                                   catalogue::Parts parts) {
  Diagnostics diagnostics;
  auto catalogue = catalogue::load(folder, diagnostics, parts);
  if (!catalogue) {
    show(catalogue.error());
    return std::nullopt;
  }
  if (!diagnostics.empty()) {
    show(diagnostics);
    return std::nullopt;
  }
  return *std::move(catalogue);
}

std::optional<catalogue::Catalogue> load_catalogue(const CommonOptions& common) {
  if (!common.specs.empty()) return load_catalogue(common.specs);
  const auto home = find_home();
  if (home) return load_catalogue(home->specs);
  show(home.error());
  return std::nullopt;
}

std::optional<Selection> select(const std::vector<std::string>& nodes,
                                const std::string& suites_root,
                                const catalogue::Catalogue& catalogue) {
  auto sorted = sort_nodes(nodes);
  if (!sorted) return std::nullopt;
  std::vector<std::string> files = sorted->files;
  files.insert(files.end(), sorted->files_of_ids.begin(), sorted->files_of_ids.end());
  for (const auto& id : sorted->ids) {
    const auto some = files_for_id(id, suites_root);
    files.insert(files.end(), some.begin(), some.end());
  }
  sorted->ids.insert(sorted->ids.end(), sorted->located_ids.begin(), sorted->located_ids.end());
  Selection out;
  Diagnostics diagnostics;
  std::set<std::string> loaded, whole;
  for (const auto& file : files) {
    if (!loaded.insert(fs::weakly_canonical(file).string()).second) continue;
    auto suite = script::load_suite(file, catalogue, diagnostics);
    if (!suite) continue;
    const bool is_whole = std::ranges::find(sorted->files, file) != sorted->files.end();
    if (is_whole) whole.insert(suite->id);
    out.suites.push_back(*std::move(suite));
  }
  check_addresses(out.suites, diagnostics);
  if (!diagnostics.empty()) {
    show(diagnostics);
    return std::nullopt;
  }
  out.wanted = [whole, ids = sorted->ids](std::string_view address) {
    return std::ranges::any_of(ids, [&](const auto& id) { return lies_under(address, id); }) ||
           std::ranges::any_of(whole, [&](const auto& id) { return lies_under(address, id); });
  };
  for (const auto& id : sorted->ids) {
    const bool known = std::ranges::any_of(out.suites, [&](const script::Suite& suite) {
      return std::ranges::any_of(suite.cases, [&](const script::TestCase& test_case) {
        return std::ranges::any_of(test_case.instances, [&](const script::Instance& instance) {
          return lies_under(suite.id + "/" + test_case.id + instance.label, id);
        });
      });
    });
    if (known) continue;
    show(Error{ErrorCode::not_found, unknown_id(id, out.suites), {}});
    return std::nullopt;
  }
  for (const auto& suite : out.suites) out.files.push_back(suite.file);
  for (const auto& file : procedure_files(suites_root)) out.files.push_back(file);
  return out;
}

std::vector<journal::InputFile> fingerprints(const std::string& kind,
                                             const std::vector<std::string>& files) {
  std::vector<journal::InputFile> out;
  for (const auto& file : files) {
    const auto text = read_whole_file(file);
    if (!text) continue;
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text->data()), text->size());
    out.push_back({kind, file, crypto::sha256_text(bytes)});
  }
  return out;
}

}  // namespace assay::cli

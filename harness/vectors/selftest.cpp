// SPDX-License-Identifier: Apache-2.0
#include "vectors/selftest.hpp"

#include <algorithm>
#include <filesystem>

#include "vectors/vector_file.hpp"

namespace assay::vectors {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> files_of(const std::string& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator it(path, failed), end; !failed && it != end;
       it.increment(failed)) {
    const auto extension = it->path().extension();
    if (it->is_regular_file() && (extension == ".yaml" || extension == ".json"))
      files.push_back(it->path().string());
  }
  if (failed) return fail(ErrorCode::not_found, "cannot list '{}': {}", path, failed.message());
  if (files.empty()) return fail(ErrorCode::not_found, "'{}' holds no .yaml or .json file", path);
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<SelftestResult> run_selftest(const std::string& path, Diagnostics& diagnostics) {
  TRY(const auto files, files_of(path));
  document::Mistakes mistakes;
  Tally tally;
  for (const auto& file : files) {
    const std::size_t before = diagnostics.items().size();
    TRY(const auto document, document::read_file(file, diagnostics));
    if (diagnostics.items().size() != before) continue;
    if (document.root.find("testGroups") != nullptr) {
      TRY_VOID(run_wycheproof_file(document, mistakes, tally));
    } else {
      run_vector_file(document, mistakes, tally);
    }
  }
  mistakes.hand_over(diagnostics);
  return std::move(tally).finish();
}

}  // namespace assay::vectors

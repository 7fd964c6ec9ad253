// SPDX-License-Identifier: Apache-2.0
// Finding specs/ and suites/.
#include "cli/home.hpp"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> places() {
  if (const char* chosen = std::getenv("ASSAY_HOME")) return {fs::path(chosen)};
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  std::vector<fs::path> out;
  for (fs::path folder = program.parent_path(); folder.has_relative_path();
       folder = folder.parent_path())
    out.push_back(folder);
  out.push_back(program.parent_path().parent_path() / "share" / "assay");
  return out;
}

}  // namespace

Result<Home> find_home() {
  std::string looked;
  for (const auto& place : places()) {
    std::error_code ignored;
    if (fs::is_directory(place / "specs" / "requirements", ignored))
      return Home{(place / "specs").string(), (place / "suites").string()};
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  return fail(ErrorCode::not_found,
              "no specs folder was found; set ASSAY_HOME to the folder that holds specs/ and "
              "suites/ (looked in {})",
              looked);
}

}  // namespace assay::cli

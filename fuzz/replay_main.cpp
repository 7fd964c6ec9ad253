// SPDX-License-Identifier: Apache-2.0
// A plain main for a fuzz target: runs it once for every file of a corpus and of its regressions, without libFuzzer.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// libFuzzer's own mutator, called by custom mutators only, which a replay never asks for.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t*, std::size_t size, std::size_t) {
  return size;
}

namespace {

namespace fs = std::filesystem;

/// Every file below `folder`, in an order that does not depend on the file system.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

void replay(const fs::path& file) {
  // Named before it runs, so that the last line before a crash says which input it was.
  std::fprintf(stderr, "%s\n", file.c_str());
  std::ifstream in(file, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  // A heap block of the exact size, so that AddressSanitizer sees one byte too far; never a null pointer.
  const std::unique_ptr<std::uint8_t[]> block(new std::uint8_t[content.size()]);
  if (!content.empty()) std::memcpy(block.get(), content.data(), content.size());
  LLVMFuzzerTestOneInput(block.get(), content.size());
}

int refuse(const char* what, const std::string& path) {
  std::fprintf(stderr, "%s '%s'\n", what, path.c_str());
  return 2;
}

}  // namespace

/// CORPUS... [--regressions FOLDER...]: a corpus must exist and hold something; regressions may not be there yet.
int main(int argc, char** argv) {
  std::size_t inputs = 0;
  bool may_be_missing = false;
  for (int i = 1; i < argc; ++i) {
    const std::string folder = argv[i];
    if (std::string_view(folder) == "--regressions") {
      may_be_missing = true;
      continue;
    }
    if (!fs::is_directory(folder)) {
      if (may_be_missing) continue;
      return refuse("there is no corpus", folder);
    }
    const auto files = files_below(folder);
    if (files.empty() && !may_be_missing) return refuse("there is nothing in the corpus", folder);
    for (const auto& file : files) replay(file);
    inputs += files.size();
  }
  std::printf("%zu inputs replayed\n", inputs);
  return inputs == 0 ? 2 : 0;
}

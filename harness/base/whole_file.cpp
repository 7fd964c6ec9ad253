// SPDX-License-Identifier: Apache-2.0
// The C library reads: its streams throw when a path turns out to be a folder.
#include "base/whole_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace assay {
namespace {

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

Result<std::string> read_whole_file(const std::string& path, std::size_t most) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr)
    return fail(ErrorCode::not_found, "cannot read '{}': {}", path, std::strerror(errno));
  std::string out;
  std::array<char, 65536> block{};
  errno = 0;
  while (const std::size_t read = std::fread(block.data(), 1, block.size(), file.get())) {
    out.append(block.data(), read);
    if (out.size() > most)
      return fail(ErrorCode::out_of_range, "'{}' has more than {} MiB", path, most >> 20);
  }
  if (std::ferror(file.get()) == 0) return out;
  if (errno == EISDIR)
    return fail(ErrorCode::not_found, "'{}' is a folder; a file was wanted", path);
  return fail(ErrorCode::internal, "reading '{}' failed half-way: {}", path, std::strerror(errno));
}

}  // namespace assay

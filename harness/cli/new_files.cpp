// SPDX-License-Identifier: Apache-2.0
// Files are created with the flag that fails on one that is there, so that nothing can slip in between look and write.
#include "cli/new_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr mode_t for_owner = 0600, for_all = 0644;

std::string reason() {
  return std::generic_category().message(errno);
}

tl::unexpected<Error> there_already(const fs::path& path) {
  return fail(ErrorCode::refused, "'{}' is there already and is not replaced", path.string());
}

bool write_whole(int descriptor, ByteView content) {
  while (!content.empty()) {
    const ssize_t some = ::write(descriptor, content.data(), content.size());
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) return false;
    content = content.subspan(static_cast<std::size_t>(some));
  }
  return true;
}

Result<void> write_new(const fs::path& path, const NewFile& file) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                file.secret ? for_owner : for_all);
  if (descriptor < 0 && errno == EEXIST) return there_already(path);
  if (descriptor < 0)
    return fail(ErrorCode::internal, "'{}' cannot be created: {}", path.string(), reason());
  const bool whole = write_whole(descriptor, file.content);
  const std::string why = whole ? std::string() : reason();
  const bool closed = ::close(descriptor) == 0;
  if (whole && closed) return {};
  return fail(ErrorCode::internal, "'{}' cannot be written: {}", path.string(),
              whole ? reason() : why);
}

}  // namespace

Result<void> check_file_name(std::string_view option, const std::string& name) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (!name.empty() && name[0] != '.' && name.find_first_not_of(plain) == std::string::npos)
    return {};
  return fail(ErrorCode::malformed, "{} '{}' is no file name of letters, digits, '-', '_' and '.'",
              option, name);
}

Result<void> write_new_files(const std::string& folder, const std::string& name,
                             const std::vector<NewFile>& files) {
  std::error_code error;
  fs::create_directories(folder, error);
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    return fail(ErrorCode::internal, "'{}' is no folder and cannot be made one: {}", folder,
                error.message());
  const auto path = [&](const NewFile& file) { return fs::path(folder) / (name + file.ending); };
  for (const NewFile& file : files)
    if (fs::exists(fs::symlink_status(path(file), ignored))) return there_already(path(file));
  for (const NewFile& file : files) {
    TRY_VOID(write_new(path(file), file));
    fmt::print("{}{}\n", path(file).string(), file.secret ? "  (private, TEST ONLY)" : "");
  }
  return {};
}

}  // namespace assay::cli

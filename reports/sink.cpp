// SPDX-License-Identifier: Apache-2.0
// ByteSink over a file descriptor: one write(2) a call, no buffer of its own.
#include "reports/sink.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace assay::reports {
namespace {

class FileSink : public ByteSink {
 public:
  FileSink(int descriptor, std::string path) noexcept
      : descriptor_(descriptor), path_(std::move(path)) {}
  ~FileSink() override { ::close(descriptor_); }

  [[nodiscard]] Result<void> write(std::string_view text) override {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0)
        return fail(ErrorCode::internal, "{} cannot be written: {}", path_, std::strerror(errno));
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

 private:
  int descriptor_;
  std::string path_;
};

ErrorCode code_of(int error) noexcept {
  if (error == EEXIST) return ErrorCode::refused;
  return error == ENOENT ? ErrorCode::not_found : ErrorCode::internal;
}

}  // namespace

Result<std::unique_ptr<ByteSink>> create_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return fail(code_of(errno), "{} cannot be created: {}", path, std::strerror(errno));
  return std::make_unique<FileSink>(descriptor, path);
}

Result<std::unique_ptr<ByteSink>> continue_file(const std::string& path, std::uint64_t size) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0)
    return fail(code_of(errno), "{} cannot be opened: {}", path, std::strerror(errno));
  auto sink = std::make_unique<FileSink>(descriptor, path);
  if (::ftruncate(descriptor, static_cast<off_t>(size)) != 0 ||
      ::lseek(descriptor, 0, SEEK_END) < 0)
    return fail(ErrorCode::internal, "{} cannot be cut to {} bytes: {}", path, size,
                std::strerror(errno));
  return sink;
}

}  // namespace assay::reports

// SPDX-License-Identifier: Apache-2.0
// ByteSink: where a report's text goes; a file descriptor, or memory in tests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace assay::reports {

class ByteSink {
 public:
  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  /// Hands over everything in one go. Errors: `internal` with the system's reason, such as a full disk.
  [[nodiscard]] virtual Result<void> write(std::string_view text) = 0;
};

/// A new file, or the empty rest of one. Errors: `refused` when it exists, `not_found` or `internal` otherwise.
[[nodiscard]] Result<std::unique_ptr<ByteSink>> create_file(const std::string& path);

/// An existing file, cut to `size` bytes and continued there.
[[nodiscard]] Result<std::unique_ptr<ByteSink>> continue_file(const std::string& path,
                                                              std::uint64_t size);

/// Appends to a string that somebody else owns.
class StringSink : public ByteSink {
 public:
  explicit StringSink(std::string& out) noexcept : out_(out) {}
  [[nodiscard]] Result<void> write(std::string_view text) override {
    out_ += text;
    return {};
  }

 private:
  std::string& out_;
};

}  // namespace assay::reports

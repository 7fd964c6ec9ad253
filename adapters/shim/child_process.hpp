// SPDX-License-Identifier: Apache-2.0
// ChildProcess: a program whose input and output are ours, read line by line, and that never outlives us.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace assay::shim {

/// Owns the program and its process group; the destructor ends both and leaves no zombie.
///
/// Errors: `not_found` for a program that is not there, `refused` for one that may not be run, `reader_lost` once it has
/// ended (saying how), `malformed` for a line over the limit.
class ChildProcess {
 public:
  ChildProcess() = default;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() { end(); }

  [[nodiscard]] Result<void> start(const std::vector<std::string>& words);
  [[nodiscard]] bool is_running() const noexcept { return pid_ > 0; }

  [[nodiscard]] Result<void> write(std::string_view text, Deadline deadline);

  /// The next line without its end, valid until the next call. Errors also: `timeout`.
  [[nodiscard]] Result<std::string_view> read_line(Deadline deadline, std::size_t longest);

  /// Whether more was read than the lines that were asked for.
  [[nodiscard]] bool has_unread() const noexcept { return taken_ < buffer_.size(); }

  /// Closes its input, gives it a moment to end by itself, then kills its process group.
  void end();
  /// Kills its process group at once.
  void kill_now();

 private:
  [[nodiscard]] Result<void> read_more(Deadline deadline);
  [[nodiscard]] tl::unexpected<Error> ended();
  bool reap(Deadline deadline);

  pid_t pid_ = -1;
  int status_ = 0;
  Descriptor to_program_;
  Descriptor from_program_;
  std::string buffer_;
  std::size_t taken_ = 0;
};

}  // namespace assay::shim

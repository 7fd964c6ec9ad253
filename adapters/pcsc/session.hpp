// SPDX-License-Identifier: Apache-2.0
// Session: one connection to the PC/SC service, every call on it bounded by a watchdog.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/pcsc/readers.hpp"
#include "adapters/pcsc/watchdog.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace assay::pcsc {

/// Owns an SCARDCONTEXT (which PC/SC Lite makes a long) and the watchdog of its calls.
///
/// When a call overruns, the watchdog shuts down the socket between libpcsclite and pcscd, the one thing that makes
/// the library return (SCardCancel ends SCardGetStatusChange only). The session is then dead: `is_dead`.
class Session {
 public:
  /// Errors: `reader_lost` when pcscd does not run, `timeout` when it does not answer.
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(std::chrono::milliseconds limit);

  Session(long context, Descriptor socket, std::chrono::milliseconds limit);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// The call's return code, or nothing when the watchdog ended it.
  template <typename Call>
  [[nodiscard]] std::optional<std::uint32_t> guarded(Call&& call) {
    watchdog_.arm();
    const long code = call();
    if (!watchdog_.disarm()) return static_cast<std::uint32_t>(code);
    dead_ = true;
    return std::nullopt;
  }

  /// Return code 0, or the error of the table; `timeout` when the watchdog ended it.
  template <typename Call>
  [[nodiscard]] Result<void> check(std::string_view subject, Call&& call) {
    const auto code = guarded(std::forward<Call>(call));
    return code ? outcome(*code, subject) : Result<void>(timed_out(subject));
  }

  [[nodiscard]] Result<std::vector<std::string>> reader_names();
  [[nodiscard]] Result<ReaderInfo> look_at(const std::string& reader);

  [[nodiscard]] long context() const noexcept { return context_; }
  [[nodiscard]] bool is_dead() const noexcept { return dead_; }

 private:
  [[nodiscard]] Result<void> outcome(std::uint32_t code, std::string_view subject) const;
  [[nodiscard]] tl::unexpected<Error> timed_out(std::string_view subject) const;

  long context_;
  Descriptor
      socket_;  ///< a duplicate of the library's: ours to shut down whatever the library does with its own
  std::chrono::milliseconds limit_;
  bool dead_ = false;
  Watchdog watchdog_;
};

}  // namespace assay::pcsc

// SPDX-License-Identifier: Apache-2.0
// PrivatePcscd: a pcscd for one test, with two virtual readers, that meets no other pcscd and no real reader.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace assay::testing {

/// Lives as long as the object. Clients reach it through PCSCLITE_CSOCK_NAME, which `start` sets for this process and
/// its children; one at a time in a process. Needs no rights beyond those of a user, no systemd and no namespace.
///
/// Errors: `not_found` when a package is missing, with the line that installs it; `internal` with pcscd's last words
/// when it does not come up.
class PrivatePcscd {
 public:
  enum class Readers { two, none };
  [[nodiscard]] static Result<std::unique_ptr<PrivatePcscd>> start(Readers readers = Readers::two);
  PrivatePcscd(const PrivatePcscd&) = delete;
  PrivatePcscd& operator=(const PrivatePcscd&) = delete;
  ~PrivatePcscd();

  /// Ends pcscd at once (SIGKILL), as if it had crashed. Its socket file stays behind.
  void kill_now();

  /// Starts pcscd again on the same socket and port after `kill_now`.
  [[nodiscard]] Result<void> restart();

  [[nodiscard]] const std::string& reader(int slot = 0) const noexcept {
    return slot == 0 ? first_ : second_;
  }
  [[nodiscard]] std::uint16_t port(int slot = 0) const noexcept {
    return static_cast<std::uint16_t>(port_ + slot);
  }
  [[nodiscard]] const std::string& socket() const noexcept { return socket_; }
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

 private:
  PrivatePcscd(std::string folder, Readers readers);
  [[nodiscard]] Result<void> write_configuration() const;
  [[nodiscard]] Result<void> spawn();
  [[nodiscard]] Result<void> wait_until_up();
  [[nodiscard]] std::string last_words() const;
  void stop(int signal);

  std::string folder_;
  Readers readers_;
  std::string socket_;
  std::string first_ = "Virtual PCD Assay 00 00";
  std::string second_ = "Virtual PCD Assay 00 01";
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace assay::testing

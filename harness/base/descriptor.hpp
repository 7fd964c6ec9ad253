// SPDX-License-Identifier: Apache-2.0
// Descriptor: owns one file descriptor. Deadline: how long a wait may still take.
#pragma once

#include <unistd.h>

#include <chrono>
#include <utility>

namespace assay {

/// Closes what it owns; -1 is nothing.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  void close() noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

/// A moment after which waiting ends; monotonic.
class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now) noexcept
      : at_(std::chrono::steady_clock::now() + from_now) {}

  [[nodiscard]] bool passed() const noexcept { return std::chrono::steady_clock::now() >= at_; }

  /// Whole milliseconds left, rounded up so that a wait never spins; 0 once passed. Made for poll().
  [[nodiscard]] int milliseconds_left() const noexcept {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(at_ - std::chrono::steady_clock::now());
    return left.count() > 0 ? static_cast<int>(left.count()) : 0;
  }

 private:
  std::chrono::steady_clock::time_point at_;
};

}  // namespace assay

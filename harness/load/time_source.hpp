// SPDX-License-Identifier: Apache-2.0
// TimeSource: what a load run takes for time: the wall clock, or a clock that jumps to the next thing that happens.
#pragma once

#include <chrono>
#include <cstdint>

namespace assay::load {

using Micros = std::uint64_t;
inline constexpr Micros never = ~Micros{0};

class TimeSource {
 public:
  TimeSource() = default;
  TimeSource(const TimeSource&) = delete;
  TimeSource& operator=(const TimeSource&) = delete;
  virtual ~TimeSource() = default;

  /// Microseconds since the beginning of the run.
  [[nodiscard]] virtual Micros now() const = 0;
  /// Whether it goes on by itself: then waiting for descriptors makes sense.
  [[nodiscard]] virtual bool is_real() const noexcept = 0;
  /// Nothing happens before this moment. A clock that goes on by itself takes no notice.
  virtual void advance(Micros to) = 0;
};

class VirtualTime final : public TimeSource {
 public:
  [[nodiscard]] Micros now() const override { return now_; }
  [[nodiscard]] bool is_real() const noexcept override { return false; }
  void advance(Micros to) override {
    if (to > now_) now_ = to;
  }

 private:
  Micros now_ = 0;
};

class WallTime final : public TimeSource {
 public:
  [[nodiscard]] Micros now() const override {
    return static_cast<Micros>(std::chrono::duration_cast<std::chrono::microseconds>(
                                   std::chrono::steady_clock::now() - start_)
                                   .count());
  }
  [[nodiscard]] bool is_real() const noexcept override { return true; }
  void advance(Micros) override {}

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace assay::load

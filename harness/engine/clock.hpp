// SPDX-License-Identifier: Apache-2.0
// Clock: time as the runner sees it, passed in so that tests can hold it still.
#pragma once

#include <cstdint>

namespace assay::engine {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual std::int64_t utc_ns() = 0;        ///< nanoseconds since 1970
  [[nodiscard]] virtual std::int64_t monotonic_ns() = 0;  ///< nanoseconds since some fixed moment
};

/// The clock of the operating system.
[[nodiscard]] Clock& system_clock();

}  // namespace assay::engine

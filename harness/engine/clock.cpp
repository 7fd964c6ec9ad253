// SPDX-License-Identifier: Apache-2.0
// The clock of the operating system.
#include "engine/clock.hpp"

#include <chrono>

namespace assay::engine {
namespace {

template <typename Source>
std::int64_t nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Source::now().time_since_epoch())
      .count();
}

class SystemClock : public Clock {
 public:
  std::int64_t utc_ns() override { return nanoseconds<std::chrono::system_clock>(); }
  std::int64_t monotonic_ns() override { return nanoseconds<std::chrono::steady_clock>(); }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace assay::engine

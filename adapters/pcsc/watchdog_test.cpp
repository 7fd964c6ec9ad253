// SPDX-License-Identifier: Apache-2.0
#include "adapters/pcsc/watchdog.hpp"

#include <gtest/gtest.h>

#include <semaphore>

namespace assay::pcsc {
namespace {

using std::chrono::milliseconds;

TEST(Watchdog, EndsACallThatTakesTooLong) {
  std::binary_semaphore released(0);
  Watchdog watchdog(milliseconds(30), [&] { released.release(); });
  watchdog.arm();
  EXPECT_TRUE(released.try_acquire_for(milliseconds(5000))) << "the call is still stuck";
  EXPECT_TRUE(watchdog.disarm());
}

TEST(Watchdog, LeavesACallAloneThatEndsInTime) {
  std::atomic<int> bites = 0;
  Watchdog watchdog(milliseconds(200), [&] { ++bites; });
  for (int call = 0; call < 1000; ++call) {
    watchdog.arm();
    EXPECT_FALSE(watchdog.disarm());
  }
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(bites, 0);
}

TEST(Watchdog, GuardsTheNextCallToo) {
  std::binary_semaphore released(0);
  Watchdog watchdog(milliseconds(20), [&] { released.release(); });
  for (int call = 0; call < 3; ++call) {
    watchdog.arm();
    EXPECT_TRUE(released.try_acquire_for(milliseconds(5000)));
    EXPECT_TRUE(watchdog.disarm());
  }
}

TEST(Watchdog, EndsAtOnceWhenNoLongerNeeded) {
  const auto start = std::chrono::steady_clock::now();
  {
    const Watchdog watchdog(std::chrono::hours(1), [] {});
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace assay::pcsc

// SPDX-License-Identifier: Apache-2.0
// Watchdog: bites when a call takes longer than allowed; costs a guarded call two looks at the clock.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace assay::pcsc {

/// Guards one call at a time, made on the caller's own thread.
///
/// Why so: SCardTransmit can wait for ever, and nothing but the end of its connection wakes it. Handing every exchange
/// to a worker thread would cost two context switches, 10 to 20 µs on top of 60 to 110 µs through vpcd. Here the call
/// stays where it is: arming stores a deadline in an atomic and wakes nobody. The watchdog sleeps for one whole time
/// limit at a stretch; a deadline set meanwhile cannot lie before the end of that sleep, so it is seen in time.
class Watchdog {
 public:
  /// `bite` runs on the watchdog's thread, at most once for each armed call, and must make that call return.
  Watchdog(std::chrono::milliseconds limit, std::function<void()> bite);
  ~Watchdog();

  void arm() noexcept;

  /// Whether the call was ended by the watchdog.
  [[nodiscard]] bool disarm() noexcept;

 private:
  void watch();
  [[nodiscard]] std::int64_t now() const noexcept;

  static constexpr std::int64_t idle = 0;
  static constexpr std::int64_t bitten = -1;

  std::int64_t limit_;  ///< nanoseconds
  std::function<void()> bite_;
  std::atomic<std::int64_t> deadline_{idle};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace assay::pcsc

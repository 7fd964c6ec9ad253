// SPDX-License-Identifier: Apache-2.0
// Watchdog: one thread that mostly sleeps.
#include "adapters/pcsc/watchdog.hpp"

namespace assay::pcsc {

Watchdog::Watchdog(std::chrono::milliseconds limit, std::function<void()> bite)
    : limit_(std::chrono::nanoseconds(limit).count()),
      bite_(std::move(bite)),
      thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

std::int64_t Watchdog::now() const noexcept {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

void Watchdog::arm() noexcept {
  deadline_.store(now() + limit_, std::memory_order_release);
}

bool Watchdog::disarm() noexcept {
  return deadline_.exchange(idle, std::memory_order_acq_rel) == bitten;
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const std::int64_t armed = deadline_.load(std::memory_order_acquire);
    const std::int64_t time = now();
    std::int64_t due = armed > 0 ? armed : time + limit_;
    // The exchange fails when the call ended in between: then there is nothing to bite.
    if (due <= time && deadline_.compare_exchange_strong(due, bitten)) {
      bite_();
      continue;
    }
    const std::int64_t sleep = due > time ? due - time : limit_;
    wake_.wait_for(lock, std::chrono::nanoseconds(sleep), [this] { return ending_; });
  }
}

}  // namespace assay::pcsc

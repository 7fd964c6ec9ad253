// SPDX-License-Identifier: Apache-2.0
// Loop: tasks that are due at moments, and fibers that wait for moments and descriptors, in one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "load/event_queue.hpp"
#include "load/fiber.hpp"
#include "load/time_source.hpp"

namespace assay::load {

/// What happens at the same moment happens in the order in which it was asked for: a run in virtual time is a function of its
/// input. Memory is bounded by tasks and fibers: each waits for one thing at a time.
class Loop {
 public:
  explicit Loop(TimeSource& time) : time_(time) {}

  [[nodiscard]] Micros now() const { return time_.now(); }
  [[nodiscard]] bool is_real() const noexcept { return time_.is_real(); }

  /// A task, which must live until then, is due at this moment.
  void at(Micros moment, Task& task);
  /// Work that begins at this moment, in a fiber.
  void start(Micros moment, std::function<void()> work);
  /// Called between events, every so often and after so many of them; made for progress and for stopping.
  void set_pulse(Micros every, std::uint64_t events, std::function<void()> pulse);

  /// For a task that begins something long: the next one fetches a part of its memory meanwhile. And what is left of it.
  void fetch_ahead() noexcept { events_.fetch_ahead(); }
  void fetch_rest() noexcept { events_.fetch_rest(); }

  // Inside of fibers:

  void sleep(Micros duration) { sleep_until(now() + duration); }
  void sleep_until(Micros at);
  enum class Wanted { readable, writable };
  /// Whether the descriptor is ready before the deadline. Errors: `unsupported` in virtual time, `internal` when the system
  /// cannot watch it.
  [[nodiscard]] Result<bool> wait_for(int fd, Wanted wanted, Micros deadline);
  /// Waits until somebody calls `wake` with the same token, or until the deadline. Whether it was woken.
  [[nodiscard]] bool wait_for_wake(const void* token, Micros deadline);
  /// Wakes the one that has waited longest for this token; whether there was one.
  bool wake(const void* token);

  /// Until nothing is due any more and no fiber waits.
  void run();
  [[nodiscard]] std::size_t alive() const noexcept { return events_.size() + waiting_; }

 private:
  struct Waiter {
    Fiber* fiber = nullptr;
    Micros deadline = never;
    std::uint64_t order = 0;
    const void* token = nullptr;
    int fd = -1;
    bool ready = false;
  };
  using Deadline = std::pair<std::pair<Micros, std::uint64_t>, Waiter*>;

  void push(Micros moment, Due due);
  [[nodiscard]] Fiber& idle_fiber();
  [[nodiscard]] Micros next_event() const;
  void resume(Fiber& fiber);
  void happen(const Event& event);
  void run_due();
  void poll(Micros until);
  void finish(Waiter& waiter, bool ready);
  void begin_wait(Waiter& waiter);

  TimeSource& time_;
  std::uint64_t order_ = 0;
  std::vector<std::unique_ptr<Fiber>> fibers_;
  std::vector<Fiber*>
      idle_;  ///< the latest that worked is the first to work again: its stack is warm
  EventQueue events_;
  std::set<Deadline> deadlines_;
  std::set<std::pair<std::pair<const void*, std::uint64_t>, Waiter*>> tokens_;
  std::size_t waiting_ = 0;  ///< fibers, for anything but a moment
  Descriptor epoll_;
  std::size_t watched_ = 0;
  Micros pulse_every_ = 0, pulse_next_ = never;
  std::uint64_t happened_ = 0, pulse_events_ = 0;
  std::function<void()> pulse_;
};

}  // namespace assay::load

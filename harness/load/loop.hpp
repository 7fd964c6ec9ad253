// SPDX-License-Identifier: Apache-2.0
// Loop: fibers that wait for moments and for descriptors, in one thread.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "load/fiber.hpp"
#include "load/time_source.hpp"

namespace assay::load {

/// What happens at the same moment happens in the order in which it was asked for: a run in virtual time is a function of its
/// input. Memory is bounded by the fibers: each waits for one thing at a time.
class Loop {
 public:
  explicit Loop(TimeSource& time) : time_(time) {}

  [[nodiscard]] Micros now() const { return time_.now(); }
  [[nodiscard]] bool is_real() const noexcept { return time_.is_real(); }

  /// A new fiber that begins at this moment.
  void start(Micros at, std::function<void()> body);
  /// Called between events, every so often and after so many resumptions of fibers; made for progress and for stopping.
  void set_pulse(Micros every, std::uint64_t resumptions, std::function<void()> pulse);

  /// Called a little before work about a subject is due, to bring its memory near.
  void set_fetcher(std::function<void(std::uint32_t)> fetcher) { fetcher_ = std::move(fetcher); }

  // Inside of fibers:

  void sleep(Micros duration) { sleep_until(now() + duration); }
  void sleep_until(Micros at);
  /// At this moment `work` is done, on the loop's own stack; then the fiber sleeps for as long as `work` says.
  /// `subject` tells whoever fetches ahead what the work will be about.
  void sleep_around(Micros at, std::uint32_t subject, const std::function<Micros()>& work);
  enum class Wanted { readable, writable };
  /// Whether the descriptor is ready before the deadline. Errors: `unsupported` in virtual time, `internal` when the system
  /// cannot watch it.
  [[nodiscard]] Result<bool> wait_for(int fd, Wanted wanted, Micros deadline);
  /// Waits until somebody calls `wake` with the same token, or until the deadline. Whether it was woken.
  [[nodiscard]] bool wait_for_wake(const void* token, Micros deadline);
  /// Wakes the one that has waited longest for this token; whether there was one.
  bool wake(const void* token);

  /// Until every fiber has ended.
  void run();
  [[nodiscard]] std::size_t alive() const noexcept { return fibers_.size(); }

 private:
  struct Sleeper {
    Micros at;
    std::uint64_t order;
    Fiber* fiber;
    const std::function<Micros()>* work = nullptr;
    const char* stack = nullptr;  ///< where the fiber will go on
    std::uint32_t subject = 0;    ///< of the work
    bool operator>(const Sleeper& other) const noexcept {
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  struct Waiter {
    Fiber* fiber = nullptr;
    Micros deadline = never;
    std::uint64_t order = 0;
    const void* token = nullptr;
    int fd = -1;
    bool ready = false;
  };
  using Deadline = std::pair<std::pair<Micros, std::uint64_t>, Waiter*>;

  void push(const Sleeper& sleeper);
  [[nodiscard]] Sleeper pop();
  void fetch_ahead() const;
  [[nodiscard]] Micros next_event() const;
  void resume(Fiber* fiber);
  void run_due();
  void poll(Micros until);
  void finish(Waiter& waiter, bool ready);
  void begin_wait(Waiter& waiter);

  TimeSource& time_;
  std::uint64_t order_ = 0;
  std::unordered_map<Fiber*, std::unique_ptr<Fiber>> fibers_;
  std::vector<Sleeper> sleepers_;  ///< a heap, the earliest first
  std::set<Deadline> deadlines_;
  std::set<std::pair<std::pair<const void*, std::uint64_t>, Waiter*>> tokens_;
  Descriptor epoll_;
  std::size_t watched_ = 0;
  Micros pulse_every_ = 0, pulse_next_ = never;
  std::uint64_t resumptions_ = 0, pulse_resumptions_ = 0;
  std::function<void()> pulse_;
  std::function<void(std::uint32_t)> fetcher_;
};

}  // namespace assay::load

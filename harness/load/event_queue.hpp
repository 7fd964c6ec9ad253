// SPDX-License-Identifier: Apache-2.0
// EventQueue: what happens next. The next few events are known ahead, so that their memory can be fetched while others work.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <variant>
#include <vector>

#include "load/fiber.hpp"
#include "load/time_source.hpp"

namespace assay::load {

/// What is due at some moment. Between two moments it is data and holds no stack, so that there may be thousands.
class Task {
 public:
  Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  virtual ~Task() = default;

  /// Runs inside of a fiber, so it may wait.
  virtual void due() = 0;

  /// It is due in an event or two, and its own memory is near: a part of what it points to may be fetched as well. In parts, a
  /// little work apart, since no processor waits for many lines at once.
  virtual void fetch(unsigned part) const noexcept { (void)part; }
  static constexpr unsigned fetched_parts = 3;

  /// So much of a task is brought near before `fetch` is called. A large one has its often used members first.
  static constexpr std::size_t fetched_size = 448;
};

/// Who is due: a task, or a fiber that goes on.
using Due = std::variant<Task*, Fiber*>;

struct Event {
  Micros at = 0;
  std::uint64_t order = 0;  ///< among those of the same moment
  Due due;

  [[nodiscard]] Task* task() const noexcept {
    const auto* held = std::get_if<Task*>(&due);
    return held != nullptr ? *held : nullptr;
  }

  [[nodiscard]] bool is_before(const Event& other) const noexcept {
    return at != other.at ? at < other.at : order < other.order;
  }
};

class EventQueue {
 public:
  [[nodiscard]] bool empty() const noexcept { return soon_count_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return soon_count_ + later_.size(); }
  [[nodiscard]] const Event& front() const noexcept { return soon_[first_]; }

  void push(const Event& event);
  [[nodiscard]] Event pop();
  /// Has a task that is due soon fetch the next part of what it points to. For whoever begins something long: memory comes
  /// meanwhile.
  void fetch_ahead() noexcept;
  /// The parts that are left.
  void fetch_rest() noexcept;

 private:
  static constexpr std::size_t most_soon = 4;  ///< a power of two
  static constexpr std::size_t near = 1;       ///< so far ahead tasks fetch what they point to

  struct IsAfter {
    bool operator()(const Event& a, const Event& b) const noexcept { return b.is_before(a); }
  };
  [[nodiscard]] Event& soon(std::size_t i) noexcept { return soon_[(first_ + i) % most_soon]; }
  void refill();

  // None of `later_` is before any of `soon_`, which is in order; it is empty unless `soon_` is full.
  std::array<Event, most_soon> soon_{};
  std::size_t first_ = 0, soon_count_ = 0;
  unsigned part_ = 0;  ///< to be fetched next, while the latest event is at work
  std::priority_queue<Event, std::vector<Event>, IsAfter> later_;
};

}  // namespace assay::load

// SPDX-License-Identifier: Apache-2.0
// Fiber: straight-line code with a stack of its own, which waits by handing the thread back. Many wait at once in one thread,
// each written as if it were alone.
#pragma once

#include <functional>

namespace assay::load {

/// Runs on the thread that resumes it, always the same one. An exception that leaves the work ends the program.
class Fiber {
 public:
  /// Without work. Stops the program when the system has no memory for a stack.
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Gives work to one that is idle; nothing runs yet.
  void take(std::function<void()> work);
  /// Runs it until it waits or its work is done.
  void resume();
  /// Its work is done, or it never had any.
  [[nodiscard]] bool is_idle() const noexcept { return !work_; }

  /// The one that is running, or nullptr.
  [[nodiscard]] static Fiber* current() noexcept;
  /// Of the running one: hands the thread back to `resume`.
  void wait();

 private:
  struct Contexts;
  static void enter(unsigned high, unsigned low);
  void work() noexcept;
  void switch_in();
  void switch_out();

  std::function<void()> work_;
  Contexts* contexts_ = nullptr;  ///< in the memory of the stack
};

}  // namespace assay::load

// SPDX-License-Identifier: Apache-2.0
// Fiber: straight-line code with a small stack of its own, which waits by handing the thread back. Thousands of sessions wait at
// once in one thread, each written as if it were alone.
#pragma once

#include <functional>

namespace assay::load {

/// Runs on the thread that resumes it, always the same one. An exception that leaves the body ends the program.
class Fiber {
 public:
  /// Nothing runs yet. Stops the program when the system has no memory for a stack.
  explicit Fiber(std::function<void()> body);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Runs it until it waits or ends.
  void resume();
  [[nodiscard]] bool ended() const noexcept { return ended_; }

  /// The one that is running, or nullptr.
  [[nodiscard]] static Fiber* current() noexcept;
  /// Of the running one: hands the thread back to `resume`.
  void wait();
  /// Of the running one: lets the thread's own stack, which is deep, do `work`. The small stack then stays small.
  void on_deep_stack(const std::function<void()>& work);

 private:
  struct Contexts;
  static void enter(unsigned high, unsigned low);
  void run() noexcept;
  void switch_in();
  void switch_out(bool for_ever);

  std::function<void()> body_;
  const std::function<void()>* work_ = nullptr;
  Contexts* contexts_ = nullptr;  ///< in the memory of the stack
  bool ended_ = false;
};

/// As `Fiber::on_deep_stack` inside of a fiber, and a plain call outside.
void on_deep_stack(const std::function<void()>& work);

}  // namespace assay::load

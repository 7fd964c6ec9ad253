// SPDX-License-Identifier: Apache-2.0
// Fibers over ucontext. Sanitizers are told of every change of stack.
#include "load/fiber.hpp"

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdint>
#include <new>
#include <utility>

#include "base/check.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define ASSAY_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASSAY_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define ASSAY_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ASSAY_THREAD_SANITIZER 1
#endif
#endif
#ifdef ASSAY_ADDRESS_SANITIZER
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef ASSAY_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

namespace assay::load {
namespace {

// A sale with its card and its SAM needs some 20 KiB; only touched pages take memory.
#if defined(ASSAY_ADDRESS_SANITIZER) || defined(ASSAY_THREAD_SANITIZER)
constexpr std::size_t stack_size = std::size_t{1024} * 1024;
#else
constexpr std::size_t stack_size = std::size_t{256} * 1024;
#endif

thread_local Fiber* running = nullptr;
/// Of the one who resumed the running fiber: one for all stays in the cache.
thread_local ucontext_t resumer;

}  // namespace

struct Fiber::Contexts {
  /// Bytes that this takes above the stack.
  static constexpr std::size_t room() { return (sizeof(Contexts) + 319) / 64 * 64; }

  ucontext_t own{};
  char* memory = nullptr;  ///< a page that nobody may touch, then the stack
  std::size_t size = 0;
#ifdef ASSAY_ADDRESS_SANITIZER
  void* own_fake = nullptr;
  void* other_fake = nullptr;
  const void* other_stack = nullptr;
  std::size_t other_size = 0;
#endif
#ifdef ASSAY_THREAD_SANITIZER
  void* own_fiber = nullptr;
  void* other_fiber = nullptr;
#endif
};

Fiber::Fiber() {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t size = stack_size + page;
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  ASSAY_CHECK(memory != MAP_FAILED);
  // The contexts lie above the stack.
  static_assert(alignof(Contexts) <= 64);
  contexts_ = new (static_cast<char*>(memory) + size - Contexts::room()) Contexts();
  Contexts& c = *contexts_;
  c.size = size;
  c.memory = static_cast<char*>(memory);
  ASSAY_CHECK(::mprotect(c.memory, page, PROT_NONE) == 0);
  ASSAY_CHECK(::getcontext(&c.own) == 0);
  c.own.uc_stack.ss_sp = c.memory + page;
  c.own.uc_stack.ss_size = stack_size - Contexts::room();
  c.own.uc_link = nullptr;
  const auto self = reinterpret_cast<std::uintptr_t>(this);
  // makecontext passes integers alone, so the address travels in two halves.
  ::makecontext(&c.own, reinterpret_cast<void (*)()>(&Fiber::enter), 2,
                static_cast<unsigned>(self >> 32), static_cast<unsigned>(self));
#ifdef ASSAY_THREAD_SANITIZER
  c.own_fiber = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
#ifdef ASSAY_THREAD_SANITIZER
  __tsan_destroy_fiber(contexts_->own_fiber);
#endif
  char* const memory = contexts_->memory;
  const std::size_t size = contexts_->size;
  contexts_->~Contexts();
  ::munmap(memory, size);
}

Fiber* Fiber::current() noexcept {
  return running;
}

void Fiber::enter(unsigned high, unsigned low) {
  const auto address = (static_cast<std::uintptr_t>(high) << 32) | low;
  auto* self = reinterpret_cast<Fiber*>(address);  // NOLINT(performance-no-int-to-ptr): see above
#ifdef ASSAY_ADDRESS_SANITIZER
  Contexts& c = *self->contexts_;
  __sanitizer_finish_switch_fiber(nullptr, &c.other_stack, &c.other_size);
#endif
  for (;;) self->work();
}

void Fiber::work() noexcept {
  work_();
  work_ = nullptr;
  switch_out();
}

void Fiber::switch_in() {
  Contexts& c = *contexts_;
  running = this;
#ifdef ASSAY_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&c.other_fake, c.own.uc_stack.ss_sp,
                                 stack_size - Contexts::room());
#endif
#ifdef ASSAY_THREAD_SANITIZER
  c.other_fiber = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(c.own_fiber, 0);
#endif
  ::swapcontext(&resumer, &c.own);
#ifdef ASSAY_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(c.other_fake, nullptr, nullptr);
#endif
  running = nullptr;
}

void Fiber::switch_out() {
  Contexts& c = *contexts_;
#ifdef ASSAY_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&c.own_fake, c.other_stack, c.other_size);
#endif
#ifdef ASSAY_THREAD_SANITIZER
  __tsan_switch_to_fiber(c.other_fiber, 0);
#endif
  ::swapcontext(&c.own, &resumer);
#ifdef ASSAY_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(c.own_fake, &c.other_stack, &c.other_size);
#endif
}

void Fiber::take(std::function<void()> work) {
  ASSAY_CHECK(is_idle() && work);
  work_ = std::move(work);
}

void Fiber::resume() {
  ASSAY_CHECK(running == nullptr && !is_idle());
  switch_in();
}

void Fiber::wait() {
  ASSAY_CHECK(running == this);
  switch_out();
}

}  // namespace assay::load

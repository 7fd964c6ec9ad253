// SPDX-License-Identifier: Apache-2.0
// One round: everything that is due, then what the descriptors say, then the clock.
#include "load/loop.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/check.hpp"

namespace assay::load {

namespace {

/// About where the stack of the caller is.
const char* here() {
  return static_cast<const char*>(__builtin_frame_address(0));
}

}  // namespace

void Loop::push(const Sleeper& sleeper) {
  sleepers_.push_back(sleeper);
  std::ranges::push_heap(sleepers_, std::greater<>());
}

Loop::Sleeper Loop::pop() {
  std::ranges::pop_heap(sleepers_, std::greater<>());
  const Sleeper out = sleepers_.back();
  sleepers_.pop_back();
  return out;
}

/// With thousands of fibers the stack of the next one is in no cache any more: it is fetched while this one works.
void Loop::fetch_ahead() const {
  constexpr std::size_t soon = 3, line = 64, deep = 2560;
  for (std::size_t i = 0; i < std::min(soon, sleepers_.size()); ++i) {
    const Sleeper& next = sleepers_[i];
    if (next.stack == nullptr) continue;
    const std::size_t wanted = next.work == nullptr ? deep : 256;
    for (std::size_t at = 0; at < wanted; at += line) __builtin_prefetch(next.stack + at);
    if (next.work != nullptr && fetcher_) fetcher_(next.subject);
  }
}

void Loop::start(Micros at, std::function<void()> body) {
  auto fiber = std::make_unique<Fiber>(std::move(body));
  push({at, order_++, fiber.get()});
  Fiber* key = fiber.get();
  fibers_.emplace(key, std::move(fiber));
}

void Loop::set_pulse(Micros every, std::uint64_t resumptions, std::function<void()> pulse) {
  pulse_every_ = every;
  pulse_resumptions_ = resumptions;
  resumptions_ = 0;
  pulse_next_ = pulse ? now() + every : never;
  pulse_ = std::move(pulse);
}

void Loop::sleep_until(Micros at) {
  Fiber* fiber = Fiber::current();
  ASSAY_CHECK(fiber != nullptr);
  push({at, order_++, fiber, nullptr, here()});
  fiber->wait();
}

void Loop::sleep_around(Micros at, std::uint32_t subject, const std::function<Micros()>& work) {
  Fiber* fiber = Fiber::current();
  ASSAY_CHECK(fiber != nullptr);
  push({at, order_++, fiber, &work, here(), subject});
  fiber->wait();
}

void Loop::begin_wait(Waiter& waiter) {
  waiter.fiber = Fiber::current();
  ASSAY_CHECK(waiter.fiber != nullptr);
  waiter.order = order_++;
  if (waiter.deadline != never) deadlines_.insert({{waiter.deadline, waiter.order}, &waiter});
  waiter.fiber->wait();
}

Result<bool> Loop::wait_for(int fd, Wanted wanted, Micros deadline) {
  if (!time_.is_real())
    return fail(ErrorCode::unsupported, "connections cannot be waited for in virtual time");
  if (!epoll_.is_open()) epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  Waiter waiter;
  waiter.fd = fd;
  waiter.deadline = deadline;
  epoll_event event{};
  event.events = (wanted == Wanted::readable ? EPOLLIN : EPOLLOUT) | EPOLLONESHOT;
  event.data.ptr = &waiter;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
    return fail(ErrorCode::internal, "a connection cannot be watched: {}",
                std::generic_category().message(errno));
  ++watched_;
  begin_wait(waiter);
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  --watched_;
  return waiter.ready;
}

bool Loop::wait_for_wake(const void* token, Micros deadline) {
  Waiter waiter;
  waiter.token = token;
  waiter.deadline = deadline;
  tokens_.insert({{token, order_}, &waiter});  // the order that begin_wait gives
  begin_wait(waiter);
  return waiter.ready;
}

bool Loop::wake(const void* token) {
  const auto found = tokens_.lower_bound({{token, 0}, nullptr});
  if (found == tokens_.end() || found->first.first != token) return false;
  finish(*found->second, true);
  return true;
}

/// Ends a wait; the fiber goes on with the next round.
void Loop::finish(Waiter& waiter, bool ready) {
  waiter.ready = ready;
  if (waiter.deadline != never) deadlines_.erase({{waiter.deadline, waiter.order}, &waiter});
  if (waiter.token != nullptr) tokens_.erase({{waiter.token, waiter.order}, &waiter});
  push({now(), order_++, waiter.fiber});
}

Micros Loop::next_event() const {
  Micros next = pulse_next_;
  if (!sleepers_.empty()) next = std::min(next, sleepers_.front().at);
  if (!deadlines_.empty()) next = std::min(next, deadlines_.begin()->first.first);
  return next;
}

void Loop::resume(Fiber* fiber) {
  ++resumptions_;
  fiber->resume();
  if (fiber->ended()) fibers_.erase(fiber);
}

void Loop::run_due() {
  const Micros moment = now();
  while (!deadlines_.empty() && deadlines_.begin()->first.first <= moment)
    finish(*deadlines_.begin()->second, false);
  // Those that become due meanwhile wait for the next round, so that descriptors get their turn.
  const std::uint64_t last = order_;
  while (!sleepers_.empty() && sleepers_.front().at <= moment && sleepers_.front().order < last) {
    const Sleeper due = pop();
    fetch_ahead();
    if (due.work != nullptr)
      push({now() + (*due.work)(), order_++, due.fiber, nullptr, due.stack});
    else
      resume(due.fiber);
  }
  if (moment >= pulse_next_ || (pulse_ && resumptions_ >= pulse_resumptions_)) {
    pulse_next_ = moment + pulse_every_;
    resumptions_ = 0;
    pulse_();
  }
}

void Loop::poll(Micros until) {
  if (!time_.is_real()) return;
  std::array<epoll_event, 256> events{};
  const Micros moment = now();
  const Micros left = until > moment ? until - moment : 0;
  // Rounded up, so that a wait never spins; and bounded, so that the pulse of a stopped run is not missed.
  const int wait = static_cast<int>(std::min<Micros>((left + 999) / 1000, 1000));
  if (!epoll_.is_open()) epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  const int count =
      ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait);
  for (int i = 0; i < count; ++i)
    finish(*static_cast<Waiter*>(events[static_cast<std::size_t>(i)].data.ptr), true);
}

void Loop::run() {
  while (!fibers_.empty()) {
    const Micros next = next_event();
    ASSAY_CHECK(next != never || watched_ > 0);
    poll(next);
    time_.advance(next);
    run_due();
  }
}

}  // namespace assay::load

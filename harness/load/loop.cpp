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

void Loop::push(Micros moment, Due due) {
  events_.push({moment, order_++, due});
}

Fiber& Loop::idle_fiber() {
  if (idle_.empty()) {
    fibers_.push_back(std::make_unique<Fiber>());
    idle_.push_back(fibers_.back().get());
  }
  Fiber& out = *idle_.back();
  idle_.pop_back();
  return out;
}

void Loop::at(Micros moment, Task& task) {
  push(moment, &task);
}

void Loop::start(Micros moment, std::function<void()> work) {
  Fiber& fiber = idle_fiber();
  fiber.take(std::move(work));
  push(moment, &fiber);
}

void Loop::set_pulse(Micros every, std::uint64_t events, std::function<void()> pulse) {
  pulse_every_ = every;
  pulse_events_ = events;
  happened_ = 0;
  pulse_next_ = pulse ? now() + every : never;
  pulse_ = std::move(pulse);
}

void Loop::sleep_until(Micros at) {
  Fiber* fiber = Fiber::current();
  ASSAY_CHECK(fiber != nullptr);
  push(at, fiber);
  fiber->wait();
}

void Loop::begin_wait(Waiter& waiter) {
  waiter.fiber = Fiber::current();
  ASSAY_CHECK(waiter.fiber != nullptr);
  waiter.order = order_++;
  if (waiter.deadline != never) deadlines_.insert({{waiter.deadline, waiter.order}, &waiter});
  ++waiting_;
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
  --waiting_;
  push(now(), waiter.fiber);
}

Micros Loop::next_event() const {
  Micros next = pulse_next_;
  if (!events_.empty()) next = std::min(next, events_.front().at);
  if (!deadlines_.empty()) next = std::min(next, deadlines_.begin()->first.first);
  return next;
}

void Loop::resume(Fiber& fiber) {
  fiber.resume();
  if (fiber.is_idle()) idle_.push_back(&fiber);
}

void Loop::happen(const Event& event) {
  ++happened_;
  Task* const task = event.task();
  if (task == nullptr) return resume(*std::get<Fiber*>(event.due));
  Fiber& fiber = idle_fiber();
  fiber.take([task] { task->due(); });
  resume(fiber);
}

void Loop::run_due() {
  const Micros moment = now();
  while (!deadlines_.empty() && deadlines_.begin()->first.first <= moment)
    finish(*deadlines_.begin()->second, false);
  // Those that become due meanwhile wait for the next round, so that descriptors get their turn.
  const std::uint64_t last = order_;
  while (!events_.empty() && events_.front().at <= moment && events_.front().order < last)
    happen(events_.pop());
  if (moment >= pulse_next_ || (pulse_ && happened_ >= pulse_events_)) {
    pulse_next_ = moment + pulse_every_;
    happened_ = 0;
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
  while (alive() > 0) {
    const Micros next = next_event();
    ASSAY_CHECK(next != never || watched_ > 0);
    poll(next);
    time_.advance(next);
    run_due();
  }
}

}  // namespace assay::load

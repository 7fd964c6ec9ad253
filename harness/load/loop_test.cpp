// SPDX-License-Identifier: Apache-2.0
#include "load/loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/random.hpp"

namespace assay::load {
namespace {

using testing::ElementsAre;

TEST(Fiber, GoesOnWhereItWaitedAndTakesOtherWorkThen) {
  std::string order;
  Fiber fiber;
  EXPECT_TRUE(fiber.is_idle());
  fiber.take([&] {
    order += 'b';
    Fiber::current()->wait();
    order += 'd';
  });
  order += 'a';
  fiber.resume();
  order += 'c';
  EXPECT_FALSE(fiber.is_idle());
  fiber.resume();
  EXPECT_TRUE(fiber.is_idle());
  fiber.take([&] { order += 'e'; });
  fiber.resume();
  EXPECT_TRUE(fiber.is_idle());
  EXPECT_EQ(order, "abcde");
  EXPECT_EQ(Fiber::current(), nullptr);
}

TEST(EventQueue, IsInOrderHoweverEventsCome) {
  EventQueue queue;
  Random random(7);
  std::vector<std::pair<Micros, std::uint64_t>> wanted, seen;
  const auto pop = [&] {
    const Event event = queue.pop();
    seen.emplace_back(event.at, event.order);
  };
  // Few moments, so that many events share one; what was taken is never before what came later.
  for (std::uint64_t order = 0; order < 3000; ++order) {
    const Micros earliest = seen.empty() ? 0 : seen.back().first;
    wanted.emplace_back(earliest + random.below(40), order);
    queue.push({wanted.back().first, order, {}});
    if (order % 3 == 2) pop();
  }
  EXPECT_EQ(queue.size(), 2000U);
  while (!queue.empty()) pop();
  std::ranges::sort(wanted);
  EXPECT_EQ(seen, wanted);
}

/// Notes when it is due, and goes on a given number of times.
class Counting final : public Task {
 public:
  Counting(Loop& loop, std::vector<Micros>& seen, int times)
      : loop_(loop), seen_(seen), times_(times) {}
  void due() override {
    EXPECT_NE(Fiber::current(), nullptr);
    seen_.push_back(loop_.now());
    if (--times_ > 0) loop_.at(loop_.now() + 10, *this);
  }

 private:
  Loop& loop_;
  std::vector<Micros>& seen_;
  int times_;
};

TEST(Loop, CallsTasksWhenTheyAreDue) {
  VirtualTime time;
  Loop loop(time);
  std::vector<Micros> seen;
  Counting one(loop, seen, 3), other(loop, seen, 1);
  loop.at(5, one);
  loop.at(7, other);
  EXPECT_EQ(loop.alive(), 2U);
  loop.run();
  EXPECT_THAT(seen, ElementsAre(5U, 7U, 15U, 25U));
}

TEST(Loop, WakesInTheOrderOfMomentsAndOfAsking) {
  VirtualTime time;
  Loop loop(time);
  std::vector<std::pair<char, Micros>> seen;
  const auto body = [&](char name, Micros wait) {
    return [&, name, wait] {
      loop.sleep(wait);
      seen.emplace_back(name, loop.now());
    };
  };
  loop.start(0, body('a', 30));
  loop.start(0, body('b', 10));
  loop.start(20, body('c', 10));
  loop.run();
  EXPECT_THAT(seen, ElementsAre(std::pair('b', 10U), std::pair('a', 30U), std::pair('c', 30U)));
  EXPECT_EQ(loop.alive(), 0U);
}

TEST(Loop, WakesByTokenOrByDeadline) {
  VirtualTime time;
  Loop loop(time);
  const int token = 0;
  std::vector<std::pair<std::string, Micros>> seen;
  const auto wait = [&] {
    const bool woken = loop.wait_for_wake(&token, 100);
    seen.emplace_back(woken ? "woken" : "late", loop.now());
  };
  loop.start(0, wait);
  loop.start(1, wait);
  loop.start(50, [&] { EXPECT_TRUE(loop.wake(&token)); });
  loop.run();
  EXPECT_THAT(seen, ElementsAre(std::pair("woken", 50U), std::pair("late", 100U)));
  EXPECT_FALSE(loop.wake(&token));
}

TEST(Loop, CallsThePulse) {
  VirtualTime time;
  Loop loop(time);
  int pulses = 0;
  loop.set_pulse(10, 1000, [&] { ++pulses; });
  loop.start(0, [&] { loop.sleep(35); });
  loop.run();
  EXPECT_EQ(pulses, 3);
}

TEST(Loop, WaitsForNoConnectionInVirtualTime) {
  VirtualTime time;
  Loop loop(time);
  std::string message;
  loop.start(0, [&] { message = loop.wait_for(0, Loop::Wanted::readable, 1).error().message; });
  loop.run();
  EXPECT_EQ(message, "connections cannot be waited for in virtual time");
}

TEST(Loop, WaitsForDescriptorsWhileOthersGoOn) {
  WallTime time;
  Loop loop(time);
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  const Descriptor left(ends[0]), right(ends[1]);
  bool was_ready = false, was_late = false;
  loop.start(0, [&] {
    was_late = !*loop.wait_for(left.get(), Loop::Wanted::readable, loop.now() + 2'000);
    was_ready = *loop.wait_for(left.get(), Loop::Wanted::readable, loop.now() + 5'000'000);
  });
  loop.start(0, [&] {
    loop.sleep(10'000);
    EXPECT_EQ(::write(right.get(), "x", 1), 1);
  });
  loop.run();
  EXPECT_TRUE(was_late);
  EXPECT_TRUE(was_ready);
}

TEST(Loop, HoldsThousandsAtOnce) {
  VirtualTime time;
  Loop loop(time);
  int ended = 0;
  for (int i = 0; i < 5'000; ++i)
    loop.start(0, [&, i] {
      loop.sleep(static_cast<Micros>(i % 7));
      loop.sleep(5);
      ++ended;
    });
  loop.run();
  EXPECT_EQ(ended, 5'000);
}

}  // namespace
}  // namespace assay::load

// SPDX-License-Identifier: Apache-2.0
#include "load/loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string>

namespace assay::load {
namespace {

using testing::ElementsAre;

TEST(Fiber, GoesOnWhereItWaited) {
  std::string order;
  Fiber fiber([&] {
    order += 'b';
    Fiber::current()->wait();
    order += 'd';
  });
  order += 'a';
  fiber.resume();
  order += 'c';
  EXPECT_FALSE(fiber.ended());
  fiber.resume();
  EXPECT_TRUE(fiber.ended());
  EXPECT_EQ(order, "abcd");
  EXPECT_EQ(Fiber::current(), nullptr);
}

TEST(Fiber, LetsTheDeepStackWork) {
  // Frames, not locals: a sanitizer may keep those elsewhere.
  const auto* const here = static_cast<const char*>(__builtin_frame_address(0));
  std::ptrdiff_t distance = 0;
  Fiber fiber([&] {
    on_deep_stack([&] {
      distance = static_cast<const char*>(__builtin_frame_address(0)) - here;
      EXPECT_EQ(Fiber::current(), nullptr);
    });
    EXPECT_NE(Fiber::current(), nullptr);
  });
  fiber.resume();
  EXPECT_TRUE(fiber.ended());
  EXPECT_LT(std::abs(distance), 64 * 1024);
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

TEST(Loop, DoesWorkInTheMiddleOfASleep) {
  VirtualTime time;
  Loop loop(time);
  std::vector<std::pair<std::string, Micros>> seen;
  loop.start(5, [&] {
    loop.sleep_around(20, 0, [&]() -> Micros {
      seen.emplace_back(Fiber::current() == nullptr ? "outside" : "inside", loop.now());
      return 7;
    });
    seen.emplace_back("awake", loop.now());
  });
  loop.run();
  EXPECT_THAT(seen, ElementsAre(std::pair("outside", 20U), std::pair("awake", 27U)));
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

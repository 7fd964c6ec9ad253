// SPDX-License-Identifier: Apache-2.0
// A load run over model cards and model SAMs: nothing is lost when both are right, and the account finds those that are not.
#include "load/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/model_calypso/calypso_channel.hpp"
#include "adapters/model_calypso/card_bank.hpp"
#include "adapters/model_sam/sam_channel.hpp"

namespace assay::load {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

class Cards final : public CardPort {
 public:
  explicit Cards(std::size_t count, const std::string& deviation = {}) {
    model::ModelOptions options;
    if (!deviation.empty()) options.deviations = {deviation};
    const auto environment = model::calypso::make_environment("calypso-prime", options).value();
    const auto profile = model::calypso::built_in_profile("calypso-prime", "").value();
    bank_ = model::calypso::CardBank::make(profile, environment, count).value();
  }
  std::string_view uri() const override { return "cards"; }
  std::string_view label() const override { return ""; }
  std::size_t count() const override { return bank_->count(); }
  Result<void> transmit(std::size_t card, ByteView command, Bytes& answer) override {
    bank_->transmit(card, command, answer);
    return {};
  }
  void lose_power(std::size_t card) override { bank_->lose_power(card); }

 private:
  std::unique_ptr<model::calypso::CardBank> bank_;
};

/// One SAM, which all channels are in turns when `channels` is 1.
class Sams final : public HsmPort {
 public:
  explicit Sams(std::size_t channels, const std::string& deviation = {}) : free_(channels) {
    model::ModelOptions options;
    if (!deviation.empty()) options.deviations = {deviation};
    for (std::size_t i = 0; i < channels; ++i) {
      sams_.push_back(model::sam::open_sam_model(options).value());
      free_[i] = channels - 1 - i;
    }
  }
  std::string_view uri() const override { return "sams"; }
  std::string_view label() const override { return ""; }
  bool shares_counters() const noexcept override { return false; }
  Result<std::uint64_t> open() override {
    if (fails) return fail(ErrorCode::timeout, "no answer");
    if (free_.empty()) return fail(ErrorCode::out_of_range, "all {} are taken", sams_.size());
    const std::uint64_t sam = free_.back();
    free_.pop_back();
    return sam;
  }
  Result<Bytes> atr(std::uint64_t channel) override {
    if (is_something_else) return Bytes{0x3B, 0x00};
    return to_bytes(sams_[channel]->atr());
  }
  Result<void> exchange(std::uint64_t channel, ByteView command, Bytes& answer) override {
    if (falls_silent && command[1] == 0x8E) return fail(ErrorCode::timeout, "no answer");
    return sams_[channel]->transmit(command, answer);
  }
  Result<void> close(std::uint64_t channel) override {
    if (!leaks) free_.push_back(channel);
    return {};
  }
  std::uint64_t abandon(std::uint64_t channel) override {
    free_.push_back(channel);
    return 0;
  }
  Result<std::optional<HsmStanding>> standing() override {
    HsmStanding out;
    out.channels = static_cast<std::uint32_t>(sams_.size());
    out.channels_open = static_cast<std::uint32_t>(sams_.size() - free_.size());
    return out;
  }

  bool fails = false, falls_silent = false, leaks = false, is_something_else = false;

 private:
  std::vector<std::unique_ptr<iso7816::CardChannel>> sams_;
  std::vector<std::uint64_t> free_;
};

Plan plan_of(std::size_t sessions, std::uint64_t transactions) {
  Plan plan;
  plan.sessions = sessions;
  plan.transactions = transactions;
  plan.network.delay = *Distribution::parse("exponential 40 ms");
  plan.think = *Distribution::parse("exponential 100 ms");
  return plan;
}

Outcome run(CardPort& cards, HsmPort& hsm, const Plan& plan) {
  VirtualTime time;
  Loop loop(time);
  auto outcome = Run(loop, cards, hsm, plan).execute();
  EXPECT_TRUE(outcome) << outcome.error().message;
  return *outcome;
}

std::uint64_t count(const Outcome& outcome, Trouble trouble) {
  return outcome.by_trouble[static_cast<std::size_t>(trouble)];
}

auto finding(const std::string& words) {
  return Contains(Field(&Finding::what, HasSubstr(words)));
}

TEST(Load, LosesNothing) {
  Cards cards(20);
  Sams sams(20);
  const Outcome out = run(cards, sams, plan_of(20, 100));
  EXPECT_THAT(out.findings, IsEmpty());
  EXPECT_EQ(out.made, 100U);
  EXPECT_EQ(out.latency.count(), 100U);
  EXPECT_GT(out.most_channels, 10U);
  EXPECT_TRUE(out.counters_checked);
  EXPECT_TRUE(out.channels_checked);
  // Twelve messages of 40 ms on average, and the HSM takes no time.
  EXPECT_NEAR(out.latency.mean(), 480'000, 50'000);
}

TEST(Load, IsTheSameForTheSameSeed) {
  const auto once = [] {
    Cards cards(5);
    Sams sams(3);
    return run(cards, sams, plan_of(5, 40));
  };
  const Outcome left = once(), right = once();
  EXPECT_EQ(left.lasted, right.lasted);
  EXPECT_EQ(left.amount, right.amount);
  EXPECT_EQ(count(left, Trouble::no_channel), count(right, Trouble::no_channel));
}

TEST(Load, KeepsTheAccountRightWhenClientsAreKilled) {
  for (const bool noticed : {true, false}) {
    Cards cards(20);
    Sams sams(20);
    Plan plan = plan_of(20, 200);
    plan.kill_rate = 0.4;
    plan.leaves_channels = !noticed;
    const Outcome out = run(cards, sams, plan);
    EXPECT_THAT(out.findings, IsEmpty());
    EXPECT_GT(count(out, Trouble::client_killed), 50U);
    EXPECT_EQ(out.made + count(out, Trouble::client_killed), 200U);
  }
}

TEST(Load, FindsCardsThatLoseOrKeepWhatTheyShouldNot) {
  const auto found = [](const std::string& deviation, double kills) {
    Cards cards(5, deviation);
    Sams sams(5);
    Plan plan = plan_of(5, 40);
    plan.kill_rate = kills;
    return run(cards, sams, plan).findings;
  };
  EXPECT_THAT(found("close-loses-modifications", 0), finding("at the opening"));
  EXPECT_THAT(found("counter-stands", 0), finding("was due"));
  EXPECT_THAT(found("counter-down-by-two", 0), finding("transaction counter"));
  EXPECT_THAT(found("count-tells-old-value", 0), finding("after the increase"));
  EXPECT_THAT(found("increase-written-at-once", 0.9), finding("the counter is"));
  EXPECT_THAT(found("update-written-at-once", 0.9), finding("the contract"));
}

TEST(Load, NamesTheSessionOfAFinding) {
  Cards cards(3, "count-tells-old-value");
  Sams sams(3);
  const auto findings = run(cards, sams, plan_of(3, 3)).findings;
  EXPECT_THAT(findings, Contains(AllOf(Field(&Finding::session, 2U),
                                       Field(&Finding::transaction, testing::Gt(0U)))));
}

TEST(Load, RefusesACardWithAWrongMac) {
  Cards cards(3, "card-mac-is-terminal-mac");
  Sams sams(3);
  const Outcome out = run(cards, sams, plan_of(3, 6));
  EXPECT_EQ(count(out, Trouble::card_wrong), 6U);
  EXPECT_EQ(out.made, 0U);
}

TEST(Load, TurnsSalesAwayWhenAllChannelsAreTaken) {
  Cards cards(10);
  Sams sams(2);
  const Outcome out = run(cards, sams, plan_of(10, 60));
  EXPECT_GT(count(out, Trouble::no_channel), 10U);
  EXPECT_EQ(out.words[static_cast<std::size_t>(Trouble::no_channel)], "all 2 are taken");
  EXPECT_EQ(out.most_channels, 2U);
  EXPECT_THAT(out.findings, IsEmpty());
}

TEST(Load, LetsSalesWaitForAChannel) {
  Cards cards(10);
  Sams sams(2);
  Plan plan = plan_of(10, 60);
  plan.channel_patience = 60'000'000;
  const Outcome out = run(cards, sams, plan);
  EXPECT_EQ(out.made, 60U);
  EXPECT_GT(out.waiting.percentile(0.5), 100'000U);
}

TEST(Load, CountsLostMessagesAndLostLinks) {
  Cards cards(5);
  Sams sams(5);
  Plan plan = plan_of(5, 50);
  plan.network.loss = 0.4;
  plan.network.attempts = 3;
  const Outcome out = run(cards, sams, plan);
  EXPECT_GT(count(out, Trouble::link_lost), 10U);
  EXPECT_GT(out.made, 5U);
  EXPECT_THAT(out.findings, IsEmpty());
}

TEST(Load, OffersARateOfArrivals) {
  Cards cards(100);
  Sams sams(100);
  Plan plan = plan_of(100, 400);
  plan.arrivals = 20;
  const Outcome out = run(cards, sams, plan);
  EXPECT_EQ(out.made + out.turned_away, 400U);
  EXPECT_NEAR(static_cast<double>(out.lasted) / 1e6, 20, 3);
  EXPECT_LT(out.most_channels, 30U);  // some ten of them at a time: 20 a second, half a second each
}

TEST(Load, FindsAHsmThatKeepsChannels) {
  Cards cards(3);
  Sams sams(10);
  sams.leaks = true;
  const Outcome out = run(cards, sams, plan_of(3, 3));
  EXPECT_THAT(out.findings, Contains(Field(&Finding::what, HasSubstr("looked at in the end"))));
}

TEST(Load, TellsOfAnHsmThatFallsSilent) {
  Cards cards(3);
  Sams sams(3);
  sams.falls_silent = true;
  const Outcome out = run(cards, sams, plan_of(3, 9));
  EXPECT_EQ(count(out, Trouble::hsm_silent), 9U);
  EXPECT_THAT(out.findings, IsEmpty());
}

TEST(Load, BlamesTheHsmWhenItsChannelsAreNoSams) {
  Cards cards(3);
  Sams sams(3);
  sams.is_something_else = true;
  const Outcome out = run(cards, sams, plan_of(3, 9));
  EXPECT_EQ(count(out, Trouble::hsm_refused), 9U);
  EXPECT_EQ(out.card_exchanges, 0U);
  EXPECT_THAT(out.findings, IsEmpty());
}

TEST(Load, DoesNotBeginWithoutAnHsm) {
  Cards cards(3);
  Sams sams(3);
  sams.fails = true;
  VirtualTime time;
  Loop loop(time);
  EXPECT_EQ(load::Run(loop, cards, sams, plan_of(3, 9)).execute().error().message, "no answer");
}

TEST(Load, StopsWhenTold) {
  Cards cards(3);
  Sams sams(3);
  VirtualTime time;
  Loop loop(time);
  const auto out =
      load::Run(loop, cards, sams, plan_of(3, 1'000'000), [](const Progress& progress) {
        return progress.made < 20;
      }).execute();
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->stopped);
  EXPECT_LT(out->begun, 200U);
  EXPECT_THAT(out->findings, IsEmpty());
}

}  // namespace
}  // namespace assay::load

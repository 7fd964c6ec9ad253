// SPDX-License-Identifier: Apache-2.0
// What kills a mutant, over a card of two answers: 9000, and 6A82 under the deviation `bad`. Suites are built by hand.
#include "engine/mutation.hpp"

#include <gtest/gtest.h>

#include <mutex>

#include "base/hex.hpp"
#include "iso7816/asked_deviations.hpp"

namespace assay::engine {
namespace {

class TwoFacedCard : public iso7816::CardChannel {
 public:
  explicit TwoFacedCard(const std::string& uri)
      : sw_(uri.find("deviate=bad") != std::string::npos ? "6A82" : "9000") {
    description_.uri = uri;
    description_.capabilities.real = false;
  }
  Result<void> reset(iso7816::ResetKind) override { return {}; }
  Result<void> transmit(ByteView, Bytes& response) override {
    response = *from_hex(sw_);
    return {};
  }
  ByteView atr() const override { return {}; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  std::string sw_;
  iso7816::TargetDescription description_{"", "test", "", "", "", {}};
};

/// Answers 9000 to everything; asks for `bad` at instruction A4 and for `never` nowhere.
class AskingCard : public iso7816::CardChannel, public iso7816::AskedDeviations {
 public:
  explicit AskingCard(const std::string& uri)
      : deviates_(uri.find("deviate=bad") != std::string::npos) {
    description_.uri = uri;
    description_.capabilities = {.real = false, .rewinds = true};
  }
  Result<void> reset(iso7816::ResetKind) override { return {}; }
  Result<void> rewind(std::uint64_t) override { return {}; }
  Result<void> transmit(ByteView command, Bytes& response) override {
    const bool asks = command[1] == 0xA4;
    asked_ = asked_ || (noting_ && asks);
    response = *from_hex(asks && deviates_ ? "6A82" : "9000");
    return {};
  }
  ByteView atr() const override { return {}; }
  const iso7816::TargetDescription& description() const override { return description_; }
  void note_deviations() override { noting_ = true; }
  std::vector<std::string_view> take_asked_deviations() override {
    if (std::exchange(asked_, false)) return {"bad"};
    return {};
  }

 private:
  bool deviates_;
  bool noting_ = false;
  bool asked_ = false;
  iso7816::TargetDescription description_{"", "test", "", "", "", {}};
};

script::Step expecting(const std::string& sw, std::vector<std::string> covers = {},
                       const std::string& apdu = "00A40400") {
  script::Step step;
  step.verb = script::Verb::apdu;
  step.title = "APDU";
  step.apdu = *document::parse_hex_value(apdu);
  script::Check check;
  check.matcher.kind = script::Matcher::Kind::pattern;
  check.matcher.pattern = *document::parse_hex_pattern(sw);
  check.matcher.text = "'" + sw + "'";
  step.expect.push_back({{check}, std::move(covers), "", {}});
  return step;
}

class MutationTest : public testing::Test {
 protected:
  MutationTest() {
    suite_.id = "s";
    suite_.models = {"model:x"};
  }

  void add_case(const std::string& id, std::vector<script::Step> given,
                std::vector<script::Step> steps) {
    script::TestCase made;
    made.id = id;
    for (const auto& step : steps)
      for (const auto& group : step.expect)
        made.covers.insert(made.covers.end(), group.covers.begin(), group.covers.end());
    script::Instance instance;
    instance.given = std::move(given);
    instance.steps = std::move(steps);
    made.instances.push_back(std::move(instance));
    suite_.cases.push_back(std::move(made));
  }

  MutationResult run(std::vector<Mutant> mutants = {{"bad", "model:x", {"ROW-1"}, ""}},
                     bool collateral = true) {
    MutationRequest request;
    request.every_case = every_case_;
    request.threads = threads_;
    request.collateral = collateral;
    request.catalogue = &catalogue_;
    request.suites = {&suite_};
    request.mutants = std::move(mutants);
    request.wanted = [](std::string_view) { return true; };
    request.target = [this](const std::string& uri) -> Result<Target> {
      const std::scoped_lock lock(mutex_);
      asked_.push_back(uri);
      Target target;
      target.uri = uri;
      target.identify = false;
      using Channel = Result<std::unique_ptr<iso7816::CardChannel>>;
      target.roles.emplace_back("card", [uri, asking = asking_]() -> Channel {
        if (asking) return std::make_unique<AskingCard>(uri);
        return std::make_unique<TwoFacedCard>(uri);
      });
      return target;
    };
    auto result = run_mutants(request);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *std::move(result) : MutationResult{};
  }

  catalogue::Catalogue catalogue_;
  script::Suite suite_;
  std::vector<std::string> asked_;
  std::mutex mutex_;
  bool asking_ = false;  ///< the card is one that tells what it was asked
  bool every_case_ = false;
  std::size_t threads_ = 1;
};

TEST_F(MutationTest, ACaseThatFailsAtTheRowKills) {
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  const auto result = run();
  ASSERT_EQ(result.mutants.size(), 1U);
  EXPECT_EQ(result.mutants[0].killers, std::vector<std::string>{"s/witness"});
  EXPECT_EQ(result.proven_rows(), std::set<std::string>{"ROW-1"});
  EXPECT_TRUE(result.mutants[0].collateral.empty());
  EXPECT_EQ(result.claims.at("ROW-1"), std::set<std::string>{"s/witness"});
  EXPECT_EQ(result.score(), 1.0);
  EXPECT_EQ(result.runs, 2U);
}

TEST_F(MutationTest, ACaseThatFailsAtAnotherRowIsCollateral) {
  add_case("other", {}, {expecting("9000", {"ROW-2"})});
  const auto result = run();
  EXPECT_FALSE(result.mutants[0].killed());
  EXPECT_EQ(result.mutants[0].collateral, std::vector<std::string>{"s/other"});
  EXPECT_TRUE(result.proven_rows().empty());
  EXPECT_EQ(result.score(), 0.0);
}

TEST_F(MutationTest, WithoutCollateralOnlyCasesThatClaimTheRowsMeetTheMutant) {
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  add_case("other", {}, {expecting("9000", {"ROW-2"})});
  const auto result = run({{"bad", "model:x", {"ROW-1"}, ""}}, false);
  EXPECT_EQ(result.mutants[0].killers, std::vector<std::string>{"s/witness"});
  EXPECT_TRUE(result.mutants[0].collateral.empty());
  EXPECT_EQ(result.cases, 3U);  // two on the conforming card, one on the mutant
}

TEST_F(MutationTest, ASurpriseInThePreambleKillsNothing) {
  add_case("unclear", {expecting("9000", {"ROW-1"})}, {expecting("9000", {"ROW-1"})});
  const auto result = run();
  EXPECT_FALSE(result.mutants[0].killed());
  EXPECT_EQ(result.mutants[0].collateral, std::vector<std::string>{"s/unclear"});
}

TEST_F(MutationTest, ACaseThatFailsOnTheConformingCardTooKillsNothing) {
  add_case("wrong", {}, {expecting("6982", {"ROW-1"})});
  const auto result = run();
  EXPECT_EQ(result.baseline_failures, std::set<std::string>{"s/wrong on model:x"});
  EXPECT_FALSE(result.mutants[0].killed());
  EXPECT_TRUE(result.mutants[0].collateral.empty());
  EXPECT_TRUE(result.claims.empty());
}

TEST_F(MutationTest, ACaseThatPassesOnTheMutantLetsItSurvive) {
  add_case("blind", {}, {expecting("xxxx", {"ROW-1"})});
  EXPECT_FALSE(run().mutants[0].killed());
}

TEST_F(MutationTest, EveryProfileThatASuiteNamesIsTried) {
  suite_.models = {"model:x", "model:x?profile=p"};
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  const auto result = run();
  EXPECT_EQ(asked_, (std::vector<std::string>{"model:x", "model:x?profile=p", "model:x?deviate=bad",
                                              "model:x?profile=p&deviate=bad"}));
  EXPECT_EQ(result.mutants[0].killers, (std::vector<std::string>{"s/witness", "s/witness"}));
}

TEST_F(MutationTest, AMutantOfAnotherModelIsNotTriedOnThisOne) {
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  const auto result = run({{"bad", "model:xy", {"ROW-1"}, ""}});
  EXPECT_EQ(asked_, std::vector<std::string>{"model:x"});
  EXPECT_FALSE(result.mutants[0].killed());
}

TEST_F(MutationTest, ACaseThatNeverReachesTheDeviationIsSpared) {
  asking_ = true;
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  add_case("elsewhere", {}, {expecting("9000", {"ROW-1"}, "00B00000")});
  const auto result = run({{"bad", "model:x", {"ROW-1"}, ""}, {"never", "model:x", {"ROW-1"}, ""}});
  EXPECT_EQ(result.mutants[0].killers, std::vector<std::string>{"s/witness"});
  EXPECT_FALSE(result.mutants[1].killed());
  EXPECT_EQ(result.cases, 3U);  // two on the conforming card, one on the first mutant
  EXPECT_EQ(result.spared, 3U);
  EXPECT_EQ(asked_, (std::vector<std::string>{"model:x", "model:x?deviate=bad"}));
}

TEST_F(MutationTest, EveryCaseRunsWhereThatIsAskedFor) {
  asking_ = every_case_ = true;
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  add_case("elsewhere", {}, {expecting("9000", {"ROW-1"}, "00B00000")});
  const auto result = run();
  EXPECT_EQ(result.mutants[0].killers, std::vector<std::string>{"s/witness"});
  EXPECT_EQ(result.cases, 4U);
  EXPECT_EQ(result.spared, 0U);
}

TEST_F(MutationTest, ManyThreadsTellTheSameInTheSameOrder) {
  threads_ = 4;
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  std::vector<Mutant> mutants;
  for (int i = 0; i < 40; ++i)
    mutants.push_back({i % 3 == 0 ? "bad" : "good", "model:x", {"ROW-1"}, std::to_string(i)});
  const auto result = run(mutants);
  ASSERT_EQ(result.mutants.size(), 40U);
  for (std::size_t i = 0; i < 40; ++i) {
    EXPECT_EQ(result.mutants[i].mutant.says, std::to_string(i));
    EXPECT_EQ(result.mutants[i].killed(), i % 3 == 0);
  }
}

TEST_F(MutationTest, TheScoreCountsEveryMutant) {
  add_case("witness", {}, {expecting("9000", {"ROW-1"})});
  EXPECT_EQ(run({{"bad", "model:x", {"ROW-1"}, ""}, {"good", "model:x", {"ROW-1"}, ""}}).score(),
            0.5);
  EXPECT_EQ(MutationResult{}.score(), 0.0);
}

TEST(DeviatingUri, JoinsTheOptions) {
  EXPECT_EQ(deviating_uri("model:x", "a"), "model:x?deviate=a");
  EXPECT_EQ(deviating_uri("model:x?profile=p", "a"), "model:x?profile=p&deviate=a");
}

}  // namespace
}  // namespace assay::engine

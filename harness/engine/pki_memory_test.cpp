// SPDX-License-Identifier: Apache-2.0
#include "engine/pki_memory.hpp"

#include <gtest/gtest.h>

#include "calypso/pki/published_fixture.hpp"

namespace assay::engine {
namespace {

using namespace calypso::pki;
using State = CalypsoVerification::State;

constexpr std::string_view select = "00A4040008A000000291FF910100";
constexpr std::string_view fci =
    "6F228408A000000291FF9101A516BF0C13C70800000000C3F9DAED53071B3F3B021410019000";

/// The sample card as it was recorded, told step by step.
class PkiMemoryTest : public testing::Test {
 protected:
  PkiMemoryTest() {
    memory_.trust(std::make_unique<ChainVerifier>(published_.verifier()), {});
    tell(select, *from_hex(fci));
  }

  PkiAnswer tell(std::string_view command, ByteView response) {
    return memory_.note(*from_hex(command), response);
  }
  PkiAnswer read(std::string_view command, ByteView data) {
    Bytes response = to_bytes(data);
    append(response, Bytes{0x90, 0x00});
    return tell(command, response);
  }
  PkiAnswer read_key() { return read("00CADF2C00", sample_.public_key); }
  PkiAnswer read_ca() {
    (void)read("00CADF4A00", ByteView(sample_.ca_certificates[0]).first(245));
    return read("00CADF4B00", ByteView(sample_.ca_certificates[0]).subspan(245));
  }
  PkiAnswer read_card() {
    (void)read("00CADF4C00", ByteView(sample_.card_certificate).first(245));
    return read("00CADF4D00", ByteView(sample_.card_certificate).subspan(245));
  }
  PkiAnswer run_session() {
    for (const auto& exchange : sample_.session)
      (void)memory_.note(exchange.command, exchange.response);
    return read("008E000000", sample_.signature);
  }

  Published published_{ASSAY_SOURCE_DIR};
  Transaction sample_ = published_.transaction("sample");
  PkiMemory memory_;
};

TEST_F(PkiMemoryTest, FindsTheSignatureOfASessionRight) {
  (void)read_key();
  EXPECT_EQ(run_session().signature->state, State::valid);
}

TEST_F(PkiMemoryTest, FindsItRightWhenTheKeyIsReadBehindTheSession) {
  EXPECT_EQ(run_session().signature->state, State::unknown);
  EXPECT_EQ(read_key().signature->state, State::valid);
  EXPECT_FALSE(read_key().signature.has_value());
}

TEST_F(PkiMemoryTest, FindsItWrongWhenOneBitOfAnAnswerDiffers) {
  (void)read_key();
  sample_.session.back().response[3] ^= 0x10;
  EXPECT_EQ(run_session().signature->state, State::wrong);
}

TEST_F(PkiMemoryTest, FindsItWrongWhenWhatTheCardToldIsNoKey) {
  sample_.public_key[0] ^= 0x01;
  (void)read_key();
  EXPECT_EQ(run_session().signature->state, State::wrong);
}

TEST_F(PkiMemoryTest, FindsNoneInAnAnswerOfAnotherLength) {
  (void)read_key();
  sample_.signature.pop_back();
  EXPECT_EQ(run_session().signature->state, State::absent);
}

TEST_F(PkiMemoryTest, ForgetsTheKeyWithASelectionAndAReset) {
  (void)read_key();
  tell(select, *from_hex(fci));
  EXPECT_EQ(run_session().signature->state, State::unknown);
  (void)read_key();
  memory_.forget();
  EXPECT_EQ(run_session().signature->state, State::unknown);
}

TEST_F(PkiMemoryTest, LooksAtNoSessionThatALostAnswerEnded) {
  (void)read_key();
  (void)memory_.note(sample_.session[0].command, sample_.session[0].response);
  memory_.lost();
  EXPECT_FALSE(read("008E000000", sample_.signature).signature.has_value());
}

TEST_F(PkiMemoryTest, KeepsTheRulesOfAWholeChain) {
  (void)read_key();
  EXPECT_TRUE(read_ca().findings->all_kept());
  const auto answer = read_card();
  EXPECT_TRUE(answer.findings->all_kept());
  EXPECT_NE(answer.findings->find(Rule::card_public_key), nullptr);
  EXPECT_NE(answer.findings->find(Rule::card_serial), nullptr);
  EXPECT_NE(answer.findings->find(Rule::card_startup), nullptr);
}

TEST_F(PkiMemoryTest, KnowsNoCaThatWasNotReadSinceTheSelection) {
  (void)read_ca();
  tell(select, *from_hex(fci));
  EXPECT_EQ(read_card().findings->first_broken()->rule, Rule::card_issuer);
}

TEST_F(PkiMemoryTest, LooksAtTheFormAloneWithoutARoot) {
  memory_.trust(nullptr, "no root");
  const auto answer = read_ca();
  EXPECT_EQ(answer.untrusted, "no root");
  EXPECT_TRUE(answer.findings->all_kept());
  EXPECT_EQ(answer.findings->find(Rule::ca_issuer), nullptr);
}

}  // namespace
}  // namespace assay::engine

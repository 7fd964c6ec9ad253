// SPDX-License-Identifier: Apache-2.0
#include "engine/calypso_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

using calypso::TerminalDeviation;
using State = CalypsoVerification::State;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view fci =
    "6F238409315449432E49434131A516BF0C13C708000000001122334453070A3C23121410019000";

/// Writes down what it is told.
class Listening final : public calypso::SessionCrypto {
 public:
  explicit Listening(std::vector<std::string>& told) : told_(told) {}

  std::string_view label() const override { return {}; }
  std::array<std::uint8_t, 4> serial() const override { return {1, 2, 3, 4}; }
  std::size_t max_item() const override { return 255; }
  Result<Bytes> challenge(bool extended) override { return Bytes(extended ? 8 : 4, 0xC1); }
  Result<void> begin(const calypso::SessionStart& start, bool) override {
    told_.push_back("begin " + to_hex(start.diversifier) + " " +
                    to_hex(Bytes{start.key.kif, start.key.kvc}));
    return {};
  }
  Result<void> update(ByteView item) override {
    told_.push_back(to_hex(item));
    return {};
  }
  Result<Bytes> update_ciphered(ByteView item) override { return to_bytes(item); }
  Result<Bytes> authenticate_early() override { return Bytes(8, 0xE1); }
  Result<Bytes> close() override { return Bytes{0x12, 0x34, 0x56, 0x78}; }
  Result<bool> verify(ByteView mac) override { return to_hex(mac) == "9ABCDEF0"; }
  Result<Bytes> cipher_pin(const calypso::PinRequest& request) override {
    told_.push_back("pin " + to_hex(Bytes{request.key.kif, request.key.kvc}) + " " +
                    to_hex(request.challenge) + " " + to_hex(request.pin) + " " +
                    to_hex(request.new_pin));
    return Bytes(8, 0xAA);
  }
  Result<Bytes> cipher_key(const calypso::KeyRequest& request) override {
    told_.push_back("key " + to_hex(Bytes{request.ciphering.kif, request.ciphering.kvc,
                                          request.loaded.kif, request.loaded.kvc}));
    return Bytes(32, 0xBB);
  }
  Result<calypso::SvCryptogram> prepare_sv(const calypso::SvRequest& request, bool) override {
    told_.push_back("sv " + to_hex(request.get_header) + " " + to_hex(request.partial));
    return calypso::SvCryptogram{{1, 2, 3}, {4, 5, 6}, Bytes(5, 0xCC)};
  }
  Result<bool> check_sv(ByteView signature) override { return to_hex(signature) == "A54BC9"; }

 private:
  std::vector<std::string>& told_;
};

class CalypsoPortTest : public testing::Test {
 protected:
  CalypsoPortTest() {
    CalypsoPort::Provider provider;
    provider.crypto = std::make_unique<Listening>(told_);
    calypso::KeyTable keys;
    EXPECT_TRUE(keys.set_default_kvcs("797979"_hex));
    port_.emplace(std::move(provider), keys, SecureBytes(4, 0x30),
                  std::vector<CalypsoPort::ApplicationKeys>{
                      {to_bytes("304554502E494341"_hex), {0x01, 0x07, 0x10}}});
  }

  CalypsoAnswer pass(std::string_view command, std::string_view answer,
                     TerminalDeviation deviation = TerminalDeviation::none) {
    const Bytes bytes = from_hex(command).value();
    const auto sent = port_->send(bytes, wire_, made_, deviation);
    problem_ = sent ? "" : sent.error().message;
    return port_->receive(from_hex(answer).value(), plain_);
  }
  Result<void> make(CalypsoValue value, std::string_view command,
                    const CalypsoParameters& parameters = {},
                    TerminalDeviation deviation = TerminalDeviation::none) {
    const Bytes bytes = from_hex(command).value();
    made_ = bit_of(value);
    return port_->make(made_, iso7816::parse_command(bytes).value(), parameters, deviation,
                       random_);
  }
  void open() {
    pass("00A404000931544943 2E49434131 00", fci);
    EXPECT_TRUE(make(CalypsoValue::challenge, "008A0301 04 00000000 00"));
    pass("008A0301 04 C1C1C1C1 00", "03049098003079009000");
    told_.clear();
  }

  std::vector<std::string> told_;
  std::optional<CalypsoPort> port_;
  Bytes wire_, plain_;
  std::string problem_;
  CalypsoValues made_ = 0;
  Random random_{1};
};

TEST_F(CalypsoPortTest, DigestsEverythingBetweenOpeningAndClose) {
  pass("00A404000931544943 2E49434131 00", fci);
  pass("00B2013C1D", "AA9000");
  EXPECT_THAT(told_, IsEmpty());
  ASSERT_TRUE(make(CalypsoValue::challenge, "008A0301 04 00000000 00"));
  EXPECT_EQ(to_hex(*port_->value(CalypsoValue::challenge)), "C1C1C1C1");
  pass("008A0301 04 C1C1C1C1 00", "03049098003079009000");
  pass("00B2013C1D", "AA9000");
  pass("00DC013C0101", "6400");
  ASSERT_TRUE(make(CalypsoValue::terminal_mac, "008E8000 04 00000000 00"));
  const auto closed = pass("008E8000 04 12345678 00", "9ABCDEF09000");
  EXPECT_THAT(told_, ElementsAre("begin 0000000011223344 3079", "00B2013C1D", "AA9000",
                                 "00DC013C0101", "6400"));
  ASSERT_TRUE(closed.card_mac);
  EXPECT_EQ(closed.card_mac->state, State::valid);
  pass("00B2013C1D", "AA9000");
  EXPECT_EQ(told_.size(), 5u);
  EXPECT_EQ(to_hex(*port_->value(CalypsoValue::kif)), "30");
  EXPECT_EQ(to_hex(*port_->value(CalypsoValue::sam_serial)), "01020304");
  EXPECT_EQ(to_hex(*port_->value(CalypsoValue::card_challenge)), "03049098");
}

TEST_F(CalypsoPortTest, TakesTheKifOfAnApplicationWhoseCardDoesNotTellIt) {
  const std::string_view stored_value =
      "6F228408304554502E494341A516BF0C13C708000000001122334453070A2E13200001019000";
  pass("94A4040008304554502E494341 00", stored_value);
  ASSERT_TRUE(make(CalypsoValue::challenge, "948A8300 04 00000000 00"));
  pass("948A8300 04 C1C1C1C1 00", "79030490989000");
  EXPECT_THAT(told_, ElementsAre("begin 0000000011223344 1079"));
  pass("94A404000931544943 2E49434131 00", fci);
  told_.clear();
  ASSERT_TRUE(make(CalypsoValue::challenge, "948A8300 04 00000000 00"));
  pass("948A8300 04 C1C1C1C1 00", "79030490989000");
  EXPECT_THAT(told_, ElementsAre("begin 0000000011223344 3079"));
}

TEST_F(CalypsoPortTest, TakesTheKifThatAnOpeningStepNames) {
  pass("94A404000931544943 2E49434131 00", fci);
  CalypsoParameters named;
  named.kif = 0x07;
  ASSERT_TRUE(make(CalypsoValue::challenge, "948A8200 04 00000000 00", named));
  pass("948A8200 04 C1C1C1C1 00", "79030490989000");
  ASSERT_TRUE(make(CalypsoValue::challenge, "948A8200 04 00000000 00"));
  pass("948A8200 04 C1C1C1C1 00", "79030490989000");
  EXPECT_THAT(told_, ElementsAre("begin 0000000011223344 0779", "begin 0000000011223344 2779"));
}

TEST_F(CalypsoPortTest, SeesAWrongOrMissingMacOfTheCard) {
  open();
  ASSERT_TRUE(make(CalypsoValue::terminal_mac, "008E8000 04 00000000 00"));
  EXPECT_EQ(pass("008E8000 04 12345678 00", "9ABCDEF19000").card_mac->state, State::wrong);
  open();
  EXPECT_EQ(pass("008E8000 04 12345678 00", "9ABC9000").card_mac->state, State::absent);
  open();
  EXPECT_EQ(pass("008E8000 04 12345678 00", "04AABBCC9ABCDEF09000").card_mac->state, State::valid);
}

TEST_F(CalypsoPortTest, EndsTheSessionWhereTheCardDoes) {
  open();
  pass("008E8000 04 12345678 00", "6988");
  EXPECT_EQ(make(CalypsoValue::terminal_mac, "008E8000 04 00000000 00").error().message,
            "no MAC can be made: the card ended the session with '6988'");
  open();
  pass("008E000000", "9000");
  EXPECT_EQ(make(CalypsoValue::terminal_mac, "008E8000 04 00000000 00").error().message,
            "no MAC can be made: the session was aborted");
  open();
  port_->forget();
  EXPECT_EQ(make(CalypsoValue::terminal_mac, "008E8000 04 00000000 00").error().message,
            "no MAC can be made: no session was opened");
  open();
  pass("008E8000 02 1234 00", "6700");
  EXPECT_TRUE(make(CalypsoValue::terminal_mac, "008E8000 04 00000000 00"));
}

TEST_F(CalypsoPortTest, DigestsARefusedOpeningInsideTheSession) {
  open();
  pass("008A0301 04 01020304 00", "6985");
  EXPECT_THAT(told_, ElementsAre("008A03010401020304", "6985"));
  EXPECT_TRUE(make(CalypsoValue::terminal_mac, "008E8000 04 00000000 00"));
}

TEST_F(CalypsoPortTest, CiphersPinAndKeyForTheLatestChallenge) {
  pass("00A404000931544943 2E49434131 00", fci);
  EXPECT_EQ(make(CalypsoValue::pin_cryptogram, "00200000 08 0000000000000000").error().message,
            "the card gave no challenge for this: GET CHALLENGE comes first, and serves once");
  pass("0084000008", "A1A2A3A4A5A6A7A89000");
  ASSERT_TRUE(make(CalypsoValue::pin_cryptogram, "00200000 08 0000000000000000"));
  EXPECT_FALSE(make(CalypsoValue::pin_cryptogram, "00200000 08 0000000000000000"));
  pass("0084000008", "A1A2A3A4A5A6A7A89000");
  CalypsoParameters change;
  change.new_pin = SecureBytes(4, 0x31);
  ASSERT_TRUE(make(CalypsoValue::pin_cryptogram, "00D800FF 08 0000000000000000", change));
  pass("0084000008", "A1A2A3A4A5A6A7A89000");
  ASSERT_TRUE(make(CalypsoValue::key_cryptogram, "00D80002 08 0000000000000000"));
  EXPECT_THAT(told_, ElementsAre("pin 3079 A1A2A3A4A5A6A7A8 30303030 ",
                                 "pin 2179 A1A2A3A4A5A6A7A8 30303030 31313131", "key 21792779"));
}

TEST_F(CalypsoPortTest, PreparesAndChecksStoredValue) {
  pass("00A404000931544943 2E49434131 00", fci);
  pass("007C000721", "79007221D35F0E36123456000000790000001A0000020000123456780000DB00709000");
  constexpr std::string_view draft =
      "00B80000 17 00 0000 00 79 00 000002 0000 01020304 000000 0000000000";
  ASSERT_TRUE(make(CalypsoValue::sv_signature, draft));
  EXPECT_THAT(told_, ElementsAre("sv 7C000700 B80000170000000079000000020000"));
  EXPECT_EQ(to_hex(*port_->value(CalypsoValue::sv_challenge)), "010203");
  EXPECT_EQ(pass(draft, "A54BC99000").sv_signature->state, State::valid);
}

TEST_F(CalypsoPortTest, ChecksAPostponedStoredValueSignatureAtTheClose) {
  open();
  pass("007C000721", "79007221D35F0E36123456000000790000001A0000020000123456780000DB00709000");
  EXPECT_FALSE(pass("00B80000 01 00", "6200").sv_signature);
  const auto closed = pass("008E8000 04 12345678 00", "04A54BC99ABCDEF09000");
  EXPECT_EQ(closed.sv_signature->state, State::valid);
}

TEST_F(CalypsoPortTest, SaysWhenADeviationHasNothingToActOn) {
  pass("00B2013C1D", "9000", TerminalDeviation::digest_answer_left_out);
  EXPECT_EQ(
      problem_,
      "the deviation calypso.digest.answer_left_out changes nothing here: it acts on a command "
      "inside a session");
  pass("00B2013C1D", "9000", TerminalDeviation::key_other_level);
  EXPECT_EQ(problem_,
            "the deviation calypso.key.other_level changes nothing here: it acts on an opening");
  pass("008E8000 04 12345678 00", "6985", TerminalDeviation::mac_zero);
  EXPECT_EQ(problem_,
            "the deviation calypso.mac.zero changes nothing here: it acts on a command with "
            "$calypso.terminal_mac");
}

TEST(CalypsoPort, WithoutAProviderSaysWhy) {
  CalypsoPort::Provider nobody;
  nobody.missing = "nobody computes";
  CalypsoPort port(std::move(nobody), calypso::KeyTable(), {});
  EXPECT_EQ(port.value(CalypsoValue::challenge).error().message,
            "$calypso.challenge has no value here: nobody computes");
}

}  // namespace
}  // namespace assay::engine

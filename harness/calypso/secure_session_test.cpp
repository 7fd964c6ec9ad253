// SPDX-License-Identifier: Apache-2.0
#include "calypso/secure_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Writes down what it is told; its cipher turns every bit of the data field.
class Listening final : public SessionCrypto {
 public:
  std::vector<std::string> told;

  std::string_view label() const override { return "a test"; }
  std::array<std::uint8_t, 4> serial() const override { return {}; }
  std::size_t max_item() const override { return 255; }
  Result<Bytes> challenge(bool extended) override { return Bytes(extended ? 8 : 4, 0xC1); }
  Result<void> begin(const SessionStart& start, bool extended) override {
    told.push_back(std::string(extended ? "extended " : "regular ") + to_hex(start.diversifier) +
                   " " + to_hex(Bytes{start.key.kif, start.key.kvc}) + " " + to_hex(start.opening));
    return {};
  }
  Result<void> update(ByteView item) override {
    told.push_back(to_hex(item));
    return {};
  }
  Result<Bytes> update_ciphered(ByteView item) override {
    told.push_back("cipher " + to_hex(item));
    Bytes out = to_bytes(item);
    const bool is_command = ++ciphered_ % 2 == 1;
    const std::size_t first = is_command ? 5 : 0;
    const std::size_t last = is_command ? out.size() : out.size() - 2;
    for (std::size_t i = first; i < last; ++i) out[i] ^= 0xFF;
    return out;
  }
  Result<Bytes> authenticate_early() override { return Bytes(8, 0xE0); }
  Result<Bytes> close() override {
    told.emplace_back("close");
    return Bytes{0x12, 0x34, 0x56, closes_++};
  }
  Result<bool> verify(ByteView mac) override { return to_hex(mac) == "9ABCDEF0"; }
  Result<Bytes> cipher_pin(const PinRequest&) override { return Bytes(); }
  Result<Bytes> cipher_key(const KeyRequest&) override { return Bytes(); }
  Result<SvCryptogram> prepare_sv(const SvRequest&, bool) override { return SvCryptogram{}; }
  Result<bool> check_sv(ByteView) override { return true; }

 private:
  int ciphered_ = 0;
  std::uint8_t closes_ = 0x78;
};

class SecureSessionTest : public testing::Test {
 protected:
  Result<void> open(TerminalDeviation deviation = TerminalDeviation::none,
                    std::string_view answer = "0304909800307902AABB") {
    answer_ = from_hex(answer).value();
    return session_.open(
        {SessionMode::regular, "00 00 00 00 11 22 33 44"_hex, SessionLevel::debit, answer_},
        deviation);
  }
  /// What enters the digest for one exchange.
  std::vector<std::string> digest(std::string_view command, std::string_view answer,
                                  TerminalDeviation deviation = TerminalDeviation::none) {
    crypto_.told.clear();
    EXPECT_TRUE(session_.send(from_hex(command).value(), wire_, deviation));
    EXPECT_TRUE(session_.receive(from_hex(answer).value(), plain_));
    return crypto_.told;
  }
  std::string mistake(std::string_view command, TerminalDeviation deviation) {
    const auto sent = session_.send(from_hex(command).value(), wire_, deviation);
    return sent ? "" : sent.error().message;
  }

  Listening crypto_;
  KeyTable keys_;
  SecureSession session_{crypto_, keys_};
  Bytes answer_, wire_, plain_;
};

TEST_F(SecureSessionTest, BeginsWithKifKvcAndTheWholeOpeningAnswer) {
  ASSERT_TRUE(open());
  EXPECT_THAT(crypto_.told, ElementsAre("regular 0000000011223344 3079 0304909800307902AABB"));
  EXPECT_TRUE(session_.is_open());
  EXPECT_EQ(session_.key(), (Key{0x30, 0x79}));
}

TEST_F(SecureSessionTest, DigestsCommandsWithoutTheLeOfCase4) {
  ASSERT_TRUE(open());
  EXPECT_THAT(digest("00B2013C1D", "AA9000"), ElementsAre("00B2013C1D", "AA9000"));
  EXPECT_THAT(digest("0030010803 000001 00", "0000059000"),
              ElementsAre("0030010803000001", "0000059000"));
  EXPECT_THAT(digest("00DC013C02 0102", "9000"), ElementsAre("00DC013C020102", "9000"));
  EXPECT_THAT(digest("0004000000", "9000"), ElementsAre("0004000000", "9000"));
  EXPECT_THAT(digest("00040000", "6700"), ElementsAre("0004000000", "6700"));
  EXPECT_EQ(to_hex(wire_), "00040000");
  EXPECT_EQ(to_hex(plain_), "6700");
}

TEST_F(SecureSessionTest, CiphersDataFieldsOnlyWhileEncryptionIsOn) {
  ASSERT_TRUE(open());
  session_.set_encryption(true);
  EXPECT_THAT(digest("0030010803 000001 00", "FFFFFA9000"),
              ElementsAre("cipher 0030010803000001", "cipher FFFFFA9000"));
  EXPECT_EQ(to_hex(wire_), "0030010803FFFFFE00");
  EXPECT_EQ(to_hex(plain_), "0000059000");
  session_.set_encryption(false);
  EXPECT_THAT(digest("00DC013C01 01", "9000"), ElementsAre("00DC013C0101", "9000"));
}

TEST_F(SecureSessionTest, KeepsItsMacUntilTheSessionEnds) {
  ASSERT_TRUE(open());
  EXPECT_EQ(to_hex(*session_.close()), "12345678");
  EXPECT_EQ(to_hex(*session_.close()), "12345678");
  EXPECT_EQ(*session_.verify("9ABCDEF0"_hex), true);
  EXPECT_EQ(*session_.verify("9ABCDEF1"_hex), false);
  session_.end();
  EXPECT_FALSE(session_.is_open());
  ASSERT_TRUE(open());
  EXPECT_EQ(to_hex(*session_.close()), "12345679");
}

TEST_F(SecureSessionTest, SpoilsItsMacAsTold) {
  using enum TerminalDeviation;
  ASSERT_TRUE(open());
  EXPECT_EQ(to_hex(*session_.close(mac_flip_last_bit)), "12345679");
  EXPECT_EQ(to_hex(*session_.close(mac_flip_first_bit)), "92345678");
  EXPECT_EQ(to_hex(*session_.close(mac_zero)), "00000000");
  EXPECT_EQ(to_hex(*session_.close(mac_truncate)), "1234");
  EXPECT_EQ(to_hex(*session_.close(mac_extend)), "1234567800000000");
  EXPECT_EQ(session_.close(mac_replay).error().message,
            "the deviation calypso.mac.replay changes nothing here: no session of this kind was "
            "closed before");
  ASSERT_TRUE(open());
  EXPECT_EQ(to_hex(*session_.close(mac_replay)), "12345678");
}

TEST_F(SecureSessionTest, SpoilsTheDigestAsTold) {
  using enum TerminalDeviation;
  ASSERT_TRUE(open());
  const auto item = [&](TerminalDeviation deviation) {
    return digest("0030010803 000001 00", "0000059000", deviation);
  };
  EXPECT_THAT(item(digest_exchange_left_out), IsEmpty());
  EXPECT_THAT(item(digest_command_left_out), ElementsAre("0000059000"));
  EXPECT_THAT(item(digest_answer_left_out), ElementsAre("0030010803000001"));
  EXPECT_THAT(item(digest_status_left_out), ElementsAre("0030010803000001", "000005"));
  EXPECT_THAT(item(digest_le_included), ElementsAre("003001080300000100", "0000059000"));
  EXPECT_THAT(item(digest_order_swapped), ElementsAre("0000059000", "0030010803000001"));
  EXPECT_THAT(item(digest_exchange_repeated),
              ElementsAre("0030010803000001", "0000059000", "0030010803000001", "0000059000"));
  EXPECT_THAT(item(digest_command_changed), ElementsAre("0030010803000000", "0000059000"));
  EXPECT_THAT(item(digest_answer_changed), ElementsAre("0030010803000001", "0000049000"));
  EXPECT_THAT(digest("0004000000", "9000", digest_fifth_byte_left_out),
              ElementsAre("00040000", "9000"));
}

TEST_F(SecureSessionTest, SpoilsTheOpeningAsTold) {
  using enum TerminalDeviation;
  ASSERT_TRUE(open(key_other_level));
  ASSERT_TRUE(open(key_other_version));
  ASSERT_TRUE(open(key_other_card));
  ASSERT_TRUE(open(digest_opening_changed));
  ASSERT_TRUE(open(digest_opening_cut));
  EXPECT_THAT(crypto_.told, ElementsAre("regular 0000000011223344 2779 0304909800307902AABB",
                                        "regular 0000000011223344 307A 0304909800307902AABB",
                                        "regular 0000000011223345 3079 0304909800307902AABB",
                                        "regular 0000000011223344 3079 0304909800307902AABA",
                                        "regular 0000000011223344 3079 0304909800307902"));
}

TEST_F(SecureSessionTest, ForgetsEncryptionOrUsesItUnasked) {
  using enum TerminalDeviation;
  ASSERT_TRUE(open());
  EXPECT_THAT(digest("00DC013C0101", "9000", encryption_unasked),
              ElementsAre("cipher 00DC013C0101", "cipher 9000"));
  session_.set_encryption(true);
  EXPECT_THAT(digest("00DC013C0101", "9000", encryption_forgotten),
              ElementsAre("00DC013C0101", "9000"));
}

TEST_F(SecureSessionTest, SaysWhenADeviationWouldChangeNothing) {
  using enum TerminalDeviation;
  ASSERT_TRUE(open());
  EXPECT_EQ(mistake("00B2013C1D", digest_le_included),
            "the deviation calypso.digest.le_included changes nothing here: the command has no Le "
            "behind data");
  EXPECT_EQ(
      mistake("00DC013C0101", digest_fifth_byte_left_out),
      "the deviation calypso.digest.fifth_byte_left_out changes nothing here: the command does "
      "not have five bytes");
  EXPECT_EQ(mistake("00DC013C0101", encryption_forgotten),
            "the deviation calypso.encryption.forgotten changes nothing here: encryption is off");
  EXPECT_EQ(open(digest_opening_cut, "0304909800307900").error().message,
            "the deviation calypso.digest.opening_cut changes nothing here: no record was read "
            "along");
  EXPECT_FALSE(session_.is_open());
}

TEST_F(SecureSessionTest, DoesNotOpenOnAKeyThatIsNotAuthorized) {
  ASSERT_TRUE(keys_.set_authorized("2779"_hex));
  EXPECT_EQ(open().error().message, "the key with KIF 30 and KVC 79 is not authorized");
  EXPECT_THAT(crypto_.told, IsEmpty());
}

TEST(SessionCommands, HaveTheClassOfTheProduct) {
  EXPECT_EQ(to_hex(ratification_command(Product::prime_3)), "00B2000000");
  EXPECT_EQ(to_hex(ratification_command(Product::prime_2)), "94B2000000");
  EXPECT_EQ(to_hex(abort_command(Product::basic)), "008E000000");
  EXPECT_EQ(to_hex(abort_command(Product::prime_1)), "948E000000");
}

}  // namespace
}  // namespace assay::calypso

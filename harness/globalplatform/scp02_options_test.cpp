// SPDX-License-Identifier: Apache-2.0
// SCP02 in options that no public vector confirms: the expected values come from specs/vectors/tools.
#include <gtest/gtest.h>

#include "globalplatform/session_fixture.hpp"

namespace assay::globalplatform {
namespace {

using namespace testing;
using Deviation = TerminalDeviation;

const KeySet base{1, secret("404142434445464748494A4B4C4D4E4F"), {}, {}};
const KeySet three{1, secret("100102030405060708090A0B0C0D0E0F"),
                   secret("101102030405060708090A0B0C0D0E0F"),
                   secret("102102030405060708090A0B0C0D0E0F")};
const Bytes aid = hex("A000000151000000");
const Bytes counter = hex("0005");

std::unique_ptr<SecureChannel> implicit(std::uint8_t i, const KeySet& keys = base) {
  std::unique_ptr<SecureChannel> channel;
  const auto done = SecureChannel::initiate(
      channel, keys, {.option_i = i, .sequence_counter = counter, .aid = aid});
  EXPECT_TRUE(done) << (done ? "" : done.error().message);
  return channel;
}

std::string unprotected(SecureChannel& channel, std::string_view plain) {
  Bytes out;
  const Bytes bytes = hex(plain);
  EXPECT_TRUE(channel.wrap_unprotected(iso7816::parse_command(bytes).value(), out));
  return to_hex(out);
}

struct ExplicitRow {
  std::uint8_t i;
  const char* answer;
  const char* authenticate;
  const char* first;
  const char* second;  ///< on logical channel 1
};

TEST(Scp02Options, ExplicitSessionsFollowEveryBit) {
  const char* base_answer = "0000000000000000000001020010A1A2A3A4A5A668E573DEA0A233B8";
  const char* three_answer = "0000000000000000000001020010A1A2A3A4A5A6B8C793AE4C442525";
  for (const ExplicitRow& row :
       {ExplicitRow{0x04, base_answer, "84820100100597AB9F598DBC7829CDEDBC4A02DBDC",
                    "84CA006608E31AD76B9C0170AA00", "85F280020A4F00644974D6DA05C22B00"},
        ExplicitRow{0x06, base_answer, "84820100100597AB9F598DBC78D576323C448BF0D0",
                    "84CA006608874683DF90408F7B00", "85F280020A4F00A9A99A1C45638D2400"},
        ExplicitRow{0x07, three_answer, "848201001094EEEC1058F07D415A8A21C5A616BBCC",
                    "84CA0066088878EDFA81FC735700", "85F280020A4F008C5F816449B2422100"},
        ExplicitRow{0x0F, three_answer, "848201001094EEEC1058F07D415404E7927E24ACF5",
                    "84CA00660802C47D2D445B626F00", "85F280020A4F00A6F43D974800308100"},
        ExplicitRow{0x1F, three_answer, "848201001094EEEC1058F07D415404E7927E24ACF5",
                    "84CA006608946CB1EC23DF694900", "85F280020A4F00098EC563D44C059100"},
        ExplicitRow{0x14, base_answer, "84820100100597AB9F598DBC7829CDEDBC4A02DBDC",
                    "84CA00660828771F6E104FD5AA00", "85F280020A4F00D633C9FD7A2BD49F00"}}) {
    const auto started =
        SecureChannel::start((row.i & 1) != 0 ? three : base, hex("0102030405060708"),
                             hex(row.answer), {.option_i = row.i, .invoking_aid = aid});
    ASSERT_TRUE(started) << started.error().message;
    SecureChannel& channel = **started;
    EXPECT_TRUE(channel.card_cryptogram_is_valid()) << unsigned{row.i};
    EXPECT_EQ(authenticate(channel, 0x01), row.authenticate) << unsigned{row.i};
    EXPECT_EQ(wrapped(channel, "80CA006600"), row.first) << unsigned{row.i};
    EXPECT_EQ(wrapped(channel, "81F28002024F0000"), row.second) << unsigned{row.i};
  }
}

TEST(Scp02Options, ImplicitSessionsStartWithTheFirstCMac) {
  const auto channel = implicit(0x1A);
  EXPECT_EQ(channel->level(), level::c_mac);
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608DEC48B4FB94AC83900");
  EXPECT_EQ(to_hex(opened(*channel, "01029000").data), "0102");
  EXPECT_EQ(wrapped(*channel, "80F28002024F0000"), "84F280020A4F0093B38DF339DDB92E00");
}

TEST(Scp02Options, AnUnprotectedCommandMakesTheNextProtectedOneStartAnew) {
  const auto channel = implicit(0x1A);
  (void)wrapped(*channel, "80CA006600");
  EXPECT_EQ(unprotected(*channel, "80CA006600"), "80CA006600");
  EXPECT_EQ(channel->current_level(), level::authenticated);
  EXPECT_EQ(to_hex(channel->sequence_counter().view()), "0005");
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608AED0520A6607047800");
  EXPECT_EQ(to_hex(channel->sequence_counter().view()), "0006");
  EXPECT_EQ(channel->current_level(), level::c_mac);
}

TEST(Scp02Options, AnUnprotectedCommandBeforeTheFirstCMacRaisesNoCounter) {
  const auto channel = implicit(0x1A);
  (void)unprotected(*channel, "80CA006600");
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608DEC48B4FB94AC83900");
  EXPECT_EQ(to_hex(channel->sequence_counter().view()), "0005");
}

TEST(Scp02Options, ARefusedFirstCommandCanBeSentAgain) {
  const auto channel = implicit(0x1A);
  EXPECT_NE(wrapped(*channel, "80CA006600", Deviation::c_mac_not_chained),
            "84CA006608DEC48B4FB94AC83900");
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608DEC48B4FB94AC83900");
}

TEST(Scp02Options, RMacsOfAnImplicitSessionOutliveUnprotectedCommands) {
  const auto channel = implicit(0x3A);
  EXPECT_EQ(wrapped(*channel, "807A10010100"), "847A10010900C7E8D8AC6C36EB8B");
  (void)opened(*channel, "9000");
  EXPECT_EQ(channel->current_level().value, 0x11);
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608F5BCAB1D72F4FDD500");
  EXPECT_EQ(opened(*channel, "660102D5E2D7687C0297CB9000").result.r_mac, Unwrapped::RMac::valid);
  (void)unprotected(*channel, "80CA006600");
  EXPECT_EQ(channel->current_level().value, 0x10);
  EXPECT_EQ(opened(*channel, "6601024235F0E10B8E4FD49000").result.r_mac, Unwrapped::RMac::valid);
  EXPECT_EQ(wrapped(*channel, "8078000300"), "84780003088ADE3692679FEE2700");
  EXPECT_EQ(opened(*channel, "4235F0E10B8E4FD49000").result.r_mac, Unwrapped::RMac::valid);
  EXPECT_EQ(channel->current_level(), level::c_mac);
}

TEST(Scp02Options, SensitiveDataOfImplicitSessionsAreChained) {
  Bytes out;
  ASSERT_TRUE(implicit(0x1A)->encrypt_sensitive(hex("000102030405060708090A0B0C0D0E0F"), out));
  EXPECT_EQ(to_hex(out), "A78EF8BF8CDC408237C2E01E08FCD017");
}

TEST(Scp02Options, TheLcOfACommandWithoutDataCanBeLeftOut) {
  std::unique_ptr<SecureChannel> channel;
  ASSERT_TRUE(SecureChannel::initiate(channel, base,
                                      {.option_i = 0x1A,
                                       .sequence_counter = counter,
                                       .aid = aid,
                                       .scp02 = {.no_lc_without_data = true}}));
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608C6F29AFF67E7AEC600");
}

TEST(Scp02Options, ImplicitInitiationRefusesWhatItCannotUse) {
  const auto refused = [](const KeySet& keys, const ImplicitStart& how) {
    std::unique_ptr<SecureChannel> channel;
    const auto done = SecureChannel::initiate(channel, keys, how);
    EXPECT_EQ(channel, nullptr);
    return done ? std::string("started") : done.error().message;
  };
  EXPECT_EQ(refused(three, {.option_i = 0x15, .sequence_counter = counter, .aid = aid}),
            "SCP02 with i = '15' is initiated explicitly, with INITIALIZE UPDATE");
  EXPECT_EQ(refused(base, {.option_i = 0x9A, .sequence_counter = counter, .aid = aid}),
            "SCP02 has no option i = '9A': bit b8 is never set");
  EXPECT_EQ(refused(base, {.option_i = 0x1A, .sequence_counter = aid, .aid = aid}),
            "the sequence counter has 8 bytes, SCP02 wants 2");
  EXPECT_EQ(refused(base, {.option_i = 0x1A, .sequence_counter = counter, .aid = {}}),
            "SCP02 with i = '1A' makes its first ICV from the AID of the selected application, "
            "which has 1 to 16 bytes, not 0");
  EXPECT_EQ(refused(three, {.option_i = 0x1A, .sequence_counter = counter, .aid = aid}),
            "SCP02 with i = '1A' has one base key; this key set has several");
}

TEST(Scp02Options, AnImplicitSessionHasNoExternalAuthenticate) {
  EXPECT_EQ(authenticate(*implicit(0x1A), 0x01),
            "error: a session of implicit initiation has no EXTERNAL AUTHENTICATE");
}

}  // namespace
}  // namespace assay::globalplatform

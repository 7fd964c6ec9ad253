// SPDX-License-Identifier: Apache-2.0
// The card side of SCP01, SCP02 and SCP03 against public transcripts: what the published cards answered, ours answers, and
// what the published terminals sent, ours takes.
#include "adapters/model/published_transcripts.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "adapters/model/secure_channel.hpp"
#include "adapters/model/test_card.hpp"
#include "iso7816/apdu.hpp"

namespace assay::model {
namespace {

const std::vector<PublishedSession>& published_sessions() {
  static const auto sessions = read_published_sessions(
      ASSAY_SOURCE_DIR "/adapters/model/testdata/published_transcripts.txt");
  return sessions;
}

Bytes bytes(std::string_view hex) {
  return from_hex(hex).value();
}

/// The command with the key version that was answered: one source asks for another.
std::string initialize_update(const PublishedSession& session) {
  std::string command(session.initialize_update);
  return command.replace(4, 2, session.answer.substr(20, 2));
}

struct ChallengePlace {
  std::ptrdiff_t at;
  std::ptrdiff_t size;
};

/// Where the answer to INITIALIZE UPDATE has the card challenge.
ChallengePlace challenge_place(const PublishedSession& session) {
  switch (session.protocol) {
    case 1: return {12, 8};
    case 2: return {14, 6};
    default: return {13, (session.options & 1) != 0 ? 16 : 8};
  }
}

/// The counter with which the card came to this answer.
std::uint32_t counter_before(const PublishedSession& session, ByteView answer) {
  const bool scp03 = session.protocol == 3;
  std::uint32_t counter = 0;
  for (const std::uint8_t byte : scp03 ? answer.last(3) : answer.subspan(12, 2))
    counter = counter << 8 | byte;
  return scp03 ? counter - 1 : counter;
}

/// A card with the published keys, in the state the published answer shows.
TestCard card_of(const PublishedSession& session) {
  TestCard card;
  const Bytes answer = bytes(session.answer);
  KeySet& keys = card.state.persistent.key_sets[0];
  keys.version = answer[10];
  keys.protocol = static_cast<std::uint8_t>(session.protocol);
  keys.options = static_cast<std::uint8_t>(session.options);
  const Bytes enc = bytes(session.enc);
  const Bytes mac = bytes(session.mac);
  keys.key_size = static_cast<std::uint8_t>(enc.size());
  std::ranges::copy(enc, keys.keys[0].begin());
  std::ranges::copy(mac, keys.keys[1].begin());
  std::copy_n(answer.begin(), 10, card.state.persistent.key_diversification_data.begin());
  if (session.protocol != 1) keys.sequence_counter = counter_before(session, answer);
  if (!session.pseudo_random_aid.empty())
    card.state.persistent.entries[0].aid = iso7816::make_aid(bytes(session.pseudo_random_aid));
  card.environment.fixed_challenge = session.pseudo_random_aid.empty();
  const ChallengePlace place = challenge_place(session);
  std::copy_n(answer.begin() + place.at, place.size, card.environment.card_challenge.begin());
  return card;
}

/// One wrapped command through the card's own unprotect; yields the plain command in the published form.
class Unwrapped {
 public:
  Unwrapped(TestCard& card, std::string_view wrapped)
      : sent_(bytes(wrapped)),
        x_{.state = card.state, .env = card.environment, .response = card.response} {
    const auto parsed = iso7816::parse_command(sent_).value();
    x_.command = {parsed.cla,  parsed.ins, parsed.p1, parsed.p2, *iso7816::parse_class(parsed.cla),
                  parsed.data, parsed.ne};
    status = unprotect(x_);
    plain = {static_cast<std::uint8_t>(parsed.cla & ~0x04),
             parsed.ins,
             parsed.p1,
             parsed.p2,
             to_bytes(x_.command.data),
             parsed.ne,
             false};
  }

  std::string protected_response(std::string_view data) {
    x_.response = bytes(data);
    EXPECT_EQ(protect(x_, sw::ok, x_.session().current_level), sw::ok);
    return to_hex(x_.response) + "9000";
  }

  StatusWord status;
  iso7816::CommandApdu plain;

 private:
  Bytes sent_;
  Exchange x_;
};

TEST(PublishedTranscripts, AreAllRead) {
  std::size_t commands = 0;
  for (const auto& session : published_sessions()) commands += session.commands.size();
  EXPECT_EQ(published_sessions().size(), 33U);
  EXPECT_EQ(commands, 102U);
}

class PublishedTranscript : public testing::TestWithParam<PublishedSession> {};

TEST_P(PublishedTranscript, IsAnsweredAndAcceptedWordForWord) {
  const PublishedSession& session = GetParam();
  TestCard card = card_of(session);
  ASSERT_EQ(card.send(initialize_update(session)), std::string(session.answer) + "9000");
  ASSERT_EQ(card.send(session.external_authenticate), "9000");
  for (const PublishedCommand& command : session.commands) {
    Unwrapped unwrapped(card, command.wrapped);
    ASSERT_EQ(unwrapped.status, sw::ok) << command.wrapped;
    // Some sources print the plain command with an Le that the wrapped one lacks.
    EXPECT_THAT(std::string(command.plain),
                testing::StartsWith(to_hex(iso7816::encode(unwrapped.plain.view()))));
    if (command.response_plain.empty()) continue;
    EXPECT_EQ(unwrapped.protected_response(command.response_plain), command.response);
  }
}

TEST_P(PublishedTranscript, IsRefusedWithOneBitChanged) {
  const PublishedSession& session = GetParam();
  for (const std::size_t at : {std::size_t{5}, bytes(session.external_authenticate).size() - 1}) {
    TestCard card = card_of(session);
    card.send(initialize_update(session));
    Bytes command = bytes(session.external_authenticate);
    command[at] ^= 0x01;
    EXPECT_EQ(card.send(to_hex(command)), at == 5 ? "6300" : "6982");
    EXPECT_EQ(card.send(session.external_authenticate), "6985") << "nothing is awaited any more";
  }
  if (session.commands.empty()) return;
  TestCard card = card_of(session);
  card.send(initialize_update(session));
  card.send(session.external_authenticate);
  Bytes command = bytes(session.commands[0].wrapped);
  command[3] ^= 0x01;
  EXPECT_EQ(card.send(to_hex(command)), "6982");
  EXPECT_EQ(card.send(session.commands[0].wrapped), "6982") << "the session is aborted";
}

INSTANTIATE_TEST_SUITE_P(Sources, PublishedTranscript, testing::ValuesIn(published_sessions()),
                         [](const auto& session) {
                           std::string name(session.param.id);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

// GlobalPlatformPro issue 218: the trace shows the plain command and the protected response.
TEST(Scp02Card, AnswersThePublishedRMac) {
  const auto& sessions = published_sessions();
  const auto found = std::ranges::find(sessions, "scp02-rmac-issue218", &PublishedSession::id);
  ASSERT_NE(found, sessions.end());
  TestCard card = card_of(*found);
  card.send(initialize_update(*found));
  ASSERT_EQ(card.send(found->external_authenticate), "9000");
  const Bytes data = bytes("10A00000000053594E4A4F4E4553535344000A53594E4A4F4E45530000000000");
  Exchange x{.state = card.state, .env = card.environment, .response = card.response};
  x.command = {0x84, 0xE6, 0x10, 0x00, *iso7816::parse_class(0x84), data, 0};
  x.response = bytes("00");
  EXPECT_EQ(protect(x, sw::ok, x.session().current_level), sw::ok);
  EXPECT_EQ(to_hex(x.response), "006DFCFE5065740D30");
}

// A card challenge of option 55, published without its session.
TEST(Scp02Card, AnswersThePublishedChallengeOfOption55) {
  TestCard card;
  KeySet& keys = card.state.persistent.key_sets[0];
  keys.protocol = 2;
  keys.options = 0x55;
  std::ranges::copy(bytes("00112233445566778899AABBCCDDEEFF"), keys.keys[0].begin());
  std::ranges::copy(bytes("00112233445566778899AABBCCDDEEFF"), keys.keys[1].begin());
  card.state.persistent.entries[0].aid =
      iso7816::make_aid(bytes("A0000000660000000000000000000002"));
  const std::string answer = card.send("8050000008123456789123456700");
  EXPECT_EQ(answer.substr(24), "0000B17EECA5CEB90D4AC851271C3C0D9000");
}

}  // namespace
}  // namespace assay::model

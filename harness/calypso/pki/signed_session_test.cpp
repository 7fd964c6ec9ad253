// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/signed_session.hpp"

#include <gmock/gmock.h>

#include "calypso/pki/published_fixture.hpp"

namespace assay::calypso::pki {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "command response" by pairs; `-` for a response that did not come. Lines count by two, as in a trace.
std::vector<Exchange> session(std::initializer_list<const char*> texts) {
  std::vector<Exchange> out;
  std::vector<Bytes> bytes;
  for (const char* text : texts)
    bytes.push_back(std::string_view(text) == "-" ? Bytes{} : *from_hex(text));
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    out.push_back({bytes[i], bytes[i + 1], i + 1});
  return out;
}

std::string hashed(const std::vector<Exchange>& exchanges, Reading reading = {}) {
  return to_hex(transcript_of(steps_of(exchanges), reading).bytes());
}

constexpr auto opening = "008A000309000102030405060708";
constexpr auto opening_and_its_answer =
    "0E008A000309000102030405060708"
    "03AA9000";

TEST(SignedSession, OfAContactReaderIsThatOfAnyOther) {
  const std::string wanted = std::string("10") + opening_and_its_answer +
                             "0500B2014401"
                             "03BB9000";
  EXPECT_EQ(hashed(session({opening, "AA9000", "00B2014401", "BB9000"})), wanted);
  EXPECT_EQ(hashed(session({opening, "6101", "00C0000001", "AA9000", "00B2014401", "6101",
                            "00C0000001", "BB9000"})),
            wanted);
  EXPECT_EQ(hashed(session({opening, "AA9000", "00B2014400", "6C01", "00B2014401", "BB9000"})),
            wanted);
}

TEST(SignedSession, HasTheRefusalsOfLeWhenTheReadingIsSo) {
  const auto exchanges = session({opening, "AA9000", "00B2014400", "6C01", "00B2014401", "BB9000"});
  EXPECT_EQ(hashed(exchanges, {.refused_le = true}), std::string("10") + opening_and_its_answer +
                                                         "0500B2014400"
                                                         "026C01"
                                                         "0500B2014401"
                                                         "03BB9000");
}

TEST(SignedSession, LeavesOutARefusalOfLeThatWasNotRepeated) {
  const auto exchanges = session({opening, "AA9000", "00B2014400", "6C01"});
  EXPECT_EQ(hashed(exchanges), std::string("10") + opening_and_its_answer);
  EXPECT_EQ(hashed(exchanges, {.refused_le = true}), std::string("10") + opening_and_its_answer +
                                                         "0500B2014400"
                                                         "026C01");
}

TEST(SignedSession, LeavesOutACommandWithoutAnswerOrLendsItThatOfItsRepetition) {
  const auto exchanges = session({opening, "AA9000", "00B2014401", "-", "00B2014401", "BB9000"});
  EXPECT_EQ(hashed(exchanges), std::string("10") + opening_and_its_answer +
                                   "0500B2014401"
                                   "03BB9000");
  EXPECT_EQ(hashed(exchanges, {.unanswered = true}), std::string("10") + opening_and_its_answer +
                                                         "0500B2014401"
                                                         "03BB9000"
                                                         "0500B2014401"
                                                         "03BB9000");
  const auto given_up = session({opening, "AA9000", "00B2014401", "-", "00B2024401", "BB9000"});
  EXPECT_EQ(hashed(given_up, {.unanswered = true}), std::string("10") + opening_and_its_answer +
                                                        "0500B2024401"
                                                        "03BB9000");
}

TEST(SignedSession, HasTwiceWhatWasSentAndAnsweredTwice) {
  EXPECT_EQ(hashed(session({opening, "AA9000", "00B2014401", "BB9000", "00B2014401", "BB9000"})),
            std::string("10") + opening_and_its_answer +
                "0500B2014401"
                "03BB9000"
                "0500B2014401"
                "03BB9000");
}

TEST(SignedSession, HasOneReadingWhenNothingIsDoubtful) {
  const auto plain = steps_of(session({opening, "6101", "00C0000001", "AA9000"}));
  for (const RefusedLe choice : {RefusedLe::either, RefusedLe::left_out, RefusedLe::hashed})
    EXPECT_EQ(readings_of(plain, choice).size(), 1u);
}

TEST(SignedSession, HasTheReadingsThatTheChoiceLeaves) {
  const auto steps = steps_of(session({opening, "AA9000", "00B2014401", "-", "00B2014401", "6C01",
                                       "00B2014401", "-", "00B2014401", "BB9000"}));
  const auto readings = [&](RefusedLe choice) {
    std::vector<std::string> out;
    for (const auto& reading : readings_of(steps, choice))
      out.push_back(std::string(reading.refused_le ? "hashed" : "left out") +
                    (reading.unanswered ? ", doubled" : ""));
    return out;
  };
  EXPECT_THAT(readings(RefusedLe::either),
              ElementsAre("left out", "hashed", "left out, doubled", "hashed, doubled"));
  EXPECT_THAT(readings(RefusedLe::left_out), ElementsAre("left out", "left out, doubled"));
  EXPECT_THAT(readings(RefusedLe::hashed), ElementsAre("hashed", "hashed, doubled"));
}

TEST(SignedSession, SaysWhichAnswerWasNotFetched) {
  EXPECT_EQ(gap_in(session({opening, "AA9000", "00B2014400", "611D", "00B2024400", "BB9000"})),
            "exchange 2 at line 3 (00B2014400) ends in '611D', and no GET RESPONSE follows that "
            "fetches the 29 bytes which the card signed");
  EXPECT_EQ(gap_in(session({opening, "6101", "00C0000001", "AA9000"})), "");
  EXPECT_EQ(gap_in(std::vector<Exchange>{{*from_hex(opening), *from_hex("6100")}}),
            "exchange 1 (008A000309000102030405060708) ends in '6100', and no GET RESPONSE follows "
            "that fetches the 256 bytes which the card signed");
}

TEST(SignedSession, SaysWhatWasJoinedLeftOutAndDoubled) {
  const auto steps = steps_of(session({opening, "6101", "00C0000001", "AA9000", "00B2014400",
                                       "6C01", "00B2014401", "-", "00B2014401", "BB9000"}));
  EXPECT_THAT(remarks_of(steps, {}),
              ElementsAre("exchange 1 at line 1 (008A000309000102030405060708) is joined from 2 "
                          "exchanges with GET RESPONSE",
                          "exchange 2 at line 5 (00B2014400) was refused with '6C01': left out of "
                          "what the card signed",
                          "exchange 3 at line 7 (00B2014401) has no answer: left out, as if it had "
                          "not arrived"));
  EXPECT_THAT(
      remarks_of(steps, {true, true}),
      ElementsAre("exchange 1 at line 1 (008A000309000102030405060708) is joined from 2 "
                  "exchanges with GET RESPONSE",
                  "exchange 2 at line 5 (00B2014400) was refused with '6C01': part of what "
                  "the card signed",
                  "exchange 3 at line 7 (00B2014401) has no answer, and the card signed the "
                  "one that its repetition got"));
  EXPECT_THAT(remarks_of(steps_of(session({opening, "AA9000"})), {}), IsEmpty());
}

}  // namespace
}  // namespace assay::calypso::pki

// SPDX-License-Identifier: Apache-2.0
// The published session of a genuine card, cut as readers and sniffers record it: the same signature verifies, or what is missing is named.
#include "calypso/pki/recording.hpp"

#include <gmock/gmock.h>

#include "calypso/pki/published_fixture.hpp"

namespace assay::calypso::pki {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Published& published() {
  static const Published once{ASSAY_SOURCE_DIR};
  return once;
}

constexpr auto select_card = "00A4040008A000000291FF910100";
constexpr auto fci_of_card =
    "6F228408A000000291FF9101A516BF0C13C70800000000C3F9DAED53071B3F3B021410019000";
constexpr auto fci_of_another_serial =
    "6F228408A000000291FF9101A516BF0C13C70800000000C3F9DAEE53071B3F3B021410019000";
constexpr auto select_other = "00A4040007A000000151000000";
constexpr auto close_session = "008E008040";

/// A dialogue as it grows; events stand on odd lines, as in a trace.
class Tape {
 public:
  Tape& say(std::string_view command, ByteView response) {
    events_.push_back({{*from_hex(command), to_bytes(response), next_line()}, false});
    return *this;
  }
  Tape& say(std::string_view command, std::string_view response) {
    return say(command, *from_hex(response));
  }
  Tape& lose(std::string_view command) { return say(command, ByteView()); }
  Tape& reset() {
    events_.push_back({{{}, {}, next_line()}, true});
    return *this;
  }
  /// The exchanges of the genuine session from `first` on, as they were published.
  Tape& session(std::size_t first = 0, std::size_t last = 3) {
    const auto& all = sample().session;
    for (std::size_t i = first; i < last; ++i) say(to_hex(all[i].command), all[i].response);
    return *this;
  }
  Tape& close() { return say(close_session, with_status(sample().signature)); }
  Tape& whole_session() { return session().close(); }
  Tape& keys() {
    Bytes ca = *from_hex("DF4A820180");
    append(ca, sample().ca_certificates[0]);
    Bytes card = *from_hex("DF4C82013C");
    append(card, sample().card_certificate);
    return say("00CADF2C00", with_status(sample().public_key))
        .say("00CADF4A00", with_status(ByteView(ca).first(250)))
        .say("00CADF4B00", with_status(ByteView(ca).subspan(250)))
        .say("00CADF4C00", with_status(ByteView(card).first(250)))
        .say("00CADF4D00", with_status(ByteView(card).subspan(250)));
  }
  [[nodiscard]] Recording read() const { return read_recording(events_); }

  static const Transaction& sample() {
    static const Transaction once = published().transaction("sample");
    return once;
  }
  static Bytes with_status(ByteView data) {
    Bytes out = to_bytes(data);
    append(out, Bytes{0x90, 0x00});
    return out;
  }

 private:
  [[nodiscard]] std::size_t next_line() const { return 2 * events_.size() + 1; }
  std::vector<DialogueEvent> events_;
};

/// "" for a transaction that is whole and in order, else what is broken or missing.
std::string verdict_of(const Transaction& transaction, RefusedLe refused_le = RefusedLe::either) {
  ChainVerifier verifier = published().verifier();
  Findings findings;
  const Verified verified = verify(verifier, transaction, findings, refused_le);
  if (const Finding* broken = findings.first_broken()) return std::string(text_of(broken->rule).id);
  const auto missing = missing_of(transaction);
  return missing.empty() ? (verified.card ? "" : "no card") : missing.front();
}

std::string only_verdict_of(const Recording& recording) {
  return recording.transactions.size() == 1
             ? verdict_of(recording.transactions.front())
             : fmt::format("{} sessions", recording.transactions.size());
}

std::vector<std::string> remarks_of(const Recording& recording) {
  std::vector<std::string> out;
  for (const auto& remark : recording.remarks)
    out.push_back(fmt::format("{}: {}", remark.line, remark.text));
  return out;
}

/// The genuine session as a T=0 reader has it on the line.
Tape& t0_session(Tape& tape) {
  const auto& session = Tape::sample().session;
  const ByteView opened = session[0].response;
  return tape.say("008A0B3B0900CCCCCCCCCCCCCCCC", "613B")
      .say("00C0000020",
           [&] {
             Bytes part = to_bytes(opened.first(32));
             append(part, Bytes{0x61, 0x1B});
             return part;
           }())
      .say("00C000001B", opened.subspan(32))
      .say("00B201F400", "6C1D")
      .say("00B201F41D", session[1].response)
      .say("00B2014C1D", "611D")
      .say("00C0000000", "6C1D")
      .say("00C000001D", session[2].response);
}

TEST(Recording, OfAPlainDialogueVerifies) {
  const Recording found = Tape().say(select_card, fci_of_card).whole_session().keys().read();
  EXPECT_EQ(only_verdict_of(found), "");
  EXPECT_THAT(found.remarks, IsEmpty());
  EXPECT_EQ(found.transactions[0].first_line, 3u);
  EXPECT_EQ(found.transactions[0].last_line, 9u);
}

TEST(Recording, OfAContactReaderVerifiesWithTheSameSignature) {
  Tape tape;
  tape.say("00A4040008A000000291FF9101", "6124").say("00C0000024", fci_of_card);
  t0_session(tape)
      .say("008E008000", "6C40")
      .say(close_session, Tape::with_status(Tape::sample().signature))
      .keys();
  const Recording found = tape.read();
  EXPECT_EQ(only_verdict_of(found), "");
  EXPECT_EQ(to_hex(transcript_of(steps_of(found.transactions[0].session), {}).bytes()),
            to_hex(published().hashed("sample")));
  EXPECT_EQ(verdict_of(found.transactions[0], RefusedLe::left_out), "");
  EXPECT_EQ(verdict_of(found.transactions[0], RefusedLe::hashed), "session.signature");
}

TEST(Recording, OfAContactReaderMatterInEveryByteOfEveryAnswer) {
  Tape tape;
  t0_session(tape).close().keys();
  Transaction found = tape.read().transactions[0];
  found.ca_certificates.clear();
  found.card_certificate.clear();
  const auto refused = [&] {
    ChainVerifier verifier = published().verifier();
    Findings findings(Policy::strict, Detail::failures);
    (void)verify(verifier, found, findings);
    return findings.broken() != 0;
  };
  ASSERT_FALSE(refused());
  for (auto& exchange : found.session) {
    if (exchange.response.size() == 2) continue;  // '61xx' and '6Cxx'
    for (std::size_t at = 0; at + 2 < exchange.response.size(); ++at) {
      exchange.response[at] ^= 0x01;
      EXPECT_TRUE(refused()) << to_hex(exchange.command) << " byte " << at;
      exchange.response[at] ^= 0x01;
    }
  }
}

TEST(Recording, KeepsOutOtherApplicationsAndWhatComesBehindTheClose) {
  const Recording found = Tape()
                              .reset()
                              .say(select_other, "6F0984070A0000015100009000")
                              .say("80CADF4A00", "010203049000")
                              .say("00CADF2C00", "DF2C009000")
                              .say(select_card, fci_of_card)
                              .say("00B2013C1D", "6A82")
                              .whole_session()
                              .say("00B2000000", "6B00")
                              .keys()
                              .say(select_other, "9000")
                              .say("00CADF2C00", "DF2C009000")
                              .read();
  EXPECT_EQ(only_verdict_of(found), "");
  EXPECT_THAT(found.remarks, IsEmpty());
}

TEST(Recording, TakesKeysThatWereReadBeforeTheSessionOrAfterAnotherSelection) {
  EXPECT_EQ(only_verdict_of(Tape().say(select_card, fci_of_card).keys().whole_session().read()),
            "");
  EXPECT_EQ(only_verdict_of(Tape()
                                .say(select_card, fci_of_card)
                                .whole_session()
                                .reset()
                                .say(select_card, fci_of_card)
                                .keys()
                                .read()),
            "");
  // Nothing but the opening says whose session it is.
  EXPECT_EQ(only_verdict_of(Tape().whole_session().say(select_card, fci_of_card).keys().read()),
            "");
  EXPECT_EQ(only_verdict_of(Tape().keys().whole_session().say("00CA006F00", fci_of_card).read()),
            "");
}

TEST(Recording, DoesNotMixTwoCardsOfTheSameApplication) {
  const Recording found = Tape()
                              .say(select_card, fci_of_card)
                              .whole_session()
                              .reset()
                              .say(select_card, fci_of_another_serial)
                              .keys()
                              .read();
  EXPECT_EQ(only_verdict_of(found), "no card certificate: nothing says whose key signed");
}

TEST(Recording, HasATransactionForEachSession) {
  const Recording found =
      Tape().say(select_card, fci_of_card).whole_session().session(0, 2).close().keys().read();
  ASSERT_EQ(found.transactions.size(), 2u);
  EXPECT_EQ(verdict_of(found.transactions[0]), "");
  EXPECT_EQ(verdict_of(found.transactions[1]), "session.signature");
  EXPECT_EQ(found.transactions[1].first_line, 11u);
  EXPECT_EQ(found.transactions[1].last_line, 15u);
}

TEST(Recording, SaysWhatBecameOfASessionWithoutSignature) {
  const auto opened = [](std::string_view because) {
    return fmt::format(
        "3: the session that is opened here has no signature: {}, a close answered "
        "with 64 bytes was wanted",
        because);
  };
  Tape begun;
  begun.say(select_card, fci_of_card).session(0, 2);
  const auto cases = std::vector<std::pair<Tape, std::string>>{
      {Tape(begun).say("008E000000", "9000"), "it is aborted at line 7"},
      {Tape(begun).reset(), "the card is reset at line 7"},
      {Tape(begun).say(select_card, fci_of_card), "an application is selected at line 7"},
      {Tape(begun).say("008A0B3904C1C2C3C400", "0302C3D41F00307E009000"),
       "another one is opened at line 7"},
      {Tape(begun), "the recording ends at line 5"}};
  for (const auto& [tape, because] : cases) {
    Tape then(tape);
    EXPECT_THAT(remarks_of(then.read()), ElementsAre(opened(because)));
    EXPECT_EQ(only_verdict_of(then.read()), "no card certificate: nothing says whose key signed");
    then.reset().say(select_card, fci_of_card).whole_session().keys();
    EXPECT_EQ(only_verdict_of(then.read()), "") << because;
  }
}

TEST(Recording, SaysWhichAnswerIsMissing) {
  EXPECT_THAT(remarks_of(Tape().session(1).close().read()),
              ElementsAre("5: a session is closed here whose opening is not in the recording"));
  EXPECT_THAT(
      remarks_of(Tape()
                     .lose("008A0B3B0900CCCCCCCCCCCCCCCC00")
                     .say("008A0B3B0900CCCCCCCCCCCCCCCC00", "6985")
                     .read()),
      ElementsAre(
          "3: this opening is refused with '6985' after the one at line 1 got no answer: the "
          "answer that the card signs is missing"));
  EXPECT_THAT(remarks_of(Tape().session().lose(close_session).say(close_session, "6985").read()),
              ElementsAre("7: this close has no answer, the signature of the card was wanted",
                          "9: this close is refused with '6985', '9000' was wanted",
                          "1: the session that is opened here has no signature: the recording ends "
                          "at line 9, a close answered with 64 bytes was wanted"));
  EXPECT_THAT(remarks_of(Tape().session().say("008E000000", "6140").read()),
              ElementsAre("7: the answer to this close ends in '6140', and no GET RESPONSE follows "
                          "that fetches the signature",
                          "1: the session that is opened here has no signature: the recording ends "
                          "at line 7, a close answered with 64 bytes was wanted"));
  EXPECT_THAT(
      remarks_of(Tape().say("00A4040008A000000291FF9101", "6124").read()),
      ElementsAre("1: the answer to this selection was not fetched after '6124': the FCI is "
                  "missing"));
}

TEST(Recording, IsIncompleteWhereAnAnswerOfTheSessionWasNotFetched) {
  Tape tape;
  const Recording found = tape.say(select_card, fci_of_card)
                              .session(0, 1)
                              .say("00B201F41D", "611D")
                              .session(2)
                              .close()
                              .keys()
                              .read();
  EXPECT_EQ(
      only_verdict_of(found),
      "no whole session: exchange 2 at line 5 (00B201F41D) ends in '611D', and no GET RESPONSE "
      "follows that fetches the 29 bytes which the card signed");
}

TEST(Recording, OfALostAnswerVerifiesWhetherTheCommandArrivedOrNot) {
  Tape tape;
  tape.say(select_card, fci_of_card).session(0, 1).lose("00B201F41D").session(1).close().keys();
  EXPECT_EQ(only_verdict_of(tape.read()), "");
}

/// Signed with the key of RFC 6979, A.2.5, over: the genuine opening; that and its first read; with `00B201F400`, '6C1D' before the read; with the
/// read twice.
constexpr auto example_key =
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB67903FE1008B8BC99A41AE9E95628BC"
    "6"
    "4F2F1B20C2D7E9F5177A3C294D4462299";
constexpr auto signed_plain =
    "DC620659615F3D687F0A1F869425CD7406C1D133B7E9A9B196F9E6CF1BA836B2822D071888C9DD0066D8AD011AD8A1"
    "B"
    "77A207CF800276046DE93645DA12B603E";
constexpr auto signed_with_refusal =
    "5F4E44F294AB5172FF8A694A88340C2B517E79AB9228507C18BB8042D97E1B47C89198ECC80D2EDD35132C524A034F"
    "F"
    "D14887F4E1712CFE01EE74F4BF3704834";
constexpr auto signed_twice =
    "0B3426B923459118A593C35B50C2D93A93F3D4F88DDBCB9081CD35647333F572E8628AC922204A4B9E18B1FB960288"
    "C"
    "74FC3218AC0E10B9FE72BF99383A12A83";

std::string broken_by(Tape tape, std::string_view signature,
                      RefusedLe refused_le = RefusedLe::either) {
  tape.say("00CADF2C00", Tape::with_status(*from_hex(example_key)));
  Transaction found = tape.read().transactions.front();
  found.signature = *from_hex(signature);
  ChainVerifier verifier = published().verifier();
  Findings findings;
  (void)verify(verifier, found, findings, refused_le);
  const Finding* broken = findings.first_broken();
  return broken == nullptr ? "" : std::string(text_of(broken->rule).id);
}

TEST(Recording, OfARefusedLeVerifiesUnderTheReadingThatTheCardHas) {
  const Tape tape = Tape().session(0, 1).say("00B201F400", "6C1D").session(1, 2).close();
  EXPECT_EQ(broken_by(tape, signed_plain), "");
  EXPECT_EQ(broken_by(tape, signed_plain, RefusedLe::left_out), "");
  EXPECT_EQ(broken_by(tape, signed_plain, RefusedLe::hashed), "session.signature");
  EXPECT_EQ(broken_by(tape, signed_with_refusal), "");
  EXPECT_EQ(broken_by(tape, signed_with_refusal, RefusedLe::left_out), "session.signature");
  EXPECT_EQ(broken_by(tape, signed_with_refusal, RefusedLe::hashed), "");
  EXPECT_EQ(broken_by(tape, signed_twice), "session.signature");
}

TEST(Recording, OfALostAnswerVerifiesOnceOrTwice) {
  const Tape lost = Tape().session(0, 1).lose("00B201F41D").session(1, 2).close();
  EXPECT_EQ(broken_by(lost, signed_plain), "");
  EXPECT_EQ(broken_by(lost, signed_twice), "");
  EXPECT_EQ(broken_by(lost, signed_with_refusal), "session.signature");
  const Tape twice = Tape().session(0, 2).session(1, 2).close();
  EXPECT_EQ(broken_by(twice, signed_plain), "session.signature");
  EXPECT_EQ(broken_by(twice, signed_twice), "");
}

TEST(Recording, SaysThatOneHalfOfACertificateIsMissing) {
  Bytes half = *from_hex("DF4A820180");
  append(half, ByteView(Tape::sample().ca_certificates[0]).first(245));
  const Recording found =
      Tape().say("00CADF4A00", Tape::with_status(half)).say("00CADF4B00", "6A88").read();
  EXPECT_THAT(
      remarks_of(found),
      ElementsAre("0: of the CA certificate (DF4A, DF4B) only one half was read, 250 bytes; "
                  "389 are wanted"));
  EXPECT_THAT(found.transactions.front().ca_certificates, IsEmpty());
}

}  // namespace
}  // namespace assay::calypso::pki

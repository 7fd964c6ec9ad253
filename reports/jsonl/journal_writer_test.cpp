// SPDX-License-Identifier: Apache-2.0
#include "reports/jsonl/journal_writer.hpp"

#include <gmock/gmock.h>

#include "base/hex.hpp"
#include "reports/golden.hpp"
#include "reports/jsonl/journal_lines.hpp"
#include "reports/synthetic_run.hpp"

namespace assay::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Keeps each write apart, and refuses from the n-th on.
class CountingSink : public ByteSink {
 public:
  CountingSink(std::vector<std::string>& writes, std::size_t refuse_after)
      : writes_(writes), refuse_after_(refuse_after) {}
  Result<void> write(std::string_view text) override {
    if (writes_.size() >= refuse_after_) return fail(ErrorCode::internal, "no space left");
    writes_.emplace_back(text);
    return {};
  }

 private:
  std::vector<std::string>& writes_;
  std::size_t refuse_after_;
};

std::string last_line(const std::string& text) {
  const auto cut = text.rfind('\n', text.size() - 2);
  return text.substr(cut == std::string::npos ? 0 : cut + 1);
}

TEST(JournalWriter, WritesTheApprovedJournal) {
  std::string text;
  {
    JournalWriter writer(std::make_unique<StringSink>(text));
    play_synthetic_run(writer);
  }
  EXPECT_TRUE(is_golden(text, "journal.jsonl"));
}

TEST(JournalWriter, WritesOnceForThePlanOncePerCaseAndOnceForTheSummary) {
  std::vector<std::string> writes;
  JournalWriter writer(std::make_unique<CountingSink>(writes, 1000));
  play_synthetic_run(writer);
  ASSERT_EQ(writes.size(), 1u + 7u + 1u);
  EXPECT_EQ(writes[0].find("{\"schema\":\"assay-journal/1\",\"kind\":\"run\""), 0u);
  for (std::size_t i = 1; i < 8; ++i)
    EXPECT_EQ(last_line(writes[i]).find("{\"kind\":\"verdict\""), 0u) << i;
}

TEST(JournalWriter, WritesALongCaseEarly) {
  std::vector<std::string> writes;
  JournalWriter writer(std::make_unique<CountingSink>(writes, 1000));
  const Bytes response(60'000, 0xAB);
  writer.case_started({});
  for (int i = 0; i < 20; ++i) {
    journal::ExchangeRecord exchange;
    exchange.response = response;
    writer.exchanged(exchange);
  }
  EXPECT_EQ(writes.size(), 2u);
}

TEST(JournalWriter, MasksSecretsInCommandAndPlainCommand) {
  std::string text;
  JournalWriter writer(std::make_unique<StringSink>(text));
  const auto command = "8420000004313233341122334455667788"_hex;
  const auto plain = "802000000431323334"_hex;
  const journal::SecretRange secrets[] = {{5, 4}};
  journal::ExchangeRecord exchange;
  exchange.command = command;
  exchange.plain_command = plain;
  exchange.secrets = secrets;
  writer.exchanged(exchange);
  writer.case_finished({});
  EXPECT_THAT(text, HasSubstr("\"command\":\"8420000004........1122334455667788\""));
  EXPECT_THAT(text, HasSubstr("\"plain_command\":\"8020000004........\""));
  EXPECT_THAT(text, Not(HasSubstr("31323334")));
}

TEST(JournalWriter, MasksSecretsThatTheCardSendsBack) {
  std::string text;
  JournalWriter writer(std::make_unique<StringSink>(text));
  const auto response = "0031323334009000"_hex;
  const auto plain = "31323334"_hex;
  const journal::SecretRange in_response[] = {{1, 4}}, in_plain[] = {{0, 4}};
  journal::ExchangeRecord exchange;
  exchange.response = response;
  exchange.plain_response = plain;
  exchange.response_secrets = in_response;
  exchange.plain_response_secrets = in_plain;
  writer.exchanged(exchange);
  writer.case_finished({});
  EXPECT_THAT(text, HasSubstr("\"response\":\"00........009000\""));
  EXPECT_THAT(text, HasSubstr("\"plain_response\":\"........\""));
  const auto line = parse_journal_line(text.substr(0, text.find('\n')));
  ASSERT_TRUE(line) << line.error().message;
  const auto read = std::get<ExchangeLine>(*line).record();
  ASSERT_EQ(read.response_secrets.size(), 1U);
  EXPECT_EQ(read.response_secrets[0].offset, 1U);
  EXPECT_EQ(read.response_secrets[0].length, 4U);
  ASSERT_EQ(read.plain_response_secrets.size(), 1U);
}

TEST(JournalWriter, EscapesWhatJsonCannotCarry) {
  std::string text;
  JournalWriter writer(std::make_unique<StringSink>(text));
  journal::CaseRecord record;
  record.reason = "a \"quote\", a \\, a\nbreak, \x01, \xFF and \xC3\xA9";
  writer.case_finished(record);
  EXPECT_THAT(text, HasSubstr(R"("reason":"a \"quote\", a \\, a\nbreak, \u0001, )"
                              "\xEF\xBF\xBD and \xC3\xA9\""));
}

TEST(JournalWriter, SpellsTimesBeforeAndAfter1970) {
  std::string text;
  JournalWriter writer(std::make_unique<StringSink>(text));
  journal::ExchangeRecord exchange;
  for (const std::int64_t when :
       {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1'790'000'000'000'000'042}}) {
    exchange.utc_ns = when;
    writer.exchanged(exchange);
  }
  writer.case_finished({});
  EXPECT_THAT(text, HasSubstr("\"1969-12-31T23:59:59.999999999Z\""));
  EXPECT_THAT(text, HasSubstr("\"1970-01-01T00:00:00.000000000Z\""));
  EXPECT_THAT(text, HasSubstr("\"2026-09-21T14:13:20.000000042Z\""));
}

TEST(JournalWriter, KeepsTheFirstErrorAndWritesNothingAfterIt) {
  std::vector<std::string> writes;
  JournalWriter writer(std::make_unique<CountingSink>(writes, 2));
  play_synthetic_run(writer);
  ASSERT_TRUE(writer.error().has_value());
  EXPECT_EQ(writer.error()->message, "no space left");
  EXPECT_EQ(writes.size(), 2u);
}

TEST(JournalWriter, RepeatsNoPlanWhenItResumes) {
  std::string text;
  JournalWriter writer(std::make_unique<StringSink>(text), JournalWriter::Start::resumed_run);
  writer.run_started(synthetic_run());
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace assay::reports

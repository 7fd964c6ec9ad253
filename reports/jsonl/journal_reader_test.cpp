// SPDX-License-Identifier: Apache-2.0
#include "reports/jsonl/journal_reader.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/jsonl/journal_writer.hpp"
#include "reports/synthetic_run.hpp"

namespace assay::reports {
namespace {

using ::testing::HasSubstr;

std::string journal_text() {
  std::string text;
  JournalWriter writer(std::make_unique<StringSink>(text));
  play_synthetic_run(writer);
  return text;
}

Result<JournalEnd> replay_text(const std::string& text, journal::RunListener& listener) {
  std::istringstream in(text);
  return replay(in, "journal.jsonl", listener);
}

std::string error_of(const std::string& text) {
  journal::RunListener nobody;
  const auto end = replay_text(text, nobody);
  return end ? "no error" : end.error().text();
}

/// The text up to and with the n-th line (from 1) that starts with `prefix`.
std::string up_to(const std::string& text, std::string_view prefix, int n) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at) + 1;
    if (text.compare(at, prefix.size(), prefix) == 0 && --n == 0) return text.substr(0, end);
    at = end;
  }
  return text;
}

class Counter : public journal::RunListener {
 public:
  void case_started(const journal::PlannedCase&) override { ++started; }
  void case_finished(const journal::CaseRecord&) override { ++finished; }
  void run_finished(const journal::RunSummary& s) override {
    ++summaries;
    summary = s;
  }
  int started = 0, finished = 0, summaries = 0;
  journal::RunSummary summary;
};

TEST(JournalReader, WriterReaderWriterIsTheIdentity) {
  const std::string first = journal_text();
  std::string second;
  JournalWriter writer(std::make_unique<StringSink>(second));
  const auto end = replay_text(first, writer);
  ASSERT_TRUE(end.has_value()) << end.error().text();
  EXPECT_EQ(second, first);
  EXPECT_TRUE(end->summed_up);
  EXPECT_FALSE(end->torn);
}

TEST(JournalReader, KeepsWhatAFailureRestsOn) {
  std::string text = journal_text();
  text.insert(text.find("\"file\"", text.find("\"failures\":[{")), "\"confidence\":\"inferred\",");
  std::string again;
  JournalWriter writer(std::make_unique<StringSink>(again));
  ASSERT_TRUE(replay_text(text, writer).has_value());
  EXPECT_EQ(again, text);
}

TEST(JournalReader, LosesNoFinishedCaseWhereverTheFileIsCut) {
  const std::string whole = journal_text();
  const std::string plan = up_to(whole, "{\"kind\":\"plan\"", 9);
  // Every place around a line feed, and every eleventh elsewhere.
  for (std::size_t size = plan.size(); size < whole.size(); ++size) {
    const bool at_break = whole.substr(size - 2, 4).find('\n') != std::string::npos;
    if (!at_break && size % 11 != 0) continue;
    const std::string cut = whole.substr(0, size);
    Counter counter;
    const auto end = replay_text(cut, counter);
    ASSERT_TRUE(end.has_value()) << size << ": " << end.error().text();
    int verdicts = 0;
    for (std::size_t at = cut.find("{\"kind\":\"verdict\""); at != std::string::npos;
         at = cut.find("{\"kind\":\"verdict\"", at + 1))
      if (cut.find('\n', at) != std::string::npos) ++verdicts;
    EXPECT_EQ(counter.finished, verdicts) << size;
    EXPECT_EQ(counter.started, verdicts) << size;
    EXPECT_EQ(counter.summaries, 1);
    EXPECT_EQ(end->torn, cut.back() != '\n') << size;
    EXPECT_EQ(end->finished_offset,
              verdicts == 0 ? plan.size() : up_to(whole, "{\"kind\":\"verdict\"", verdicts).size());
  }
}

TEST(JournalReader, SumsUpAKilledRunAndSaysSo) {
  Counter counter;
  const auto end = replay_text(up_to(journal_text(), "{\"kind\":\"verdict\"", 2), counter);
  ASSERT_TRUE(end.has_value());
  EXPECT_FALSE(end->summed_up);
  EXPECT_EQ(counter.summary.passed, 1u);
  EXPECT_EQ(counter.summary.failed, 1u);
  EXPECT_EQ(counter.summary.not_applicable, 1u);
  EXPECT_EQ(counter.summary.refused, 1u);
  EXPECT_EQ(counter.summary.stopped, "the journal ends before the run does");
}

TEST(JournalReader, DropsABrokenLastLineEvenWhenItEnds) {
  Counter counter;
  const auto end =
      replay_text(up_to(journal_text(), "{\"kind\":\"verdict\"", 1) + "{\"kind\":\"ca\n", counter);
  ASSERT_TRUE(end.has_value());
  EXPECT_TRUE(end->torn);
  EXPECT_EQ(counter.finished, 1);
}

TEST(JournalReader, RefusesABrokenLineInTheMiddleWithItsPlace) {
  const std::string whole = journal_text();
  const std::string head = up_to(whole, "{\"kind\":\"verdict\"", 1);
  EXPECT_EQ(error_of(head + "{\"kind\":\"exch\n" + whole.substr(head.size())),
            "journal.jsonl:16: this line is not a JSON object");
}

TEST(JournalReader, RefusesAnotherSchema) {
  std::string text = journal_text();
  text.replace(text.find("journal/1"), 9, "journal/2");
  EXPECT_EQ(error_of(text),
            "journal.jsonl:1: schema \"assay-journal/2\" is not one this program reads, which is "
            "\"assay-journal/1\"");
}

TEST(JournalReader, RefusesAPlanCutShort) {
  EXPECT_EQ(error_of(up_to(journal_text(), "{\"kind\":\"plan\"", 3)),
            "journal.jsonl: the journal ends inside its plan, so nothing was run; start again");
  EXPECT_EQ(error_of(""),
            "journal.jsonl: the journal ends inside its plan, so nothing was run; start again");
}

TEST(JournalReader, RefusesWhatItDoesNotUnderstand) {
  const std::string head = up_to(journal_text(), "{\"kind\":\"plan\"", 9);
  const std::string start = R"({"kind":"case","index":0,"address":"gp/select/by-name"})"
                            "\n";
  struct Row {
    std::string lines;
    std::string error;
  };
  const Row rows[] = {
      {R"({"kind":"mystery"})", "11: 'mystery' is not a kind of journal line"},
      {R"({"index":0})", "11: '' is not a kind of journal line"},
      {R"({"kind":"case","index":0})",
       "11: in a line of kind 'case', the member 'address' is missing"},
      {R"({"kind":"case","index":-1,"address":""})",
       "11: in a line of kind 'case', the member 'index' is not a whole number"},
      {R"({"kind":"case","index":0,"address":"","x":1})",
       "11: in a line of kind 'case', the member 'x' is unknown"},
      {R"({"kind":"case","index":99,"address":""})", "11: a case that is not in the plan"},
      {R"({"kind":"case","index":0,"address":"gp/other"})",
       "11: a case whose address is not that of the plan"},
      {start + start, "12: a case starts before the one before has its verdict"},
      {R"({"kind":"verdict","index":0,"verdict":"pass","steps":0,"apdus":0,"duration_ns":0})",
       "11: a verdict on a case that is not open"},
      {R"({"kind":"verdict","index":0,"verdict":"fine","steps":0,"apdus":0,"duration_ns":0})",
       "11: in a line of kind 'verdict', 'fine' is not a value of 'verdict'"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(error_of(head + row.lines + "\n{}\n"), "journal.jsonl:" + row.error);
}

TEST(JournalReader, SaysWhereAResumedRunContinues) {
  const auto path = std::filesystem::temp_directory_path() / "assay_journal_reader_test.jsonl";
  const std::string whole = journal_text();
  const std::string two = up_to(whole, "{\"kind\":\"verdict\"", 2);
  std::ofstream(path, std::ios::binary) << whole.substr(0, two.size() + 300);
  const auto finished = finished_cases(path.string());
  ASSERT_TRUE(finished.has_value()) << finished.error().text();
  ASSERT_EQ(finished->cases.size(), 2u);
  EXPECT_EQ(finished->cases[1].index, 1u);
  EXPECT_EQ(finished->cases[1].verdict, journal::Verdict::fail);
  EXPECT_EQ(finished->run.plan.size(), 9u);
  EXPECT_TRUE(finished->end.torn);
  EXPECT_EQ(finished->end.finished_offset, two.size());
  {
    auto sink = continue_file(path.string(), finished->end.finished_offset);
    ASSERT_TRUE(sink.has_value());
    ASSERT_TRUE((*sink)->write(whole.substr(two.size())).has_value());
  }
  std::ifstream in(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), whole);
  std::filesystem::remove(path);
}

TEST(JournalReader, NamesAFileThatIsNotThere) {
  const auto finished = finished_cases("no/such/journal.jsonl");
  ASSERT_FALSE(finished.has_value());
  EXPECT_THAT(finished.error().text(), HasSubstr("no/such/journal.jsonl cannot be opened"));
}

}  // namespace
}  // namespace assay::reports

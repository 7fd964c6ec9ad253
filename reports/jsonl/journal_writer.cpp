// SPDX-License-Identifier: Apache-2.0
// The lines of a journal.
#include "reports/jsonl/journal_writer.hpp"

#include "journal/masked.hpp"
#include "reports/jsonl/json_text.hpp"
#include "reports/jsonl/record_json.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t early_write = std::size_t{1} << 20;

void write_plan(JsonText& json, const journal::PlannedCase& planned) {
  json.open_object().word("kind", "plan").number("index", planned.index);
  put_planned(json, planned);
  json.text_if("not_applicable", planned.not_applicable)
      .text_if("refused", planned.refused)
      .close_object();
}

}  // namespace

std::string_view name(journal::Outcome outcome) noexcept {
  switch (outcome) {
    case journal::Outcome::answered: return "answered";
    case journal::Outcome::malformed: return "malformed";
    case journal::Outcome::mute: return "mute";
    case journal::Outcome::timeout: return "timeout";
    case journal::Outcome::lost: return "lost";
    case journal::Outcome::failed: return "failed";
    case journal::Outcome::cut: return "cut";
  }
  return "failed";
}

std::string_view name(journal::Phase phase) noexcept {
  switch (phase) {
    case journal::Phase::given: return "given";
    case journal::Phase::steps: return "steps";
    case journal::Phase::finally: return "finally";
  }
  return "steps";
}

JournalWriter::JournalWriter(std::unique_ptr<ByteSink> sink, Start start)
    : sink_(std::move(sink)), start_(start) {
  buffer_.reserve(64 * 1024);
}

JournalWriter::~JournalWriter() {
  flush();
}

void JournalWriter::run_started(const journal::RunRecord& run) {
  if (start_ == Start::resumed_run) return;
  JsonText json(buffer_);
  json.open_object()
      .text("schema", run.schema)
      .word("kind", "run")
      .text("tool_version", run.tool_version)
      .text("build_id", run.build_id)
      .text("started_utc", run.started_utc)
      .number("seed", run.seed)
      .text("command_line", run.command_line)
      .number("written_cases", run.written_cases)
      .number("planned_cases", run.plan.size());
  put_inputs(json, run.inputs);
  put_targets(json, run.targets);
  json.close_object();
  end_line();
  for (const auto& planned : run.plan) {
    write_plan(json, planned);
    end_line();
  }
  flush();
}

void JournalWriter::case_started(const journal::PlannedCase& planned) {
  JsonText(buffer_)
      .open_object()
      .word("kind", "case")
      .number("index", planned.index)
      .text("address", planned.address)
      .close_object();
  end_line();
}

void JournalWriter::exchanged(const journal::ExchangeRecord& exchange) {
  JsonText json(buffer_);
  json.open_object().word("kind", "exchange").text("role", exchange.role);
  append_hex_member("command", exchange.command, exchange.secrets);
  append_hex_member("response", exchange.response, exchange.response_secrets);
  // The plain form shares header and length bytes with the protected one, and so the places of its secrets.
  if (!exchange.plain_command.empty())
    append_hex_member("plain_command", exchange.plain_command, exchange.secrets);
  if (!exchange.plain_response.empty())
    append_hex_member("plain_response", exchange.plain_response, exchange.plain_response_secrets);
  json.word("outcome", name(exchange.outcome)).text_if("remark", exchange.remark).name("utc");
  append_utc(exchange.utc_ns);
  json.number("monotonic_ns", exchange.monotonic_ns)
      .number("duration_ns", exchange.duration_ns)
      .close_object();
  end_line();
}

void JournalWriter::step_finished(const journal::StepRecord& step) {
  JsonText json(buffer_);
  json.open_object()
      .word("kind", "step")
      .word("phase", name(step.phase))
      .number("number", step.number)
      .text("title", step.title)
      .text("file", step.file);
  put_position(json, step.position);
  json.word("verdict", journal::name(step.verdict)).text_if("reason", step.reason);
  if (!step.failures.empty()) put_failures(json, step.failures);
  json.close_object();
  end_line();
}

void JournalWriter::case_finished(const journal::CaseRecord& record) {
  JsonText(buffer_)
      .open_object()
      .word("kind", "verdict")
      .number("index", record.index)
      .word("verdict", journal::name(record.verdict))
      .text_if("reason", record.reason)
      .text_if("expected_failure", record.expected_failure)
      .flag_if("unexpected_pass", record.unexpected_pass)
      .flag_if("not_restored", record.not_restored)
      .text_if("remark", record.remark)
      .text_if("unconfirmed", record.unconfirmed)
      .number("steps", record.steps)
      .number("apdus", record.apdus)
      .number("duration_ns", record.duration_ns)
      .close_object();
  end_line();
  flush();
}

void JournalWriter::run_finished(const journal::RunSummary& summary) {
  JsonText(buffer_)
      .open_object()
      .word("kind", "summary")
      .number("passed", summary.passed)
      .number("failed", summary.failed)
      .number("inconclusive", summary.inconclusive)
      .number("error", summary.error)
      .number("not_applicable", summary.not_applicable)
      .number("refused", summary.refused)
      .number("expected_failures", summary.expected_failures)
      .number("written", summary.written)
      .number("steps", summary.steps)
      .number("apdus", summary.apdus)
      .number("seconds", summary.seconds)
      .text_if("stopped", summary.stopped)
      .close_object();
  end_line();
  flush();
}

void JournalWriter::end_line() {
  buffer_ += '\n';
  if (buffer_.size() > early_write) flush();
}

void JournalWriter::flush() {
  if (!error_ && !buffer_.empty()) {
    auto written = sink_->write(buffer_);
    if (!written) error_ = std::move(written).error();
  }
  buffer_.clear();
}

void JournalWriter::append_utc(std::int64_t utc_ns) {
  std::int64_t second = utc_ns / 1'000'000'000;
  std::int64_t rest = utc_ns % 1'000'000'000;
  if (rest < 0) {
    rest += 1'000'000'000;
    --second;
  }
  if (second != second_ || second_text_.empty()) {
    second_text_ = utc_text(utc_ns).substr(0, 20);
    second_ = second;
  }
  char digits[11];
  for (int i = 8; i >= 0; --i, rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
  digits[9] = 'Z';
  digits[10] = '"';
  buffer_ += '"';
  buffer_ += second_text_;
  buffer_.append(digits, sizeof digits);
}

void JournalWriter::append_hex_member(std::string_view key, ByteView bytes,
                                      std::span<const journal::SecretRange> secrets) {
  JsonText(buffer_).name(key);
  buffer_ += '"';
  journal::append_masked_hex(buffer_, bytes, secrets);
  buffer_ += '"';
}

}  // namespace assay::reports

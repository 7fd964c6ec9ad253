// SPDX-License-Identifier: Apache-2.0
// What a person sees while a run goes on.
#include "reports/console/console_reporter.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ostream>
#include <set>

#include "reports/console/failure_block.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

std::string_view color_of(Standing standing) noexcept {
  switch (standing) {
    case Standing::pass: return "\x1B[32m";
    case Standing::fail:
    case Standing::unexpected_pass: return "\x1B[1;31m";
    case Standing::error: return "\x1B[1;35m";
    case Standing::inconclusive:
    case Standing::expected_failure: return "\x1B[1;33m";
  }
  return "";
}

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string target_line(const journal::TargetRecord& target) {
  std::string out = fmt::format("{:<6}{}", target.role, target.uri);
  for (const std::string& part :
       {target.reader, target.protocol, target.atr.empty() ? "" : "ATR " + target.atr,
        target.identity, target.label.empty() ? "" : "NOTE: " + target.label})
    if (!part.empty()) out += "  " + part;
  return clean(out);
}

/// A number, or a dot where there is nothing to see.
std::string cell(std::size_t number) {
  return number == 0 ? "." : std::to_string(number);
}

Standing worst(const journal::RunSummary& summary) noexcept {
  if (summary.error > 0) return Standing::error;
  if (summary.failed > 0) return Standing::fail;
  return summary.inconclusive > 0 ? Standing::inconclusive : Standing::pass;
}

}  // namespace

bool use_color(Color color, bool is_terminal) {
  if (color != Color::automatic) return color == Color::always;
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return is_terminal && !dumb && (no_color == nullptr || *no_color == '\0');
}

ConsoleReporter::ConsoleReporter(std::ostream& out, ConsoleOptions options, std::ostream* progress)
    : out_(out), options_(options), progress_(progress) {}

void ConsoleReporter::run_started(const journal::RunRecord& run) {
  seed_ = run.seed;
  surroundings_ = surroundings_of(run);
  targets_ = run.targets;
  std::set<std::string_view> uris;
  for (const auto& planned : run.plan) uris.insert(planned.target);
  several_targets_ = uris.size() > 1;
  for (const auto& planned : run.plan) {
    SuiteRow& row = row_of(planned);
    if (!planned.refused.empty()) {
      ++row.counts.refused;
      ++refused_[planned.refused];
    } else if (!planned.not_applicable.empty()) {
      ++row.counts.not_applicable;
      ++not_applicable_[planned.not_applicable];
    } else {
      ++runnable_;
    }
  }
  if (options_.quiet) return;
  out_ << fmt::format("assay {}, {} of {}, seed {}\n", clean(run.tool_version),
                      plural(run.plan.size(), "case"), plural(rows_.size(), "suite"), run.seed);
  for (const auto& target : targets_) out_ << target_line(target) << '\n';
  out_ << '\n';
  out_.flush();
}

void ConsoleReporter::case_started(const journal::PlannedCase& planned) {
  current_ = &planned;
  failing_.start_case();
}

void ConsoleReporter::exchanged(const journal::ExchangeRecord& exchange) {
  failing_.add(exchange);
}

void ConsoleReporter::step_finished(const journal::StepRecord& step) {
  failing_.add(step);
}

void ConsoleReporter::case_finished(const journal::CaseRecord& record) {
  const journal::PlannedCase& planned = *current_;
  const Standing standing = standing_of(record);
  count(row_of(planned).counts, record);
  ++finished_;
  if (!record.remark.empty()) ++remarks_[record.remark];
  if (!record.unconfirmed.empty()) ++unconfirmed_[record.unconfirmed];
  if (standing == Standing::expected_failure)
    expected_.emplace_back(planned.address, record.expected_failure);
  if (needs_attention(standing)) {
    const FailedCase failed{planned, record, failing_, targets_, seed_, surroundings_};
    show(standing, options_.quiet ? failure_headline(failed, options_.width)
                                  : failure_block(failed, options_.width));
  }
  show_progress(planned);
}

void ConsoleReporter::run_finished(const journal::RunSummary& summary) {
  clear_progress();
  if (!options_.quiet) {
    print_table();
    print_grouped("not applicable", not_applicable_);
    print_grouped("refused", refused_);
    print_grouped("sessions that no public vector confirms", unconfirmed_);
    print_grouped("remarks", remarks_);
    print_expected();
  }
  print_counts(summary);
  out_.flush();
}

ConsoleReporter::SuiteRow& ConsoleReporter::row_of(const journal::PlannedCase& planned) {
  const std::string name = several_targets_ ? planned.suite + "  " + planned.target : planned.suite;
  const auto [place, is_new] = row_index_.emplace(name, rows_.size());
  if (is_new) rows_.push_back({clean(name), {}});
  return rows_[place->second];
}

void ConsoleReporter::show(Standing standing, const std::vector<std::string>& block) {
  clear_progress();
  const std::string_view head = heading(standing);
  out_ << painted(standing, head) << block[0].substr(head.size()) << '\n';
  for (std::size_t i = 1; i < block.size(); ++i) out_ << block[i] << '\n';
  if (!options_.quiet) out_ << '\n';
  out_.flush();
}

void ConsoleReporter::show_progress(const journal::PlannedCase& planned) {
  // Some hundred times a run is enough for the eye.
  if (progress_ == nullptr || (finished_ % (runnable_ / 200 + 1) != 0 && finished_ != runnable_))
    return;
  *progress_ << "\r\x1B[K"
             << shortened(fmt::format("{}/{}  {}", finished_, runnable_, clean(planned.address)),
                          options_.width - 1);
  progress_->flush();
  progress_shown_ = true;
}

void ConsoleReporter::clear_progress() {
  if (!progress_shown_) return;
  *progress_ << "\r\x1B[K";
  progress_->flush();
  progress_shown_ = false;
}

void ConsoleReporter::print_table() {
  std::size_t widest = 5;
  for (const auto& row : rows_) widest = std::max(widest, columns(row.name));
  widest = std::min<std::size_t>(widest, options_.width - 52);
  const auto line = [&](std::string_view name, const auto&... cells) {
    const std::string shown = shortened(name, widest);
    out_ << shown << std::string(widest - columns(shown), ' ');
    ((out_ << fmt::format("{:>9}", cells)), ...);
    out_ << '\n';
  };
  line("suite", "pass", "fail", "inconcl.", "error", "expected", "n/a", "refused");
  for (const auto& [name, c] : rows_)
    line(name, cell(c.passed), cell(c.failed), cell(c.inconclusive), cell(c.error),
         cell(c.expected_failures), cell(c.not_applicable), cell(c.refused));
  out_ << '\n';
}

void ConsoleReporter::print_grouped(std::string_view heading,
                                    const std::map<std::string, std::size_t>& reasons) {
  if (reasons.empty()) return;
  out_ << heading << '\n';
  for (const auto& [reason, number] : reasons)
    out_ << fmt::format("  {:>5}  {}\n", number, shortened(clean(reason), options_.width - 9));
  out_ << '\n';
}

void ConsoleReporter::print_expected() {
  if (expected_.empty()) return;
  out_ << "failed as expected\n";
  for (const auto& [address, reason] : expected_)
    out_ << shortened(fmt::format("  {}: {}", clean(address), clean(reason)), options_.width)
         << '\n';
  out_ << '\n';
}

void ConsoleReporter::print_counts(const journal::RunSummary& s) {
  if (!s.stopped.empty()) {
    const std::size_t ran = s.passed + s.failed + s.inconclusive + s.error + s.expected_failures;
    const std::size_t left = runnable_ > ran ? runnable_ - ran : 0;
    out_ << fmt::format("stopped early: {}; {} not run\n", clean(s.stopped), plural(left, "case"));
  }
  std::set<std::string> notes;  // many targets may have the same
  for (const auto& target : targets_)
    if (!target.label.empty())
      notes.insert(fmt::format("note on {}: {}\n", clean(target.role), clean(target.label)));
  for (const auto& note : notes) out_ << note;
  const std::string verdicts = fmt::format(
      "{} passed, {} failed, {} inconclusive, {} error, {} expected failures, {} not applicable, "
      "{} refused",
      s.passed, s.failed, s.inconclusive, s.error, s.expected_failures, s.not_applicable,
      s.refused);
  out_ << painted(worst(s), verdicts) << '\n';
  out_ << fmt::format("{}, {}, {:.2f} s\n", plural(s.steps, "step"), plural(s.apdus, "exchange"),
                      s.seconds);
}

std::string ConsoleReporter::painted(Standing standing, std::string_view text) const {
  if (!options_.color) return std::string(text);
  return fmt::format("{}{}\x1B[0m", color_of(standing), text);
}

}  // namespace assay::reports

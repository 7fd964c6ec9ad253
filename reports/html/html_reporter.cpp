// SPDX-License-Identifier: Apache-2.0
// The HTML report: what happens while the run goes on. The page around it is html_page.cpp.
#include "reports/html/html_reporter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "reports/case_name.hpp"
#include "reports/decode.hpp"
#include "reports/hex_text.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t hex_width = 108;
constexpr std::size_t most_cases_decoded =
    5000;  // above, passing steps show bytes only, to keep the page loadable

std::string_view phase_word(journal::Phase phase) noexcept {
  switch (phase) {
    case journal::Phase::given: return "given";
    case journal::Phase::steps: return "step";
    case journal::Phase::finally: return "finally";
  }
  return "";
}

constexpr std::size_t most_masked_width = 400;

void put_lines(std::string& out, const Lines& lines, std::string_view indent) {
  for (const auto& line : lines) out += fmt::format("{}{}\n", indent, escape_markup(line));
}

std::string decoded_text(const KeptExchange& exchange, const catalogue::Catalogue* catalogue) {
  const Bytes& command = exchange.plain_command.empty() ? exchange.command : exchange.plain_command;
  std::string out;
  put_lines(out, explain_command(command, catalogue, exchange.secrets), "");
  if (exchange.outcome != journal::Outcome::answered) return out;
  if (!exchange.response_secrets.empty() || !exchange.plain_response_secrets.empty()) {
    // The catalogue's fields are not told of an answer that holds a secret: its bytes show as dots.
    out += '\n' + escape_markup(answer_text(exchange, most_masked_width)) + '\n';
    return out;
  }
  Bytes response = exchange.response;
  if (!exchange.plain_response.empty() && response.size() >= 2)
    response.insert(response.erase(response.begin(), response.end() - 2),
                    exchange.plain_response.begin(), exchange.plain_response.end());
  out += '\n';
  put_lines(
      out,
      explain_response(response,
                       catalogue == nullptr ? nullptr : catalogue::recognise(*catalogue, command)),
      "");
  return out;
}

}  // namespace

HtmlReporter::HtmlReporter(std::ostream& out, const catalogue::Catalogue* catalogue)
    : out_(out), catalogue_(catalogue), kept_(std::tmpfile()) {}

HtmlReporter::State HtmlReporter::state_of(Standing standing) noexcept {
  switch (standing) {
    case Standing::pass: return State::pass;
    case Standing::fail:
    case Standing::unexpected_pass: return State::fail;
    case Standing::inconclusive: return State::inconclusive;
    case Standing::error: return State::error;
    case Standing::expected_failure: return State::expected;
  }
  return State::error;
}

void HtmlReporter::run_started(const journal::RunRecord& run) {
  run_ = run;
  run_.plan.clear();
  decode_all_ = run.plan.size() <= most_cases_decoded;
  std::map<std::string, std::size_t> suites;
  for (const auto& planned : run.plan) {
    const auto [found, is_new] = suites.emplace(planned.suite, suites_.size());
    if (is_new) suites_.push_back(planned.suite);
    CaseEntry entry{found->second, planned.address, planned.target, State::not_run, ""};
    if (!planned.refused.empty()) {
      entry.state = State::refused;
      entry.reason = planned.refused;
    } else if (!planned.not_applicable.empty()) {
      entry.state = State::not_applicable;
      entry.reason = planned.not_applicable;
    }
    places_[planned.index] = cases_.size();
    for (const auto& id : planned.covers) requirements_[id].push_back(cases_.size());
    cases_.push_back(std::move(entry));
  }
}

void HtmlReporter::case_started(const journal::PlannedCase& planned) {
  current_ = places_.at(planned.index);
  steps_.clear();
  exchange_count_ = 0;
  head_ = fmt::format("<p>{}<br><code>{}</code>, {}, risk {}", escape_markup(planned.title),
                      escape_markup(place(planned.file, planned.position)),
                      escape_markup(planned.level), escape_markup(planned.risk));
  if (run_.targets.size() > 1)
    head_ += fmt::format(", on <code>{}</code>", escape_markup(planned.target));
  if (!planned.covers.empty()) head_ += "<br>covers " + requirement_links(planned.covers);
  head_ += "</p>\n";
}

void HtmlReporter::exchanged(const journal::ExchangeRecord& exchange) {
  if (exchange_count_ == exchanges_.size()) exchanges_.emplace_back();
  exchanges_[exchange_count_++].assign(exchange);
}

void HtmlReporter::step_finished(const journal::StepRecord& step) {
  const bool passed = step.verdict == journal::Verdict::pass;
  steps_ += fmt::format("<div class=\"step\"><div class=\"h\">{} {}: {}", phase_word(step.phase),
                        step.number, escape_markup(step.title));
  if (!passed) {
    const State state = step.verdict == journal::Verdict::fail           ? State::fail
                        : step.verdict == journal::Verdict::inconclusive ? State::inconclusive
                                                                         : State::error;
    steps_ += "  " + mark(state);
  }
  steps_ += fmt::format(" <span class=\"w\">{}</span></div>\n",
                        escape_markup(place(step.file, step.position)));
  for (std::size_t i = 0; i < exchange_count_; ++i)
    put_exchange(exchanges_[i], decode_all_ || !passed, !passed);
  exchange_count_ = 0;
  put_failures(step);
  steps_ += "</div>\n";
}

void HtmlReporter::put_exchange(const KeptExchange& exchange, bool decoded, bool opened) {
  steps_ += "<div class=\"x\"><pre>";
  for (const auto& line : exchange_lines(exchange, hex_width)) steps_ += escape_markup(line) + "\n";
  steps_ += "</pre>";
  if (decoded)
    steps_ += fmt::format("<details{}><summary>decoded</summary><pre>{}</pre></details>",
                          opened ? " open" : "", decoded_text(exchange, catalogue_));
  steps_ += "</div>\n";
}

void HtmlReporter::put_failures(const journal::StepRecord& step) {
  if (step.failures.empty() && step.reason.empty()) return;
  steps_ += "<div class=\"why\"><table>";
  const auto row = [&](std::string_view name, std::string_view text) {
    if (!text.empty())
      steps_ += fmt::format("<tr><td>{}</td><td>{}</td></tr>", name, escape_markup(text));
  };
  row("reason", step.reason);
  for (const auto& failure : step.failures) {
    row("looked at", failure.what);
    row("expected", failure.expected);
    row("received", failure.received);
    row("because", failure.because);
    row("confidence", failure.confidence);
    if (!failure.covers.empty())
      steps_ += "<tr><td>proves</td><td>" + requirement_links(failure.covers) + "</td></tr>";
  }
  steps_ += "</table></div>\n";
}

void HtmlReporter::case_finished(const journal::CaseRecord& record) {
  CaseEntry& entry = cases_[current_];
  const Standing standing = standing_of(record);
  entry.state = state_of(standing);
  if (standing == Standing::unexpected_pass)
    entry.reason = "passed, but listed as an expected failure: " + record.expected_failure;
  else
    entry.reason = standing == Standing::expected_failure ? record.expected_failure : record.reason;
  if (entry.suite != last_suite_)
    keep(fmt::format("<h3>{}</h3>\n", escape_markup(suites_[entry.suite])));
  last_suite_ = entry.suite;
  const bool bad = needs_attention(standing);
  const std::string_view name =
      std::string_view(entry.address)
          .substr(entry.address.find_last_of('/', entry.address.find('[')) + 1);
  keep(fmt::format("<details class=\"case{}\" id=\"case-{}\"{}><summary>{} <b>{}</b></summary>\n",
                   bad ? " bad" : "", current_, bad ? " open" : "", mark(entry.state),
                   escape_markup(name)));
  keep(head_);
  if (!entry.reason.empty() && standing != Standing::fail)
    keep(fmt::format("<p>{}</p>\n", escape_markup(entry.reason)));
  if (!record.remark.empty())
    keep(fmt::format("<p class=\"note\">{}</p>\n", escape_markup(record.remark)));
  if (!record.unconfirmed.empty())
    keep(fmt::format("<p class=\"note\">No public vector confirms {}.</p>\n",
                     escape_markup(record.unconfirmed)));
  if (record.not_restored)
    keep("<p class=\"note\">The card was not restored to its starting state.</p>\n");
  keep(steps_);
  keep("</details>\n");
}

void HtmlReporter::keep(std::string_view text) {
  if (kept_ && std::fwrite(text.data(), 1, text.size(), kept_.get()) == text.size()) return;
  kept_in_memory_ += text;
}

}  // namespace assay::reports

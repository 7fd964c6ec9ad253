// SPDX-License-Identifier: Apache-2.0
// The HTML report: the page around the cases, written once the counts are known.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "base/hex.hpp"
#include "reports/decode.hpp"
#include "reports/html/html_reporter.hpp"
#include "reports/html/style.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

void fact(std::ostream& out, std::string_view name, std::string_view text,
          bool monospaced = false) {
  if (text.empty()) return;
  out << fmt::format("<tr><th>{}</th><td{}>{}</td></tr>\n", name, monospaced ? " class=\"m\"" : "",
                     escape_markup(text));
}

/// An id as an anchor: letters, digits, points and hyphens stay, everything else becomes its code.
std::string anchor(std::string_view id) {
  std::string out = "req-";
  for (const char c : id) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.')
      out += c;
    else
      out += fmt::format("_{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string count_cell(std::size_t number) {
  return number == 0 ? "<td class=\"n zero\">0</td>"
                     : fmt::format("<td class=\"n\">{}</td>", number);
}

std::string atr_text(const std::string& atr) {
  const auto bytes = from_hex(atr);
  if (!bytes) return atr;
  std::string out = to_spaced_hex(*bytes);
  for (const auto& line : explain_atr(*bytes)) out += "\n" + line;
  return out;
}

}  // namespace

std::string_view HtmlReporter::word(State state) noexcept {
  switch (state) {
    case State::pass: return "\xE2\x9C\x93 PASS";
    case State::fail: return "\xE2\x9C\x97 FAIL";
    case State::inconclusive: return "? INCONCLUSIVE";
    case State::error: return "! ERROR";
    case State::expected: return "~ EXPECTED FAILURE";
    case State::not_applicable: return "\xE2\x80\x93 NOT APPLICABLE";
    case State::refused: return "\xE2\x80\x93 REFUSED";
    case State::not_run: return "\xE2\x80\x93 NOT RUN";
  }
  return "";
}

std::string_view HtmlReporter::css_class(State state) noexcept {
  switch (state) {
    case State::pass: return "pass";
    case State::fail: return "fail";
    case State::inconclusive: return "inconclusive";
    case State::error: return "error";
    case State::expected: return "expected";
    case State::not_applicable: return "not_applicable";
    case State::refused: return "refused";
    case State::not_run: return "not_run";
  }
  return "";
}

std::string HtmlReporter::mark(State state) {
  return fmt::format("<span class=\"v {}\">{}</span>", css_class(state), word(state));
}

std::string HtmlReporter::case_link(std::size_t place) const {
  const CaseEntry& entry = cases_[place];
  const bool ran = entry.state != State::not_applicable && entry.state != State::refused &&
                   entry.state != State::not_run;
  const std::string name = escape_markup(entry.address);
  return ran ? fmt::format("<a href=\"#case-{}\">{}</a>", place, name) : name;
}

std::string HtmlReporter::requirement_links(const std::vector<std::string>& ids) const {
  std::string out;
  for (const auto& id : ids) {
    if (!out.empty()) out += ", ";
    out += requirements_.contains(id)
               ? fmt::format("<a href=\"#{}\">{}</a>", anchor(id), escape_markup(id))
               : escape_markup(id);
  }
  return out;
}

void HtmlReporter::run_finished(const journal::RunSummary& summary) {
  write_head(summary);
  write_run();
  write_suites();
  write_list("What needs attention", {State::fail, State::error, State::inconclusive});
  write_list("Failed as expected", {State::expected});
  write_list("Refused or not run", {State::refused, State::not_run});
  write_list("Not applicable", {State::not_applicable});
  write_cases();
  write_requirements();
  out_ << "</body>\n</html>\n";
  out_.flush();
}

void HtmlReporter::write_head(const journal::RunSummary& summary) {
  out_ << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, "
          "initial-scale=1\">\n<title>Conformance report</title>\n<style>"
       << html_style << "</style>\n</head>\n<body>\n<h1>Conformance report</h1>\n";
  out_ << fmt::format("<p class=\"lead\">assay {}, {}</p>\n", escape_markup(run_.tool_version),
                      escape_markup(run_.started_utc));
  for (const auto& target : run_.targets)
    if (!target.label.empty())
      out_ << fmt::format("<p class=\"note\"><b>Note on {}:</b> {}</p>\n",
                          escape_markup(target.role), escape_markup(target.label));
  if (!summary.stopped.empty())
    out_ << fmt::format("<p class=\"note\"><b>Stopped early:</b> {}</p>\n",
                        escape_markup(summary.stopped));
  write_counts(summary);
  out_ << "<nav><a href=\"#suites\">suites</a><a href=\"#cases\">cases</a><a "
          "href=\"#requirements\">requirements</a></nav>\n";
}

void HtmlReporter::write_counts(const journal::RunSummary& s) {
  out_ << "<p class=\"verdict\">";
  const auto part = [&](std::size_t number, State state, std::string_view noun, bool always) {
    if (number == 0 && !always) return;
    out_ << fmt::format("<span class=\"{}\">{} {}</span>&ensp; ",
                        number == 0 ? "pass" : css_class(state), number, noun);
  };
  part(s.passed, State::pass, "passed", true);
  part(s.failed, State::fail, "failed", true);
  part(s.inconclusive, State::inconclusive, "inconclusive", true);
  part(s.error, State::error, "error", true);
  part(s.expected_failures, State::expected, "failed as expected", false);
  part(s.not_applicable, State::not_applicable, "not applicable", true);
  part(s.refused, State::refused, "refused", false);
  out_ << fmt::format("</p>\n<p class=\"lead\">{} steps, {} exchanges, {:.2f} s</p>\n", s.steps,
                      s.apdus, s.seconds);
}

void HtmlReporter::write_run() {
  out_ << "<h2>Run</h2>\n<table class=\"facts\">\n";
  fact(out_, "tool", "assay " + run_.tool_version + ", build " + run_.build_id);
  fact(out_, "started", run_.started_utc);
  fact(out_, "seed", std::to_string(run_.seed));
  fact(out_, "command", run_.command_line, true);
  for (const auto& target : run_.targets) {
    fact(out_, "target", target.role + ": " + target.uri);
    fact(out_, "reader", target.reader);
    fact(out_, "protocol", target.protocol);
    if (!target.atr.empty())
      out_ << fmt::format("<tr><th>ATR</th><td><pre>{}</pre></td></tr>\n",
                          escape_markup(atr_text(target.atr)));
    fact(out_, "identity", target.identity, true);
    fact(out_, "note", target.label);
  }
  out_ << "</table>\n";
  if (run_.inputs.empty()) return;
  out_ << "<h3>Files the verdicts rest "
          "on</h3>\n<table>\n<tr><th>kind</th><th>path</th><th>SHA-256</th></tr>\n";
  for (const auto& input : run_.inputs)
    out_ << fmt::format("<tr><td>{}</td><td>{}</td><td class=\"m\">{}</td></tr>\n",
                        escape_markup(input.kind), escape_markup(input.path),
                        escape_markup(input.sha256));
  out_ << "</table>\n";
}

void HtmlReporter::write_suites() {
  constexpr std::array states{State::pass,    State::fail,     State::inconclusive,
                              State::error,   State::expected, State::not_applicable,
                              State::refused, State::not_run};
  std::vector<std::array<std::size_t, states.size()>> counts(suites_.size() + 1);
  for (const auto& entry : cases_)
    for (const std::size_t row : {entry.suite, suites_.size()})
      ++counts[row][static_cast<std::size_t>(entry.state)];
  out_ << "<h2 id=\"suites\">Suites</h2>\n<table>\n<tr><th>suite</th><th class=\"n\">pass</th><th "
          "class=\"n\">fail</th>"
          "<th class=\"n\">inconcl.</th><th class=\"n\">error</th><th class=\"n\">expected</th>"
          "<th class=\"n\">not appl.</th><th class=\"n\">refused</th><th class=\"n\">not "
          "run</th></tr>\n";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const bool total = i == suites_.size();
    out_ << (total ? "<tr class=\"total\"><td>all</td>"
                   : "<tr><td>" + escape_markup(suites_[i]) + "</td>");
    for (const std::size_t number : counts[i]) out_ << count_cell(number);
    out_ << "</tr>\n";
  }
  out_ << "</table>\n";
}

void HtmlReporter::write_list(std::string_view title, std::initializer_list<State> states) {
  bool first = true;
  for (const State state : states) {
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      if (cases_[i].state != state) continue;
      if (first) out_ << "<h2>" << title << "</h2>\n<table>\n";
      first = false;
      out_ << fmt::format("<tr><td class=\"s\">{}</td><td>{}</td><td>{}</td></tr>\n", mark(state),
                          case_link(i), escape_markup(cases_[i].reason));
    }
  }
  if (!first) out_ << "</table>\n";
}

void HtmlReporter::write_cases() {
  out_ << "<h2 id=\"cases\">Cases</h2>\n";
  if (!decode_all_)
    out_ << "<p class=\"lead\">This run is large: steps that passed show their bytes without "
            "decoding.</p>\n";
  if (kept_) {
    (void)std::fseek(kept_.get(), 0, SEEK_SET);  // a file of our own, which has a beginning
    std::array<char, 65536> piece;
    std::size_t size = 0;
    while ((size = std::fread(piece.data(), 1, piece.size(), kept_.get())) > 0)
      out_.write(piece.data(), static_cast<std::streamsize>(size));
  }
  out_ << kept_in_memory_;
}

void HtmlReporter::write_requirements() {
  if (requirements_.empty()) return;
  out_ << "<h2 id=\"requirements\">Requirements</h2>\n<dl class=\"req\">\n";
  for (const auto& [id, places] : requirements_) {
    out_ << fmt::format("<dt id=\"{}\">{}</dt>\n", anchor(id), escape_markup(id));
    const auto* row = catalogue_ == nullptr ? nullptr : catalogue_->requirement(id);
    if (row == nullptr) {
      out_ << "<dd>Not in the catalogue of this build.</dd>\n";
    } else {
      out_ << fmt::format("<dd>{}</dd>\n<dd class=\"src\">{}, clause {}{}{}</dd>\n",
                          escape_markup(row->says), escape_markup(row->catalogue),
                          escape_markup(row->section), row->page.empty() ? "" : ", page ",
                          escape_markup(row->page));
    }
    out_ << "<dd><ul class=\"plain\">";
    for (const std::size_t place : places)
      out_ << fmt::format("<li>{} {}</li>", mark(cases_[place].state), case_link(place));
    out_ << "</ul></dd>\n";
  }
  out_ << "</dl>\n";
}

}  // namespace assay::reports

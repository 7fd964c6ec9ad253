// SPDX-License-Identifier: Apache-2.0
// The lines that explain one case that did not pass.
#include "reports/console/failure_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "iso7816/apdu.hpp"
#include "reports/hex_text.hpp"
#include "reports/tally.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_checks = 3;
constexpr std::size_t label_width = 10;  // "expected  "

class Block {
 public:
  Block(const FailedCase& failed, std::size_t width) : failed_(failed), width_(width) {}

  std::vector<std::string> headline() {
    add_headline();
    return std::move(lines_);
  }

  std::vector<std::string> whole() {
    add_headline();
    for (auto& line : wrapped(clean(failed_.planned.title), width_ - 6, 2)) indented(line);
    indented(place_line());
    if (failed_.step.found()) add_exchange();
    add_verdict();
    lines_.push_back(fmt::format("      again     {}", rerun_command(failed_)));
    return std::move(lines_);
  }

 private:
  void add_headline() {
    const Standing standing = standing_of(failed_.record);
    const std::string head = fmt::format("{}  {}", heading(standing), spaced_address());
    const std::string ids = join(rows(), " ");
    if (ids.empty()) {
      lines_.push_back(shortened(head, width_));
    } else if (columns(head) + 4 + columns(ids) <= width_) {
      lines_.push_back(head + "    " + ids);
    } else {
      lines_.push_back(shortened(head, width_));
      indented(ids);
    }
  }

  /// A space before the values of `for_each`, as people write it.
  std::string spaced_address() const {
    std::string out = clean(failed_.planned.address);
    const std::size_t bracket = out.find('[');
    if (bracket != std::string::npos && bracket > 0 && out[bracket - 1] != ' ')
      out.insert(bracket, " ");
    return out;
  }

  /// Requirements that the failed checks witness; without any, those of the case.
  std::vector<std::string> rows() const {
    std::vector<std::string> out;
    for (const auto& failure : failed_.step.failures)
      for (const auto& id : failure.covers)
        if (failed_.step.found() && std::find(out.begin(), out.end(), id) == out.end())
          out.push_back(id);
    return out.empty() ? failed_.planned.covers : out;
  }

  std::string place_line() const {
    const FailingStep& step = failed_.step;
    if (!step.found()) return place(failed_.planned.file, failed_.planned.position);
    const bool exact = !step.failures.empty() && !step.failures[0].file.empty();
    const std::string where = exact ? place(step.failures[0].file, step.failures[0].position)
                                    : place(step.file, step.position);
    constexpr std::string_view phases[] = {"given", "steps", "finally"};
    return fmt::format("{}  ({}, step {}: {})", where, phases[static_cast<int>(step.phase)],
                       step.number, step.title);
  }

  void add_exchange() {
    if (failed_.step.exchanges == 0) return;
    const std::size_t room = width_ - 8;
    if (failed_.step.exchanges > 1)
      lines_.push_back(fmt::format("        ({} exchanges before this one in the same step)",
                                   failed_.step.exchanges - 1));
    for (auto& line : exchange_lines(failed_.step.exchange, room))
      lines_.push_back("        " + std::move(line));
  }

  void add_verdict() {
    const auto& record = failed_.record;
    const auto& failures = failed_.step.failures;
    const bool has_checks = failed_.step.found() && !failures.empty();
    if (has_checks)
      for (std::size_t i = 0; i < std::min(failures.size(), most_checks); ++i)
        add_check(failures[i]);
    if (has_checks && failures.size() > most_checks)
      indented(fmt::format("          and {} more checks of this step failed",
                           failures.size() - most_checks));
    const std::string& reason =
        failed_.step.found() && !failed_.step.reason.empty() ? failed_.step.reason : record.reason;
    if (!has_checks && !reason.empty()) labelled("reason", reason, 3);
    if (record.unexpected_pass)
      labelled("passed", "but listed as an expected failure: " + record.expected_failure, 2);
    if (record.not_restored)
      labelled("restored", "no: later cases cannot rely on the state of this card", 1);
  }

  void add_check(const journal::FailedCheck& check) {
    const std::string what = check.what == "sw" ? "" : check.what + "  ";
    labelled("expected", what + check.expected, 1);
    labelled("received", what + check.received, 1);
    // One line for both: the block has no room for more.
    if (check.because.empty() && !check.confidence.empty())
      labelled("rests on", check.confidence, 1);
    else if (!check.because.empty())
      labelled("because",
               check.confidence.empty() ? check.because : check.confidence + ": " + check.because,
               1);
  }

  void labelled(std::string_view label, const std::string& text, std::size_t most_lines) {
    bool first = true;
    for (auto& line : wrapped(clean(text), width_ - 6 - label_width, most_lines)) {
      lines_.push_back(fmt::format("      {:<{}}{}", first ? label : "", label_width, line));
      first = false;
    }
  }

  void indented(std::string_view line) {
    lines_.push_back("      " + shortened(clean(line), width_ - 6));
  }

  const FailedCase& failed_;
  std::size_t width_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> failure_headline(const FailedCase& failed, std::size_t width) {
  return Block(failed, width).headline();
}

std::vector<std::string> failure_block(const FailedCase& failed, std::size_t width) {
  return Block(failed, width).whole();
}

std::string surroundings_of(const journal::RunRecord& run) {
  std::string out;
  for (const auto& input : run.inputs)
    if (input.kind == "ics" || input.kind == "bench")
      out += fmt::format(" --{} {}", input.kind, shell_word(clean(input.path)));
  return out;
}

std::string rerun_command(const FailedCase& failed) {
  const auto& planned = failed.planned;
  const bool found_by_id =
      planned.file.empty() || planned.file.ends_with("suites/" + planned.suite + ".yaml");
  const std::string node = found_by_id ? planned.address : planned.file + "::" + planned.address;
  std::string out = fmt::format("assay run {} --target {}", shell_word(clean(node)),
                                shell_word(clean(planned.target)));
  std::set<std::string> said;  // every card of a run has its own SAM, and all may be alike
  for (const auto& target : failed.targets)
    // A plug-in comes with the bench.
    if (target.role != "card" && target.kind != "plugin" &&
        said.insert(target.role + "=" + target.uri).second)
      out += fmt::format(" --target {}", shell_word(clean(target.role + "=" + target.uri)));
  out += failed.surroundings;
  if (!planned.level.empty() && planned.level != "shall") out += " --strict";
  return out + fmt::format(" --seed {}", failed.seed);
}

}  // namespace assay::reports

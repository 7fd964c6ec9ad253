// SPDX-License-Identifier: Apache-2.0
// Reading a journal back.
#include "reports/jsonl/journal_reader.hpp"

#include <fstream>
#include <istream>
#include <unordered_map>

#include "reports/jsonl/journal_lines.hpp"
#include "reports/tally.hpp"

namespace assay::reports {
namespace {

constexpr std::string_view stopped_early = "the journal ends before the run does";

class Replay {
 public:
  Replay(std::istream& in, const std::string& name, journal::RunListener& listener)
      : in_(in), name_(name), listener_(listener) {}

  Result<JournalEnd> run() {
    while (std::getline(in_, text_)) {
      ++number_;
      // A line feed that is missing at the end of the file shows as end of file here already.
      if (in_.eof()) {
        end_.torn = true;
        break;
      }
      auto line = parse_journal_line(text_);
      if (!line && line.error().code == ErrorCode::malformed && number_ > 1 && at_end()) {
        end_.torn = true;
        break;
      }
      if (!line) return at(place(), std::move(line).error());
      offset_ += text_.size() + 1;
      auto taken = std::visit([this](auto& value) { return take(value); }, *line);
      if (!taken) return at(place(), std::move(taken).error());
    }
    return finish();
  }

 private:
  bool at_end() { return in_.peek() == std::istream::traits_type::eof(); }
  std::string place() const { return fmt::format("{}:{}", name_, number_); }

  Result<void> take(RunLine& line) {
    if (number_ != 1) return fail(ErrorCode::malformed, "a second 'run' line");
    run_ = std::move(line.run);
    planned_ = line.planned_cases;
    return plan_may_be_complete();
  }

  Result<void> take(journal::PlannedCase& planned) {
    TRY_VOID(needs(number_ > 1 && run_.plan.size() < planned_, "a 'plan' line where none is due"));
    TRY_VOID(needs(places_.emplace(planned.index, run_.plan.size()).second,
                   "two cases of the plan have the same index"));
    run_.plan.push_back(std::move(planned));
    return plan_may_be_complete();
  }

  Result<void> plan_may_be_complete() {
    if (run_.plan.size() < planned_) return {};
    started_ = true;
    finished_.resize(planned_);
    end_.finished_offset = offset_;
    tally_.run_started(run_);
    listener_.run_started(run_);
    return {};
  }

  Result<void> take(CaseLine& line) {
    TRY_VOID(in_body());
    TRY_VOID(needs(!open_, "a case starts before the one before has its verdict"));
    const auto found = places_.find(line.index);
    TRY_VOID(needs(found != places_.end(), "a case that is not in the plan"));
    current_ = found->second;
    TRY_VOID(needs(run_.plan[current_].address == line.address,
                   "a case whose address is not that of the plan"));
    TRY_VOID(needs(!finished_[current_], "a case that already has a verdict"));
    open_ = true;
    return {};
  }

  Result<void> take(ExchangeLine& line) { return keep(std::move(line)); }
  Result<void> take(StepLine& line) { return keep(std::move(line)); }

  Result<void> keep(std::variant<ExchangeLine, StepLine> line) {
    TRY_VOID(needs(open_, "an exchange or step outside a case"));
    events_.push_back(std::move(line));
    return {};
  }

  Result<void> take(journal::CaseRecord& record) {
    TRY_VOID(needs(open_ && record.index == run_.plan[current_].index,
                   "a verdict on a case that is not open"));
    open_ = false;
    finished_[current_] = true;
    listener_.case_started(run_.plan[current_]);
    for (const auto& event : events_) {
      if (const auto* exchange = std::get_if<ExchangeLine>(&event))
        listener_.exchanged(exchange->record());
      else
        listener_.step_finished(std::get<StepLine>(event).view());
    }
    events_.clear();
    tally_.case_finished(record);
    listener_.case_finished(record);
    end_.finished_offset = offset_;
    return {};
  }

  Result<void> take(journal::RunSummary& summary) {
    TRY_VOID(in_body());
    TRY_VOID(needs(!open_, "a summary in the middle of a case"));
    end_.summed_up = true;
    listener_.run_finished(summary);
    return {};
  }

  Result<void> in_body() const {
    return needs(started_ && !end_.summed_up,
                 "this line stands before the plan is complete or after the summary");
  }

  static Result<void> needs(bool condition, std::string_view otherwise) {
    if (condition) return {};
    return fail(ErrorCode::unsupported, "{}", otherwise);
  }

  Result<JournalEnd> finish() {
    if (!started_)
      return fail(ErrorCode::malformed,
                  "{}: the journal ends inside its plan, so nothing was run; start again", name_);
    end_.unfinished_case = open_;
    if (!end_.summed_up) {
      journal::RunSummary summary = tally_.summary();
      summary.stopped = stopped_early;
      listener_.run_finished(summary);
    }
    return end_;
  }

  std::istream& in_;
  const std::string& name_;
  journal::RunListener& listener_;
  std::string text_;
  std::size_t number_ = 0;
  std::uint64_t offset_ = 0;
  JournalEnd end_;
  journal::RunRecord run_;
  std::size_t planned_ = 0;
  bool started_ = false;
  std::unordered_map<std::size_t, std::size_t> places_;  ///< index of the plan to place in the list
  std::vector<bool> finished_;
  bool open_ = false;
  std::size_t current_ = 0;
  std::vector<std::variant<ExchangeLine, StepLine>> events_;
  Tally tally_;
};

class Collect : public journal::RunListener {
 public:
  explicit Collect(FinishedCases& out) noexcept : out_(out) {}
  void run_started(const journal::RunRecord& run) override { out_.run = run; }
  void case_finished(const journal::CaseRecord& record) override { out_.cases.push_back(record); }

 private:
  FinishedCases& out_;
};

}  // namespace

Result<JournalEnd> replay(std::istream& in, const std::string& name,
                          journal::RunListener& listener) {
  return Replay(in, name, listener).run();
}

Result<JournalEnd> replay(const std::string& path, journal::RunListener& listener) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::not_found, "{} cannot be opened", path);
  return replay(in, path, listener);
}

Result<FinishedCases> finished_cases(const std::string& path) {
  FinishedCases out;
  Collect collect(out);
  TRY(out.end, replay(path, collect));
  return out;
}

}  // namespace assay::reports

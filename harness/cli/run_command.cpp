// SPDX-License-Identifier: Apache-2.0
// assay run and assay report: running suites into a journal and reports, and writing reports again from a journal.
#include <cstdio>
#include <filesystem>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/home.hpp"
#include "cli/report_kinds.hpp"
#include "cli/run_setup.hpp"
#include "reports/broadcast.hpp"
#include "reports/json/json_reporter.hpp"
#include "reports/jsonl/journal_reader.hpp"
#include "reports/jsonl/journal_writer.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

std::string journal_of(const std::string& folder) {
  return (fs::path(folder) / "journal.jsonl").string();
}

/// The reports wished for, the console first unless it was named itself.
Result<std::vector<OpenReport>> open_reports(const std::vector<std::string>& texts,
                                             const std::string& folder, const CommonOptions& common,
                                             const catalogue::Catalogue& catalogue) {
  TRY(auto wishes, read_report_wishes(texts, folder));
  std::erase_if(wishes, [](const ReportWish& wish) { return wish.kind == "console"; });
  wishes.insert(wishes.begin(), ReportWish{"console", {}});
  const ConsoleWish console{wants_color(common.color),
                            common.quiet || common.format == Format::json};
  std::vector<OpenReport> out;
  for (const auto& wish : wishes) {
    TRY(auto report, open_report(wish, catalogue, console));
    out.push_back(std::move(report));
  }
  return out;
}

/// Says where the reports are; false when one could not be written.
bool finish(std::vector<OpenReport>& reports, const std::string& journal, bool quiet) {
  bool good = true;
  for (auto& report : reports) {
    if (auto done = report.finish(); !done) {
      show(done.error());
      good = false;
    } else if (!report.wish.file.empty() && !quiet) {
      fmt::print("{:<8} {}\n", report.wish.kind, report.wish.file);
    }
  }
  if (!journal.empty() && !quiet) fmt::print("{:<8} {}\n", "journal", journal);
  return good;
}

/// The journal of this run, new or continued; nullptr in `writer` without an --out folder.
class RunJournal {
 public:
  Result<void> create(const std::string& folder) {
    if (folder.empty()) return {};
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
      return fail(ErrorCode::internal, "the folder '{}' cannot be made: {}", folder,
                  failed.message());
    path_ = journal_of(folder);
    if (fs::exists(path_))
      return fail(ErrorCode::refused,
                  "'{}' holds a finished or interrupted run; choose another --out, or --resume it",
                  path_);
    TRY(auto sink, reports::create_file(path_));
    writer_ = std::make_unique<reports::JournalWriter>(std::move(sink));
    return {};
  }

  Result<void> resume(const std::string& path, std::uint64_t offset) {
    path_ = path;
    TRY(auto sink, reports::continue_file(path_, offset));
    writer_ = std::make_unique<reports::JournalWriter>(std::move(sink),
                                                       reports::JournalWriter::Start::resumed_run);
    return {};
  }

  [[nodiscard]] reports::JournalWriter* writer() const noexcept { return writer_.get(); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
  std::unique_ptr<reports::JournalWriter> writer_;
};

/// A run is resumed only into the plan it had: other suites or targets would mix two runs into one.
Result<void> same_plan(const journal::RunRecord& before, const journal::RunRecord& now) {
  if (before.seed != now.seed)
    return fail(ErrorCode::refused, "the run to resume had --seed {}, this one has {}", before.seed,
                now.seed);
  if (before.plan.size() != now.plan.size())
    return fail(ErrorCode::refused, "the run to resume planned {} cases, this one plans {}",
                before.plan.size(), now.plan.size());
  for (std::size_t i = 0; i < now.plan.size(); ++i) {
    const auto& a = before.plan[i];
    const auto& b = now.plan[i];
    if (a.address != b.address || a.target != b.target)
      return fail(ErrorCode::refused,
                  "case {} of the run to resume was {} on {}, now it is {} on {}", i + 1, a.address,
                  a.target, b.address, b.target);
  }
  if (before.targets.size() == now.targets.size())
    for (std::size_t i = 0; i < now.targets.size(); ++i)
      if (before.targets[i].identity != now.targets[i].identity)
        return fail(ErrorCode::refused, "the run to resume was on card '{}', this is '{}'",
                    before.targets[i].identity, now.targets[i].identity);
  for (const auto& input : now.inputs)
    for (const auto& old : before.inputs)
      if (old.path == input.path && old.sha256 != input.sha256)
        return fail(ErrorCode::refused, "'{}' has changed since the run to resume began",
                    input.path);
  return {};
}

struct Resumption {
  reports::FinishedCases before;
  std::map<std::size_t, journal::CaseRecord> finished;
};

Result<Resumption> read_resumption(const std::string& folder) {
  Resumption out;
  TRY(out.before, reports::finished_cases(journal_of(folder)));
  if (out.before.end.torn)
    fmt::print(stderr, "assay: the journal's last line was torn and is dropped\n");
  if (out.before.end.summed_up)
    return fail(ErrorCode::refused, "the run in '{}' came to its end; there is nothing to resume",
                folder);
  for (const auto& record : out.before.cases) out.finished[record.index] = record;
  return out;
}

/// An option of the command line that the journal answers by itself; empty: there is none.
std::string_view option_of_journal(const RunArguments& given) {
  const RunArguments usual;
  if (!given.targets.empty()) return "--target";
  if (!given.bench.empty()) return "--bench";
  if (!given.ics.empty()) return "--ics";
  if (!given.expected.empty()) return "--expected";
  if (!given.out.empty()) return "--out";
  if (!given.tags.empty()) return "--tag";
  if (!given.shard.empty()) return "--shard";
  if (!given.allow_risk.empty()) return "--allow-risk";
  if (given.tear != usual.tear) return "--tear";
  if (given.seed != usual.seed) return "--seed";
  if (given.strict) return "--strict";
  if (given.shuffle) return "--shuffle";
  return given.fail_fast ? "--fail-fast" : "";
}

int finish_run(const journal::RunSummary& summary, const RunArguments& arguments,
               const RunJournal& journal, std::vector<OpenReport>& open) {
  bool good = finish(open, journal.path(),
                     arguments.common.quiet || arguments.common.format == Format::json);
  if (journal.writer() != nullptr && journal.writer()->error()) {
    show(*journal.writer()->error());
    good = false;
  }
  fmt::print("{}\n", reports::summary_line(summary));
  if (!good) return exit_error;
  return engine::exit_code(summary, arguments.allow_empty);
}

/// Why the plan is empty, so that exit code 4 is no riddle.
void say_why_nothing_runs(const RunArguments& arguments) {
  if (!arguments.tags.empty())
    fmt::print(stderr, "assay: no case carries {} '{}'\n",
               arguments.tags.size() == 1 ? "the tag" : "one of the tags",
               fmt::join(arguments.tags, "', '"));
  else if (!arguments.shard.empty())
    fmt::print(stderr, "assay: no case falls into shard {}\n", arguments.shard);
  else
    fmt::print(
        stderr,
        "assay: the suites have no case at this level; --strict adds those that should hold\n");
}

int execute(RunSetup& setup, const RunArguments& arguments, RunJournal& journal,
            const std::string& folder, bool derive_afterwards) {
  // Reports of a resumed run need what the earlier part journalled, so they are written from the whole journal afterwards.
  auto open = open_reports(derive_afterwards ? std::vector<std::string>{} : arguments.reports,
                           folder, arguments.common, setup.catalogue());
  if (!open) {
    show(open.error());
    return exit_refused;
  }
  reports::Broadcast everybody;
  if (journal.writer() != nullptr) everybody.add(*journal.writer());
  for (auto& report : *open) everybody.add(*report.listener);
  if (setup.run().record().plan.empty()) say_why_nothing_runs(arguments);
  const auto summary = setup.run().execute(everybody);
  if (derive_afterwards && !arguments.reports.empty()) {
    ReportArguments again;
    again.common = arguments.common;
    again.common.quiet = true;
    again.folder = folder;
    again.reports = arguments.reports;
    if (const int code = report_command(again); code != exit_good) return code;
  }
  return finish_run(summary, arguments, journal, *open);
}

int resume(const RunArguments& arguments) {
  auto resumption = read_resumption(arguments.resume);
  if (!resumption) {
    show(resumption.error());
    return exit_refused;
  }
  // Without suites, what was asked for stands in the journal.
  RunArguments wanted = arguments;
  if (wanted.nodes.empty()) {
    if (const auto option = option_of_journal(arguments); !option.empty()) {
      show(Error{ErrorCode::malformed,
                 fmt::format("--resume takes {} from the journal; leave it out, or name the suites "
                             "and all options again",
                             option),
                 {}});
      return exit_refused;
    }
    auto recorded = parse_run_line(resumption->before.run.command_line);
    if (!recorded) {
      show(Error{
          ErrorCode::malformed,
          "the journal does not tell how the run was started; name its suites and options again",
          {}});
      return exit_refused;
    }
    recorded->common = arguments.common;
    recorded->allow_empty = recorded->allow_empty || arguments.allow_empty;
    recorded->resume = arguments.resume;
    if (!arguments.reports.empty()) recorded->reports = arguments.reports;
    wanted = *std::move(recorded);
  }
  RunSetup setup;
  if (const int code = setup.prepare(wanted, std::move(resumption->finished)); code != exit_good)
    return code;
  RunJournal journal;
  auto ready = same_plan(resumption->before.run, setup.run().record());
  if (ready)
    ready = journal.resume(journal_of(arguments.resume), resumption->before.end.finished_offset);
  if (!ready) {
    show(ready.error());
    return exit_refused;
  }
  return execute(setup, wanted, journal, wanted.resume, true);
}

}  // namespace

int run_command(const RunArguments& arguments) {
  if (!arguments.resume.empty()) return resume(arguments);
  RunSetup setup;
  if (const int code = setup.prepare(arguments, {}); code != exit_good) return code;
  if (auto wishes = read_report_wishes(arguments.reports, arguments.out); !wishes) {
    show(wishes.error());
    return exit_refused;
  }
  RunJournal journal;
  if (auto created = journal.create(arguments.out); !created) {
    show(created.error());
    return exit_refused;
  }
  return execute(setup, arguments, journal, arguments.out, false);
}

int report_command(const ReportArguments& arguments) {
  const auto home = find_home();
  const auto catalogue = load_catalogue(!arguments.common.specs.empty() ? arguments.common.specs
                                        : home                          ? home->specs
                                                                        : std::string("specs"));
  if (!catalogue) return exit_refused;
  auto open = open_reports(arguments.reports, arguments.folder, arguments.common, *catalogue);
  if (!open) {
    show(open.error());
    return exit_refused;
  }
  reports::Broadcast everybody;
  for (auto& report : *open) everybody.add(*report.listener);
  const auto end = reports::replay(journal_of(arguments.folder), everybody);
  if (!end) {
    show(end.error());
    return exit_refused;
  }
  if (end->torn) fmt::print(stderr, "assay: the journal's last line was torn and is dropped\n");
  return finish(*open, {}, arguments.common.quiet) ? exit_good : exit_error;
}

}  // namespace assay::cli

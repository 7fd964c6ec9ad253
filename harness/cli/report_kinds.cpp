// SPDX-License-Identifier: Apache-2.0
// Making reporters from words of the command line.
#include "cli/report_kinds.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/text.hpp"
#include "reports/console/console_reporter.hpp"
#include "reports/html/html_reporter.hpp"
#include "reports/json/json_reporter.hpp"
#include "reports/junit/junit_reporter.hpp"

namespace assay::cli {
namespace {

struct Kind {
  std::string_view name;
  std::string_view file;  ///< its usual name in the folder of a run
};

constexpr std::array kinds{Kind{"console", ""}, Kind{"junit", "junit.xml"},
                           Kind{"json", "results.json"}, Kind{"html", "report.html"}};

/// FILE of KIND=FILE.
Result<std::string> named_file(const Kind& kind, const std::string& text) {
  if (kind.file.empty())
    return fail(ErrorCode::malformed, "--report {} goes to standard output, not to a file",
                kind.name);
  auto file = text.substr(kind.name.size() + 1);
  if (file.empty()) return fail(ErrorCode::malformed, "--report {} names no file", text);
  return file;
}

Result<std::string> usual_file(const Kind& kind, const std::string& folder) {
  if (folder.empty())
    return fail(ErrorCode::malformed,
                "--report {0} needs a file (--report {0}=FILE) or a folder (--out DIR)", kind.name);
  return (std::filesystem::path(folder) / kind.file).string();
}

/// A reporter and the stream it writes to, kept together.
template <typename Reporter>
struct WithStream : public journal::RunListener {
  template <typename... Args>
  explicit WithStream(const std::string& path, Args&&... args)
      : out(path, std::ios::binary), reporter(out, std::forward<Args>(args)...) {}

  void run_started(const journal::RunRecord& run) override { reporter.run_started(run); }
  void case_started(const journal::PlannedCase& planned) override {
    reporter.case_started(planned);
  }
  void exchanged(const journal::ExchangeRecord& exchange) override { reporter.exchanged(exchange); }
  void step_finished(const journal::StepRecord& step) override { reporter.step_finished(step); }
  void case_finished(const journal::CaseRecord& record) override { reporter.case_finished(record); }
  void run_finished(const journal::RunSummary& summary) override { reporter.run_finished(summary); }

  std::ofstream out;
  Reporter reporter;
};

template <typename Reporter, typename... Args>
Result<OpenReport> open_file(const ReportWish& wish, Args&&... args) {
  auto report = std::make_unique<WithStream<Reporter>>(wish.file, std::forward<Args>(args)...);
  if (!report->out)
    return fail(ErrorCode::not_found, "the report '{}' cannot be written", wish.file);
  auto* stream = &report->out;
  const auto finish = [stream, file = wish.file]() -> Result<void> {
    stream->flush();
    if (!*stream)
      return fail(ErrorCode::internal, "the report '{}' could not be written to its end", file);
    return {};
  };
  return OpenReport{wish, std::move(report), finish};
}

}  // namespace

Result<std::vector<ReportWish>> read_report_wishes(const std::vector<std::string>& texts,
                                                   const std::string& folder) {
  std::vector<ReportWish> out;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    ReportWish wish{text.substr(0, equals), {}};
    const auto kind = std::ranges::find(kinds, wish.kind, &Kind::name);
    if (kind == kinds.end()) {
      std::vector<std::string_view> names;
      for (const auto& known : kinds) names.push_back(known.name);
      return fail(ErrorCode::malformed, "there is no report '{}'{}", wish.kind,
                  did_you_mean(wish.kind, names));
    }
    if (equals != std::string::npos) {
      TRY(wish.file, named_file(*kind, text));
    } else if (kind->name == "json" && folder.empty()) {
      continue;  // it is the last line of standard output in any case
    } else if (!kind->file.empty()) {
      TRY(wish.file, usual_file(*kind, folder));
    }
    out.push_back(std::move(wish));
  }
  return out;
}

Result<OpenReport> open_report(const ReportWish& wish, const catalogue::Catalogue& catalogue,
                               const ConsoleWish& console) {
  if (wish.kind == "junit") return open_file<reports::JunitReporter>(wish);
  if (wish.kind == "json") return open_file<reports::JsonReporter>(wish);
  if (wish.kind == "html") return open_file<reports::HtmlReporter>(wish, &catalogue);
  std::ostream* progress = ::isatty(STDERR_FILENO) != 0 && !console.quiet ? &std::cerr : nullptr;
  reports::ConsoleOptions options;
  options.color = console.color;
  options.quiet = console.quiet;
  OpenReport report{
      wish, std::make_unique<reports::ConsoleReporter>(std::cout, options, progress), {}};
  report.finish = []() -> Result<void> {
    std::cout.flush();
    return {};
  };
  return report;
}

bool wants_color(const std::string& option) {
  if (option == "always") return true;
  return option == "auto" && ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
}

}  // namespace assay::cli

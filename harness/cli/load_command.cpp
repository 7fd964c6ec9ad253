// SPDX-License-Identifier: Apache-2.0
// assay load: settings, ports, runs, and what came out.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>

#include "cli/build_id.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/load_output.hpp"
#include "cli/load_ports.hpp"
#include "cli/load_settings.hpp"
#include "cli/load_sizing.hpp"
#include "script/ics.hpp"

namespace assay::cli {
namespace {

using load::Trouble;

/// Set by an interrupt: what has begun is finished, and told.
volatile std::sig_atomic_t interrupted = 0;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double resident_kib() {
  std::ifstream in("/proc/self/statm");
  double whole = 0, resident = 0;
  in >> whole >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

/// A line that is written over on a terminal, a line every ten seconds elsewhere.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet)
      : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1), next_(now() + pause()) {}

  bool show(const load::Progress& progress) {
    peak_ = std::max(peak_, resident_kib());
    if (!quiet_ && now() >= next_) {
      next_ = now() + pause();
      fmt::print(stderr, "{}{} of {} sales, {} not made, {} channels in use, at {:.1f} s{}",
                 terminal_ ? "\r" : "", progress.ended, progress.transactions, progress.troubled,
                 progress.channels_open, static_cast<double>(progress.now) / 1e6,
                 terminal_ ? "\x1b[K" : "\n");
      std::fflush(stderr);
      shown_ = true;
    }
    return interrupted == 0;
  }
  void clear() const {
    if (shown_ && terminal_) fmt::print(stderr, "\r\x1b[K");
  }
  [[nodiscard]] double peak_kib() const noexcept { return peak_; }

 private:
  [[nodiscard]] double pause() const { return terminal_ ? 0.2 : 10; }

  bool quiet_, terminal_, shown_ = false;
  double next_;
  double peak_ = 0;
};

std::optional<std::map<std::string, std::string, std::less<>>> bench_of(
    const LoadArguments& arguments) {
  std::map<std::string, std::string, std::less<>> out;
  if (arguments.bench.empty()) return out;
  const auto catalogue = load_catalogue(arguments.common);
  if (!catalogue) return std::nullopt;
  Diagnostics diagnostics;
  const auto bench = script::load_bench(arguments.bench, *catalogue, diagnostics);
  show(diagnostics);
  if (!bench) return std::nullopt;
  return bench->load;
}

/// Everything of one command, in the order in which it is needed.
class LoadCommand {
 public:
  LoadCommand(const LoadArguments& arguments, const LoadSettings& settings)
      : arguments_(arguments),
        settings_(settings),
        time_(make_time(settings.real_time)),
        loop_(*time_),
        report_{settings, {}, {}, {}, arguments.command_line, version(), {}, {}, {}} {}

  Result<void> work() {
    if (arguments_.size) return size();
    if (!settings_.compare.empty()) return compare();
    TRY(auto run, sell(settings_.plan, 0, nullptr));
    report_.runs.push_back(std::move(run));
    return {};
  }

  [[nodiscard]] const LoadReport& report() const noexcept { return report_; }

  [[nodiscard]] int exit_code() const {
    int code = exit_good;
    if (report_.comparison && report_.comparison->stopped) code = exit_inconclusive;
    if (report_.comparison && report_.comparison->has_rounds() && !report_.comparison->holds())
      code = exit_failed;
    const auto look = [&](const LoadRun& run) {
      const auto& outcome = run.outcome;
      const auto count = [&](Trouble trouble) {
        return outcome.by_trouble[static_cast<std::size_t>(trouble)];
      };
      const bool broken = count(Trouble::hsm_gone) + count(Trouble::hsm_silent) > 0;
      const bool wrong = outcome.found + count(Trouble::hsm_refused) +
                             count(Trouble::card_refused) + count(Trouble::card_wrong) >
                         0;
      const bool unclear = outcome.stopped || outcome.made == 0;
      if (broken)
        code = exit_error;
      else if (wrong && code != exit_error)
        code = exit_failed;
      else if (unclear && code == exit_good)
        code = exit_inconclusive;
    };
    for (const LoadRun& run : report_.runs) look(run);
    if (report_.comparison)
      for (const auto* runs : {&report_.comparison->few, &report_.comparison->many})
        for (const LoadRun& run : *runs) look(run);
    if (report_.sizing && report_.sizing->sales) look(*report_.sizing->sales);
    return code;
  }

 private:
  static std::unique_ptr<load::TimeSource> make_time(bool real) {
    if (real) return std::make_unique<load::WallTime>();
    return std::make_unique<load::VirtualTime>();
  }
  static std::string version() { return tool_version() + " (build " + build_id() + ")"; }

  [[nodiscard]] HsmOptions hsm_options(std::size_t sessions) const {
    return {sessions, settings_.hsm_timeout, settings_.shared_hsm};
  }

  void name_ports(const load::CardPort& cards, load::HsmPort& hsm) {
    report_.card_label = cards.label();
    report_.hsm_label = hsm.label();
  }

  /// Opens cards and HSM afresh, and sells.
  Result<LoadRun> sell(const load::Plan& plan, std::uint32_t channels,
                       std::vector<double>* holding) {
    const double before = resident_kib();
    TRY(const auto cards, open_cards(settings_.card, plan.sessions));
    TRY(const auto hsm, open_channels(settings_.hsm, loop_, hsm_options(plan.sessions)));
    if (channels == 0) return sell_with(*cards, *hsm, plan, before, holding);
    const auto fewer = limited(*hsm, channels, loop_);
    return sell_with(*cards, *fewer, plan, before, holding);
  }

  Result<LoadRun> sell_with(load::CardPort& cards, load::HsmPort& hsm, const load::Plan& plan,
                            double before, std::vector<double>* holding) {
    ProgressLine line(arguments_.common.quiet);
    load::Run run(loop_, cards, hsm, plan,
                  [&](const load::Progress& progress) { return line.show(progress); });
    if (holding != nullptr)
      run.set_listener([holding](const load::SaleOutcome& sale) {
        if (sale.had_channel)
          holding->push_back(static_cast<double>(sale.freed - sale.opened) / 1e6);
      });
    auto outcome = run.execute();
    line.clear();
    name_ports(cards, hsm);
    if (!outcome) return tl::unexpected(outcome.error());
    LoadRun out{*std::move(outcome)};
    const double peak = std::max(line.peak_kib(), resident_kib());
    out.kib_per_session = (peak - before) / static_cast<double>(plan.sessions);
    return out;
  }

  Result<void> size() {
    const bool given = arguments_.settings.contains("transactions");
    TRY(report_.sizing,
        size_load(settings_, given, [this](const auto& plan, auto channels, auto* holding) {
          return sell(plan, channels, holding);
        }));
    return {};
  }

  /// Both populations exist for the whole time, and take turns: what the machine does beside hits both.
  Result<void> compare() {
    LoadComparison out;
    out.by_wall_clock = settings_.real_time;
    load::Plan few = settings_.plan, many = settings_.plan;
    few.sessions = settings_.compare[0];
    many.sessions = settings_.compare[1];
    out.sessions_more = many.sessions - few.sessions;
    TRY(const auto few_cards, open_cards(settings_.card, few.sessions));
    TRY(const auto few_hsm, open_channels(settings_.hsm, loop_, hsm_options(few.sessions)));
    TRY(auto first, sell_with(*few_cards, *few_hsm, few, resident_kib(), nullptr));
    const double before = resident_kib();
    TRY(const auto many_cards, open_cards(settings_.card, many.sessions));
    TRY(const auto many_hsm, open_channels(settings_.hsm, loop_, hsm_options(many.sessions)));
    std::vector<double> ratios;
    for (unsigned round = 0; round < settings_.rounds && interrupted == 0; ++round) {
      if (round > 0) {
        TRY(first, sell_with(*few_cards, *few_hsm, few, resident_kib(), nullptr));
      }
      TRY(auto second, sell_with(*many_cards, *many_hsm, many, before, nullptr));
      if (first.outcome.stopped || second.outcome.stopped) break;  // half a round compares nothing
      if (round == 0)
        out.kib_per_session = second.kib_per_session * static_cast<double>(many.sessions) /
                              static_cast<double>(out.sessions_more);
      ratios.push_back(out.rate(second) / out.rate(first));
      out.few.push_back(first);
      out.many.push_back(std::move(second));
    }
    out.stopped = ratios.size() < settings_.rounds;
    std::ranges::sort(ratios);
    if (!ratios.empty()) out.ratio = ratios[ratios.size() / 2];
    report_.comparison = std::move(out);
    return {};
  }

  const LoadArguments& arguments_;
  const LoadSettings& settings_;
  std::unique_ptr<load::TimeSource> time_;
  load::Loop loop_;
  LoadReport report_;
};

Result<void> check_reports(const std::vector<std::string>& reports) {
  for (const std::string& report : reports)
    if (!(report.starts_with("html=") || report.starts_with("json=")) || report.size() == 5)
      return fail(ErrorCode::malformed, "--report: '{}' is neither html=FILE nor json=FILE",
                  report);
  return {};
}

Result<void> write_reports(const LoadReport& report, const std::vector<std::string>& reports) {
  for (const std::string& each : reports) {
    const std::string file = each.substr(5);
    std::ofstream out(file, std::ios::binary);
    out << (each.starts_with("html=") ? page_of(report) : json_of(report) + "\n");
    out.close();
    if (!out) return fail(ErrorCode::internal, "'{}' could not be written", file);
  }
  return {};
}

}  // namespace

int load_command(const LoadArguments& arguments) {
  const auto bench = bench_of(arguments);
  if (!bench) return exit_refused;
  const auto settings = load_settings(arguments, *bench);
  Result<void> sound =
      settings ? check_reports(arguments.reports) : Result<void>(tl::unexpected(settings.error()));
  if (sound) sound = check_load_targets(settings->card, settings->hsm);
  if (!sound) {
    show(sound.error());
    return exit_refused;
  }
  interrupted = 0;
  std::signal(SIGINT, [](int) { interrupted = 1; });
  LoadCommand command(arguments, *settings);
  const auto worked = command.work();
  std::signal(SIGINT, SIG_DFL);
  if (!worked) {
    show(worked.error());
    return worked.error().code == ErrorCode::malformed ||
                   worked.error().code == ErrorCode::out_of_range
               ? exit_refused
               : exit_error;
  }
  if (const auto written = write_reports(command.report(), arguments.reports); !written) {
    show(written.error());
    return exit_error;
  }
  if (arguments.common.format == Format::json)
    fmt::print("{}\n", json_of(command.report()));
  else
    print(command.report());
  return command.exit_code();
}

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// assay bench: throughput of runner, models and crypto, as ratios within one run.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/hex.hpp"
#include "cli/bench_recording.hpp"
#include "cli/bench_target.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/home.hpp"
#include "cli/run_setup.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using namespace literals;

/// Calls `work` until the time is over; returns calls a second.
template <typename Work>
double rate(double seconds, Work work) {
  const double start = now();
  std::size_t count = 0;
  while (now() - start < seconds) {
    for (int i = 0; i < 64; ++i) work();
    count += 64;
  }
  return static_cast<double>(count) / (now() - start);
}

double cmac_rate(double seconds) {
  constexpr auto key = "404142434445464748494A4B4C4D4E4F"_hex;
  Bytes message(40, 0x5A);
  return rate(seconds, [&] { message[0] = crypto::aes_cmac(key, message)[0]; });
}

struct EngineLoop {
  std::size_t steps = 0, apdus = 0, cases = 0;
  double seconds = 0;
};

Result<EngineLoop> engine_loop(engine::Run& run, double seconds) {
  EngineLoop loop;
  ScratchJournal journal;
  const double start = now();
  do {
    TRY(auto writer, journal.open());
    const auto summary = run.execute(*writer);
    loop.steps += summary.steps;
    loop.apdus += summary.apdus;
    loop.cases += summary.passed + summary.failed + summary.inconclusive + summary.error;
  } while (now() - start < seconds);
  loop.seconds = now() - start;
  return loop;
}

/// Seconds to load and check a suite of `count` plain cases, catalogue excluded.
double load_seconds(const catalogue::Catalogue& catalogue, std::size_t count) {
  const fs::path path = fs::temp_directory_path() / fmt::format("assay-bench-{}.yaml", ::getpid());
  std::ofstream out(path);
  out << "suite: bench/load\ntitle: many cases\nsource: none\nmodels: [model:gp]\ncases:\n";
  for (std::size_t i = 0; i < count; ++i)
    out << fmt::format(
        "  - id: case-{}\n    title: The card data object is there\n    steps:\n      - send: GET "
        "DATA\n"
        "        tag: '0066'\n        expect:\n          - sw: '9000'\n          - tlv: {{ "
        "'66/73/06': present }}\n",
        i);
  out.close();
  const double start = now();
  Diagnostics diagnostics;
  const auto suite = script::load_suite(path.string(), catalogue, diagnostics);
  const double used = now() - start;
  fs::remove(path);
  return suite ? used : -1;
}

/// Seconds from starting this program to its end, for `arguments`.
double start_up_seconds(const std::string& arguments) {
  std::error_code ignored;
  const std::string program = fs::read_symlink("/proc/self/exe", ignored).string();
  const std::string line = "'" + program + "' " + arguments + " > /dev/null 2>&1";
  constexpr int rounds = 20;
  const double start = now();
  for (int i = 0; i < rounds; ++i)
    if (std::system(line.c_str()) < 0) return -1;
  return (now() - start) / rounds;
}

struct Figures {
  double cmacs = 0, bare = 0, judged = 0, load_1000 = 0, version = 0, list = 0;
  std::optional<TargetRatio> target;
};

void print(const Figures& figures) {
  fmt::print("calibration   {:>12.0f} AES-128 CMACs over 40 bytes a second\n", figures.cmacs);
  fmt::print("model, bare   {:>12.0f} exchanges a second   ({:.2f} of the calibration)\n",
             figures.bare, figures.bare / figures.cmacs);
  fmt::print("model, judged {:>12.0f} steps a second, journal on   ({:.2f} of the calibration)\n",
             figures.judged, figures.judged / figures.cmacs);
  fmt::print("loading       {:>12.3f} s for 1,000 cases\n", figures.load_1000);
  fmt::print("start-up      {:>12.4f} s for --version, {:.4f} s for listing one suite\n",
             figures.version, figures.list);
  if (!figures.target) return;
  fmt::print(
      "target        {:>12.3f} times the time of a bare {} loop for the same {} commands, {:.1f} "
      "us "
      "each\n{:14}{:>12} rounds of each in turn; the median of their ratios, resets left out\n",
      figures.target->ratio, figures.target->yardstick, figures.target->commands,
      figures.target->bare_exchange_us, "", figures.target->rounds);
}

}  // namespace

int bench_command(const BenchArguments& arguments) {
  RunArguments selection;
  selection.common = arguments.common;
  selection.nodes = arguments.nodes;
  if (selection.nodes.empty()) {
    const auto home = find_home();
    if (home) selection.nodes = {home->suites};
  }
  selection.strict = true;
  RunSetup setup;
  if (const int code = setup.prepare(selection, {}); code != exit_good) return code;

  Figures figures;
  figures.cmacs = cmac_rate(arguments.seconds);
  Recording recording;
  Recorder recorder(recording, selection.seed);
  (void)setup.run().execute(recorder);
  BareLoop bare(open_channel);
  Loop loop;
  auto opened = bare.open(recording);
  const double start = now();
  while (opened && now() - start < arguments.seconds) opened = bare.run(recording, loop);
  const auto judged = engine_loop(setup.run(), arguments.seconds);
  if (!opened || !judged) {
    show(opened ? judged.error() : opened.error());
    return exit_error;
  }
  figures.bare = static_cast<double>(loop.commands) / loop.seconds;
  figures.judged = static_cast<double>(judged->steps) / judged->seconds;
  figures.load_1000 = load_seconds(setup.catalogue(), 1000);
  figures.version = start_up_seconds("--version");
  figures.list = start_up_seconds("list gp/get-data/objects");
  if (!arguments.target.empty()) {
    selection.targets = {arguments.target};
    selection.ics = arguments.ics;
    selection.bench = arguments.bench;
    selection.allow_risk = "irreversible";
    const auto ratio = measure_target(selection, arguments.seconds);
    if (!ratio) {
      show(ratio.error());
      return exit_error;
    }
    figures.target = *ratio;
  }
  if (arguments.common.format == Format::text && !arguments.common.quiet) print(figures);
  nlohmann::ordered_json summary{
      {"cmacs_per_second", figures.cmacs},         {"model_exchanges_per_second", figures.bare},
      {"judged_steps_per_second", figures.judged}, {"load_1000_cases_seconds", figures.load_1000},
      {"start_up_seconds", figures.version},       {"list_seconds", figures.list}};
  if (figures.target) summary["target_ratio"] = figures.target->ratio;
  fmt::print("{}\n", summary.dump());
  return exit_good;
}

}  // namespace assay::cli

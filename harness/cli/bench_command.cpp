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

/// Rates of one choice of suites.
struct Rates {
  double bare = 0, judged = 0;
};

struct Figures {
  double cmacs = 0, load_1000 = 0, version = 0, list = 0;
  Rates all;
  std::optional<Rates> without_public_keys;  ///< where some of the cases had any
  std::optional<TargetRatio> target, target_without_public_keys;
};

void print_rates(std::string_view suites, const Rates& rates, double cmacs) {
  fmt::print("model, bare   {:>12.0f} exchanges a second   ({:.2f} of the calibration), {}\n",
             rates.bare, rates.bare / cmacs, suites);
  fmt::print(
      "model, judged {:>12.0f} steps a second, journal on   ({:.2f} of the calibration), {}\n",
      rates.judged, rates.judged / cmacs, suites);
}

void print_target(std::string_view suites, const TargetRatio& target) {
  fmt::print(
      "target        {:>12.3f} times the time of a bare {} loop for the same {} commands, {:.1f} "
      "us "
      "each, {}\n{:14}{:>12} rounds of each in turn; the median of their ratios, resets left out\n",
      target.ratio, target.yardstick, target.commands, target.bare_exchange_us, suites, "",
      target.rounds);
  if (target.other_answers != 0)
    fmt::print("{:14}{:>12} of the bare loop's answers are not those that the engine got\n", "",
               target.other_answers);
}

constexpr std::string_view everything = "all cases named";
constexpr std::string_view symmetric = "without cases of public-key sessions";

void print(const Figures& figures) {
  fmt::print("calibration   {:>12.0f} AES-128 CMACs over 40 bytes a second\n", figures.cmacs);
  print_rates(everything, figures.all, figures.cmacs);
  if (figures.without_public_keys)
    print_rates(symmetric, *figures.without_public_keys, figures.cmacs);
  fmt::print("loading       {:>12.3f} s for 1,000 cases\n", figures.load_1000);
  fmt::print("start-up      {:>12.4f} s for --version, {:.4f} s for listing one suite\n",
             figures.version, figures.list);
  if (figures.target) print_target(everything, *figures.target);
  if (figures.target_without_public_keys)
    print_target(symmetric, *figures.target_without_public_keys);
}

nlohmann::ordered_json summary_of(const Figures& figures) {
  nlohmann::ordered_json out{{"cmacs_per_second", figures.cmacs},
                             {"model_exchanges_per_second", figures.all.bare},
                             {"judged_steps_per_second", figures.all.judged}};
  if (const auto& rates = figures.without_public_keys) {
    out["model_exchanges_per_second_without_public_keys"] = rates->bare;
    out["judged_steps_per_second_without_public_keys"] = rates->judged;
  }
  out["load_1000_cases_seconds"] = figures.load_1000;
  out["start_up_seconds"] = figures.version;
  out["list_seconds"] = figures.list;
  if (figures.target) out["target_ratio"] = figures.target->ratio;
  if (figures.target_without_public_keys)
    out["target_ratio_without_public_keys"] = figures.target_without_public_keys->ratio;
  return out;
}

/// Nothing is measured of a plan without cases.
Result<std::optional<Rates>> measure_rates(engine::Run& run, std::uint64_t seed, double seconds) {
  if (run.record().plan.empty()) return std::optional<Rates>();
  Recording recording;
  Recorder recorder(recording, seed);
  (void)run.execute(recorder);
  BareLoop bare(open_channel);
  Loop loop;
  TRY_VOID(bare.open(recording));
  const double start = now();
  while (now() - start < seconds) TRY_VOID(bare.run(recording, loop));
  TRY(const auto judged, engine_loop(run, seconds));
  return std::optional(Rates{static_cast<double>(loop.commands) / loop.seconds,
                             static_cast<double>(judged.steps) / judged.seconds});
}

Result<void> measure_reader(RunArguments selection, const BenchArguments& arguments, bool both,
                            Figures& figures) {
  selection.targets = {arguments.target};
  selection.ics = arguments.ics;
  selection.bench = arguments.bench;
  selection.allow_risk = "irreversible";
  TRY(figures.target, measure_target(selection, arguments.seconds));
  if (!both) return {};
  selection.without_public_keys = true;
  TRY(figures.target_without_public_keys, measure_target(selection, arguments.seconds));
  return {};
}

/// What is measured of the engine, on models and on the target; `without` has planned the cases without public keys.
Result<void> measure(RunSetup& setup, RunSetup& without, const RunArguments& selection,
                     const BenchArguments& arguments, Figures& figures) {
  TRY(const auto all, measure_rates(setup.run(), selection.seed, arguments.seconds));
  figures.all = all.value_or(Rates{});
  if (setup.has_public_keys()) {
    TRY(figures.without_public_keys,
        measure_rates(without.run(), selection.seed, arguments.seconds));
  }
  if (arguments.target.empty()) return {};
  return measure_reader(selection, arguments, figures.without_public_keys.has_value(), figures);
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
  RunSetup setup, without;
  if (const int code = setup.prepare(selection, {}); code != exit_good) return code;
  RunArguments fewer = selection;
  fewer.without_public_keys = true;
  if (const int code = without.prepare(fewer, {}); code != exit_good) return code;

  Figures figures;
  figures.cmacs = cmac_rate(arguments.seconds);
  if (const auto measured = measure(setup, without, selection, arguments, figures); !measured) {
    show(measured.error());
    return exit_error;
  }
  figures.load_1000 = load_seconds(setup.catalogue(), 1000);
  figures.version = start_up_seconds("--version");
  figures.list = start_up_seconds("list gp/get-data/objects");
  if (arguments.common.format == Format::text && !arguments.common.quiet) print(figures);
  fmt::print("{}\n", summary_of(figures).dump());
  return exit_good;
}

}  // namespace assay::cli

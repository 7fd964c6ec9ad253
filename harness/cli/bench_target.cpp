// SPDX-License-Identifier: Apache-2.0
// Bare loop and engine in turn, in one run of the program.
#include "cli/bench_target.hpp"

#include <algorithm>

#ifdef ASSAY_HAS_PCSC
#include "adapters/pcsc/plain_channel.hpp"
#include "adapters/vpcd/remote_control.hpp"
#endif
#include "cli/bench_recording.hpp"
#include "cli/exit_codes.hpp"
#include "cli/run_setup.hpp"
#include "cli/target_uri.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t fewest_rounds = 5;

bool is_reader(const std::string& uri) {
#ifdef ASSAY_HAS_PCSC
  return uri.starts_with("pcsc:");
#else
  return uri.empty();
#endif
}

/// Readers by PC/SC calls alone; anything else as the engine reaches it.
Result<std::unique_ptr<iso7816::CardChannel>> open_bare(const std::string& text) {
#ifdef ASSAY_HAS_PCSC
  if (is_reader(text)) {
    TRY(const auto uri, parse_target_uri(text));
    TRY(auto plain, pcsc::open_plain(uri.body));
    const std::string control(uri.option("control"));
    if (control.empty()) return plain;
    return vpcd::open_controlled(std::move(plain), control);
  }
#endif
  return open_channel(text);
}

/// The engine's own rounds ask a reader for nothing that a real one could not do: without `control`.
std::string without_control(const std::string& target) {
  const auto from = target.find("control=");
  if (from == std::string::npos) return target;
  const auto to = target.find('&', from);
  std::string rest = target.substr(0, from);
  if (to != std::string::npos) return rest + target.substr(to + 1);
  rest.pop_back();
  return rest;
}

RunArguments without_control(RunArguments arguments) {
  for (auto& target : arguments.targets) target = without_control(target);
  return arguments;
}

double median(std::vector<double> rounds) {
  std::ranges::sort(rounds);
  return rounds[rounds.size() / 2];
}

/// Seconds of one round, resets left out.
Result<double> bare_round(const Recording& recording, TargetRatio& ratio) {
  BareLoop bare(open_bare);
  Loop loop;
  TRY_VOID(bare.open(recording));
  TRY_VOID(bare.run(recording, loop));
  ratio.commands = loop.commands;
  ratio.other_answers = loop.other_answers;
  return loop.seconds;
}

Result<double> engine_round(engine::Run& run, ScratchJournal& journal) {
  run.reopen_targets();
  TRY(auto writer, journal.open());
  const auto summary = run.execute(*writer);
  run.release_targets();
  if (!summary.stopped.empty()) return fail(ErrorCode::reader_lost, "{}", summary.stopped);
  return summary.seconds - run.reset_seconds();
}

Result<Recording> record(const RunArguments& arguments) {
  RunSetup setup;
  if (setup.prepare(arguments, {}) != exit_good)
    return fail(ErrorCode::refused, "the target cannot be measured");
  Recording recording;
  Recorder recorder(recording, arguments.seed);
  (void)setup.run().execute(recorder);
  return recording;
}

}  // namespace

Result<TargetRatio> measure_target(const RunArguments& arguments, double seconds) {
  TRY(const Recording recording, record(arguments));
  RunSetup setup;
  if (setup.prepare(without_control(arguments), {}) != exit_good)
    return fail(ErrorCode::refused, "the target cannot be measured");
  setup.run().release_targets();

  TargetRatio ratio;
  std::vector<double> bare, ratios;
  ScratchJournal journal;
  const double start = now();
  while (bare.size() < fewest_rounds || now() - start < seconds) {
    TRY(bare.emplace_back(), bare_round(recording, ratio));
    TRY(const double ours, engine_round(setup.run(), journal));
    ratios.push_back(ours / bare.back());
  }
  ratio.rounds = bare.size();
  ratio.yardstick = is_reader(arguments.targets.front()) ? "SCardTransmit" : "transmit";
  ratio.ratio = median(ratios);
  ratio.bare_exchange_us = median(bare) / static_cast<double>(ratio.commands) * 1e6;
  return ratio;
}

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// Text for people, JSON for programs: the same figures.
#include "cli/load_output.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/distribution.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;
using load::Histogram;
using load::Outcome;
using load::Trouble;

struct Percentile {
  const char* name;
  double share;
};
constexpr std::array<Percentile, 4> percentiles{
    {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}};

std::string times_line(const Histogram& times) {
  std::string out;
  for (const auto& [name, share] : percentiles)
    out += fmt::format("{} {}   ", name, time_text(static_cast<double>(times.percentile(share))));
  return out + "max " + time_text(static_cast<double>(times.maximum()));
}

Json times_json(const Histogram& times) {
  Json out{{"count", times.count()}, {"mean_us", times.mean()}};
  for (const auto& [name, share] : percentiles)
    out[std::string(name) + "_us"] = times.percentile(share);
  out["max_us"] = times.maximum();
  return out;
}

void print_labels(const LoadReport& report) {
  fmt::print("cards         {}{}\n", report.settings.card,
             report.card_label.empty() ? "" : " (" + report.card_label + ")");
  fmt::print("HSM           {}{}{}\n", report.settings.hsm,
             report.hsm_product.empty() ? "" : ", " + report.hsm_product,
             report.hsm_label.empty() ? "" : " (" + report.hsm_label + ")");
  fmt::print("time          {}\n",
             report.settings.real_time ? "the wall clock" : "virtual: jumps to the next event");
}

void print_troubles(const Outcome& outcome) {
  for (std::size_t i = 1; i < load::troubles; ++i)
    if (outcome.by_trouble[i] > 0)
      fmt::print("  {:<16}{:>8}   {}\n", name(static_cast<Trouble>(i)), outcome.by_trouble[i],
                 outcome.words[i]);
  if (outcome.turned_away > 0)
    fmt::print("  {:<16}{:>8}   arrivals for which no client was free\n", "turned away",
               outcome.turned_away);
}

void print_account(const Outcome& outcome) {
  const std::string counters =
      outcome.counters_checked ? "event counters" : "NOT the event counters";
  const std::string channels = outcome.channels_checked ? "held channels" : "NOT held channels";
  fmt::print("account       {}; sold for {} in all; compared: cards, {}, {}\n",
             outcome.found == 0
                 ? "nothing lost, nothing wrong"
                 : fmt::format("{} FINDING{}", outcome.found, outcome.found == 1 ? "" : "S"),
             outcome.amount, counters, channels);
  for (const auto& finding : outcome.findings)
    fmt::print("  {}: {}\n", place_of(finding), finding.what);
  if (outcome.found > outcome.findings.size())
    fmt::print("  and {} more\n", outcome.found - outcome.findings.size());
}

void print_run(const LoadRun& run) {
  const Outcome& o = run.outcome;
  fmt::print("sales         {} made of {} begun by {} clients{}\n", o.made, o.begun, o.sessions,
             stopped_text(o));
  print_troubles(o);
  fmt::print("latency       {}\n", times_line(o.latency));
  fmt::print("channel held  {}\n", times_line(o.holding));
  if (o.waiting.maximum() > 0) fmt::print("channel wait  {}\n", times_line(o.waiting));
  fmt::print("channels      {} in use at once at most\n", o.most_channels);
  fmt::print(
      "throughput    {:.0f} sales a second by the wall clock ({:.2f} s), {:.0f} of processor time; "
      "{:.2f} a second by the time of the run ({})\n",
      o.per_wall_second(), o.seconds, o.per_processor_second(), o.per_run_second(),
      time_text(static_cast<double>(o.lasted)));
  fmt::print("exchanges     {} with cards, {} with the HSM\n", o.card_exchanges, o.hsm_exchanges);
  fmt::print("memory        {:.1f} KiB a session\n", run.kib_per_session);
  print_account(o);
}

void print_comparison(const LoadComparison& c) {
  if (!c.has_rounds()) {
    fmt::print("comparison    none: stopped before a round was over\n");
    return;
  }
  if (c.stopped) fmt::print("comparison    of {} rounds, then stopped early\n", c.few.size());
  const auto rates = [&c](const std::vector<LoadRun>& runs) {
    std::string out;
    for (const LoadRun& run : runs)
      out += fmt::format("{}{:.0f}", out.empty() ? "" : ", ", c.rate(run));
    return out;
  };
  const auto sessions = [](const std::vector<LoadRun>& runs) {
    return runs.empty() ? 0 : runs[0].outcome.sessions;
  };
  const auto most = [](const std::vector<LoadRun>& runs) {
    return runs.empty() ? 0 : runs[0].outcome.most_channels;
  };
  for (const auto* runs : {&c.few, &c.many})
    fmt::print("{:>6} sessions: {} sales a second of {}, by round; {} channels at once at most\n",
               sessions(*runs), rates(*runs), c.by_wall_clock ? "the wall clock" : "processor time",
               most(*runs));
  fmt::print(
      "throughput    {:.1f} % of that with fewer sessions (median of the rounds; at least "
      "{:.0f} % is wanted): {}\n",
      100 * c.ratio, 100 * LoadComparison::least_ratio,
      c.ratio >= LoadComparison::least_ratio ? "holds" : "DOES NOT HOLD");
  if (!c.judges_memory()) {
    fmt::print("memory        not judged: {} sessions more, at least {} are wanted for that\n",
               c.sessions_more, LoadComparison::least_more);
    return;
  }
  fmt::print("memory        {:.1f} KiB for each session more (at most {:.0f} are wanted): {}\n",
             c.kib_per_session, LoadComparison::most_kib,
             c.memory_holds() ? "holds" : "DOES NOT HOLD");
}

void print_sizing(const LoadSizing& s) {
  fmt::print(
      "load          {:.0f} sales an hour, each holds a channel for {} (mean of {} sales): "
      "{:.2f} Erlang\n",
      s.an_hour, time_text(s.holding * 1e6), s.measured, s.offered);
  const std::string wanted = s.waits ? fmt::format("{:.3g} % wait longer than {}", 100 * s.accepted,
                                                   time_text(s.accepted_wait * 1e6))
                                     : fmt::format("{:.3g} % find no channel", 100 * s.accepted);
  fmt::print("accepted      at most {}\n", wanted);
  fmt::print("channels      {} by Erlang-{}, {} by simulation: {}\n", s.channels,
             s.waits ? "C" : "B", s.by_simulation,
             configuration_for(std::max(s.channels, s.by_simulation)));
  const double simulated = s.waits ? s.simulated.waited_longer : s.simulated.blocked;
  fmt::print(
      "with {:>6}   Erlang-{} {:.4f} %, simulated {:.4f} % (+- {:.4f}, {} sales): {:+.1f} % "
      "of the formula\n",
      s.channels, s.waits ? "C" : "B", 100 * s.formula, 100 * simulated, 100 * s.simulated.error,
      s.simulated.requests, s.formula > 0 ? 100 * (simulated - s.formula) / s.formula : 0);
  for (const auto& point : s.around)
    fmt::print("  {:>6} channels: formula {:.4f} %, simulated {:.4f} %\n", point.channels,
               100 * point.formula, 100 * point.simulated);
  if (!s.sales) return;
  fmt::print("the same with cards and HSM:\n");
  print_run(*s.sales);
}

Json outcome_json(const LoadRun& run) {
  const Outcome& o = run.outcome;
  Json errors = Json::object();
  for (std::size_t i = 1; i < load::troubles; ++i)
    errors[std::string(key(static_cast<Trouble>(i)))] = o.by_trouble[i];
  Json findings = Json::array();
  for (const auto& finding : o.findings)
    findings.push_back(
        {{"session", finding.session == load::Finding::no_session ? Json() : Json(finding.session)},
         {"sale", finding.transaction},
         {"what", finding.what}});
  return {{"sessions", o.sessions},
          {"begun", o.begun},
          {"made", o.made},
          {"errors", errors},
          {"turned_away", o.turned_away},
          {"findings", o.found},
          {"first_findings", findings},
          {"latency", times_json(o.latency)},
          {"channel_held", times_json(o.holding)},
          {"channel_wait", times_json(o.waiting)},
          {"channels_at_once", o.most_channels},
          {"sales_per_wall_second", o.per_wall_second()},
          {"sales_per_processor_second", o.per_processor_second()},
          {"sales_per_run_second", o.per_run_second()},
          {"wall_seconds", o.seconds},
          {"run_seconds", static_cast<double>(o.lasted) / 1e6},
          {"card_exchanges", o.card_exchanges},
          {"hsm_exchanges", o.hsm_exchanges},
          {"amount", o.amount},
          {"kib_per_session", run.kib_per_session},
          {"counters_checked", o.counters_checked},
          {"channels_checked", o.channels_checked},
          {"stopped", o.stopped},
          {"why_stopped", o.why_stopped}};
}

Json comparison_json(const LoadComparison& c) {
  Json rounds = Json::array();
  for (std::size_t i = 0; i < c.many.size(); ++i)
    rounds.push_back({{"few", c.rate(c.few[i])}, {"many", c.rate(c.many[i])}});
  std::uint64_t findings = 0;
  for (const auto* runs : {&c.few, &c.many})
    for (const LoadRun& run : *runs) findings += run.outcome.found;
  return {{"few_sessions", c.few.empty() ? 0 : c.few[0].outcome.sessions},
          {"many_sessions", c.many.empty() ? 0 : c.many[0].outcome.sessions},
          {"measured_by", c.by_wall_clock ? "wall clock" : "processor time"},
          {"sales_per_second", rounds},
          {"ratio", c.ratio},
          {"kib_per_session", c.kib_per_session},
          {"judges_memory", c.judges_memory()},
          {"stopped", c.stopped},
          {"channels_at_once", c.many.empty() ? 0 : c.many[0].outcome.most_channels},
          {"findings", findings},
          {"holds", c.holds()}};
}

Json sizing_json(const LoadSizing& s) {
  Json around = Json::array();
  for (const auto& point : s.around)
    around.push_back(
        {{"channels", point.channels}, {"formula", point.formula}, {"simulated", point.simulated}});
  Json out{{"arrivals_per_hour", s.an_hour},
           {"holding_seconds", s.holding},
           {"offered_erlang", s.offered},
           {"formula", s.waits ? "Erlang-C" : "Erlang-B"},
           {"accepted", s.accepted},
           {"accepted_wait_seconds", s.accepted_wait},
           {"channels_by_formula", s.channels},
           {"channels_by_simulation", s.by_simulation},
           {"share_by_formula", s.formula},
           {"share_by_simulation", s.waits ? s.simulated.waited_longer : s.simulated.blocked},
           {"standard_error", s.simulated.error},
           {"simulated_sales", s.simulated.requests},
           {"configuration", configuration_for(std::max(s.channels, s.by_simulation))},
           {"around", around}};
  if (s.sales) out["sales"] = outcome_json(*s.sales);
  return out;
}

}  // namespace

std::string stopped_text(const Outcome& outcome) {
  if (!outcome.stopped) return {};
  return ", stopped early" + (outcome.why_stopped.empty() ? "" : ": " + outcome.why_stopped);
}

std::string place_of(const load::Finding& finding) {
  if (finding.session == load::Finding::no_session) return "HSM";
  if (finding.transaction == 0) return fmt::format("session {}, at the end", finding.session);
  return fmt::format("session {}, sale {}", finding.session, finding.transaction);
}

std::string configuration_for(std::uint32_t channels) {
  // The configurations that the makers' page names.
  constexpr std::array<std::pair<std::uint32_t, const char*>, 5> range{{{20, "a SAM-S20"},
                                                                        {100, "a PCI-S3/100"},
                                                                        {500, "a PCI-S3/500"},
                                                                        {1000, "a PCI-S3/1000"},
                                                                        {5000, "a PCI-S3/5000"}}};
  for (const auto& [has, product] : range)
    if (channels <= has) return product;
  return fmt::format("{} PCI-S3/5000", (channels + 4999) / 5000);
}

void print(const LoadReport& report) {
  print_labels(report);
  for (const LoadRun& run : report.runs) print_run(run);
  if (report.comparison) {
    print_comparison(*report.comparison);
    for (const auto* runs : {&report.comparison->few, &report.comparison->many})
      for (const LoadRun& run : *runs)
        if (run.outcome.found > 0 || run.outcome.troubled() > 0) print_run(run);
  }
  if (report.sizing) print_sizing(*report.sizing);
}

std::string json_of(const LoadReport& report) {
  Json out{{"card", report.settings.card},
           {"card_label", report.card_label},
           {"hsm", report.settings.hsm},
           {"hsm_label", report.hsm_label},
           {"time", report.settings.real_time ? "real" : "virtual"},
           {"seed", report.settings.plan.seed}};
  if (!report.runs.empty()) out.update(outcome_json(report.runs[0]));
  if (report.comparison) out["comparison"] = comparison_json(*report.comparison);
  if (report.sizing) out["sizing"] = sizing_json(*report.sizing);
  return out.dump();
}

}  // namespace assay::cli

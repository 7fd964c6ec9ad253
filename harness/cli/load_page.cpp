// SPDX-License-Identifier: Apache-2.0
// The page of a load run: figures first, then plots, then what was found.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/distribution.hpp"
#include "cli/load_output.hpp"
#include "reports/html/plot.hpp"
#include "reports/html/style.hpp"
#include "reports/text.hpp"

namespace assay::cli {
namespace {

using load::Histogram;
using load::Outcome;
using load::Trouble;
using reports::Curve;
using reports::escape_markup;
using reports::Plot;

std::string row(std::string_view name, std::string_view text) {
  return fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", name, escape_markup(text));
}

std::string time_of(std::uint64_t microseconds) {
  return time_text(static_cast<double>(microseconds));
}

std::string times_row(std::string_view name, const Histogram& times) {
  std::string out = fmt::format("<tr><td>{}</td>", name);
  for (const double share : {0.5, 0.9, 0.99, 0.999})
    out += fmt::format("<td class=\"n\">{}</td>", time_of(times.percentile(share)));
  return out + fmt::format("<td class=\"n\">{}</td></tr>\n", time_of(times.maximum()));
}

Curve shares(std::string name, const Histogram& times) {
  Curve out{.name = std::move(name)};
  const double top = static_cast<double>(times.maximum());
  for (double value = 1; value < top * 1.06; value *= 1.06)
    if (value * 1.2 >= static_cast<double>(times.minimum()))
      out.points.emplace_back(value / 1000,
                              100 * times.share_up_to(static_cast<std::uint64_t>(value)));
  return out;
}

std::string plots_of(const Outcome& o) {
  Curve made{.name = "made", .steps = true}, troubled{.name = "not made", .steps = true};
  Curve channels{.name = "channels", .steps = true};
  const double width = static_cast<double>(o.timeline.width()) / 1e6;
  for (std::size_t i = 0; i < o.timeline.used(); ++i) {
    const double at = static_cast<double>(i) * width;
    made.points.emplace_back(at, o.timeline[i].made / width);
    troubled.points.emplace_back(at, o.timeline[i].troubled / width);
    channels.points.emplace_back(at, o.timeline[i].most_channels);
  }
  const std::string x = "seconds of the run";
  Plot throughput{.title = "Sales a second", .x_label = x, .y_label = "a second", .curves = {made}};
  if (o.troubled() > 0) throughput.curves.push_back(troubled);
  return reports::svg(throughput) +
         reports::svg({.title = "Share of sales that were made within a time",
                       .x_label = "milliseconds",
                       .y_label = "%",
                       .x_is_logarithmic = true,
                       .curves = {shares("sale", o.latency), shares("channel held", o.holding)}}) +
         reports::svg({.title = "Channels in use at once",
                       .x_label = x,
                       .y_label = "channels",
                       .curves = {channels}});
}

std::string troubles_of(const Outcome& o) {
  std::string out;
  for (std::size_t i = 1; i < load::troubles; ++i)
    if (o.by_trouble[i] > 0)
      out += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
                         name(static_cast<Trouble>(i)), o.by_trouble[i], escape_markup(o.words[i]));
  if (out.empty()) return "<p>Every sale that was begun was made.</p>\n";
  return "<table><tr><th>kind</th><th class=\"n\">sales</th><th>the first of them</th></tr>\n" +
         out + "</table>\n";
}

std::string findings_of(const Outcome& o) {
  if (o.found == 0)
    return "<p>Nothing lost, nothing wrong: cards and HSM hold what the account says.</p>\n";
  std::string out = fmt::format("<p class=\"fail\">{} findings</p>\n<table>\n", o.found);
  for (const auto& finding : o.findings)
    out += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", place_of(finding),
                       escape_markup(finding.what));
  return out + "</table>\n";
}

std::string run_section(const std::string& title, const LoadRun& run) {
  const Outcome& o = run.outcome;
  std::string out = "<h2>" + escape_markup(title) + "</h2>\n<table class=\"facts\">\n";
  out += row("sales", fmt::format("{} made of {} begun by {} clients{}", o.made, o.begun,
                                  o.sessions, stopped_text(o)));
  out += row("throughput", fmt::format("{:.0f} a second by the wall clock, {:.2f} a second by the "
                                       "time of the run ({})",
                                       o.per_wall_second(), o.per_run_second(), time_of(o.lasted)));
  out += row("exchanges",
             fmt::format("{} with cards, {} with the HSM", o.card_exchanges, o.hsm_exchanges));
  out += row("channels", fmt::format("{} in use at once at most", o.most_channels));
  out += row("memory", fmt::format("{:.1f} KiB a session", run.kib_per_session));
  out +=
      "</table>\n<table><tr><th></th><th class=\"n\">p50</th><th class=\"n\">p90</th>"
      "<th class=\"n\">p99</th><th class=\"n\">p99.9</th><th class=\"n\">max</th></tr>\n";
  out += times_row("sale", o.latency) + times_row("channel held", o.holding) +
         times_row("wait for a channel", o.waiting) + "</table>\n";
  out += plots_of(o);
  out += "<h3>Sales that were not made</h3>\n" + troubles_of(o);
  return out + "<h3>The account</h3>\n" + findings_of(o);
}

std::string comparison_section(const LoadComparison& c) {
  if (!c.has_rounds()) return "<h2>Comparison</h2>\n<p>Stopped before a round was over.</p>\n";
  std::string out = "<h2>Comparison</h2>\n<table class=\"facts\">\n";
  if (c.stopped) out += row("stopped early", fmt::format("after {} rounds", c.few.size()));
  out += row("throughput", fmt::format("{:.1f} % of that with fewer sessions; at least {:.0f} % "
                                       "is wanted",
                                       100 * c.ratio, 100 * LoadComparison::least_ratio));
  out +=
      row("memory", c.judges_memory()
                        ? fmt::format("{:.1f} KiB for each session more; at most {:.0f} are wanted",
                                      c.kib_per_session, LoadComparison::most_kib)
                        : fmt::format("not judged: {} sessions more", c.sessions_more));
  out += row("verdict", c.holds() ? "holds" : "does not hold");
  out += "</table>\n";
  if (!c.few.empty()) out += run_section("Fewer sessions", c.few.back());
  if (!c.many.empty()) out += run_section("More sessions", c.many.back());
  return out;
}

std::string sizing_section(const LoadSizing& s) {
  const std::string formula = s.waits ? "Erlang-C" : "Erlang-B";
  Curve line{.name = formula}, dots{.name = "simulated", .dots = true};
  for (const auto& point : s.around) {
    line.points.emplace_back(point.channels, 100 * point.formula);
    dots.points.emplace_back(point.channels, 100 * point.simulated);
  }
  std::string out = "<h2>Channels</h2>\n<table class=\"facts\">\n";
  out += row("load", fmt::format("{:.0f} sales an hour, {} each: {:.2f} Erlang", s.an_hour,
                                 time_text(s.holding * 1e6), s.offered));
  out += row("accepted", s.waits ? fmt::format("{:.3g} % wait longer than {}", 100 * s.accepted,
                                               time_text(s.accepted_wait * 1e6))
                                 : fmt::format("{:.3g} % find no channel", 100 * s.accepted));
  out += row("channels",
             fmt::format("{} by {}, {} by simulation", s.channels, formula, s.by_simulation));
  out += row("configuration", configuration_for(std::max(s.channels, s.by_simulation)));
  out += "</table>\n";
  out += reports::svg({.title = s.waits ? "Share of sales that wait longer than accepted"
                                        : "Share of sales that find no channel",
                       .x_label = "channels",
                       .y_label = "%",
                       .y_is_logarithmic = true,
                       .curves = {line, dots}});
  if (s.sales) out += run_section("The same with cards and HSM", *s.sales);
  return out;
}

}  // namespace

std::string page_of(const LoadReport& report) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Load report</title>\n<style>";
  out += reports::html_style;
  out +=
      "figure { margin: 1.2rem 0; } figcaption { font-size: .92rem; } svg { width: 100%; }\n"
      "</style>\n</head>\n<body>\n<h1>Load report</h1>\n";
  out += fmt::format("<p class=\"lead\">assay {}</p>\n", escape_markup(report.version));
  for (const auto& [who, label] :
       {std::pair("cards", report.card_label), std::pair("HSM", report.hsm_label)})
    if (!label.empty())
      out +=
          fmt::format("<p class=\"note\"><b>Note on {}:</b> {}</p>\n", who, escape_markup(label));
  out += "<table class=\"facts\">\n";
  out += row("command", report.command_line);
  out += row("cards", report.settings.card);
  out += row("HSM",
             report.settings.hsm + (report.hsm_product.empty() ? "" : ", " + report.hsm_product));
  out += row("time",
             report.settings.real_time ? "the wall clock" : "virtual: jumps to the next event");
  out += row("seed", std::to_string(report.settings.plan.seed));
  out += "</table>\n";
  for (const LoadRun& run : report.runs) out += run_section("Sales", run);
  if (report.comparison) out += comparison_section(*report.comparison);
  if (report.sizing) out += sizing_section(*report.sizing);
  return out + "</body>\n</html>\n";
}

}  // namespace assay::cli

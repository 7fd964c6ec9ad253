// SPDX-License-Identifier: Apache-2.0
// JUnit XML.
#include "reports/junit/junit_reporter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <pugixml.hpp>

#include "reports/case_name.hpp"
#include "reports/console/failure_block.hpp"
#include "reports/tally.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

void set(pugi::xml_node node, const char* name, std::string_view value) {
  // XML 1.0 has no way to write most control characters, so they are pictured.
  node.append_attribute(name).set_value(clean(value).c_str());
}

void add_property(pugi::xml_node properties, const char* name, std::string_view value) {
  if (value.empty()) return;
  const pugi::xml_node property = properties.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

/// "gp/scp03" as "gp.scp03", which build servers show as a tree.
std::string dotted(std::string text) {
  std::replace(text.begin(), text.end(), '/', '.');
  return text;
}

/// xsd:dateTime without fractions or zone, as the schema's pattern for `timestamp` has it.
std::string timestamp(std::string_view utc) {
  return std::string(utc.substr(0, 19));
}

}  // namespace

void JunitReporter::run_started(const journal::RunRecord& run) {
  seed_ = run.seed;
  targets_ = run.targets;
  tool_version_ = run.tool_version;
  started_utc_ = run.started_utc;
  out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"assay\">\n";
  std::unordered_map<std::string, std::size_t> groups;
  for (const auto& planned : run.plan) add_planned(planned, groups);
  for (auto& group : groups_)
    if (group.open == 0) write(group);
}

void JunitReporter::add_planned(const journal::PlannedCase& planned,
                                std::unordered_map<std::string, std::size_t>& groups) {
  const auto [found, is_new] =
      groups.emplace(planned.suite + '\n' + planned.target, groups_.size());
  if (is_new) groups_.push_back({planned.suite, planned.target, {}, 0, false});
  Group& group = groups_[found->second];
  places_[planned.index] = {found->second, group.entries.size()};
  Entry& entry = group.entries.emplace_back();
  entry.name = case_name(planned);
  if (!planned.refused.empty()) {
    entry.element = "error";
    entry.type = "refused";
    entry.message = planned.refused;
  } else if (!planned.not_applicable.empty()) {
    entry.element = "skipped";
    entry.message = planned.not_applicable;
  } else {
    entry.element = "error";
    entry.type = "not run";
    entry.message = "the run ended before this case";
    ++group.open;
  }
}

void JunitReporter::case_started(const journal::PlannedCase& planned) {
  current_ = &planned;
  failing_.start_case();
}

void JunitReporter::case_finished(const journal::CaseRecord& record) {
  const Place place = places_.at(record.index);
  Group& group = groups_[place.group];
  judge(group.entries[place.entry], record);
  if (--group.open == 0) write(group);
}

void JunitReporter::judge(Entry& entry, const journal::CaseRecord& record) {
  const Standing standing = standing_of(record);
  entry.seconds = static_cast<double>(record.duration_ns) / 1e9;
  entry.element = entry.type = entry.message = "";
  entry.remark = record.remark;
  entry.unconfirmed = record.unconfirmed;
  if (standing == Standing::pass) return;
  if (standing == Standing::expected_failure) {
    entry.element = "skipped";
    entry.message = "failed as expected: " + record.expected_failure;
    return;
  }
  const bool failed = standing == Standing::fail || standing == Standing::unexpected_pass;
  entry.element = failed ? "failure" : "error";
  entry.type =
      standing == Standing::unexpected_pass ? "unexpected pass" : journal::name(record.verdict);
  entry.message = standing == Standing::unexpected_pass
                      ? "listed as an expected failure, and passed: " + record.expected_failure
                      : record.reason;
  for (const auto& line : failure_block({*current_, record, failing_, targets_, seed_}, 100))
    entry.text += line + '\n';
}

void JunitReporter::write(Group& group) {
  pugi::xml_document document;
  pugi::xml_node suite = document.append_child("testsuite");
  const auto number_of = [&](std::string_view element) {
    return std::to_string(
        std::count_if(group.entries.begin(), group.entries.end(),
                      [&](const Entry& entry) { return entry.element == element; }));
  };
  double seconds = 0;
  for (const auto& entry : group.entries) seconds += entry.seconds;
  set(suite, "name", group.suite);
  set(suite, "tests", std::to_string(group.entries.size()));
  set(suite, "failures", number_of("failure"));
  set(suite, "errors", number_of("error"));
  set(suite, "skipped", number_of("skipped"));
  set(suite, "time", fmt::format("{:.6f}", seconds));
  if (started_utc_.size() >= 19) set(suite, "timestamp", timestamp(started_utc_));
  pugi::xml_node properties = suite.append_child("properties");
  add_property(properties, "assay.version", tool_version_);
  add_property(properties, "seed", std::to_string(seed_));
  add_property(properties, "target", group.target);
  for (const auto& target : targets_)
    add_property(properties, ("label." + clean(target.role)).c_str(), target.label);
  for (const auto& entry : group.entries) {
    pugi::xml_node node = suite.append_child("testcase");
    set(node, "classname", dotted(group.suite));
    set(node, "name", entry.name);
    set(node, "time", fmt::format("{:.6f}", entry.seconds));
    if (!entry.remark.empty() || !entry.unconfirmed.empty()) {
      pugi::xml_node said = node.append_child("properties");
      if (!entry.remark.empty()) add_property(said, "remark", entry.remark);
      if (!entry.unconfirmed.empty()) add_property(said, "unconfirmed", entry.unconfirmed);
    }
    if (entry.element.empty()) continue;
    pugi::xml_node outcome = node.append_child(entry.element.c_str());
    if (!entry.type.empty()) set(outcome, "type", entry.type);
    set(outcome, "message", entry.message);
    if (!entry.text.empty()) outcome.text().set(clean(entry.text, true).c_str());
  }
  suite.print(out_, "  ");
  group.entries = {};
  group.written = true;
}

void JunitReporter::run_finished(const journal::RunSummary&) {
  for (auto& group : groups_)
    if (!group.written) write(group);
  out_ << "</testsuites>\n";
  out_.flush();
}

}  // namespace assay::reports

// SPDX-License-Identifier: Apache-2.0
// Planning a run: opening targets, and deciding for every case, before the first byte of any, whether it runs.
#include <fmt/chrono.h>

#include <algorithm>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "engine/calypso_terminal.hpp"
#include "engine/identity.hpp"
#include "engine/pki_trust.hpp"
#include "engine/policy.hpp"
#include "engine/run.hpp"
#include "iso7816/own_time.hpp"

namespace assay::engine {
namespace {

using catalogue::Risk;

std::string utc_text(std::int64_t ns) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(static_cast<std::time_t>(ns / 1'000'000'000)));
}

template <typename Visit>
void for_each_step(const script::Instance& instance, Visit visit) {
  for (const auto* phase : {&instance.given, &instance.steps, &instance.finally})
    for (const auto& step : *phase) visit(step);
}

/// The size of a raw command known beforehand; nothing when it holds names.
std::optional<std::size_t> constant_size(const script::Step& step) {
  if (step.verb != script::Verb::apdu || !step.apdu.is_constant()) return std::nullopt;
  return step.apdu.constant().size();
}

/// Whether the step asks for the time that the target itself took.
bool asks_own_time(const script::Step& step) {
  const auto is_checked = [](const script::Expectation& expectation) {
    return std::ranges::any_of(expectation.checks, [](const script::Check& check) {
      return check.subject == script::Check::Subject::own_time;
    });
  };
  return std::ranges::any_of(step.expect, is_checked) ||
         std::ranges::any_of(step.save, [](const script::Capture& capture) {
           return capture.source == script::Capture::Source::own_time;
         });
}

/// Why this transport cannot carry the step, or empty.
std::string not_carried(const script::Step& step, const iso7816::Capabilities& can,
                        const std::vector<std::string>& roles) {
  if (std::ranges::find(roles, step.role) == roles.end())
    return fmt::format("no target is given for the role '{}'", step.role);
  if (step.verb == script::Verb::reset && step.reset == iso7816::ResetKind::warm && !can.warm_reset)
    return "this transport knows no warm reset";
  const auto size = constant_size(step);
  if (size && *size < can.min_command)
    return fmt::format("this transport cannot carry a command of {} byte{}", *size,
                       *size == 1 ? "" : "s");
  if (size && *size > can.max_command)
    return fmt::format("this transport carries at most {} bytes a command, not {}", can.max_command,
                       *size);
  const bool extended = step.le && step.le->is_constant() && step.le->constant().size() > 1;
  if (extended && !can.extended_length) return "this transport does not carry extended length";
  return {};
}

/// Goes on with a name of the IXIT.
std::string gives_no_value(const std::string& bench) {
  return fmt::format("the bench {}gives no value for $ixit.", bench.empty() ? "" : bench + " ");
}

}  // namespace

Run::Run(const catalogue::Catalogue& catalogue, RunOptions options, Clock& clock)
    : catalogue_(catalogue), options_(std::move(options)), clock_(clock) {
  record_.tool_version = options_.tool_version;
  record_.build_id = options_.build_id;
  record_.command_line = options_.command_line;
  record_.inputs = options_.inputs;
  record_.seed = options_.seed;
}

Result<void> Run::open_ports(OpenTarget& open) const {
  for (const auto& [role, factory] : open.target->roles) {
    Port port;
    port.role = role;
    TRY(port.channel, factory());
    if (open.target->identify) {
      TRY(port.identity, identify(*port.channel));
    }
    open.ports.push_back(std::move(port));
  }
  return {};
}

Result<std::size_t> Run::open_target(const Target& target) {
  const auto known = std::ranges::find(targets_, &target, &OpenTarget::target);
  if (known != targets_.end()) return static_cast<std::size_t>(known - targets_.begin());
  OpenTarget open{&target, {}, KeyRing(target.ixit, target.forbidden)};
  if (auto opened = open_ports(open); !opened) {
    environment_failed_ = true;
    return at(target.uri, std::move(opened).error());
  }
  for (const auto& port : open.ports) {
    const auto& said = port.channel->description();
    const std::string& uri = port.role == "card" ? target.uri : said.uri;
    record_.targets.push_back({port.role, uri, said.kind, said.reader, said.protocol,
                               to_hex(port.channel->atr()), port.identity, said.label});
  }
  TRY_VOID(look_for_session_crypto(open));
  const auto& identity = open.ports[0].identity;
  const auto permit =
      std::ranges::find(options_.permits, identity, &script::SafetyPermit::identity);
  if (!identity.empty() && permit != options_.permits.end()) open.permit = &*permit;
  if (open.permit != nullptr && !ledger_ &&
      open.ports[0].channel->description().capabilities.real) {
    TRY(ledger_, Ledger::open(options_.ledger));
  }
  targets_.push_back(std::move(open));
  return targets_.size() - 1;
}

Result<void> Run::look_for_session_crypto(OpenTarget& open) {
  open.ics = open.target->ics;
  if (!is_calypso(*open.target)) return {};
  TRY_VOID(key_table_of(open.target->ixit));
  TRY_VOID(application_keys_of(open.target->ixit));
  const auto verifier = chain_verifier_of(open.target->ixit, clock_.utc_ns());
  if (!verifier && verifier.error().code != ErrorCode::not_found)
    return tl::unexpected(verifier.error());
  open.no_session_crypto = missing_session_crypto(*open.target, open.ports);
  const bool there = open.no_session_crypto.empty();
  open.ics.answers.insert_or_assign(std::string(session_crypto_line), there ? "true" : "false");
  if (!open.target->session_crypto) return {};
  TRY(const auto provider, open.target->session_crypto());
  record_.targets.push_back({"crypto", open.target->session_crypto_uri, "plugin", "", "", "", "",
                             std::string(provider->label())});
  return {};
}

Result<void> Run::plan(const std::vector<Assignment>& assignments) {
  record_.started_utc = utc_text(clock_.utc_ns());
  std::set<const script::Suite*> written;
  for (const auto& assignment : assignments) {
    TRY(const std::size_t target, open_target(*assignment.target));
    TRY_VOID(plan_suite(assignment, target));
    if (!written.insert(assignment.suite).second) continue;
    for (const auto& test_case : assignment.suite->cases)
      if (is_selected(test_case) &&
          std::ranges::any_of(test_case.instances, [&](const script::Instance& instance) {
            return assignment.wanted(assignment.suite->id + "/" + test_case.id + instance.label);
          }))
        ++record_.written_cases;
  }
  return nothing_lacks();
}

bool Run::is_selected(const script::TestCase& test_case) const {
  if (test_case.level != "shall" && !options_.strict) return false;
  if (options_.tags.empty()) return true;
  return std::ranges::any_of(options_.tags, [&](const std::string& tag) {
    return std::ranges::find(test_case.tags, tag) != test_case.tags.end();
  });
}

Result<void> Run::plan_suite(const Assignment& assignment, std::size_t target) {
  for (const auto& test_case : assignment.suite->cases) {
    if (!is_selected(test_case)) continue;
    for (const auto& instance : test_case.instances)
      TRY_VOID(plan_instance({assignment.suite, &test_case, &instance, target, {}}, assignment));
  }
  return {};
}

Result<void> Run::plan_instance(Entry entry, const Assignment& assignment) {
  journal::PlannedCase planned;
  planned.address = entry.suite->id + "/" + entry.test_case->id + entry.instance->label;
  if (!assignment.wanted(planned.address)) return {};
  // Shards deal by address, so that every machine deals the same without talking to the others.
  if (options_.shards > 1 && case_seed(0, planned.address) % options_.shards != options_.shard - 1)
    return {};
  planned.index = record_.plan.size();
  planned.suite = entry.suite->id;
  planned.title = entry.test_case->title;
  planned.file = entry.suite->file;
  planned.position = entry.test_case->position;
  planned.level = entry.test_case->level;
  planned.risk = std::string(catalogue::name(entry.instance->risk));
  planned.target = targets_[entry.target].target->uri;
  planned.covers = entry.test_case->covers;
  planned.tags = entry.test_case->tags;
  planned.not_applicable = why_not_applicable(entry);
  if (planned.not_applicable.empty()) planned.refused = why_refused(entry);
  if (planned.not_applicable.empty() && planned.refused.empty())
    TRY_VOID(compile_entry(entry, planned));
  record_.plan.push_back(std::move(planned));
  entries_.push_back(std::move(entry));
  return {};
}

/// Without a key nothing is said of what it opens, so that its lack is no matter of single cases.
Result<void> Run::compile_entry(Entry& entry, journal::PlannedCase& planned) {
  std::string missing;
  auto program = compile(*entry.instance, context_for(entry), &missing);
  if (program) {
    entry.program = *std::move(program);
    return {};
  }
  if (missing.empty()) return tl::unexpected(std::move(program).error());
  const std::string& bench = targets_[entry.target].target->bench;
  if (options_.strict || is_key(catalogue_, missing)) {
    if (std::ranges::find(lacks_, missing, &Lack::name) == lacks_.end())
      lacks_.push_back({missing, program.error().where, bench});
    return {};
  }
  planned.not_applicable = gives_no_value(bench) + missing;
  return {};
}

Result<void> Run::nothing_lacks() const {
  if (lacks_.empty()) return {};
  std::string text = gives_no_value(lacks_[0].bench) + lacks_[0].name;
  for (std::size_t i = 1; i < lacks_.size(); ++i)
    text.append(i == 1 ? ", nor for $ixit." : ", $ixit.").append(lacks_[i].name);
  return at(lacks_[0].where, {ErrorCode::not_found, std::move(text), {}});
}

std::string Run::why_not_applicable(const Entry& entry) const {
  const auto& open = targets_[entry.target];
  const auto applicability = script::evaluate(entry.test_case->applies_when, open.ics);
  // The harness answers this line, so that its reason is worth more than the name of the line.
  if (!applicability.applies && !open.no_session_crypto.empty() &&
      applicability.reason.ends_with(session_crypto_line))
    return open.no_session_crypto;
  if (!applicability.applies) return applicability.reason;
  const auto& capabilities = open.ports[0].channel->description().capabilities;
  const auto roles = context_for(entry).roles;
  std::string reason;
  const auto* channel = open.ports[0].channel.get();
  const bool keeps_time = dynamic_cast<const iso7816::OwnTime*>(channel) != nullptr;
  for_each_step(*entry.instance, [&](const script::Step& step) {
    if (reason.empty()) reason = not_carried(step, capabilities, roles);
    if (reason.empty() && !keeps_time && asks_own_time(step))
      reason = "this transport tells no time of the card's own";
  });
  return reason;
}

/// A reader may hold any card, so that no bench can call what is in it an emulator.
bool Run::can_be_harmed(const OpenTarget& open) const {
  const auto& said = open.ports[0].channel->description();
  if (!said.capabilities.real) return false;
  if (said.kind == "pcsc") return true;
  return std::ranges::none_of(options_.emulators, [&](const std::string& glob) {
    return matches_glob(glob, open.target->uri);
  });
}

std::string Run::why_refused(const Entry& entry) const {
  const auto& open = targets_[entry.target];
  const Risk risk = entry.instance->risk;
  if (risk == Risk::read || !can_be_harmed(open)) return {};
  const auto& identity = open.ports[0].identity;
  if (identity.empty())
    return fmt::format("risk {}: the card shows no identity that a bench could allow", name(risk));
  if (open.permit == nullptr)
    return fmt::format("risk {}: the bench does not allow it on card {}", name(risk), identity);
  if (open.permit->risk < risk)
    return fmt::format("risk {}: the bench allows card {} no more than {}", name(risk), identity,
                       name(open.permit->risk));
  if (risk > options_.allowed_risk)
    return fmt::format("risk {}: --allow-risk {} was not given", name(risk), name(risk));
  return {};
}

CompileContext Run::context_for(const Entry& entry) const {
  CompileContext context{entry.suite,
                         &catalogue_,
                         &targets_[entry.target].target->ixit,
                         {},
                         &targets_[entry.target].target->forbidden};
  for (const auto& [role, factory] : targets_[entry.target].target->roles)
    context.roles.push_back(role);
  return context;
}

}  // namespace assay::engine

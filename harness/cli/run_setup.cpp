// SPDX-License-Identifier: Apache-2.0
// Preparing a run from the command line.
#include "cli/run_setup.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/text.hpp"
#include "cli/build_id.hpp"
#include "cli/exit_codes.hpp"
#include "cli/home.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

Result<std::pair<std::size_t, std::size_t>> read_shard(const std::string& text) {
  std::size_t part = 0, parts = 0;
  const auto slash = text.find('/');
  bool good = slash != std::string::npos;
  if (good) {
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), text.data() + slash, part);
    const auto second = std::from_chars(text.data() + slash + 1, end, parts);
    good = first.ec == std::errc() && first.ptr == text.data() + slash &&
           second.ec == std::errc() && second.ptr == end;
  }
  if (!good || part < 1 || part > parts)
    return fail(ErrorCode::malformed, "--shard takes I/N with I from 1 to N, not '{}'", text);
  return std::pair{part, parts};
}

/// 0 for "all".
Result<std::uint32_t> read_tears(const std::string& text) {
  if (text.empty() || text == "all") return 0U;
  std::uint32_t most = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, most);
  if (read.ec != std::errc() || read.ptr != end || most == 0)
    return fail(ErrorCode::malformed, "--tear takes all or a number from 1, not '{}'", text);
  return most;
}

/// "sam=URI" is a role; "model:gp?profile=x" is a card, since the colon comes first.
Result<std::pair<std::string, std::string>> role_and_uri(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || text.find(':') < equals) return std::pair{"card", text};
  std::pair out{text.substr(0, equals), text.substr(equals + 1)};
  if (out.first.empty() || out.second.empty())
    return fail(ErrorCode::malformed, "--target takes URI or ROLE=URI, not '{}'", text);
  return out;
}

/// The targets of the command line by role, each role once: of two readers one would be forgotten.
Result<std::map<std::string, std::string, std::less<>>> targets_by_role(
    const std::vector<std::string>& texts) {
  std::map<std::string, std::string, std::less<>> out;
  for (const auto& text : texts) {
    TRY(const auto target, role_and_uri(text));
    const auto [known, fresh] = out.insert(target);
    if (!fresh)
      return fail(ErrorCode::malformed, "two targets are given for the role '{}': '{}' and '{}'",
                  known->first, known->second, target.second);
  }
  return out;
}

/// The roles that steps of these suites turn to.
std::set<std::string, std::less<>> roles_of(const std::vector<script::Suite>& suites) {
  std::set<std::string, std::less<>> out{"card", "sam"};
  for (const auto& suite : suites)
    for (const auto& test_case : suite.cases)
      for (const auto& instance : test_case.instances)
        for (const auto* phase : {&instance.given, &instance.steps, &instance.finally})
          for (const auto& step : *phase) out.insert(step.role);
  return out;
}

/// A role that no step turns to is a slip of the pen: its target would be opened and never asked.
Result<void> check_roles(const std::map<std::string, std::string, std::less<>>& given,
                         const std::vector<script::Suite>& suites) {
  const auto roles = roles_of(suites);
  const std::vector<std::string_view> known(roles.begin(), roles.end());
  for (const auto& [role, uri] : given)
    if (!roles.contains(role))
      return fail(ErrorCode::malformed, "no step turns to the role '{}' of '{}={}'{}", role, role,
                  uri, did_you_mean(role, known));
  return {};
}

/// Whether a step belongs to SCP10 or SCP11, whose sessions begin with arithmetic of public keys: the catalogue gives
/// secret keys two kinds of steps, and these protocols all others.
bool uses_public_keys(const script::Instance& instance) {
  using catalogue::SessionEffect;
  const auto uses = [](const script::Step& step) {
    if (step.verb != script::Verb::send || step.command == nullptr) return false;
    const SessionEffect effect = step.command->session;
    return effect != SessionEffect::none && effect != SessionEffect::initiate &&
           effect != SessionEffect::authenticate;
  };
  return std::ranges::any_of(instance.given, uses) || std::ranges::any_of(instance.steps, uses) ||
         std::ranges::any_of(instance.finally, uses);
}

}  // namespace

int RunSetup::prepare(const RunArguments& arguments,
                      std::map<std::size_t, journal::CaseRecord> finished) {
  if (!load(arguments) || !load_surroundings(arguments)) return exit_refused;
  auto options = options_from(arguments);
  if (!options) {
    show(options.error());
    return exit_refused;
  }
  if (auto chosen = choose_targets(arguments); !chosen) {
    show(chosen.error());
    return exit_refused;
  }
  options->finished = std::move(finished);
  run_ = std::make_unique<engine::Run>(catalogue_, *std::move(options));
  if (auto planned = run_->plan(assignments_); !planned) {
    show(planned.error());
    return run_->environment_failed() ? exit_error : exit_refused;
  }
  return exit_good;
}

bool RunSetup::load(const RunArguments& arguments) {
  const auto home = find_home();
  if (!home) {
    show(home.error());
    return false;
  }
  if (arguments.nodes.empty()) {
    show(Error{ErrorCode::malformed,
               "name what to run: a suite file, a folder, or an id such as gp/get-status",
               {}});
    return false;
  }
  auto catalogue =
      load_catalogue(arguments.common.specs.empty() ? home->specs : arguments.common.specs);
  if (!catalogue) return false;
  catalogue_ = *std::move(catalogue);
  auto selection = select(arguments.nodes, home->suites, catalogue_);
  if (!selection) return false;
  selection_ = *std::move(selection);
  note_public_keys();
  if (arguments.without_public_keys)
    selection_.wanted = [this, all = selection_.wanted](std::string_view address) {
      return all(address) && !public_key_cases_.contains(address);
    };
  return true;
}

void RunSetup::note_public_keys() {
  for (const auto& suite : selection_.suites)
    for (const auto& test_case : suite.cases)
      for (const auto& instance : test_case.instances)
        if (uses_public_keys(instance))
          public_key_cases_.insert(suite.id + "/" + test_case.id + instance.label);
}

bool RunSetup::load_surroundings(const RunArguments& arguments) {
  Diagnostics diagnostics;
  const auto note = [&](const std::string& kind, const std::vector<std::string>& files) {
    if (!arguments.leaves_evidence) return;
    for (auto& input : fingerprints(kind, files)) inputs_.push_back(std::move(input));
  };
  if (!arguments.ics.empty()) {
    surroundings_.ics = script::load_ics(arguments.ics, catalogue_, diagnostics);
    note("ics", {arguments.ics});
  }
  if (!arguments.bench.empty()) {
    surroundings_.bench = script::load_bench(arguments.bench, catalogue_, diagnostics);
    note("bench", {arguments.bench});
  }
  if (!arguments.expected.empty()) {
    auto expected = script::load_expected_failures(arguments.expected, diagnostics);
    if (expected) expected_ = *std::move(expected);
    note("expected", {arguments.expected});
  }
  note("suite", selection_.files);
  note("spec", catalogue_.files);
  show(diagnostics);
  return diagnostics.empty();
}

Result<engine::RunOptions> RunSetup::options_from(const RunArguments& arguments) const {
  engine::RunOptions options;
  options.seed = arguments.seed;
  options.strict = arguments.strict;
  options.fail_fast = arguments.fail_fast;
  options.shuffle = arguments.shuffle;
  options.jobs = arguments.jobs;
  TRY(options.tears, read_tears(arguments.tear));
  options.tags = arguments.tags;
  options.expected_failures = expected_;
  options.tool_version = tool_version();
  options.build_id = build_id();
  options.command_line = arguments.command_line;
  options.inputs = inputs_;
  if (!arguments.allow_risk.empty())
    options.allowed_risk = *catalogue::parse_risk(arguments.allow_risk);
  if (!arguments.shard.empty()) {
    TRY(const auto shard, read_shard(arguments.shard));
    options.shard = shard.first;
    options.shards = shard.second;
  }
  if (!surroundings_.bench) return options;
  options.permits = surroundings_.bench->permits;
  options.emulators = surroundings_.bench->emulators;
  const fs::path bench(arguments.bench);
  const fs::path named(surroundings_.bench->ledger);
  // A ledger named by a bench lies beside the bench, wherever the program was started.
  options.ledger = named.empty()         ? bench.string() + ".ledger"
                   : named.is_absolute() ? named.string()
                                         : (bench.parent_path() / named).string();
  return options;
}

Result<void> RunSetup::choose_targets(const RunArguments& arguments) {
  TRY(auto targets, targets_by_role(arguments.targets));
  TRY_VOID(check_roles(targets, selection_.suites));
  if (surroundings_.bench)
    for (const auto& [role, uri] : surroundings_.bench->targets) targets.try_emplace(role, uri);
  if (const auto card = targets.find("card"); card != targets.end()) {
    card_uri_ = card->second;
    targets.erase(card);
  }
  other_roles_.assign(targets.begin(), targets.end());
  for (const auto& suite : selection_.suites) {
    const auto uris = card_uri_.empty() ? suite.models : std::vector{card_uri_};
    if (uris.empty())
      return fail(ErrorCode::malformed, "{}: the suite names no models, so --target is needed",
                  suite.file);
    for (const auto& uri : uris) {
      TRY(const engine::Target* target, target_for(uri));
      assignments_.push_back({&suite, target, selection_.wanted});
    }
  }
  return {};
}

Result<const engine::Target*> RunSetup::target_for(const std::string& uri) {
  auto& known = target_by_uri_[uri];
  if (known != nullptr) return known;
  TRY(engine::Target made, make_target(uri, other_roles_, surroundings_));
  targets_.push_back(std::move(made));
  known = &targets_.back();
  return known;
}

}  // namespace assay::cli

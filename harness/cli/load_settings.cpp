// SPDX-License-Identifier: Apache-2.0
// One line for each setting: the option, else the bench, else what stands in the plan.
#include "cli/load_settings.hpp"

#include <algorithm>
#include <charconv>

#include "base/distribution.hpp"
#include "base/text.hpp"
#include "cli/load_ports.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t most_sessions = 100'000;
constexpr std::uint64_t most_transactions = 1'000'000'000;

Result<std::uint64_t> whole(std::string_view text, std::uint64_t most) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value == 0 || value > most)
    return fail(ErrorCode::out_of_range, "'{}' is no number from 1 to {}", text, most);
  return value;
}

class Reader {
 public:
  Reader(const LoadArguments& arguments,
         const std::map<std::string, std::string, std::less<>>& bench)
      : arguments_(arguments), bench_(bench) {}

  /// Reads a setting with `parse` into `target` where anybody gave it.
  template <typename Parse, typename Target>
  Result<void> read(const std::string& option, std::string_view key, Parse parse, Target& target) {
    const bool given = arguments_.settings.contains(option);
    const auto in_bench = bench_.find(key);
    if (!given && in_bench == bench_.end()) return {};
    const std::string& text = given ? arguments_.settings.at(option) : in_bench->second;
    auto value = parse(text);
    if (!value)
      return fail(value.error().code, "{}: {}", given ? "--" + option : "load." + std::string(key),
                  value.error().message);
    target = *value;
    return {};
  }

 private:
  const LoadArguments& arguments_;
  const std::map<std::string, std::string, std::less<>>& bench_;
};

Result<std::vector<std::size_t>> two_numbers(const std::string& text) {
  const auto parts = split(text, ',');
  if (parts.size() != 2)
    return fail(ErrorCode::malformed,
                "--compare: '{}' is not two numbers of sessions, such as 50,5000", text);
  std::vector<std::size_t> out;
  for (const auto part : parts) {
    const auto value = whole(trim(part), most_sessions);
    if (!value) return fail(value.error().code, "--compare: {}", value.error().message);
    out.push_back(*value);
  }
  if (out[0] == out[1])
    return fail(ErrorCode::malformed, "--compare: {} sessions cannot be compared with themselves",
                out[0]);
  if (out[0] > out[1])
    return fail(ErrorCode::malformed, "--compare: few against many, so {},{}", out[1], out[0]);
  return out;
}

/// What would change nothing is refused, so that nobody believes it did.
Result<void> check_use(const LoadArguments& arguments) {
  if (arguments.size) return {};
  for (const char* option : {"blocking", "wait", "waiting"})
    if (arguments.settings.contains(option))
      return fail(ErrorCode::malformed, "--{} is of --size, which is not asked for", option);
  return {};
}

}  // namespace

Result<LoadSettings> load_settings(const LoadArguments& arguments,
                                   const std::map<std::string, std::string, std::less<>>& bench) {
  TRY_VOID(check_use(arguments));
  LoadSettings out;
  load::Plan& plan = out.plan;
  // Sales that take no time would never meet.
  TRY(plan.network.delay, Distribution::parse("exponential 40 ms"));
  Reader reader(arguments, bench);
  const auto text = [](const std::string& value) { return Result<std::string>(value); };
  const auto number = [](std::uint64_t most) {
    return [most](std::string_view value) { return whole(value, most); };
  };
  double an_hour = 0;
  TRY_VOID(reader.read("card", "card", text, out.card));
  TRY_VOID(reader.read("hsm", "hsm", text, out.hsm));
  TRY_VOID(reader.read("sessions", "sessions", number(most_sessions), plan.sessions));
  TRY_VOID(
      reader.read("transactions", "transactions", number(most_transactions), plan.transactions));
  TRY_VOID(reader.read("arrivals", "arrivals_per_hour", number(most_transactions), an_hour));
  TRY_VOID(reader.read("think-time", "think_time", Distribution::parse, plan.think));
  TRY_VOID(reader.read("network-delay", "network_delay", Distribution::parse, plan.network.delay));
  TRY_VOID(reader.read("network-loss", "network_loss", parse_share, plan.network.loss));
  TRY_VOID(reader.read("repeat-after", "repeat_after", parse_time, plan.network.repeat_after));
  TRY_VOID(reader.read("attempts", "attempts", number(1000), plan.network.attempts));
  TRY_VOID(reader.read("hsm-time", "hsm_time", Distribution::parse, plan.hsm_time));
  TRY_VOID(reader.read("hsm-timeout", "hsm_timeout", parse_time, out.hsm_timeout));
  TRY_VOID(reader.read("channel-wait", "channel_wait", parse_time, plan.channel_patience));
  TRY_VOID(reader.read("kill-clients", "kill_clients", parse_share, plan.kill_rate));
  std::optional<Distribution> notice;
  TRY_VOID(reader.read("kill-notice", "kill_notice", Distribution::parse, notice));
  if (notice) plan.detection = *notice;
  plan.leaves_channels = !notice;
  TRY_VOID(reader.read("blocking", "accepted_blocking", parse_share, out.accepted_blocking));
  TRY_VOID(reader.read("wait", "accepted_wait", parse_time, out.accepted_wait));
  TRY_VOID(reader.read("waiting", "accepted_waiting", parse_share, out.accepted_waiting));
  plan.arrivals = an_hour / 3600;
  plan.seed = arguments.seed;
  out.rounds = arguments.rounds;
  out.shared_hsm = arguments.shared_hsm;
  if (!arguments.compare.empty()) {
    TRY(out.compare, two_numbers(arguments.compare));
  }
  if (plan.transactions == 0)
    plan.transactions =
        10 * (out.compare.empty() ? plan.sessions : std::max(out.compare[0], out.compare[1]));
  if (out.hsm_timeout == 0)
    return fail(ErrorCode::out_of_range,
                "--hsm-timeout: an HSM that is given no time cannot answer");
  out.real_time = arguments.real_time || needs_wall_clock(out.hsm);
  return out;
}

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// Opening targets, and what models say of themselves.
#include "cli/targets.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "adapters/decorators/get_response_channel.hpp"
#include "adapters/replay/replay_channel.hpp"
#include "adapters/session_crypto/plugin.hpp"
#include "adapters/shim/command_line.hpp"
#include "adapters/shim/shim_channel.hpp"
#include "adapters/vpcd/remote_control.hpp"
#include "adapters/vpcd/vpcd_reader.hpp"
#include "base/hex.hpp"
#include "base/text.hpp"
#include "cli/hsm_target.hpp"
#include "cli/models.hpp"
#include "cli/scp80_target.hpp"
#include "cli/target_uri.hpp"
#include "engine/policy.hpp"
#include "engine/scp10_keys.hpp"
#include "engine/scp11_keys.hpp"
#ifdef ASSAY_HAS_PCSC
#include "adapters/pcsc/pcsc_channel.hpp"
#endif

namespace assay::cli {
namespace {

using Channel = Result<std::unique_ptr<iso7816::CardChannel>>;
/// Bound of every exchange that the bench asks for; a target's own option is stronger.
using TimeLimit = std::optional<std::chrono::milliseconds>;

template <typename Number>
Result<Number> read_number(std::string_view text, std::string_view what) {
  Number value{};
  const char* end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end)
    return fail(ErrorCode::malformed, "'{}' is not a number for {}", text, what);
  return value;
}

Result<void> only_options(const TargetUri& uri, const std::vector<std::string_view>& names) {
  for (const auto& [name, value] : uri.options)
    if (std::ranges::find(names, name) == names.end())
      return fail(ErrorCode::malformed, "target '{}' has no option '{}'{} (options: {})", uri.text,
                  name, did_you_mean(name, names), fmt::join(names, " "));
  return {};
}

/// A time in milliseconds among the options of a target, or `usual` when it is not there.
Result<std::chrono::milliseconds> read_time(const TargetUri& uri, std::string_view option,
                                            std::chrono::milliseconds usual) {
  constexpr unsigned most = 3'600'000;
  if (!uri.options.contains(option)) return usual;
  const auto value = read_number<unsigned>(uri.option(option), option);
  if (!value || *value == 0 || *value > most)
    return fail(ErrorCode::malformed, "{} is a number of milliseconds from 1 to 3600000, not '{}'",
                option, uri.option(option));
  return std::chrono::milliseconds(*value);
}

Channel open_model(const TargetUri& uri) {
  TRY(const auto* family, find_model(uri.text));
  std::vector<std::string_view> known{"profile", "deviate", "seed"};
  for (const auto name : family->profile_options)
    if (!name.empty()) known.push_back(name);
  TRY_VOID(only_options(uri, known));
  TRY(const auto options, model_options(uri, *family));
  auto opened = family->open(options);
  if (opened) return opened;
  // Whatever a model does not open with stands in its URI: a mistake of who wrote that.
  Error error = std::move(opened).error();
  if (error.message.starts_with("model:"))
    error.message += fmt::format(" (profiles and deviations: assay list model:{})", family->name);
  error.code = ErrorCode::malformed;
  return tl::unexpected(std::move(error));
}

#ifdef ASSAY_HAS_PCSC
Result<pcsc::PcscOptions> pcsc_options(const TargetUri& uri, TimeLimit limit) {
  TRY_VOID(only_options(uri, {"share", "protocol", "timeout", "control"}));
  pcsc::PcscOptions options;
  TRY(options.timeout, read_time(uri, "timeout", limit.value_or(options.timeout)));
  options.reader_glob = uri.body;
  const auto share = uri.option("share");
  if (!share.empty() && share != "shared" && share != "exclusive")
    return fail(ErrorCode::malformed, "share is 'exclusive' or 'shared', not '{}'", share);
  if (share == "shared") options.share = pcsc::Share::shared;
  const auto protocol = uri.option("protocol");
  if (protocol == "t0")
    options.protocol = pcsc::Protocol::t0;
  else if (protocol == "t1")
    options.protocol = pcsc::Protocol::t1;
  else if (!protocol.empty())
    return fail(ErrorCode::malformed, "protocol is 't0' or 't1', not '{}'", protocol);
  return options;
}
#endif

Channel open_pcsc(const TargetUri& uri, [[maybe_unused]] TimeLimit limit) {
#ifdef ASSAY_HAS_PCSC
  TRY(const auto options, pcsc_options(uri, limit));
  TRY(auto channel, pcsc::open_pcsc(options));
  const std::string control(uri.option("control"));
  if (control.empty()) return channel;
  return vpcd::open_controlled(std::move(channel), control);
#else
  return fail(ErrorCode::internal, "'{}' passed check_uri without PC/SC", uri.text);
#endif
}

Result<vpcd::VpcdReaderOptions> vpcd_options(const TargetUri& uri, TimeLimit limit) {
  TRY_VOID(only_options(uri, {"timeout", "insertion"}));
  vpcd::VpcdReaderOptions options;
  TRY(options.port, read_number<std::uint16_t>(uri.body, "the port of vpcd:PORT"));
  TRY(options.timeout, read_time(uri, "timeout", limit.value_or(options.timeout)));
  TRY(options.insertion, read_time(uri, "insertion", options.insertion));
  return options;
}

Channel open_shim(const TargetUri& uri, TimeLimit limit) {
  shim::ShimOptions options{.command = uri.body};
  options.timeout = limit.value_or(options.timeout);
  // The words were checked (check_uri); what goes wrong from here on is the program's doing.
  auto opened = shim::open_shim(options);
  if (!opened && opened.error().code == ErrorCode::malformed)
    opened.error().code = ErrorCode::internal;
  return opened;
}

Channel open_line(const TargetUri& uri, TimeLimit limit) {
  if (uri.scheme == "model") return open_model(uri);
  if (uri.scheme == "pcsc") return open_pcsc(uri, limit);
  if (uri.scheme == "exec") return open_shim(uri, limit);
  if (uri.scheme == "replay") return replay::open_replay(uri.body);
  if (is_hsm(uri)) return open_hsm(uri);
  TRY(const auto options, vpcd_options(uri, limit));
  return vpcd::open_vpcd(options);
}

Channel open_uri(const TargetUri& uri, TimeLimit limit) {
  TRY(auto channel, open_line(uri, limit));
  if (!uri.as_t0) return channel;
  const decorators::GetResponseOptions all{.drop_case4_le = true};
  return std::make_unique<decorators::GetResponseChannel>(std::move(channel), all);
}

/// Values of a model as a bench would give them; the text is hex except for booleans and numbers.
Result<void> add_model_claims(const TargetUri& uri, const Surroundings& surroundings,
                              engine::Target& target) {
  TRY(const auto* family, find_model(uri.text));
  TRY(const auto product, family->claims(profile_of(uri, *family)));
  if (!surroundings.ics) {
    target.ics.product = uri.text;
    for (const auto& claim : product.ics) target.ics.answers[claim.name] = claim.value;
  }
  for (const auto& value : product.ixit) {
    TRY(const Bytes bytes, from_hex(value.value));
    target.ixit.try_emplace(value.name, bytes.begin(), bytes.end());
  }
  return {};
}

/// Where the value that an error names by `where` stands in the bench; nowhere when a model gave it. What is wrong with such
/// a value, or that it lacks, is no fault of the environment.
tl::unexpected<Error> in_bench(Error error, const Surroundings& surroundings) {
  if (error.code == ErrorCode::not_found && error.where.empty()) {
    if (surroundings.bench) error.where = surroundings.bench->file;
    error.code = ErrorCode::malformed;
    return tl::unexpected(std::move(error));
  }
  const std::string name = std::exchange(error.where, {});
  if (surroundings.bench)
    if (const auto found = surroundings.bench->places.find(name);
        found != surroundings.bench->places.end())
      error.where = found->second;
  return tl::unexpected(std::move(error));
}

/// Keys of SCP10 and SCP11 are read when they are used; a bench that gives one which cannot be read is refused before.
Result<void> check_scp10_keys(const engine::Names::Ixit& ixit, const Surroundings& surroundings) {
  constexpr std::string_view suffix = ".i";
  if (!surroundings.bench) return {};
  for (const auto& [name, value] : ixit) {
    if (!name.starts_with("scp10") || !name.ends_with(suffix)) continue;
    const auto group = std::string_view(name).substr(0, name.size() - suffix.size());
    if (auto keys = engine::read_scp10_bench(ixit, group); !keys)
      return in_bench(std::move(keys).error(), surroundings);
  }
  return {};
}

Result<void> check_scp11_keys(const engine::Names::Ixit& ixit, const Surroundings& surroundings) {
  constexpr std::string_view suffix = ".key_id";
  if (!surroundings.bench) return {};
  for (const auto& [name, value] : ixit) {
    if (!name.starts_with("scp11") || !name.ends_with(suffix)) continue;
    const auto group = std::string_view(name).substr(0, name.size() - suffix.size());
    if (auto keys = engine::read_scp11_keys(ixit, group); !keys)
      return in_bench(std::move(keys).error(), surroundings);
  }
  return {};
}

bool is_calypso_model(const TargetUri& uri) {
  return uri.scheme == "model" && uri.body.starts_with("calypso-");
}

/// A Calypso card needs somebody who computes: the plug-in of the bench, else the role "sam"; beside a model card that is the
/// model SAM unless another is given.
Result<void> add_session_crypto(const TargetUri& card, const Surroundings& surroundings,
                                engine::Target& target) {
  constexpr std::string_view scheme = "plugin:";
  if (surroundings.bench && !surroundings.bench->session_crypto.empty()) {
    target.session_crypto_uri = surroundings.bench->session_crypto;
    const std::string file = target.session_crypto_uri.substr(scheme.size());
    target.session_crypto = [file] { return session_crypto::load_plugin(file); };
    TRY_VOID(target.session_crypto());
    return {};
  }
  const bool has_sam =
      std::ranges::any_of(target.roles, [](const auto& role) { return role.first == "sam"; });
  constexpr auto model_sam = "model:sam";
  if (has_sam || !is_calypso_model(card) || !find_model(model_sam)) return {};
  TRY(const auto uri, parse_target_uri(model_sam));
  target.roles.emplace_back("sam", [uri] { return open_uri(uri, {}); });
  return {};
}

/// The card itself, behind whatever carries the commands.
Result<TargetUri> carried_target(const TargetUri& uri) {
  return uri.scheme == "scp80" ? parse_target_uri(uri.body) : Result<TargetUri>(uri);
}

Channel open_over_the_air(const TargetUri& card, TimeLimit limit,
                          const scp80::Scp80Options& options) {
  TRY(auto inner, open_uri(card, limit));
  return scp80::open_scp80(std::move(inner), options);
}

}  // namespace

Result<void> check_uri(const std::string& text) {
  TRY(const auto uri, parse_target_uri(text));
  if (uri.scheme == "scp80") {
    if (uri.body.starts_with("scp80:"))
      return fail(ErrorCode::malformed, "'{}' puts packets into packets", text);
    return check_uri(uri.body);
  }
  if (uri.scheme == "model") {
    // Opening a model costs microseconds and checks profile and deviations.
    TRY_VOID(open_model(uri));
  }
  if (uri.scheme == "vpcd") TRY_VOID(vpcd_options(uri, {}));
  if (uri.scheme == "exec") TRY_VOID(shim::split_command_line(uri.body));
  if (is_hsm(uri)) TRY_VOID(check_hsm(uri));
  if ((uri.scheme == "exec" || uri.scheme == "replay" || uri.scheme == "pcsc") && uri.body.empty())
    return fail(ErrorCode::malformed, "'{}' names nothing after the colon", text);
#ifdef ASSAY_HAS_PCSC
  if (uri.scheme == "pcsc") {
    TRY_VOID(pcsc_options(uri, {}));
    const std::string control(uri.option("control"));
    if (!control.empty()) TRY_VOID(vpcd::check_control(control));
  }
#else
  if (uri.scheme == "pcsc")
    return fail(ErrorCode::unsupported, "this build has no PC/SC, so '{}' cannot be opened", text);
#endif
  return {};
}

Channel open_channel(const std::string& text) {
  TRY_VOID(check_uri(text));
  TRY(const auto uri, parse_target_uri(text));
  if (uri.scheme != "scp80") return open_uri(uri, {});
  TRY(const auto card, carried_target(uri));
  engine::Target target;
  if (card.scheme == "model") TRY_VOID(add_model_claims(card, {}, target));
  const auto options = scp80_options(target.ixit);
  if (!options) return in_bench(options.error(), {});
  return open_over_the_air(card, {}, *options);
}

Result<engine::Target> make_target(const std::string& text,
                                   const std::vector<std::pair<std::string, std::string>>& others,
                                   const Surroundings& surroundings) {
  TRY_VOID(check_uri(text));
  TRY(const auto uri, parse_target_uri(text));
  engine::Target target;
  target.uri = text;
  target.identify = uri.scheme != "replay";
  TimeLimit limit;
  if (surroundings.bench && surroundings.bench->timeout_ms != 0)
    limit = std::chrono::milliseconds(surroundings.bench->timeout_ms);
  for (const auto& [role, other] : others) {
    TRY_VOID(check_uri(other));
    TRY(const auto other_uri, parse_target_uri(other));
    target.roles.emplace_back(role, [other_uri, limit] { return open_uri(other_uri, limit); });
  }
  if (surroundings.bench) {
    target.ixit = surroundings.bench->ixit;
    target.bench = surroundings.bench->file;
  }
  if (surroundings.ics) target.ics = *surroundings.ics;
  TRY(const auto card, carried_target(uri));
  if (card.scheme == "model") TRY_VOID(add_model_claims(card, surroundings, target));
  TRY_VOID(add_session_crypto(card, surroundings, target));
  if (surroundings.bench)
    target.forbidden = engine::forbidden_groups(surroundings.bench->forbidden, target.ixit);
  TRY_VOID(check_scp10_keys(target.ixit, surroundings));
  TRY_VOID(check_scp11_keys(target.ixit, surroundings));
  if (uri.scheme == "scp80") {
    if (const auto why = target.forbidden.find("scp80"); why != target.forbidden.end())
      return fail(ErrorCode::refused, "{}", why->second);
    const auto options = scp80_options(target.ixit);
    if (!options) return in_bench(options.error(), surroundings);
    target.roles.emplace(target.roles.begin(), "card", [card, limit, options = *options] {
      return open_over_the_air(card, limit, options);
    });
  } else {
    target.roles.emplace(target.roles.begin(), "card",
                         [card, limit] { return open_uri(card, limit); });
  }
  return target;
}

Result<std::vector<engine::Mutant>> mutants_of(const std::string& name) {
  TRY(const auto* family, find_model(name));
  std::vector<engine::Mutant> out;
  for (const auto& deviation : family->deviations()) {
    engine::Mutant mutant;
    mutant.id = deviation.id;
    mutant.model = "model:" + std::string(family->name);
    for (const auto row : split(deviation.rows, ' '))
      if (!row.empty()) mutant.rows.emplace_back(row);
    mutant.says = deviation.says;
    out.push_back(std::move(mutant));
  }
  return out;
}

}  // namespace assay::cli

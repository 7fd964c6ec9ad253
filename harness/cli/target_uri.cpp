// SPDX-License-Identifier: Apache-2.0
// Reading target URIs.
#include "cli/target_uri.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace assay::cli {
namespace {

constexpr std::array<std::string_view, 9> schemes{"model", "pcsc", "vpcd",    "exec", "replay",
                                                  "scp80", "hsm",  "hsm-tcp", "t0"};

Result<TargetUri> behind_t0(const TargetUri& outer) {
  TRY(TargetUri inner, parse_target_uri(outer.body));
  constexpr std::array<std::string_view, 4> lines{"pcsc", "vpcd", "exec", "replay"};
  if (inner.as_t0 || std::ranges::find(lines, inner.scheme) == lines.end())
    return fail(ErrorCode::malformed,
                "'{}': t0: stands before pcsc:, vpcd:, exec: or replay:", outer.text);
  inner.as_t0 = true;
  return inner;
}

/// Deviations may be named one by one; any other option has one value.
Result<void> add_option(TargetUri& uri, std::string_view name, std::string_view value) {
  const auto [place, is_new] = uri.options.emplace(name, value);
  if (is_new) return {};
  if (name != "deviate")
    return fail(ErrorCode::malformed, "target '{}' has the option '{}' twice", uri.text, name);
  place->second.append(",").append(value);
  return {};
}

}  // namespace

std::string_view TargetUri::option(std::string_view key) const {
  const auto found = options.find(key);
  return found == options.end() ? std::string_view() : std::string_view(found->second);
}

Result<TargetUri> parse_target_uri(std::string_view text) {
  TargetUri uri;
  uri.text = text;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos)
    return fail(ErrorCode::malformed,
                "'{}' is not a target; one looks like model:gp, pcsc:READER, vpcd:PORT, "
                "exec:COMMAND or replay:FILE",
                text);
  uri.scheme = text.substr(0, colon);
  uri.body = text.substr(colon + 1);
  if (std::ranges::find(schemes, uri.scheme) == schemes.end())
    return fail(ErrorCode::malformed, "'{}' is not a kind of target{}", uri.scheme,
                did_you_mean(uri.scheme, schemes));
  if (uri.scheme == "t0") return behind_t0(uri);
  // A command line, a file name or another target may hold question marks of its own.
  if (uri.scheme == "exec" || uri.scheme == "replay" || uri.scheme == "scp80") return uri;
  const auto question = uri.body.find('?');
  if (question == std::string::npos) return uri;
  const std::string options = uri.body.substr(question + 1);
  uri.body.resize(question);
  for (const auto part : split(options, '&')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos)
      return fail(ErrorCode::malformed, "'{}' in target '{}' is not of the form name=value", part,
                  text);
    TRY_VOID(add_option(uri, part.substr(0, equals), part.substr(equals + 1)));
  }
  return uri;
}

}  // namespace assay::cli

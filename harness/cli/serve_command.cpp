// SPDX-License-Identifier: Apache-2.0
// assay serve: shows a model card to other programs until it is interrupted.
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "adapters/shim/stdio_card.hpp"
#include "adapters/vpcd/vpcd_card.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/targets.hpp"

namespace assay::cli {
namespace {

std::atomic<bool> stop{false};

void ask_to_stop(int) {
  stop = true;
}

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};

Result<Endpoint> read_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  Endpoint out;
  bool good = colon != std::string::npos && colon > 0;
  if (good) {
    out.host = text.substr(0, colon);
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, out.port);
    good = read.ec == std::errc() && read.ptr == end && out.port != 0;
  }
  if (!good) return fail(ErrorCode::malformed, "'{}' is not HOST:PORT", text);
  return out;
}

int serve_over_vpcd(iso7816::CardChannel& card, const ServeArguments& arguments) {
  const auto endpoint = read_endpoint(arguments.vpcd);
  if (!endpoint) {
    show(endpoint.error());
    return exit_refused;
  }
  vpcd::VpcdCardOptions options;
  options.reconnect = true;
  options.notice = [](const std::string& said) { fmt::print(stderr, "assay: {}\n", said); };
  const auto counts = vpcd::serve_vpcd(card, endpoint->host, endpoint->port, stop, options);
  if (!counts) {
    show(counts.error());
    return exit_error;
  }
  fmt::print(stderr, "assay: {} commands, {} resets, {} connections served\n", counts->commands,
             counts->resets, counts->connections);
  return exit_good;
}

int serve_over_stdio(iso7816::CardChannel& card, const std::string& name) {
  const auto served = shim::serve_stdio(card, std::cin, std::cout, name);
  if (served) return exit_good;
  show(served.error());
  return exit_error;
}

}  // namespace

int serve_command(const ServeArguments& arguments) {
  if (!arguments.model.starts_with("model:")) {
    show(Error{
        ErrorCode::malformed, "only models can be served, '" + arguments.model + "' is none", {}});
    return exit_refused;
  }
  auto card = open_channel(arguments.model);
  if (!card) {
    show(card.error());
    return exit_refused;
  }
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  if (!arguments.vpcd.empty()) return serve_over_vpcd(**card, arguments);
  if (arguments.stdio) return serve_over_stdio(**card, arguments.model);
  show(Error{ErrorCode::malformed, "say where to show the card: --vpcd HOST:PORT or --stdio", {}});
  return exit_refused;
}

}  // namespace assay::cli

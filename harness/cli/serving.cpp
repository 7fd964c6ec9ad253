// SPDX-License-Identifier: Apache-2.0
// The two ways a card is shown.
#include "cli/serving.hpp"

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <thread>

#include "adapters/hsm_channel/tcp_server.hpp"
#include "adapters/shim/stdio_card.hpp"
#include "adapters/vpcd/vpcd_card.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"

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

void stop_when_interrupted() {
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
}

}  // namespace

int serve_over_vpcd(iso7816::CardChannel& card, const std::string& text) {
  stop_when_interrupted();
  const auto endpoint = read_endpoint(text);
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
  stop_when_interrupted();
  const auto served = shim::serve_stdio(card, std::cin, std::cout, name);
  if (served) return exit_good;
  show(served.error());
  return exit_error;
}

int serve_hsm(hsm::Device& device, const std::string& endpoint, bool manages_keys) {
  stop_when_interrupted();
  hsm::ServerOptions options;
  options.manages_keys = manages_keys;
  const auto server = hsm::TcpServer::start(device, endpoint, options);
  if (!server) {
    show(server.error());
    return exit_refused;
  }
  fmt::print(stderr, "assay: serving on port {}\n", (*server)->port());
  constexpr std::chrono::milliseconds look{100};
  while (!stop) std::this_thread::sleep_for(look);
  const auto counts = (*server)->counts();
  fmt::print(stderr, "assay: {} clients, {} turned away, {} dropped, {} questions answered\n",
             counts.clients, counts.turned_away, counts.dropped, counts.questions);
  return exit_good;
}

}  // namespace assay::cli

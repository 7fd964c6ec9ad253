// SPDX-License-Identifier: Apache-2.0
// The socket calls that happen once for each connection.
#include "adapters/hsm_channel/endpoint.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <system_error>

namespace assay::hsm {
namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

void set_number(int fd, int level, int option, int value) {
  (void)setsockopt(fd, level, option, &value, sizeof value);
}

Result<Addresses> addresses_of(const Endpoint& endpoint, int flags) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(endpoint.port);
  if (const int bad = getaddrinfo(endpoint.host.c_str(), port.c_str(), &wanted, &found); bad != 0)
    return fail(ErrorCode::not_found, "host '{}': {}", endpoint.host, gai_strerror(bad));
  return Addresses(found, freeaddrinfo);
}

}  // namespace

std::string reason() {
  return std::generic_category().message(errno);
}

Result<Endpoint> read_endpoint(const std::string& text, bool any_port) {
  const auto colon = text.rfind(':');
  Endpoint out;
  bool good = colon != std::string::npos && colon > 0;
  if (good) {
    out.host = text.substr(0, colon);
    // An address of IPv6 stands in brackets, as in a URI, or without.
    if (out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']')
      out.host = out.host.substr(1, out.host.size() - 2);
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, out.port);
    good = read.ec == std::errc() && read.ptr == end && (any_port || out.port != 0);
  }
  if (!good) return fail(ErrorCode::malformed, "'{}' is not HOST:PORT", text);
  return out;
}

Result<Descriptor> connect_to(const Endpoint& endpoint) {
  TRY(const auto found, addresses_of(endpoint, 0));
  std::string why = "no address";
  for (const addrinfo* at = found.get(); at != nullptr; at = at->ai_next) {
    Descriptor peer(socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, at->ai_protocol));
    if (peer.is_open() && connect(peer.get(), at->ai_addr, at->ai_addrlen) == 0) {
      prepare_connection(peer);
      return peer;
    }
    why = reason();
  }
  return fail(ErrorCode::reader_lost, "nobody answers on {}:{}: {}", endpoint.host, endpoint.port,
              why);
}

Result<Descriptor> listen_at(const Endpoint& endpoint) {
  constexpr int waiting = 512;
  TRY(const auto found, addresses_of(endpoint, AI_PASSIVE));
  std::string why = "no address";
  for (const addrinfo* at = found.get(); at != nullptr; at = at->ai_next) {
    Descriptor listener(
        socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol));
    if (listener.is_open()) {
      set_number(listener.get(), SOL_SOCKET, SO_REUSEADDR, 1);
      if (bind(listener.get(), at->ai_addr, at->ai_addrlen) == 0 &&
          listen(listener.get(), waiting) == 0)
        return listener;
    }
    why = reason();
  }
  return fail(ErrorCode::refused, "cannot listen on {}:{}: {}", endpoint.host, endpoint.port, why);
}

std::uint16_t port_of(const Descriptor& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

void prepare_connection(const Descriptor& connection) {
  set_number(connection.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  set_number(connection.get(), SOL_SOCKET, SO_KEEPALIVE, 1);
  set_number(connection.get(), IPPROTO_TCP, TCP_KEEPIDLE, 30);
  set_number(connection.get(), IPPROTO_TCP, TCP_KEEPINTVL, 10);
  set_number(connection.get(), IPPROTO_TCP, TCP_KEEPCNT, 3);
}

void limit_buffers(const Descriptor& connection) {
  constexpr int size = 16 * 1024;
  set_number(connection.get(), SOL_SOCKET, SO_SNDBUF, size);
  set_number(connection.get(), SOL_SOCKET, SO_RCVBUF, size);
}

std::size_t connections_possible(std::size_t wanted) {
  constexpr rlim_t others = 64;  // files of the program itself
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = static_cast<rlim_t>(wanted) + others;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min(limit.rlim_max, needed);
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    (void)getrlimit(RLIMIT_NOFILE, &limit);
  }
  const rlim_t left = limit.rlim_cur > others ? limit.rlim_cur - others : 1;
  return std::min(wanted, static_cast<std::size_t>(left));
}

}  // namespace assay::hsm

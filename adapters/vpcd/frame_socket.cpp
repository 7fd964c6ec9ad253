// SPDX-License-Identifier: Apache-2.0
// FrameSocket: frames over TCP. All the socket calls of this room are here.
#include "adapters/vpcd/frame_socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace assay::vpcd {
namespace {

constexpr std::size_t chunk_size = 65538;

void set_on(int fd, int level, int option) {
  const int on = 1;
  (void)setsockopt(fd, level, option, &on, sizeof on);
}

// vpcd sends length and payload apart; Nagle holds the second back until the first is acknowledged, and the kernel
// delays that by 40 ms unless asked each time: the flag falls back by itself after a while.
void acknowledge_at_once(int fd) {
  set_on(fd, IPPROTO_TCP, TCP_QUICKACK);
}

std::string reason() {
  return std::strerror(errno);
}

}  // namespace

FrameSocket::FrameSocket(Descriptor socket) : socket_(std::move(socket)), chunk_(chunk_size) {
  set_on(socket_.get(), IPPROTO_TCP, TCP_NODELAY);
  acknowledge_at_once(socket_.get());
}

void FrameSocket::close() noexcept {
  socket_.close();
  decoder_.clear();
}

Result<bool> FrameSocket::wait_for(short events, Deadline deadline) const {
  pollfd waited{socket_.get(), events, 0};
  for (;;) {
    const int ready = poll(&waited, 1, deadline.milliseconds_left());
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return fail(ErrorCode::internal, "poll: {}", reason());
  }
}

Result<void> FrameSocket::send(ByteView payload, Deadline deadline) {
  out_.clear();
  encode_frame(payload, out_);
  ByteView left = out_;
  while (!left.empty()) {
    // No SIGPIPE: a peer that has gone is an answer, not our end.
    const ssize_t sent =
        ::send(socket_.get(), left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      left = left.subspan(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR)
      return fail(ErrorCode::reader_lost, "the connection is gone: {}", reason());
    TRY(const bool writable, wait_for(POLLOUT, deadline));
    if (!writable) return fail(ErrorCode::timeout, "the other side takes no more bytes");
  }
  return {};
}

Result<std::optional<ByteView>> FrameSocket::receive(Deadline deadline) {
  for (;;) {
    if (const auto payload = decoder_.next()) return payload;
    acknowledge_at_once(socket_.get());
    TRY(const bool readable, wait_for(POLLIN, deadline));
    if (!readable) return std::optional<ByteView>{};
    TRY_VOID(read_some());
    acknowledge_at_once(socket_.get());
  }
}

Result<void> FrameSocket::read_some() {
  const ssize_t got = recv(socket_.get(), chunk_.data(), chunk_.size(), MSG_DONTWAIT);
  if (got > 0) {
    decoder_.feed(ByteView(chunk_).first(static_cast<std::size_t>(got)));
    return {};
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return {};
  const std::string how = got == 0 ? "closed" : reason();
  if (decoder_.pending() == 0)
    return fail(ErrorCode::reader_lost, "the connection is gone: {}", how);
  return fail(ErrorCode::reader_lost, "the connection is gone after {} bytes of an answer: {}",
              decoder_.pending(), how);
}

Result<Descriptor> listen_on(std::uint16_t port) {
  Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!listener.is_open()) return fail(ErrorCode::internal, "socket: {}", reason());
  set_on(listener.get(), SOL_SOCKET, SO_REUSEADDR);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener.get(), 1) != 0)
    return fail(ErrorCode::refused, "cannot listen on 127.0.0.1:{}: {}", port, reason());
  return listener;
}

std::uint16_t port_of(const Descriptor& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.sin_port);
}

Result<std::optional<Descriptor>> accept_from(const Descriptor& listener, Deadline deadline) {
  pollfd waited{listener.get(), POLLIN, 0};
  for (;;) {
    const int ready = poll(&waited, 1, deadline.milliseconds_left());
    if (ready == 0) return std::optional<Descriptor>{};
    if (ready < 0 && errno != EINTR) return fail(ErrorCode::internal, "poll: {}", reason());
    if (ready < 0) continue;
    Descriptor peer(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.is_open()) return std::optional<Descriptor>(std::move(peer));
    if (errno != ECONNABORTED && errno != EINTR && errno != EAGAIN)
      return fail(ErrorCode::internal, "accept: {}", reason());
  }
}

Result<Descriptor> connect_to(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int bad = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
      bad != 0)
    return fail(ErrorCode::not_found, "host '{}': {}", host, gai_strerror(bad));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::string why = "no address";
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Descriptor peer(socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, at->ai_protocol));
    if (peer.is_open() && connect(peer.get(), at->ai_addr, at->ai_addrlen) == 0) return peer;
    why = reason();
  }
  return fail(ErrorCode::reader_lost, "nobody answers on {}:{}: {}", host, port, why);
}

}  // namespace assay::vpcd

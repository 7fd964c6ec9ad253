// SPDX-License-Identifier: Apache-2.0
// A few loops over epoll, each with its own clients. No call blocks but those of the device itself.
#include "adapters/hsm_channel/tcp_server.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <unordered_map>

#include "adapters/hsm_channel/endpoint.hpp"
#include "adapters/hsm_channel/served_client.hpp"

namespace assay::hsm {

/// One thread's clients.
class ServerLoop {
 public:
  ServerLoop(TcpServer& server, Descriptor poller) : server_(server), poller_(std::move(poller)) {}

  void run() {
    watch(server_.listener_.get(), EPOLLIN | EPOLLEXCLUSIVE, EPOLL_CTL_ADD);
    std::array<epoll_event, 64> events{};
    auto last_look = ServedClient::Clock::now();
    while (!server_.stop_) {
      constexpr int tick_ms = 100;
      const int count =
          epoll_wait(poller_.get(), events.data(), static_cast<int>(events.size()), tick_ms);
      for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.fd);
      const auto now = ServedClient::Clock::now();
      if (now - last_look < std::chrono::milliseconds(tick_ms)) continue;
      drop_late(now);
      last_look = now;
    }
    while (!clients_.empty()) forget(clients_.begin()->first, false);
  }

 private:
  void watch(int fd, std::uint32_t events, int operation) const {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    (void)epoll_ctl(poller_.get(), operation, fd, &event);
  }

  void handle(int fd) {
    if (fd == server_.listener_.get()) return accept_some();
    const auto found = clients_.find(fd);
    if (found == clients_.end()) return;
    ServedClient& client = *found->second.client;
    std::uint64_t questions = 0;
    ServedClient::State state = client.serve(questions);
    // A question that came together with the one before: nobody will wake us for it.
    for (int more = 0; more < 16 && state == ServedClient::State::good && !client.is_behind() &&
                       client.has_question();
         ++more)
      state = client.serve(questions);
    server_.questions_ += questions;
    if (state != ServedClient::State::good) return forget(fd, state == ServedClient::State::broken);
    const bool waits = client.is_behind() || client.has_question();
    if (waits == found->second.waits) return;
    found->second.waits = waits;
    watch(fd, waits ? EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
  }

  void accept_some() {
    for (int i = 0; i < 64; ++i) {
      Descriptor socket(
          accept4(server_.listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!socket.is_open()) return;
      ++server_.clients_;
      if (server_.connected_ >= server_.options_.most_clients) {
        turn_away(socket);
        continue;
      }
      prepare_connection(socket);
      limit_buffers(socket);
      const int fd = socket.get();
      clients_[fd].client = std::make_unique<ServedClient>(server_.device_, std::move(socket),
                                                           server_.options_.manages_keys);
      ++server_.connected_;
      watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }
  }

  void turn_away(const Descriptor& socket) const {
    constexpr std::string_view words = "this HSM has as many clients as it serves";
    Bytes frame;
    wire::append_frame(frame, ASSAY_HSM_FULL, Bytes(words.begin(), words.end()));
    (void)send(socket.get(), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    // Its greeting may have come already: closed over unread bytes, a connection takes back what was sent.
    (void)shutdown(socket.get(), SHUT_WR);
    std::array<std::uint8_t, 64> greeting{};
    (void)recv(socket.get(), greeting.data(), greeting.size(), MSG_DONTWAIT);
    ++server_.turned_away_;
  }

  void drop_late(ServedClient::Clock::time_point now) {
    std::vector<int> late;
    for (const auto& [fd, served] : clients_) {
      const ServedClient* client = served.client.get();
      const auto limit =
          client->is_in_the_middle() ? server_.options_.stall : server_.options_.silence;
      if (now - client->last_done() > limit) late.push_back(fd);
    }
    for (const int fd : late) forget(fd, true);
  }

  void forget(int fd, bool dropped) {
    clients_.erase(fd);
    --server_.connected_;
    if (dropped) ++server_.dropped_;
  }

  TcpServer& server_;
  Descriptor poller_;
  struct Served {
    std::unique_ptr<ServedClient> client;
    bool waits = false;  ///< watched until it takes more, and not until it sends more
  };
  std::unordered_map<int, Served> clients_;
};

Result<std::unique_ptr<TcpServer>> TcpServer::start(Device& device, const std::string& text,
                                                    const ServerOptions& options) {
  TRY(const auto endpoint, read_endpoint(text, true));
  TRY(auto listener, listen_at(endpoint));
  ServerOptions possible = options;
  possible.most_clients = connections_possible(options.most_clients);
  std::unique_ptr<TcpServer> server(new TcpServer(device, std::move(listener), possible));
  for (unsigned i = 0; i < options.threads; ++i) {
    Descriptor poller(epoll_create1(EPOLL_CLOEXEC));
    if (!poller.is_open()) return fail(ErrorCode::internal, "epoll: {}", reason());
    try {
      server->threads_.emplace_back([&server = *server, poller = std::move(poller)]() mutable {
        ServerLoop(server, std::move(poller)).run();
      });
    } catch (const std::system_error& error) {
      return fail(ErrorCode::internal, "thread: {}", error.what());
    }
  }
  return server;
}

TcpServer::~TcpServer() {
  stop_ = true;
}

std::uint16_t TcpServer::port() const {
  return port_of(listener_);
}

ServerCounts TcpServer::counts() const {
  return {clients_, turned_away_, dropped_, questions_};
}

}  // namespace assay::hsm

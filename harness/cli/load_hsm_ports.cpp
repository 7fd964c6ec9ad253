// SPDX-License-Identifier: Apache-2.0
// A device is called; a served one is asked in frames, and whoever waits for an answer lets the others go on.
#include "cli/load_hsm_ports.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <unordered_map>
#include <vector>

#include "adapters/hsm_channel/endpoint.hpp"
#include "adapters/hsm_channel/wire.hpp"
#include "adapters/model_hsm/hsm_table.hpp"
#include "base/descriptor.hpp"

namespace assay::cli {
namespace {

using hsm::wire::Call;

/// A status of the HSM interface as an error of a port.
Error error_of(int status, std::string words) {
  ErrorCode code = ErrorCode::refused;
  if (status == ASSAY_HSM_FULL) code = ErrorCode::out_of_range;
  if (status == ASSAY_HSM_FAILED) code = ErrorCode::reader_lost;
  if (words.empty()) words = hsm::name_of_status(status);
  return {code, std::move(words), {}};
}

tl::unexpected<Error> refused(const hsm::Refusal& refusal) {
  return tl::unexpected(error_of(refusal.status, refusal.words));
}

Bytes atr_of(const assay_hsm_info& info) {
  return {info.atr, info.atr + std::min<std::size_t>(info.atr_size, sizeof info.atr)};
}

load::HsmStanding standing_of(const assay_hsm_info& info, std::string product,
                              const assay_hsm_audit* audit) {
  load::HsmStanding out;
  out.product = std::move(product);
  out.channels = info.channels;
  out.channels_open = info.channels_open;
  out.idle_us = info.idle_us;
  if (audit == nullptr) return out;
  out.audits = true;
  out.opened = audit->opened;
  out.closed = audit->closed;
  out.given_up = audit->given_up;
  out.refused = audit->refused;
  out.exchanges = audit->exchanges;
  return out;
}

class DevicePort final : public load::HsmPort {
 public:
  DevicePort(std::string uri, std::unique_ptr<hsm::Device> device, std::uint8_t group)
      : uri_(std::move(uri)),
        device_(std::move(device)),
        group_(group),
        is_model_(&device_->table() == &model::hsm::hsm_table()) {}

  [[nodiscard]] std::string_view uri() const override { return uri_; }
  [[nodiscard]] std::string_view label() const override { return device_->label(); }

  Result<std::uint64_t> open() override {
    const auto channel = device_->open_channel(group_);
    if (!channel) return refused(channel.error());
    return *channel;
  }
  Result<Bytes> atr(std::uint64_t) override {
    if (!atr_.empty()) return atr_;
    const auto info = device_->info();
    if (!info) return refused(info.error());
    atr_ = atr_of(*info);
    return atr_;
  }
  Result<void> exchange(std::uint64_t channel, ByteView command, Bytes& answer) override {
    const auto done = device_->exchange(channel, command, answer);
    if (!done) return refused(done.error());
    return {};
  }
  void fetch(std::uint64_t channel) const noexcept override {
    if (is_model_) model::hsm::fetch_channel(device_->handle(), channel);
  }
  Result<void> close(std::uint64_t channel) override {
    const auto done = device_->close_channel(channel);
    if (!done) return refused(done.error());
    return {};
  }
  std::uint64_t abandon(std::uint64_t) override {
    const auto info = device_->info();
    return info ? info->idle_us : 0;  // ends it
  }
  Result<std::optional<load::HsmStanding>> standing() override {
    const auto info = device_->info();
    if (!info) return refused(info.error());
    const auto audit = device_->audit(group_);
    return standing_of(*info, info->product, audit ? &*audit : nullptr);
  }

 private:
  std::string uri_;
  std::unique_ptr<hsm::Device> device_;
  std::uint8_t group_;
  bool is_model_;
  Bytes atr_;
};

/// As many descriptors as this program may have: each channel needs one.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Where the HSM is, looked up once.
struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

Result<Address> look_up(const hsm::Endpoint& endpoint) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code =
      ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &wanted, &found);
  if (code != 0)
    return fail(ErrorCode::not_found, "there is no host '{}': {}", endpoint.host,
                ::gai_strerror(code));
  Address out;
  out.size = found->ai_addrlen;
  std::copy_n(reinterpret_cast<const char*>(found->ai_addr), found->ai_addrlen,
              reinterpret_cast<char*>(&out.bytes));
  ::freeaddrinfo(found);
  return out;
}

/// One connection: a question out, an answer in.
class Connection {
 public:
  Connection(load::Loop& loop, load::Micros timeout) : loop_(loop), timeout_(timeout) {}

  Result<void> connect(const Address& address, const std::string& where) {
    socket_ = Descriptor(
        ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_.is_open())
      return fail(ErrorCode::internal, "no connection to {}: {}", where, hsm::reason());
    const int on = 1;
    (void)::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto* to = reinterpret_cast<const sockaddr*>(&address.bytes);
    if (::connect(socket_.get(), to, address.size) == 0) return greet();
    if (errno != EINPROGRESS)
      return fail(ErrorCode::reader_lost, "no connection to {}: {}", where, hsm::reason());
    TRY(const bool ready,
        loop_.wait_for(socket_.get(), load::Loop::Wanted::writable, loop_.now() + timeout_));
    if (!ready)
      return fail(ErrorCode::timeout, "{} takes no connection within {} ms", where,
                  timeout_ / 1000);
    int error = 0;
    socklen_t size = sizeof error;
    (void)::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    errno = error;
    if (error != 0)
      return fail(ErrorCode::reader_lost, "no connection to {}: {}", where, hsm::reason());
    return greet();
  }

  /// The body of a good answer; anything but a refusal ends the connection.
  Result<Bytes> ask(Call call, ByteView body) {
    if (!socket_.is_open())
      return fail(ErrorCode::reader_lost, "the connection to the HSM is gone");
    if (1 + body.size() > hsm::wire::most_payload)
      return fail(ErrorCode::refused, "the command is longer than any SAM takes");
    buffer_.clear();
    hsm::wire::append_frame(buffer_, static_cast<std::uint8_t>(call), body);
    const load::Micros deadline = loop_.now() + timeout_;
    auto answer = exchange(deadline);
    if (!answer) {
      socket_.close();
      return answer;
    }
    const int status = answer->front();
    if (status == ASSAY_HSM_OK) {
      answer->erase(answer->begin());
      return answer;
    }
    return tl::unexpected(error_of(status, std::string(answer->begin() + 1, answer->end())));
  }

  /// Without a word, and without the manners of TCP.
  void drop() {
    const linger at_once{1, 0};
    (void)::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.close();
  }

  [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }
  [[nodiscard]] const std::string& label() const noexcept { return label_; }

 private:
  Result<void> greet() {
    Bytes hello(hsm::wire::greeting.begin(), hsm::wire::greeting.end());
    hello.push_back(hsm::wire::version);
    TRY(const Bytes label, ask(Call::hello, hello));
    label_.assign(label.begin(), label.end());
    return {};
  }

  Result<Bytes> exchange(load::Micros deadline) {
    ByteView left = buffer_;
    while (!left.empty()) {
      const ssize_t sent = ::send(socket_.get(), left.data(), left.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        left = left.subspan(static_cast<std::size_t>(sent));
        continue;
      }
      if (errno != EAGAIN && errno != EINTR) return gone();
      TRY(const bool ready, loop_.wait_for(socket_.get(), load::Loop::Wanted::writable, deadline));
      if (!ready) return silent("takes no question");
    }
    buffer_.clear();
    ByteView payload;
    for (;;) {
      const auto framing = hsm::wire::first_frame(buffer_, payload);
      if (framing == hsm::wire::Framing::broken)
        return fail(ErrorCode::reader_lost, "the served HSM answers what is no frame");
      if (framing == hsm::wire::Framing::complete) return to_bytes(payload);
      TRY_VOID(receive(deadline));
    }
  }

  Result<void> receive(load::Micros deadline) {
    std::array<std::uint8_t, hsm::wire::head_size + hsm::wire::most_payload> chunk{};
    const ssize_t got = ::recv(socket_.get(), chunk.data(), chunk.size(), 0);
    if (got > 0) {
      append(buffer_, ByteView(chunk).first(static_cast<std::size_t>(got)));
      return {};
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) return tl::unexpected(gone().value());
    TRY(const bool ready, loop_.wait_for(socket_.get(), load::Loop::Wanted::readable, deadline));
    if (!ready) return tl::unexpected(silent("gives no answer").value());
    return {};
  }

  static tl::unexpected<Error> gone() {
    return fail(ErrorCode::reader_lost, "the served HSM closed the connection");
  }
  [[nodiscard]] tl::unexpected<Error> silent(std::string_view how) const {
    return fail(ErrorCode::timeout, "the served HSM {} within {} ms", how, timeout_ / 1000);
  }

  load::Loop& loop_;
  load::Micros timeout_;
  Descriptor socket_;
  Bytes buffer_;
  std::string label_;
};

class RemotePort final : public load::HsmPort {
 public:
  RemotePort(load::Loop& loop, RemoteHsm remote, Address address)
      : loop_(loop), remote_(std::move(remote)), address_(address) {}

  [[nodiscard]] std::string_view uri() const override { return remote_.uri; }
  [[nodiscard]] std::string_view label() const override { return label_; }
  [[nodiscard]] bool is_shared() const noexcept override { return remote_.shared; }

  Result<std::uint64_t> open() override {
    TRY(auto connection, connected());
    auto answer = connection->ask(Call::open_channel, std::array{remote_.group});
    if (!answer) {
      keep(std::move(connection));
      return tl::unexpected(answer.error());
    }
    hsm::wire::Body body(*answer);
    const std::uint64_t handle = body.number(8);
    if (!body.is_done())
      return fail(ErrorCode::reader_lost, "the served HSM answers with a body of another size");
    const std::uint64_t channel = ++latest_;
    channels_.emplace(channel, Channel{std::move(connection), handle});
    return channel;
  }

  Result<Bytes> atr(std::uint64_t channel) override {
    if (atr_.empty()) {
      TRY(const Bytes body, channels_.at(channel).connection->ask(Call::info, {}));
      TRY_VOID(read_info(body));
    }
    return atr_;
  }

  Result<void> exchange(std::uint64_t channel, ByteView command, Bytes& answer) override {
    const Channel& used = channels_.at(channel);
    Bytes body;
    hsm::wire::append_number(body, used.handle, 8);
    append(body, command);
    TRY(answer, used.connection->ask(Call::exchange, body));
    return {};
  }

  Result<void> close(std::uint64_t channel) override {
    Channel used = std::move(channels_.at(channel));
    channels_.erase(channel);
    if (!used.connection->is_open()) return {};  // whose end has freed the channel
    Bytes body;
    hsm::wire::append_number(body, used.handle, 8);
    const auto closed = used.connection->ask(Call::close_channel, body);
    keep(std::move(used.connection));
    if (!closed) return tl::unexpected(closed.error());
    return {};
  }

  std::uint64_t abandon(std::uint64_t channel) override {
    channels_.at(channel).connection->drop();
    channels_.erase(channel);
    return 0;  // the other end sees it
  }

  Result<std::optional<load::HsmStanding>> standing() override {
    TRY(auto connection, connected());
    TRY(const Bytes body, connection->ask(Call::info, {}));
    TRY_VOID(read_info(body));
    const auto audited = connection->ask(Call::audit, std::array{remote_.group});
    assay_hsm_audit audit{};
    audit.struct_size = sizeof audit;
    const bool good = audited && hsm::wire::read_audit(*audited, audit);
    keep(std::move(connection));
    return standing_of(info_, product_, good ? &audit : nullptr);
  }

 private:
  using Owned = std::unique_ptr<Connection>;
  struct Channel {
    Owned connection;
    std::uint64_t handle = 0;
  };

  Result<Owned> connected() {
    if (!idle_.empty()) {
      Owned out = std::move(idle_.back());
      idle_.pop_back();
      return out;
    }
    auto out = std::make_unique<Connection>(loop_, remote_.timeout);
    TRY_VOID(out->connect(address_, remote_.endpoint));
    if (label_.empty()) label_ = out->label();
    return out;
  }

  void keep(Owned connection) {
    if (connection->is_open()) idle_.push_back(std::move(connection));
  }

  Result<void> read_info(const Bytes& body) {
    std::string_view product;
    info_ = {};
    info_.struct_size = sizeof info_;
    if (!hsm::wire::read_info(body, info_, product))
      return fail(ErrorCode::reader_lost, "the served HSM answers with a body of another size");
    product_ = product;
    atr_ = atr_of(info_);
    return {};
  }

  load::Loop& loop_;
  RemoteHsm remote_;
  Address address_;
  std::string label_, product_;
  Bytes atr_;
  assay_hsm_info info_{};
  std::uint64_t latest_ = 0;
  std::unordered_map<std::uint64_t, Channel> channels_;
  std::vector<Owned> idle_;
};

}  // namespace

std::unique_ptr<load::HsmPort> port_of(std::string uri, std::unique_ptr<hsm::Device> device,
                                       std::uint8_t group) {
  return std::make_unique<DevicePort>(std::move(uri), std::move(device), group);
}

Result<std::unique_ptr<load::HsmPort>> remote_port(load::Loop& loop, const RemoteHsm& remote) {
  TRY(const auto endpoint, hsm::read_endpoint(remote.endpoint));
  TRY(const Address address, look_up(endpoint));
  raise_descriptor_limit();
  return std::make_unique<RemotePort>(loop, remote, address);
}

}  // namespace assay::cli

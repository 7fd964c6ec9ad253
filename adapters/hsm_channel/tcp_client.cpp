// SPDX-License-Identifier: Apache-2.0
// The other end of a served HSM: each call is a frame out and a frame in, one after the other on one connection.
#include "adapters/hsm_channel/tcp_client.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>

#include "adapters/hsm_channel/endpoint.hpp"
#include "adapters/hsm_channel/wire.hpp"

namespace assay::hsm {
namespace {

using wire::Call;

constexpr std::chrono::milliseconds patience{30'000};  ///< for one answer

thread_local std::string latest_words;

int refuse(int status, std::string words) {
  latest_words = std::move(words);
  return status;
}

/// One connection. Its lock is held for a whole question and answer.
class Connection {
 public:
  explicit Connection(Descriptor socket) : socket_(std::move(socket)) {}

  std::mutex mutex;
  std::string product;
  std::string label;

  /// The body of the answer in `out`; otherwise the status that came, with its words.
  int ask(Call call, ByteView body, Bytes& out) {
    if (!socket_.is_open()) return refuse(ASSAY_HSM_FAILED, "the connection to the HSM is gone");
    if (1 + body.size() > wire::most_payload)
      return refuse(ASSAY_HSM_MALFORMED, "the command is longer than any SAM takes");
    buffer_.clear();
    wire::append_frame(buffer_, static_cast<std::uint8_t>(call), body);
    const Deadline deadline(patience);
    if (!send_all(deadline)) return lost("does not take the question");
    buffer_.clear();
    ByteView payload;
    wire::Framing framing = wire::Framing::incomplete;
    while ((framing = wire::first_frame(buffer_, payload)) == wire::Framing::incomplete)
      if (!receive_some(deadline)) return lost("gives no answer");
    if (framing == wire::Framing::broken) return lost("answers what is no frame");
    const int status = payload[0];
    const ByteView rest = payload.subspan(1);
    if (status == ASSAY_HSM_OK) {
      out = to_bytes(rest);
      return status;
    }
    return refuse(status, std::string(rest.begin(), rest.end()));
  }

 private:
  int lost(std::string_view how) {
    socket_.close();
    return refuse(ASSAY_HSM_FAILED, fmt::format("the served HSM {}", how));
  }

  [[nodiscard]] bool wait_for(short events, const Deadline& deadline) const {
    pollfd waited{socket_.get(), events, 0};
    for (;;) {
      const int ready = poll(&waited, 1, deadline.milliseconds_left());
      if (ready >= 0 || errno != EINTR) return ready > 0;
    }
  }

  bool send_all(const Deadline& deadline) {
    ByteView left = buffer_;
    while (!left.empty()) {
      const ssize_t sent =
          ::send(socket_.get(), left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0)
        left = left.subspan(static_cast<std::size_t>(sent));
      else if ((errno != EAGAIN && errno != EINTR) || !wait_for(POLLOUT, deadline))
        return false;
    }
    return true;
  }

  bool receive_some(const Deadline& deadline) {
    std::array<std::uint8_t, wire::head_size + wire::most_payload> chunk{};
    if (!wait_for(POLLIN, deadline)) return false;
    const ssize_t got = recv(socket_.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    append(buffer_, ByteView(chunk).first(static_cast<std::size_t>(got)));
    return got > 0;
  }

  Descriptor socket_;
  Bytes buffer_;
};

Connection& connection_of(void* device) {
  return *static_cast<Connection*>(device);
}

template <typename Work>
int guarded(Work work) noexcept {
  try {
    return work();
  } catch (const std::exception& error) {
    return refuse(ASSAY_HSM_FAILED, error.what());
  }
}

int ask(void* device, Call call, ByteView body, Bytes& out) {
  Connection& connection = connection_of(device);
  const std::lock_guard lock(connection.mutex);
  return connection.ask(call, body, out);
}

int ask_about(void* device, Call call, std::initializer_list<std::uint8_t> body) noexcept {
  return guarded([&] {
    Bytes out;
    return ask(device, call, Bytes(body), out);
  });
}

int give(const Bytes& from, assay_hsm_room& room) {
  if (from.size() > room.capacity)
    return refuse(ASSAY_HSM_FAILED, "the served HSM answers more than there is room for");
  std::ranges::copy(from, room.data);
  room.size = from.size();
  return ASSAY_HSM_OK;
}

int strange_answer() {
  return refuse(ASSAY_HSM_FAILED, "the served HSM answers with a body of another size");
}

int open(const assay_hsm_configuration* configuration, void** device) noexcept {
  return guarded([&] {
    const auto endpoint = read_endpoint(configuration->device);
    if (!endpoint) return refuse(ASSAY_HSM_MALFORMED, endpoint.error().message);
    auto socket = connect_to(*endpoint);
    if (!socket) return refuse(ASSAY_HSM_FAILED, socket.error().message);
    auto connection = std::make_unique<Connection>(*std::move(socket));
    Bytes hello(wire::greeting.begin(), wire::greeting.end());
    hello.push_back(wire::version);
    Bytes label;
    if (const int status = connection->ask(Call::hello, hello, label); status != ASSAY_HSM_OK)
      return status;
    connection->label.assign(label.begin(), label.end());
    *device = connection.release();
    return static_cast<int>(ASSAY_HSM_OK);
  });
}

void close(void* device) noexcept {
  delete static_cast<Connection*>(device);
}

const char* error() noexcept {
  return latest_words.c_str();
}

int info(void* device, assay_hsm_info* out) noexcept {
  return guarded([&] {
    Connection& connection = connection_of(device);
    const std::lock_guard lock(connection.mutex);
    Bytes body;
    if (const int status = connection.ask(Call::info, {}, body); status != ASSAY_HSM_OK)
      return status;
    std::string_view product;
    const std::size_t size = out->struct_size;
    if (!wire::read_info(body, *out, product)) return strange_answer();
    out->struct_size = size;
    // The name does not change: who holds the old pointer keeps it.
    if (connection.product != product) connection.product = product;
    out->product = connection.product.c_str();
    return static_cast<int>(ASSAY_HSM_OK);
  });
}

/// The start-up happens where the HSM is, before it is served.
int start_up(void* device, const assay_hsm_card*) noexcept {
  assay_hsm_info known{};
  known.struct_size = sizeof known;
  if (const int status = info(device, &known); status != ASSAY_HSM_OK) return status;
  if (known.started != 0) return ASSAY_HSM_OK;
  return guarded([] {
    return refuse(ASSAY_HSM_REFUSED, "an HSM is started where it is served, not from afar");
  });
}

int shut_down(void*) noexcept {
  return guarded([] {
    return refuse(ASSAY_HSM_REFUSED, "an HSM is shut down where it is served, not from afar");
  });
}

int open_channel(void* device, std::uint8_t group, std::uint64_t* channel) noexcept {
  return guarded([&] {
    Bytes out;
    const int status = ask(device, Call::open_channel, std::array{group}, out);
    if (status != ASSAY_HSM_OK) return status;
    wire::Body body(out);
    *channel = body.number(8);
    return body.is_done() ? static_cast<int>(ASSAY_HSM_OK) : strange_answer();
  });
}

int exchange(void* device, std::uint64_t channel, assay_hsm_bytes command,
             assay_hsm_room* answer) noexcept {
  return guarded([&] {
    Bytes body;
    wire::append_number(body, channel, 8);
    if (command.size != 0) append(body, ByteView(command.data, command.size));
    Bytes out;
    const int status = ask(device, Call::exchange, body, out);
    return status == ASSAY_HSM_OK ? give(out, *answer) : status;
  });
}

int close_channel(void* device, std::uint64_t channel) noexcept {
  return guarded([&] {
    Bytes body, out;
    wire::append_number(body, channel, 8);
    return ask(device, Call::close_channel, body, out);
  });
}

int key_challenge(void* device, std::uint8_t group, assay_hsm_room* challenge) noexcept {
  return guarded([&] {
    Bytes out;
    const int status = ask(device, Call::key_challenge, std::array{group}, out);
    return status == ASSAY_HSM_OK ? give(out, *challenge) : status;
  });
}

int transfer_key(void* device, std::uint8_t group, std::uint8_t record,
                 assay_hsm_bytes block) noexcept {
  return guarded([&] {
    Bytes body{group, record}, out;
    if (block.size != 0) append(body, ByteView(block.data, block.size));
    return ask(device, Call::transfer_key, body, out);
  });
}

int delete_key(void* device, std::uint8_t group, std::uint8_t kif, std::uint8_t kvc) noexcept {
  return ask_about(device, Call::delete_key, {group, kif, kvc});
}

int invalidate_key(void* device, std::uint8_t group, std::uint8_t kif, std::uint8_t kvc) noexcept {
  return ask_about(device, Call::invalidate_key, {group, kif, kvc});
}

int key_state(void* device, std::uint8_t group, std::uint8_t kif, std::uint8_t kvc,
              int* state) noexcept {
  return guarded([&] {
    Bytes out;
    const int status = ask(device, Call::key_state, std::array{group, kif, kvc}, out);
    if (status != ASSAY_HSM_OK) return status;
    if (out.size() != 1) return strange_answer();
    *state = out[0];
    return status;
  });
}

int audit(void* device, std::uint8_t group, assay_hsm_audit* out) noexcept {
  return guarded([&] {
    Bytes body;
    const int status = ask(device, Call::audit, std::array{group}, body);
    if (status != ASSAY_HSM_OK) return status;
    return wire::read_audit(body, *out) ? status : strange_answer();
  });
}

}  // namespace

const assay_hsm& tcp_table() noexcept {
  static constexpr assay_hsm table{
      sizeof(assay_hsm), ASSAY_HSM_VERSION, "",         open,           close,     error,
      start_up,          shut_down,         info,       open_channel,   exchange,  close_channel,
      key_challenge,     transfer_key,      delete_key, invalidate_key, key_state, audit};
  return table;
}

const std::string& label_over_tcp(void* device) {
  return connection_of(device).label;
}

Result<void> check_endpoint(const std::string& text) {
  TRY_VOID(read_endpoint(text));
  return {};
}

}  // namespace assay::hsm

// SPDX-License-Identifier: Apache-2.0
// Both ends of the control connection. A question is a letter and a number; the answer is 'K' and perhaps a byte, or 'N' and why not.
#include "adapters/vpcd/remote_control.hpp"

#include <charconv>

#include "adapters/vpcd/frame_socket.hpp"
#include "base/cursor.hpp"

namespace assay::vpcd {
namespace {

using namespace std::chrono_literals;
using iso7816::ResetKind;

constexpr std::uint8_t ask_rewind = 'R';  ///< then the seed, 8 bytes
constexpr std::uint8_t ask_cut = 'C';     ///< then the writes, 8 bytes
constexpr std::uint8_t ask_ended = 'E';
constexpr std::uint8_t done = 'K';
constexpr std::uint8_t refused = 'N';
constexpr auto patience = 10s;

Bytes question(std::uint8_t letter, std::uint64_t number) {
  Bytes out{letter};
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(number >> shift));
  return out;
}

std::uint64_t number_in(ByteView asked) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : asked.subspan(1)) number = number << 8 | byte;
  return number;
}

Bytes no(std::string_view why) {
  Bytes out{refused};
  out.insert(out.end(), why.begin(), why.end());
  return out;
}

Bytes answer_to(ByteView asked, ControlledCard& card) {
  if (asked.size() == 1 && asked[0] == ask_ended)
    return {done, static_cast<std::uint8_t>(card.ended())};
  if (asked.size() != 9) return no("nine bytes are wanted");
  if (asked[0] == ask_cut) {
    card.cut_next(static_cast<std::uint32_t>(number_in(asked)));
    return {done};
  }
  if (asked[0] != ask_rewind) return no("no such question");
  const auto rewound = card.rewind(number_in(asked));
  return rewound ? Bytes{done} : no(rewound.error().message);
}

class ControlledChannel final : public iso7816::CardChannel {
 public:
  ControlledChannel(std::unique_ptr<iso7816::CardChannel> inner, Descriptor socket)
      : inner_(std::move(inner)), socket_(std::move(socket)), description_(inner_->description()) {
    description_.capabilities.real = false;  // only models are served
    description_.capabilities.rewinds = true;
    description_.capabilities.cut = true;
  }

  Result<void> reset(ResetKind kind) override { return inner_->reset(kind); }
  Result<void> transmit(ByteView command, Bytes& response) override {
    return inner_->transmit(command, response);
  }
  ByteView atr() const override { return inner_->atr(); }
  const iso7816::TargetDescription& description() const override { return description_; }

  Result<void> rewind(std::uint64_t seed) override {
    TRY_VOID(ask(question(ask_rewind, seed)));
    return inner_->reset(ResetKind::cold);
  }

  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override {
    TRY_VOID(ask(question(ask_cut, writes)));
    Bytes lost;
    TRY_VOID(inner_->transmit(command, lost));
    TRY(const Bytes answer, ask({ask_ended}));
    return answer.size() == 2 && answer[1] != 0;
  }

 private:
  Result<Bytes> ask(const Bytes& asked) {
    const Deadline deadline(patience);
    TRY_VOID(socket_.send(asked, deadline));
    TRY(const auto answer, socket_.receive(deadline));
    if (!answer) return fail(ErrorCode::timeout, "the control of the served card does not answer");
    if (!answer->empty() && answer->front() == done) return to_bytes(*answer);
    const auto why = answer->subspan(answer->empty() ? 0 : 1);
    return fail(ErrorCode::unsupported, "the control of the served card: {}",
                std::string(why.begin(), why.end()));
  }

  std::unique_ptr<iso7816::CardChannel> inner_;
  FrameSocket socket_;
  iso7816::TargetDescription description_;
};

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};

Result<Endpoint> parse_endpoint(const std::string& endpoint) {
  const auto colon = endpoint.rfind(':');
  Endpoint out;
  const char* end = endpoint.data() + endpoint.size();
  const char* digits = colon == std::string::npos ? end : endpoint.data() + colon + 1;
  const auto read = std::from_chars(digits, end, out.port);
  if (read.ec != std::errc() || read.ptr != end || out.port == 0 || colon == 0)
    return fail(ErrorCode::malformed, "control '{}' is not HOST:PORT", endpoint);
  out.host = endpoint.substr(0, colon);
  return out;
}

}  // namespace

Result<void> ControlledCard::reset(ResetKind kind) {
  const std::lock_guard lock(mutex_);
  return card_->reset(kind);
}

Result<void> ControlledCard::transmit(ByteView command, Bytes& response) {
  const std::lock_guard lock(mutex_);
  if (!cut_after_) return card_->transmit(command, response);
  TRY(ended_, card_->transmit_and_cut(command, *std::exchange(cut_after_, std::nullopt)));
  response = {0x6F, 0x00};
  return {};
}

Result<void> ControlledCard::rewind(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  cut_after_.reset();
  return card_->rewind(seed);
}

void ControlledCard::cut_next(std::uint32_t writes) {
  const std::lock_guard lock(mutex_);
  cut_after_ = writes;
}

bool ControlledCard::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

Result<std::unique_ptr<ControlServer>> ControlServer::start(ControlledCard& card,
                                                            std::uint16_t port) {
  TRY(auto listener, listen_on(port));
  return std::unique_ptr<ControlServer>(new ControlServer(card, std::move(listener)));
}

ControlServer::ControlServer(ControlledCard& card, Descriptor listener)
    : card_(card), listener_(std::move(listener)), thread_([this] { serve(); }) {}

ControlServer::~ControlServer() {
  stop_ = true;
  thread_.join();
}

std::uint16_t ControlServer::port() const {
  return port_of(listener_);
}

void ControlServer::serve() {
  constexpr auto glance = 100ms;
  while (!stop_) {
    auto connection = accept_from(listener_, Deadline(glance));
    if (!connection || !*connection) continue;
    FrameSocket socket(*std::move(*connection));
    while (!stop_) {
      const auto asked = socket.receive(Deadline(glance));
      if (!asked) break;
      if (*asked && !socket.send(answer_to(**asked, card_), Deadline(patience))) break;
    }
  }
}

Result<void> check_control(const std::string& endpoint) {
  TRY_VOID(parse_endpoint(endpoint));
  return {};
}

Result<std::unique_ptr<iso7816::CardChannel>> open_controlled(
    std::unique_ptr<iso7816::CardChannel> inner, const std::string& endpoint) {
  TRY(const Endpoint at, parse_endpoint(endpoint));
  TRY(auto socket, connect_to(at.host, at.port));
  return std::make_unique<ControlledChannel>(std::move(inner), std::move(socket));
}

}  // namespace assay::vpcd

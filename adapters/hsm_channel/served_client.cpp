// SPDX-License-Identifier: Apache-2.0
// Questions of one client, answered one after the other.
#include "adapters/hsm_channel/served_client.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace assay::hsm {

using wire::Call;

ServedClient::~ServedClient() {
  for (const std::uint64_t channel : channels_) (void)device_.close_channel(channel);
}

bool ServedClient::has_question() const noexcept {
  ByteView payload;
  return wire::first_frame(in_, payload) != wire::Framing::incomplete;
}

ServedClient::State ServedClient::serve(std::uint64_t& questions) {
  if (is_behind()) return write_some();
  if (!has_question())
    if (const State state = read_some(); state != State::good) return state;
  ByteView payload;
  switch (wire::first_frame(in_, payload)) {
    case wire::Framing::incomplete: return State::good;
    case wire::Framing::broken: return State::broken;
    case wire::Framing::complete: break;
  }
  const std::size_t size = wire::head_size + payload.size();
  ++questions;
  answer(payload);
  in_.erase(in_.begin(), in_.begin() + static_cast<std::ptrdiff_t>(size));
  last_done_ = Clock::now();
  return write_some();
}

/// No more than a frame is ever kept: who sends faster than it is served waits in its own socket.
ServedClient::State ServedClient::read_some() {
  std::array<std::uint8_t, wire::head_size + wire::most_payload> chunk{};
  const std::size_t room = chunk.size() - std::min(in_.size(), chunk.size());
  if (room == 0) return State::good;
  const ssize_t got = recv(socket_.get(), chunk.data(), room, MSG_DONTWAIT);
  if (got == 0) return State::gone;
  if (got < 0) return errno == EAGAIN || errno == EINTR ? State::good : State::gone;
  // Silence ends with the first byte, and the time for the rest of the frame begins.
  if (in_.empty()) last_done_ = Clock::now();
  append(in_, ByteView(chunk).first(static_cast<std::size_t>(got)));
  return State::good;
}

ServedClient::State ServedClient::write_some() {
  const ssize_t sent = send(socket_.get(), out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) return errno == EAGAIN || errno == EINTR ? State::good : State::gone;
  out_.erase(out_.begin(), out_.begin() + sent);
  if (out_.empty()) last_done_ = Clock::now();
  return State::good;
}

int ServedClient::refuse(int status, std::string words) {
  words_ = std::move(words);
  return status;
}

int ServedClient::keep(const Outcome<void>& outcome) {
  return outcome ? ASSAY_HSM_OK : refuse(outcome.error().status, outcome.error().words);
}

void ServedClient::answer(ByteView payload) {
  Bytes body;
  const int status = call(static_cast<Call>(payload[0]), payload.subspan(1), body);
  if (status != ASSAY_HSM_OK) {
    const std::string_view words = std::string_view(words_).substr(0, 400);
    body.assign(words.begin(), words.end());
  }
  wire::append_frame(out_, static_cast<std::uint8_t>(status), body);
}

int ServedClient::call(Call asked, ByteView body, Bytes& out) {
  if (asked == Call::hello) {
    const bool known = body.size() == wire::greeting.size() + 1 &&
                       std::equal(wire::greeting.begin(), wire::greeting.end(), body.begin()) &&
                       body.back() == wire::version;
    if (!known) return refuse(ASSAY_HSM_UNSUPPORTED, "this HSM is served by version 1 of AHSM");
    greeted_ = true;
    const std::string_view label = device_.label();
    out.assign(label.begin(), label.end());
    return ASSAY_HSM_OK;
  }
  if (!greeted_) return refuse(ASSAY_HSM_MALFORMED, "a client begins with AHSM and its version");
  switch (asked) {
    case Call::info: return tell_info(out);
    case Call::open_channel:
      if (body.size() != 1) break;
      return open_channel(body[0], out);
    case Call::exchange: return exchange(body, out);
    case Call::close_channel: return close_channel(body);
    case Call::audit: {
      if (body.size() != 1) break;
      const auto audit = device_.audit(body[0]);
      if (!audit) return refuse(audit.error().status, audit.error().words);
      wire::append_audit(out, *audit);
      return ASSAY_HSM_OK;
    }
    case Call::key_challenge:
    case Call::transfer_key:
    case Call::delete_key:
    case Call::invalidate_key:
    case Call::key_state: return manage_key(asked, body, out);
    case Call::hello: break;
  }
  return refuse(ASSAY_HSM_MALFORMED, "a call that is none, or whose body has another size");
}

int ServedClient::tell_info(Bytes& out) {
  auto info = device_.info();
  if (!info) return refuse(info.error().status, info.error().words);
  // What does not work from afar: the clock of the client, and the start-up.
  info->features &= ~static_cast<std::uint32_t>(ASSAY_HSM_TAKES_CLOCK);
  if (!manages_keys_) info->features &= ~static_cast<std::uint32_t>(ASSAY_HSM_MANAGES_KEYS);
  wire::append_info(out, *info);
  return ASSAY_HSM_OK;
}

int ServedClient::open_channel(std::uint8_t group, Bytes& out) {
  const auto channel = device_.open_channel(group);
  if (!channel) return refuse(channel.error().status, channel.error().words);
  channels_.insert(*channel);
  wire::append_number(out, *channel, 8);
  return ASSAY_HSM_OK;
}

int ServedClient::exchange(ByteView bytes, Bytes& out) {
  wire::Body body(bytes);
  const std::uint64_t channel = body.number(8);
  const ByteView command = body.rest();
  if (!body.is_good()) return refuse(ASSAY_HSM_MALFORMED, "an exchange begins with its channel");
  if (!channels_.contains(channel))
    return refuse(ASSAY_HSM_NO_CHANNEL, "this connection did not open that channel");
  const auto sent = device_.exchange(channel, command, out);
  // Given up by the device: what is dead need not be kept.
  if (!sent && sent.error().status == ASSAY_HSM_NO_CHANNEL) channels_.erase(channel);
  return keep(sent);
}

int ServedClient::close_channel(ByteView bytes) {
  wire::Body body(bytes);
  const std::uint64_t channel = body.number(8);
  if (!body.is_done()) return refuse(ASSAY_HSM_MALFORMED, "a channel is told in 8 bytes");
  if (channels_.erase(channel) == 0)
    return refuse(ASSAY_HSM_NO_CHANNEL, "this connection did not open that channel");
  return keep(device_.close_channel(channel));
}

int ServedClient::manage_key(Call asked, ByteView bytes, Bytes& out) {
  const bool asks_only = asked == Call::key_state;
  if (!manages_keys_ && !asks_only)
    return refuse(ASSAY_HSM_REFUSED, "keys are managed where the HSM is served, not from afar");
  wire::Body body(bytes);
  const auto group = static_cast<std::uint8_t>(body.number(1));
  if (asked == Call::key_challenge && body.is_done()) {
    auto challenge = device_.key_challenge(group);
    if (!challenge) return refuse(challenge.error().status, challenge.error().words);
    out = *std::move(challenge);
    return ASSAY_HSM_OK;
  }
  const auto second = static_cast<std::uint8_t>(body.number(1));
  if (asked == Call::transfer_key && body.is_good())
    return keep(device_.transfer_key(group, second, body.rest()));
  const auto kvc = static_cast<std::uint8_t>(body.number(1));
  if (!body.is_done()) return refuse(ASSAY_HSM_MALFORMED, "a key is told by group, KIF and KVC");
  if (asked == Call::delete_key) return keep(device_.delete_key(group, second, kvc));
  if (asked == Call::invalidate_key) return keep(device_.invalidate_key(group, second, kvc));
  const auto state = device_.key_state(group, second, kvc);
  if (!state) return refuse(state.error().status, state.error().words);
  out.push_back(static_cast<std::uint8_t>(*state));
  return ASSAY_HSM_OK;
}

}  // namespace assay::hsm

// SPDX-License-Identifier: Apache-2.0
// The reader's side of the vpcd protocol.
#include "adapters/vpcd/vpcd_reader.hpp"

#include <array>

namespace assay::vpcd {

VpcdReader::VpcdReader(Descriptor listener, VpcdReaderOptions options)
    : listener_(std::move(listener)), options_(options) {
  options_.port = port_of(listener_);
  description_ = {.uri = fmt::format("vpcd:{}", options_.port),
                  .kind = "vpcd",
                  .reader = fmt::format("vpcd reader on 127.0.0.1:{}", options_.port)};
  description_.capabilities.min_command = 2;
  description_.capabilities.max_command = longest_payload;
}

Result<void> VpcdReader::take_card() {
  TRY(auto peer, accept_from(listener_, Deadline(options_.insertion)));
  if (!peer)
    return fail(ErrorCode::reader_lost, "no card connected to 127.0.0.1:{} within {} ms",
                options_.port, options_.insertion.count());
  card_ = FrameSocket(std::move(*peer));
  return {};
}

Result<void> VpcdReader::reset(iso7816::ResetKind kind) {
  const bool was_there = card_.is_open();
  if (!was_there) TRY_VOID(take_card());
  auto result = power_up(kind);
  const bool removed = !result && result.error().code == ErrorCode::reader_lost;
  // A card that left unnoticed since the last exchange may already be waiting outside again.
  if (!removed || !was_there) return result;
  TRY_VOID(take_card());
  return power_up(iso7816::ResetKind::cold);
}

Result<void> VpcdReader::power_up(iso7816::ResetKind kind) {
  if (kind == iso7816::ResetKind::warm) {
    TRY_VOID(control(Control::reset));
  } else {
    TRY_VOID(control(Control::power_off));
    TRY_VOID(control(Control::power_on));
  }
  const std::array<std::uint8_t, 1> get_atr{static_cast<std::uint8_t>(Control::get_atr)};
  TRY(const ByteView atr, ask(get_atr, "question for the ATR"));
  atr_ = to_bytes(atr);
  return {};
}

Result<void> VpcdReader::control(Control code) {
  const std::array<std::uint8_t, 1> payload{static_cast<std::uint8_t>(code)};
  auto sent = card_.send(payload, Deadline(options_.timeout));
  if (!sent) card_.close();
  return sent;
}

Result<void> VpcdReader::transmit(ByteView command, Bytes& response) {
  if (command.size() < 2 || command.size() > longest_payload)
    return fail(
        ErrorCode::unsupported,
        "a command of {} bytes cannot be sent over vpcd, which carries 2 to 65535 (one byte "
        "is a control code)",
        command.size());
  TRY(const ByteView answer, ask(command, "command"));
  if (answer.empty()) return fail(ErrorCode::card_mute, "the card answered with no bytes at all");
  response.assign(answer.begin(), answer.end());
  return {};
}

Result<ByteView> VpcdReader::ask(ByteView payload, std::string_view what) {
  if (!card_.is_open())
    return fail(ErrorCode::reader_lost, "there is no card on 127.0.0.1:{}", options_.port);
  if (card_.has_unasked_bytes()) {
    card_.close();
    return fail(ErrorCode::malformed, "the card sent bytes that nobody asked for");
  }
  auto answer = [&]() -> Result<std::optional<ByteView>> {
    TRY_VOID(card_.send(payload, Deadline(options_.timeout)));
    return card_.receive(Deadline(options_.timeout));
  }();
  if (answer && *answer) return **answer;
  card_.close();
  if (answer)
    return fail(ErrorCode::timeout, "no answer to the {} within {} ms", what,
                options_.timeout.count());
  return fail(answer.error().code, "the card was removed in the middle of the {}: {}", what,
              answer.error().message);
}

Result<std::unique_ptr<iso7816::CardChannel>> open_vpcd(const VpcdReaderOptions& options) {
  TRY(Descriptor listener, listen_on(options.port));
  auto reader = std::make_unique<VpcdReader>(std::move(listener), options);
  TRY_VOID(reader->reset(iso7816::ResetKind::cold));
  return reader;
}

}  // namespace assay::vpcd

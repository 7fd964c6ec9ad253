// SPDX-License-Identifier: Apache-2.0
// Scp80Channel: packet, message, answer, receipt.
#include "adapters/scp80/scp80_channel.hpp"

#include <array>

#include "adapters/scp80/short_message.hpp"
#include "base/cursor.hpp"

namespace assay::scp80 {
namespace {

using globalplatform::Scp80Status;

constexpr std::uint8_t proof_always = 0x01;
constexpr std::size_t beside_command = 32;  // clear head, counter, checksum, padding of one block

std::string_view words(Scp80Status status) {
  switch (status) {
    case Scp80Status::por_ok: return "accepted";
    case Scp80Status::integrity_failed: return "the checksum is wrong";
    case Scp80Status::counter_low: return "the counter is low";
    case Scp80Status::counter_high: return "the counter is high";
    case Scp80Status::counter_blocked: return "the counter is blocked";
    case Scp80Status::ciphering_error: return "it cannot be deciphered";
    case Scp80Status::security_error: return "an unidentified security error";
    case Scp80Status::memory_full: return "the memory is full";
    case Scp80Status::more_time: return "more time is needed";
    case Scp80Status::tar_unknown: return "the TAR is unknown";
    case Scp80Status::level_too_low: return "the security level is too low";
  }
  return "a reserved code";
}

}  // namespace

Scp80Channel::Scp80Channel(std::unique_ptr<iso7816::CardChannel> inner, Scp80Options options)
    : inner_(std::move(inner)),
      options_(std::move(options)),
      next_(options_.counter),
      description_(inner_->description()) {
  description_.label = "commands travel in SCP80 packets over short messages";
  description_.capabilities.max_command = longest_packet - beside_command;
  description_.capabilities.extended_length = false;
  description_.capabilities.gets_response_itself = true;
}

Result<void> Scp80Channel::rewind(std::uint64_t seed) {
  next_ = options_.counter;
  return inner_->rewind(seed);
}

Result<void> Scp80Channel::transmit(ByteView command, Bytes& response) {
  TRY(const Bytes packet,
      globalplatform::secure_scp80_command(options_.header, options_.keys, next_, command));
  TRY(const Bytes envelope, envelope_of(packet));
  ++next_;
  TRY_VOID(exchange(envelope, response));
  if (response.size() <= 2) return {};
  const Bytes receipt(response.begin(), response.end() - 2);
  return read_receipt(receipt, response);
}

Result<void> Scp80Channel::exchange(ByteView envelope, Bytes& response) {
  TRY_VOID(inner_->transmit(envelope, response));
  if (response.size() != 2 || (response[0] != 0x61 && response[0] != 0x9F)) return {};
  const std::array<std::uint8_t, 5> get_response{0x80, 0xC0, 0x00, 0x00, response[1]};
  return inner_->transmit(get_response, response);
}

Result<void> Scp80Channel::read_receipt(ByteView packet, Bytes& response) const {
  TRY(const auto receipt,
      globalplatform::open_scp80_response(options_.header, options_.keys, packet));
  if (receipt.status != Scp80Status::por_ok)
    return fail(ErrorCode::refused, "the card did not accept the SCP80 packet: {} ('{:02X}')",
                words(receipt.status), static_cast<unsigned>(receipt.status));
  ByteReader in(receipt.data);
  TRY_VOID(in.take_u8());  // how many commands ran
  TRY(const auto status_word, in.take<2>());
  response = to_bytes(in.rest());
  append(response, status_word);
  return {};
}

Result<void> check_options(const Scp80Options& options) {
  TRY_VOID(globalplatform::check_scp80(options.header, options.keys));
  if ((options.header.spi2 & 0x03) == proof_always) return {};
  return at("spi", {ErrorCode::unsupported,
                    fmt::format("SPI2 '{:02X}' asks for no proof of receipt, without which no "
                                "answer is seen; its low bits must be 01",
                                options.header.spi2),
                    {}});
}

Result<std::unique_ptr<iso7816::CardChannel>> open_scp80(
    std::unique_ptr<iso7816::CardChannel> inner, Scp80Options options) {
  TRY_VOID(check_options(options));
  return std::make_unique<Scp80Channel>(std::move(inner), std::move(options));
}

}  // namespace assay::scp80

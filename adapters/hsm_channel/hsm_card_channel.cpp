// SPDX-License-Identifier: Apache-2.0
// SAM commands go to the current channel, commands of class FF to hsm_commands.cpp.
#include "adapters/hsm_channel/hsm_card_channel.hpp"

#include <chrono>

namespace assay::hsm {
namespace {

constexpr std::uint8_t class_of_hsm = 0xFF;
constexpr std::uint64_t exchange_us = 1000;  ///< virtual time that an exchange takes

std::uint64_t steady_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

void append_status(Bytes& response, std::uint16_t status) {
  response.push_back(static_cast<std::uint8_t>(status >> 8));
  response.push_back(static_cast<std::uint8_t>(status));
}

/// '9000', or '6Fxx' for a status of the interface; what is above 255 is a status word itself.
std::uint16_t status_word(int status) {
  if (status > 0xFF) return static_cast<std::uint16_t>(status);
  return static_cast<std::uint16_t>(status == ASSAY_HSM_OK ? 0x9000 : 0x6F00 | status);
}

}  // namespace

Result<std::unique_ptr<HsmCardChannel>> HsmCardChannel::open(Reach reach) {
  auto channel = std::make_unique<HsmCardChannel>(std::move(reach));
  TRY_VOID(channel->begin(0));
  return channel;
}

std::uint64_t HsmCardChannel::time_us() const noexcept {
  return reach_.virtual_time ? moved_us_ : steady_us() + moved_us_;
}

Result<void> HsmCardChannel::begin(std::uint64_t seed) {
  device_.reset();
  channels_.clear();
  recorded_.clear();
  moved_us_ = 0;
  TRY(device_, reach_.open([this] { return time_us(); }, seed));
  if (reach_.label) reach_.description.label = reach_.label(*device_);
  const auto info = device_->info();
  if (info) atr_.assign(info->atr, info->atr + info->atr_size);
  return open_first();
}

Result<void> HsmCardChannel::open_first() {
  channels_.clear();
  current_ = 0;
  const auto started = device_->start_up(reach_.card);
  if (!started)
    return fail(ErrorCode::refused, "the HSM does not start up: {}", started.error().words);
  const auto opened = open_numbered(reach_.group);
  if (!opened) return fail(ErrorCode::refused, "no channel of the HSM: {}", opened.error().words);
  return {};
}

Outcome<std::uint16_t> HsmCardChannel::open_numbered(std::uint8_t group) {
  const auto handle = device_->open_channel(group);
  if (!handle) return tl::unexpected(handle.error());
  channels_.push_back({*handle, group});
  return static_cast<std::uint16_t>(channels_.size() - 1);
}

std::uint64_t HsmCardChannel::handle_of(std::size_t number) const noexcept {
  return number < channels_.size() ? channels_[number].handle : 0;
}

Result<void> HsmCardChannel::reset(iso7816::ResetKind kind) {
  if (kind == iso7816::ResetKind::warm && current_ < channels_.size()) {
    Open& current = channels_[current_];
    (void)device_->close_channel(current.handle);
    const auto handle = device_->open_channel(current.group);
    if (!handle) return fail(ErrorCode::refused, "no channel of the HSM: {}", handle.error().words);
    current.handle = *handle;
    return {};
  }
  for (const Open& open : channels_) (void)device_->close_channel(open.handle);
  // A device that opens no channel any more, such as a worn one, still answers what is asked of itself.
  if (const auto opened = open_first(); !opened && !device_->info()) return opened;
  return {};
}

Result<void> HsmCardChannel::rewind(std::uint64_t seed) {
  if (!reach_.description.capabilities.rewinds) return CardChannel::rewind(seed);
  return begin(seed);
}

Result<void> HsmCardChannel::transmit(ByteView command, Bytes& response) {
  if (reach_.virtual_time) moved_us_ += exchange_us;
  response.clear();
  int status = ASSAY_HSM_OK;
  if (command.empty() || command[0] != class_of_hsm) {
    status = keep(device_->exchange(handle_of(current_), command, response));
    if (status == ASSAY_HSM_OK) return {};
  } else if (const auto parsed = iso7816::parse_command(command); parsed && !parsed->extended) {
    status = command_of_hsm(*parsed, response);
  } else {
    status = 0x6700;
  }
  // A device that failed is no answer of a card.
  if (status == ASSAY_HSM_FAILED) return fail(ErrorCode::reader_lost, "{}", words_);
  if (status != ASSAY_HSM_OK) response.clear();
  append_status(response, status_word(status));
  return {};
}

}  // namespace assay::hsm

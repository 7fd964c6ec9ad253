// SPDX-License-Identifier: Apache-2.0
#include "engine/provider_channel.hpp"

namespace assay::engine {
namespace {

constexpr std::uint8_t ins_card_cipher_pin = 0x12;
constexpr std::size_t pin_offset = 7;  // behind the header, Lc, KIF and KVC

/// CARD CIPHER PIN carries PINs in clear: 80 to present one, 40 to change it.
bool carries_pin(ByteView command) {
  return command.size() > pin_offset + 1 && command[1] == ins_card_cipher_pin &&
         (command[2] == 0x80 || command[2] == 0x40);
}

}  // namespace

Result<void> ProviderChannel::transmit(ByteView command, Bytes& response) {
  ++exchanges_;
  journal::ExchangeRecord record;
  record.role = role_;
  record.utc_ns = clock_.utc_ns();
  record.monotonic_ns = clock_.monotonic_ns();
  auto done = sam_.transmit(command, response);
  record.duration_ns = clock_.monotonic_ns() - record.monotonic_ns;
  record.command = command;
  secrets_.clear();
  if (carries_pin(command)) secrets_.push_back({pin_offset, command.size() - pin_offset - 1});
  known_.find(command, secrets_);
  record.secrets = secrets_;
  if (done) {
    record.response = response;
  } else {
    record.outcome = journal::Outcome::failed;
    record.remark = done.error().message;
  }
  listener_.exchanged(record);
  return done;
}

}  // namespace assay::engine

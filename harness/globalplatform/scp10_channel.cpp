// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_channel.hpp"

namespace assay::globalplatform {

Result<void> SecureChannel::begin_scp10(std::unique_ptr<SecureChannel>& channel,
                                        const Scp10Session& session) {
  TRY(auto messaging, Scp10Messaging::begin(session.keys, session.level, session.reading));
  if (!channel || channel->speaks() != 0x10) channel = std::make_unique<Scp10Channel>();
  channel->reset();
  channel->answer_.protocol = 0x10;
  channel->answer_.option_i = session.option_i;
  channel->agreed_mac_length_ = 8;
  channel->level_ = session.level;
  channel->authenticated_ = true;
  static_cast<Scp10Channel&>(*channel).adopt(std::move(messaging));
  return {};
}

/// No INITIALIZE UPDATE leads here: begin_scp10 brings the keys.
void Scp10Channel::derive(const KeySet& /*keys*/, const StartOptions& /*options*/) {}

HostCryptogram Scp10Channel::make_host_cryptogram(TerminalDeviation /*deviation*/) const {
  return {};
}

Result<void> Scp10Channel::secure(const CommandDraft& draft, Bytes& out) {
  next_ = messaging_;
  TRY_VOID(next_->wrap(draft.plain, encoded_, draft.deviation));
  append(out, encoded_);
  return {};
}

bool Scp10Channel::verifies(TerminalDeviation /*deviation*/) const noexcept {
  return true;  // what `next_` has counted is what the card counts, right or wrong
}

void Scp10Channel::advance(const CommandDraft& /*draft*/) {
  messaging_ = std::move(next_);
  next_.reset();
}

Unwrapped Scp10Channel::open(const iso7816::ResponseView& response, Bytes& plain_data) {
  return messaging_->unwrap(response, plain_data);
}

/// GPC F.3.2.7: the mode follows the key type; without one it is known, here CBC.
Result<void> Scp10Channel::encrypt_secret(ByteView data, Bytes& out) const {
  TRY(out, messaging_->encrypt_sensitive(data, true));
  return {};
}

void Scp10Channel::after_replay() {
  messaging_->count_command();
}

void Scp10Channel::forget() noexcept {
  messaging_.reset();
  next_.reset();
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// Sessions of SCP11 after the agreement: SCP03's messages under the agreed keys.
#include "globalplatform/scp03_channel.hpp"
#include "globalplatform/scp11_agreement.hpp"

namespace assay::globalplatform {

void SecureChannel::begin_agreed(std::unique_ptr<SecureChannel>& channel,
                                 const AgreedSession& agreed) {
  if (!channel || channel->speaks() != 0x03) channel = std::make_unique<Scp03Channel>();
  channel->reset();
  channel->answer_.protocol = 0x11;
  channel->answer_.option_i = 0x60;  // R-MAC and R-ENC, for the rules of BEGIN R-MAC SESSION
  channel->agreed_mac_length_ = agreed.s16 ? 16 : 8;
  channel->level_ = agreed.level;
  channel->authenticated_ = true;
  static_cast<Scp03Channel&>(*channel).adopt(agreed);
}

void Scp03Channel::adopt(const AgreedSession& agreed) {
  session_.enc.assign(agreed.keys.channel.enc.view());
  session_.mac.assign(agreed.keys.channel.mac.view());
  session_.rmac.assign(agreed.keys.channel.rmac.view());
  dek_.assign(agreed.keys.dek.view());
  chaining_ = sent_mac_ = agreed.received_receipt;
  response_level_ = agreed.level;
}

}  // namespace assay::globalplatform

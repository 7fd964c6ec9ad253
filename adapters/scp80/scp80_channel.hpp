// SPDX-License-Identifier: Apache-2.0
// The target `scp80:URI`: another target, reached by SCP80 packets in short messages instead of plain commands.
// Source: ETSI TS 102 225, 5; TS 102 226, 5.2.1; 3GPP TS 31.115.
#pragma once

#include <memory>

#include "globalplatform/scp80.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::scp80 {

struct Scp80Options {
  globalplatform::Scp80Header header;
  globalplatform::Scp80Keys keys;
  std::uint64_t counter = 1;  ///< of the first packet; every further one is higher by 1
};

/// Each command travels alone in a packet, in the compact format; what comes back is the last response of the receipt.
///
/// State: the counter rises with every command, refused or not. An ENVELOPE that is answered without a packet is passed
/// on as it is: its status word is what the card said. '61xx' and '9Fxx' are followed by GET RESPONSE.
/// Errors, beside those of the inner channel: `refused`, naming the response status code, when the card does not accept the
/// packet; `malformed` for a receipt that is none; `out_of_range` for a command too long for a short message.
class Scp80Channel final : public iso7816::CardChannel {
 public:
  Scp80Channel(std::unique_ptr<iso7816::CardChannel> inner, Scp80Options options);

  Result<void> reset(iso7816::ResetKind kind) override { return inner_->reset(kind); }
  Result<void> transmit(ByteView command, Bytes& response) override;
  ByteView atr() const override { return inner_->atr(); }
  const iso7816::TargetDescription& description() const override { return description_; }
  Result<void> rewind(std::uint64_t seed) override;

 private:
  Result<void> exchange(ByteView envelope, Bytes& response);
  Result<void> read_receipt(ByteView packet, Bytes& response) const;

  std::unique_ptr<iso7816::CardChannel> inner_;
  Scp80Options options_;
  std::uint64_t next_;
  iso7816::TargetDescription description_;
};

/// Errors: those of `check_scp80`; `unsupported` for an SPI that asks for no proof of receipt in every case. `where` names
/// the option at fault: "spi", "kic" or "kid".
[[nodiscard]] Result<void> check_options(const Scp80Options& options);

/// Errors: those of `check_options`.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_scp80(
    std::unique_ptr<iso7816::CardChannel> inner, Scp80Options options);

}  // namespace assay::scp80

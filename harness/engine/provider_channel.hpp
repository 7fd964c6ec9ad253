// SPDX-License-Identifier: Apache-2.0
// ProviderChannel: the way to a SAM that computes for the terminal: every exchange is told, as evidence, PINs masked.
#pragma once

#include <string>
#include <vector>

#include "engine/clock.hpp"
#include "engine/secrets.hpp"
#include "iso7816/card_channel.hpp"
#include "journal/records.hpp"

namespace assay::engine {

class ProviderChannel final : public iso7816::CardChannel {
 public:
  /// All must live as long.
  ProviderChannel(iso7816::CardChannel& sam, std::string_view role, Clock& clock,
                  journal::RunListener& listener, const Secrets& secrets)
      : sam_(sam), role_(role), clock_(clock), listener_(listener), known_(secrets) {}

  [[nodiscard]] Result<void> reset(iso7816::ResetKind kind) override { return sam_.reset(kind); }
  [[nodiscard]] Result<void> transmit(ByteView command, Bytes& response) override;
  [[nodiscard]] ByteView atr() const override { return sam_.atr(); }
  [[nodiscard]] const iso7816::TargetDescription& description() const override {
    return sam_.description();
  }

  [[nodiscard]] std::size_t exchanges() const noexcept { return exchanges_; }

 private:
  iso7816::CardChannel& sam_;
  std::string role_;
  Clock& clock_;
  journal::RunListener& listener_;
  const Secrets& known_;
  std::size_t exchanges_ = 0;
  std::vector<journal::SecretRange> secrets_;
};

}  // namespace assay::engine

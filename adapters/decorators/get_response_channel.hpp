// SPDX-License-Identifier: Apache-2.0
// GetResponseChannel: does what a terminal does after '61xx' and '6Cxx'.   Source: ISO/IEC 7816-3:2006, 12.2.
#pragma once

#include <memory>

#include "iso7816/card_channel.hpp"

namespace assay::decorators {

struct GetResponseOptions {
  bool fetch_61 = true;   ///< '61xx': GET RESPONSE until another status word comes
  bool repeat_6c = true;  ///< '6Cxx': the same command once more, with Le = xx
  bool drop_case4_le =
      false;  ///< T=0 carries no Le beside Lc: leave it out of short case-4 commands
};

/// Hides the T=0 way of fetching answers. Never implied: a test that uses it says so.
///
/// Shape: the answer is the data of all parts in order, then the last status word. State: at most 65,536 bytes are
/// gathered; a card that goes on is answered for with what came so far and its latest '61xx'.
/// GET RESPONSE carries the class byte's channel and neither chaining nor secure messaging (ISO/IEC 7816-4:2020, 11.4.1).
class GetResponseChannel final : public iso7816::CardChannel {
 public:
  explicit GetResponseChannel(std::unique_ptr<iso7816::CardChannel> inner,
                              GetResponseOptions options = {});

  Result<void> reset(iso7816::ResetKind kind) override { return inner_->reset(kind); }
  Result<void> transmit(ByteView command, Bytes& response) override;
  /// Nothing is fetched: the answer is lost.
  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override {
    return inner_->transmit_and_cut(command, writes);
  }
  ByteView atr() const override { return inner_->atr(); }
  const iso7816::TargetDescription& description() const override { return description_; }
  Result<void> rewind(std::uint64_t seed) override { return inner_->rewind(seed); }

 private:
  Result<void> send_with_right_le(ByteView command, Bytes& response);
  Result<void> fetch_rest(std::uint8_t cla, Bytes& response);

  std::unique_ptr<iso7816::CardChannel> inner_;
  GetResponseOptions options_;
  iso7816::TargetDescription description_;
};

}  // namespace assay::decorators

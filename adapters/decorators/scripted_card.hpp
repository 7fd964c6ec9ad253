// SPDX-License-Identifier: Apache-2.0
// ScriptedCard: a card for unit tests that gives prepared answers in order and notes what it was asked.
#pragma once

#include <vector>

#include "iso7816/card_channel.hpp"

namespace assay::decorators {

class ScriptedCard final : public iso7816::CardChannel {
 public:
  struct Notes {
    std::vector<Bytes> answers;
    std::vector<Bytes> asked;
    std::vector<iso7816::ResetKind> resets;
  };
  explicit ScriptedCard(Notes& notes) : notes_(notes) {}

  Result<void> reset(iso7816::ResetKind kind) override {
    notes_.resets.push_back(kind);
    return {};
  }
  Result<void> transmit(ByteView command, Bytes& response) override {
    if (notes_.asked.size() == notes_.answers.size())
      return fail(ErrorCode::card_mute, "no answer prepared");
    response = notes_.answers[notes_.asked.size()];
    notes_.asked.push_back(to_bytes(command));
    return {};
  }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }
  Result<void> rewind(std::uint64_t) override { return {}; }

 private:
  Notes& notes_;
  Bytes atr_{0x3B, 0x00};
  iso7816::TargetDescription description_{.uri = "scripted:"};
};

}  // namespace assay::decorators

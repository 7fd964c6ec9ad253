// SPDX-License-Identifier: Apache-2.0
// ScriptedSam: a channel for tests that wants commands in a given order and answers as told.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::calypso {

class ScriptedSam final : public iso7816::CardChannel {
 public:
  explicit ScriptedSam(std::string_view atr) : atr_(from_hex(atr).value()) {}

  ScriptedSam& answer(std::string response) {
    answers_.push_back(std::move(response));
    return *this;
  }

  Result<void> reset(iso7816::ResetKind) override { return {}; }
  Result<void> transmit(ByteView command, Bytes& response) override {
    commands.push_back(to_hex(command));
    if (answers_.empty()) return fail(ErrorCode::card_mute, "nothing more to say");
    response = from_hex(answers_.front()).value();
    answers_.pop_front();
    return {};
  }
  [[nodiscard]] ByteView atr() const override { return atr_; }
  [[nodiscard]] const iso7816::TargetDescription& description() const override {
    return description_;
  }

  std::vector<std::string> commands;

 private:
  Bytes atr_;
  std::deque<std::string> answers_;
  iso7816::TargetDescription description_;
};

}  // namespace assay::calypso

// SPDX-License-Identifier: Apache-2.0
// ScriptedCard: the in-memory twin of a card for the engine's tests: answers what it is told to, remembers what it got.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/hex.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::engine {

/// What the card knows and saw; outlives the channels opened on it.
struct CardScript {
  std::deque<Result<Bytes>> answers;  ///< used up in order; afterwards '9000'
  std::vector<std::string> log;       ///< "cold", "warm", or a command in hex
  iso7816::TargetDescription description{"test:card", "test", "", "", "", {}};
  std::size_t opened = 0;
  std::uint32_t writes = 0;               ///< that every command makes, where power can be cut
  Result<Bytes> atr = Bytes{0x3B, 0x00};  ///< what the next resets give

  void answer(const std::string& hex) { answers.push_back(*from_hex(hex)); }
  void fail_with(ErrorCode code, const std::string& why) {
    answers.push_back(fail(code, "{}", why));
  }
};

class ScriptedCard : public iso7816::CardChannel {
 public:
  explicit ScriptedCard(CardScript& script) : script_(script) { ++script_.opened; }

  Result<void> reset(iso7816::ResetKind kind) override {
    script_.log.emplace_back(kind == iso7816::ResetKind::cold ? "cold" : "warm");
    if (!script_.atr) return tl::unexpected(script_.atr.error());
    atr_ = *script_.atr;
    return {};
  }
  Result<void> transmit(ByteView command, Bytes& response) override {
    script_.log.push_back(to_hex(command));
    response = {0x90, 0x00};
    if (script_.answers.empty()) return {};
    auto next = script_.answers.front();
    script_.answers.pop_front();
    if (!next) return tl::unexpected(next.error());
    response = *next;
    return {};
  }
  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override {
    script_.log.push_back(fmt::format("{} cut after {}", to_hex(command), writes));
    return writes >= script_.writes;
  }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return script_.description; }

 private:
  CardScript& script_;
  Bytes atr_{0x3B, 0x00};
};

}  // namespace assay::engine

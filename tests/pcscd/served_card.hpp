// SPDX-License-Identifier: Apache-2.0
// ServedCard: a small card of the tests' own, in a slot of a private pcscd for as long as the object lives.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "adapters/vpcd/vpcd_card.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::testing {

/// Does what `answer` says with a command; notes resets as 'c' and 'w'.
class SmallCard final : public iso7816::CardChannel {
 public:
  using Answer = std::function<Result<void>(ByteView command, Bytes& response)>;
  explicit SmallCard(Answer answer) : answer_(std::move(answer)) {}

  Result<void> reset(iso7816::ResetKind kind) override {
    const std::lock_guard lock(mutex_);
    resets_ += kind == iso7816::ResetKind::cold ? 'c' : 'w';
    return {};
  }
  Result<void> transmit(ByteView command, Bytes& response) override {
    return answer_(command, response);
  }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

  /// The resets since this was asked last.
  std::string take_resets() {
    const std::lock_guard lock(mutex_);
    return std::exchange(resets_, {});
  }

 private:
  Answer answer_;
  std::mutex mutex_;
  std::string resets_;
  Bytes atr_{0x3B, 0x85, 0x80, 0x01, 'A', 's', 's', 'a', 'y', 0x49};
  iso7816::TargetDescription description_;
};

class ServedCard {
 public:
  ServedCard(std::uint16_t port, SmallCard::Answer answer)
      : card_(std::move(answer)),
        thread_([this, port] { outcome_ = vpcd::serve_vpcd(card_, "127.0.0.1", port, stop_); }) {}
  ~ServedCard() { remove(); }

  /// Takes the card out and waits until it is out.
  void remove() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  SmallCard& card() { return card_; }

 private:
  SmallCard card_;
  std::atomic<bool> stop_ = false;
  Result<vpcd::VpcdCardCounts> outcome_ = vpcd::VpcdCardCounts{};
  std::thread thread_;
};

}  // namespace assay::testing

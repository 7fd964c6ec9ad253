// SPDX-License-Identifier: Apache-2.0
// HsmCardChannel: one channel of an HSM as a CardChannel, so that every script for a SAM runs on it. Commands of class FF, which no
// SAM has, go to the HSM itself: further channels, key groups, keys, start-up, audit (specs/calypso/hsm-commands.yaml).
// What the interface refuses is answered '6Fxx', xx its status.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/hsm_channel/device.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::hsm {

/// How to reach an HSM, and what is known of it beforehand.
struct Reach {
  iso7816::TargetDescription description;
  /// Opens the device anew; `seed` for models alone.
  std::function<Result<std::unique_ptr<Device>>(const Clock& clock, std::uint64_t seed)> open;
  /// What must show wherever results do, where the table itself cannot tell.
  std::function<std::string(Device& device)> label;
  StartUpCard
      card;  ///< the right one for the start-up; empty: the device has its own, or needs none
  std::uint8_t group = 1;     ///< of the first channel
  bool virtual_time = false;  ///< a model's: moves with exchanges, not by itself
};

class HsmCardChannel : public iso7816::CardChannel {
 public:
  /// Errors: those of opening; `refused` when the device does not start or has no channel left.
  [[nodiscard]] static Result<std::unique_ptr<HsmCardChannel>> open(Reach reach);

  explicit HsmCardChannel(Reach reach) : reach_(std::move(reach)) {}

  /// Opens device and first channel; for classes made of this one.
  [[nodiscard]] Result<void> begin(std::uint64_t seed);

  /// Cold: closes every channel and opens a first one. Warm: the current channel begins anew.
  Result<void> reset(iso7816::ResetKind kind) override;
  Result<void> transmit(ByteView command, Bytes& response) override;
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return reach_.description; }
  Result<void> rewind(std::uint64_t seed) override;

 protected:
  [[nodiscard]] Device& device() noexcept { return *device_; }
  [[nodiscard]] std::uint64_t time_us() const noexcept;

 private:
  struct Open {
    std::uint64_t handle = 0;
    std::uint8_t group = 0;
  };
  using Command = iso7816::CommandView;

  Result<void> open_first();
  Outcome<std::uint16_t> open_numbered(std::uint8_t group);
  [[nodiscard]] std::uint64_t handle_of(std::size_t number) const noexcept;

  /// One command of class FF: data into `out`, and a status of the interface, or a status word above it.
  int command_of_hsm(const Command& command, Bytes& out);
  int open_one(const Command& command, Bytes& out);
  int open_many(const Command& command, Bytes& out);
  int turn_to(const Command& command);
  int close_one(const Command& command);
  int close_many(Bytes& out);
  int tell_info(Bytes& out);
  int tell_audit(const Command& command, Bytes& out);
  int start(const Command& command);
  int manage_key(const Command& command, Bytes& out);
  int wait(const Command& command);
  int exchange_at_once(const Command& command, Bytes& out);
  int keep(const Outcome<void>& outcome);

  Reach reach_;
  std::unique_ptr<Device> device_;
  std::vector<Open>
      channels_;  ///< by number; never shorter than it was, so that a dead handle can be tried
  std::size_t current_ = 0;
  std::uint64_t moved_us_ = 0;  ///< virtual time, or what was added to the real one
  std::string words_;           ///< of the latest refusal
  Bytes recorded_;              ///< what the right card answered at the latest start-up
  Bytes atr_;
};

}  // namespace assay::hsm

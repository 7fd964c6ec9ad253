// SPDX-License-Identifier: Apache-2.0
// ServedClient: one connection of a served HSM: what it sent, what it has still to take, and which channels are its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_set>

#include "adapters/hsm_channel/device.hpp"
#include "adapters/hsm_channel/wire.hpp"
#include "base/descriptor.hpp"

namespace assay::hsm {

class ServedClient {
 public:
  using Clock = std::chrono::steady_clock;

  ServedClient(Device& device, Descriptor socket, bool manages_keys)
      : device_(device), socket_(std::move(socket)), manages_keys_(manages_keys) {}
  /// Frees its channels.
  ~ServedClient();
  ServedClient(const ServedClient&) = delete;
  ServedClient& operator=(const ServedClient&) = delete;

  enum class State : std::uint8_t { good, gone, broken };

  /// Reads what is there, answers at most one question, and writes what it can. `questions` counts.
  [[nodiscard]] State serve(std::uint64_t& questions);

  /// Has an answer to take: nothing more is read from it until then.
  [[nodiscard]] bool is_behind() const noexcept { return !out_.empty(); }
  /// Sent a question that waits for its turn.
  [[nodiscard]] bool has_question() const noexcept;
  [[nodiscard]] int fd() const noexcept { return socket_.get(); }

  /// When it last finished something, and whether something has begun since.
  [[nodiscard]] Clock::time_point last_done() const noexcept { return last_done_; }
  [[nodiscard]] bool is_in_the_middle() const noexcept { return !in_.empty() || !out_.empty(); }

 private:
  State read_some();
  State write_some();
  void answer(ByteView payload);
  int call(wire::Call call, ByteView body, Bytes& out);
  int open_channel(std::uint8_t group, Bytes& out);
  int exchange(ByteView body, Bytes& out);
  int close_channel(ByteView body);
  int manage_key(wire::Call call, ByteView body, Bytes& out);
  int tell_info(Bytes& out);
  int keep(const Outcome<void>& outcome);
  int refuse(int status, std::string words);

  Device& device_;
  Descriptor socket_;
  bool manages_keys_;
  bool greeted_ = false;
  Bytes in_;   ///< at most one frame and a little more
  Bytes out_;  ///< at most one answer
  std::string words_;
  std::unordered_set<std::uint64_t> channels_;
  Clock::time_point last_done_ = Clock::now();
};

}  // namespace assay::hsm

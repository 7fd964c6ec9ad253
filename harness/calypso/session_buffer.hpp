// SPDX-License-Identifier: Apache-2.0
// SessionBuffer: how much of a card's modification buffer the commands of a session have used.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "calypso/product.hpp"

namespace assay::calypso {

class SessionBuffer {
 public:
  explicit SessionBuffer(BufferSize size) noexcept : size_(size) {}

  /// Bytes: six more than the data, and one for a trailing Le; commands: one. 0 for what modifies nothing.
  [[nodiscard]] static std::uint32_t cost(ByteView command, BufferSize::Unit unit) noexcept;

  [[nodiscard]] bool fits(ByteView command) const noexcept {
    return cost(command, size_.unit) <= left();
  }
  /// A command that does not fit uses nothing: the card refuses it.
  void charge(ByteView command) noexcept {
    if (fits(command)) used_ += cost(command, size_.unit);
  }
  void restart() noexcept { used_ = 0; }

  [[nodiscard]] std::uint32_t left() const noexcept { return size_.size - used_; }
  [[nodiscard]] BufferSize size() const noexcept { return size_; }

 private:
  BufferSize size_;
  std::uint32_t used_ = 0;
};

/// Whether the instruction modifies a card, inside a session with the right to.
[[nodiscard]] bool modifies(std::uint8_t ins) noexcept;

}  // namespace assay::calypso

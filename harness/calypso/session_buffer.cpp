// SPDX-License-Identifier: Apache-2.0
#include "calypso/session_buffer.hpp"

#include <algorithm>
#include <array>

namespace assay::calypso {
namespace {

// Update, Write, Append Record; Update, Write Binary; Increase, Decrease and their Multiple; SV; Invalidate, Rehabilitate.
constexpr std::array<std::uint8_t, 14> modifying{0xDC, 0xD2, 0xE2, 0xD6, 0xD0, 0x32, 0x30,
                                                 0x3A, 0x38, 0xB8, 0xBA, 0xBC, 0x04, 0x44};

}  // namespace

bool modifies(std::uint8_t ins) noexcept {
  return std::ranges::find(modifying, ins) != modifying.end();
}

std::uint32_t SessionBuffer::cost(ByteView command, BufferSize::Unit unit) noexcept {
  if (command.size() < 4 || !modifies(command[1])) return 0;
  if (unit == BufferSize::Unit::commands) return 1;
  return static_cast<std::uint32_t>(std::max<std::size_t>(command.size(), 5)) - 5 + 6;
}

}  // namespace assay::calypso

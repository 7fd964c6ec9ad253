// SPDX-License-Identifier: Apache-2.0
// Wiping and comparing byte strings.
#include "base/bytes.hpp"

#include <algorithm>

namespace assay {

void wipe(void* memory, std::size_t size) noexcept {
  auto* bytes = static_cast<volatile std::uint8_t*>(memory);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = 0;
}

bool equal_in_constant_time(ByteView left, ByteView right) noexcept {
  if (left.size() != right.size()) return false;
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) difference |= left[i] ^ right[i];
  return difference == 0;
}

bool equal(ByteView left, ByteView right) noexcept {
  return std::ranges::equal(left, right);
}

}  // namespace assay

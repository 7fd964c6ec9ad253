// SPDX-License-Identifier: Apache-2.0
// fetch_lines: asks for memory a little ahead of its use, where thousands of things are used by turns and none is in a cache.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay {

/// There need not be anything, and nothing is read.
inline void fetch_lines(const void* memory, std::size_t size) noexcept {
  constexpr std::uintptr_t line = 64;
  const auto* bytes = static_cast<const char*>(memory);
  const auto* const behind = bytes + size;
  for (bytes -= reinterpret_cast<std::uintptr_t>(memory) % line; bytes < behind; bytes += line)
    __builtin_prefetch(bytes);
}

}  // namespace assay

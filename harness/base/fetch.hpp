// SPDX-License-Identifier: Apache-2.0
// fetch_lines: asks for memory a little ahead of its use, where thousands of things are used by turns and none is in a cache.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay {

/// There need not be anything, so places are numbers here, and nothing is read.
inline void fetch_lines(const void* memory, std::size_t size) noexcept {
  constexpr std::uintptr_t line = 64;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  for (std::uintptr_t at = begin - begin % line; at < begin + size; at += line)
    __builtin_prefetch(reinterpret_cast<const void*>(at));  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace assay

// SPDX-License-Identifier: Apache-2.0
// Byte strings: who owns them, who only looks, and which are wiped when they go.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace assay {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using MutableByteView = std::span<std::uint8_t>;

/// Overwrites memory in a way the optimiser must keep.
void wipe(void* memory, std::size_t size) noexcept;

/// Hands memory back only after wiping it; the allocator of every byte string that holds a secret.
template <typename T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <typename U>
  WipingAllocator(const WipingAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    wipe(memory, count * sizeof(T));
    std::allocator<T>{}.deallocate(memory, count);
  }
  friend bool operator==(const WipingAllocator&, const WipingAllocator&) noexcept { return true; }
};

/// Owns a secret: wiped on destruction, and without any way to print it.
using SecureBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

/// Compares two secrets in a time that depends on their lengths only.
[[nodiscard]] bool equal_in_constant_time(ByteView left, ByteView right) noexcept;

/// Compares contents; `std::span` has no equality of its own.
[[nodiscard]] bool equal(ByteView left, ByteView right) noexcept;

inline void append(Bytes& target, ByteView more) {
  target.insert(target.end(), more.begin(), more.end());
}

inline Bytes to_bytes(ByteView view) {
  return {view.begin(), view.end()};
}

}  // namespace assay

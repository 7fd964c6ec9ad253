// SPDX-License-Identifier: Apache-2.0
// StandingArray: objects that lie one behind the other and never move, in large pages where the system has them. With thousands of
// objects in use by turns, finding their pages would otherwise cost more than reading them.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "base/check.hpp"

namespace assay {

template <typename T>
class StandingArray {
 public:
  /// Room for `capacity` objects, none of which is made yet.
  explicit StandingArray(std::size_t capacity = 0) : capacity_(capacity) {
    if (capacity == 0) return;
    std::size_t bytes = capacity * sizeof(T);
    const bool large = bytes >= large_page / 2;
    if (large) bytes = (bytes + large_page - 1) / large_page * large_page;
    const std::size_t alignment = large ? large_page : std::max<std::size_t>(64, alignof(T));
    memory_ = Memory(static_cast<std::byte*>(::operator new(bytes, std::align_val_t{alignment})),
                     Release{alignment});
    // A wish: without large pages everything works as well.
    if (large) (void)::madvise(memory_.get(), bytes, MADV_HUGEPAGE);
  }
  StandingArray(const StandingArray&) = delete;
  StandingArray& operator=(const StandingArray&) = delete;
  StandingArray(StandingArray&& other) noexcept
      : memory_(std::move(other.memory_)),
        capacity_(std::exchange(other.capacity_, 0)),
        size_(std::exchange(other.size_, 0)) {}
  StandingArray& operator=(StandingArray&&) = delete;
  ~StandingArray() { std::destroy_n(begin(), size_); }

  /// The next object. Stops the program when there is no room for it.
  template <typename... Args>
  T& emplace_back(Args&&... args) {
    ASSAY_CHECK(size_ < capacity_);
    T* made = ::new (static_cast<void*>(begin() + size_)) T(std::forward<Args>(args)...);
    ++size_;
    return *made;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  [[nodiscard]] T& operator[](std::size_t i) noexcept { return begin()[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return begin()[i]; }
  [[nodiscard]] T* begin() noexcept { return reinterpret_cast<T*>(memory_.get()); }
  [[nodiscard]] const T* begin() const noexcept {
    return reinterpret_cast<const T*>(memory_.get());
  }
  [[nodiscard]] T* end() noexcept { return begin() + size_; }
  [[nodiscard]] const T* end() const noexcept { return begin() + size_; }

 private:
  static constexpr std::size_t large_page = std::size_t{2} << 20;
  struct Release {
    std::size_t alignment = 0;
    void operator()(std::byte* memory) const noexcept {
      ::operator delete(memory, std::align_val_t{alignment});
    }
  };
  using Memory = std::unique_ptr<std::byte, Release>;

  Memory memory_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace assay

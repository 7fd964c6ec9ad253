// SPDX-License-Identifier: Apache-2.0
// OwnTime: what a channel is besides, when its target keeps a time of its own: the virtual time of a model.
#pragma once

#include <cstdint>

namespace assay::iso7816 {

class OwnTime {
 public:
  OwnTime() = default;
  OwnTime(const OwnTime&) = delete;
  OwnTime& operator=(const OwnTime&) = delete;
  virtual ~OwnTime() = default;

  /// Microseconds since the target was opened; the same in every run.
  [[nodiscard]] virtual std::uint64_t own_time_us() const = 0;
};

}  // namespace assay::iso7816

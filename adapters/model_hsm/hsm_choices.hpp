// SPDX-License-Identifier: Apache-2.0
// Choices: which HSM this is, and the text that says so: "s20;idle_ms=5000", as profile of a model or as name of a device.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/model_common/model_family.hpp"
#include "base/result.hpp"

namespace assay::model::hsm {

enum class Product : std::uint8_t { pci_s3, sam_s20 };

inline constexpr std::uint64_t s20_lifetime = 16'000'000;  ///< operations
inline constexpr std::uint32_t s20_channels = 20;

struct Choices {
  Product product = Product::pci_s3;
  std::uint32_t channels = 5000;
  std::uint64_t idle_us = 120'000'000;  ///< 0: never given up
  bool needs_card = false;              ///< starts up with a smart card
  bool own_reader = false;       ///< which sits in a reader of the device, and not with the caller
  std::uint64_t operations = 0;  ///< done already
  std::uint64_t seed = 0;
  std::vector<std::string> deviations;
};

/// Names that may stand first in the text; the bare PCI-S3/5000 has none.
[[nodiscard]] std::span<const ProfileInfo> hsm_profiles() noexcept;

/// Options that may follow, as "name=value".
[[nodiscard]] std::span<const std::string_view> hsm_options() noexcept;

/// Errors: `not_found` for an unknown profile, `malformed` for an unknown option or a value that no HSM has.
[[nodiscard]] Result<Choices> read_choices(std::string_view text);

/// "PCI-S3/5000", "SAM-S20".
[[nodiscard]] std::string product_name(const Choices& choices);

}  // namespace assay::model::hsm

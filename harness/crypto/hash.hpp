// SPDX-License-Identifier: Apache-2.0
// Hashes, computed by OpenSSL.   Source: FIPS 180-4.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.hpp"

namespace assay::crypto {

[[nodiscard]] std::array<std::uint8_t, 20> sha1(ByteView message);
[[nodiscard]] std::array<std::uint8_t, 32> sha256(ByteView message);

/// SHA-256 as lower-case hex, the form in which journals name their inputs.
[[nodiscard]] std::string sha256_text(ByteView message);

}  // namespace assay::crypto

// SPDX-License-Identifier: Apache-2.0
// The test authority that signs card certificates in a model SAM: public, invented, trusted by nobody.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "base/hex.hpp"
#include "crypto/rsa.hpp"

namespace assay::model::sam {

/// Serves as issuer key reference in what it signs.
inline constexpr auto ca_key_reference =
    "07F04F50454E434100000000000000000000000000A0A0A0A000000001"_hex;
/// Number of the event counter that its signatures increment.
inline constexpr std::uint8_t ca_counter = 26;

/// 384 bytes, signed by a test root.
[[nodiscard]] ByteView ca_certificate() noexcept;

[[nodiscard]] const crypto::RsaPrivateKey& ca_key();

}  // namespace assay::model::sam

// SPDX-License-Identifier: Apache-2.0
// Card keys from a master key and the key diversification data of INITIALIZE UPDATE: conventions of issuers, not of the card
// specification.   Source: EMV CPS 1.1, 4.1; NIST SP 800-108 (KDF3).
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "globalplatform/key_set.hpp"

namespace assay::globalplatform {

enum class Diversification : std::uint8_t { emv, visa, visa2, kdf3 };

/// "EMV", "VISA", "VISA2", "KDF3".
[[nodiscard]] std::optional<Diversification> diversification_named(std::string_view name) noexcept;

/// The card's key for ENC (1), MAC (2) or DEK (3).
/// Errors: `malformed` for a master key that the method has not, diversification data of other than 10 bytes, another
/// number of a key.
[[nodiscard]] Result<SecureBytes> diversify(Diversification method, ByteView master,
                                            ByteView diversification_data, std::uint8_t key);

/// All three.
[[nodiscard]] Result<KeySet> diversify(Diversification method, ByteView master,
                                       ByteView diversification_data);

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// Which parts of the protocols rest on our reading alone: no vector that somebody else published shows them.
// `assay selftest` names the same parts; a session that uses one is labelled in every report.
#pragma once

#include <cstddef>
#include <string_view>

#include "crypto/elliptic.hpp"

namespace assay::globalplatform {

class SecureChannel;
enum class Scp11Variant : std::uint8_t;

/// The unconfirmed part that a session of SCP01, SCP02, SCP03 or SCP10 uses; empty when published sessions show all of it.
/// Shape: valid for ever, one noun phrase such as "SCP02 with implicit initiation".
[[nodiscard]] std::string_view unconfirmed_part(const SecureChannel& channel) noexcept;

/// The same for a key agreement of SCP11.
[[nodiscard]] std::string_view unconfirmed_part(Scp11Variant variant, crypto::Curve curve,
                                                std::size_t key_length, bool s16) noexcept;

}  // namespace assay::globalplatform

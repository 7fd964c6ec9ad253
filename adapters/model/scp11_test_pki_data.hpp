// SPDX-License-Identifier: Apache-2.0
// What the keys of the bench for SCP11 amount to: public points and signatures, computed once and kept here, for on a slow
// curve each costs a millisecond at every start of the program. scp11_test_pki_test.cpp computes all of them again. Private
// to this room.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "adapters/model/scp11_test_pki.hpp"

namespace assay::model::test_pki {

struct KnownPoint {
  Who who;
  crypto::Curve curve;
  std::string_view point;  ///< hex, 04 || X || Y
};

struct KnownSignature {
  Who signer;
  crypto::Curve curve;
  std::uint64_t message;       ///< the first 8 bytes of its SHA-256
  std::string_view signature;  ///< hex, r || s
};

[[nodiscard]] std::span<const KnownPoint> known_points() noexcept;
[[nodiscard]] std::span<const KnownSignature> known_signatures() noexcept;

/// The names by which known_signatures() calls messages.
[[nodiscard]] std::uint64_t message_name(ByteView message);

}  // namespace assay::model::test_pki

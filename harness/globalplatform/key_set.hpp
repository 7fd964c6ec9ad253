// SPDX-License-Identifier: Apache-2.0
// Key sets: the static keys that a Security Domain and its owner share.   Source: GPC D.2, E.2; GPD 6.1.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace assay::globalplatform {

/// One version of a domain's Secure Channel keys. SCP01 and SCP02 want 16 bytes each; SCP03 wants 16, 24 or 32, all alike.
/// Where SCP02 has one base key, it is `enc`; the others are then empty or the same.
struct KeySet {
  std::uint8_t version = 0;  ///< key version number, '01' to '7F'; '00' asks for the card's default
  SecureBytes enc;
  SecureBytes mac;
  SecureBytes dek;  ///< for sensitive data only; may be empty
};

}  // namespace assay::globalplatform

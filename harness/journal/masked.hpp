// SPDX-License-Identifier: Apache-2.0
// Printing bytes of which some are secret: the secret ones become dots, so that only their number shows.
#pragma once

#include <span>
#include <string>

#include "base/bytes.hpp"
#include "journal/records.hpp"

namespace assay::journal {

/// Appends "80D80001" with ".." for every secret byte.
void append_masked_hex(std::string& out, ByteView bytes, std::span<const SecretRange> secrets);

/// "80 D8 00 01" with ".." for every secret byte.
[[nodiscard]] std::string masked_spaced_hex(ByteView bytes, std::span<const SecretRange> secrets);

}  // namespace assay::journal

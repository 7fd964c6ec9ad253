// SPDX-License-Identifier: Apache-2.0
// Short messages that bring a command packet to a card, as a phone hands them on.
// Source: 3GPP TS 31.111, 7.1.1; TS 23.040, 9.2.2.1; TS 31.115, 4.2.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::scp80 {

/// Longest command packet in one message: 140 bytes of user data less the header '02 70 00'.
inline constexpr std::size_t longest_packet = 137;

/// The ENVELOPE command with an SMS-PP download: device identities, an address, an SMS-DELIVER with the packet.
/// Errors: `out_of_range` for a packet over `longest_packet`; concatenated messages are not made.
[[nodiscard]] Result<Bytes> envelope_of(ByteView packet);

}  // namespace assay::scp80

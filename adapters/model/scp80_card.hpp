// SPDX-License-Identifier: Apache-2.0
// SCP80 as the receiving card computes it: reading command packets, making response packets. Private to this room.
// Source: ETSI TS 102 225, 5; 3GPP TS 31.115, 4.
#pragma once

#include <cstdint>

#include "adapters/model/gp_state.hpp"
#include "base/bytes.hpp"

namespace assay::model::scp80 {

/// What a card says of a packet.   Source: TS 102 225, table 5.
enum class Verdict : std::uint8_t {
  good = 0x00,
  checksum_wrong = 0x01,
  counter_low = 0x02,
  counter_high = 0x03,
  counter_blocked = 0x04,
  ciphering_error = 0x05,
  security_error = 0x06,
  tar_unknown = 0x09,
  level_too_low = 0x0A,
};

struct Request {
  bool readable = false;  ///< false: no packet at all, nothing can be answered
  Verdict verdict = Verdict::security_error;
  std::uint8_t reply = 0;  ///< SPI2: what the sender wants back, and how protected
  std::uint8_t kic = 0, kid = 0;
  std::array<std::uint8_t, 3> tar{};
  std::uint64_t counter = 0;
  bool counts = false;  ///< the counter is checked, so that the card keeps it
  Bytes data;
};

/// Takes a command packet apart and judges it by the keys and the counter of the card.
[[nodiscard]] Request open_request(const OverTheAir& card, ByteView packet);

/// The packet that answers, or nothing when the sender wants none.
[[nodiscard]] Bytes make_reply(const OverTheAir& card, const Request& request, ByteView data);

}  // namespace assay::model::scp80

// SPDX-License-Identifier: Apache-2.0
// Session answers: what a card says when a session opens and closes, in every mode and revision.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "calypso/product.hpp"

namespace assay::calypso {

enum class SessionMode {
  regular,     ///< revision 3.1, Light, Basic
  extended,    ///< revision 3.2
  pki,         ///< revision 3.3: no SAM takes part
  revision_2,  ///< 2.4
  revision_1,
};
[[nodiscard]] std::string_view name(SessionMode mode) noexcept;

struct OpeningAnswer {
  SessionMode mode = SessionMode::regular;
  Bytes challenge;  ///< transaction counter and random: 4 bytes, or 8 in extended and PKI mode
  std::uint32_t transaction_counter = 0;
  bool previous_ratified = false;
  bool may_be_managed = false;      ///< extended: MANAGE SECURE SESSION is allowed
  std::optional<std::uint8_t> kif;  ///< nothing where the card does not say, FF included
  std::optional<std::uint8_t> kvc;
  Bytes record;  ///< read along with the opening
  Bytes aid;     ///< PKI
  SerialNumber serial{};
  std::uint8_t status = 0;
};

/// Shape: the data field, without status word.
/// Errors: `malformed` for a length that is not one of the mode's, or a length byte that does not account for every byte.
[[nodiscard]] Result<OpeningAnswer> parse_opening(SessionMode mode, ByteView data);

struct ClosingAnswer {
  std::vector<Bytes>
      postponed;  ///< results of counters and SV signatures, without their length bytes
  Bytes mac;
};

/// Shape: items, each with a length byte that counts itself, then `mac_size` bytes.
/// Errors: `malformed` for fewer bytes than the MAC, or an item whose length is below 2 or more than what is left.
[[nodiscard]] Result<ClosingAnswer> parse_closing(ByteView data, std::size_t mac_size);

/// 8 in an extended session, else 4.
[[nodiscard]] constexpr std::size_t mac_size_of(SessionMode mode) noexcept {
  return mode == SessionMode::extended ? 8 : 4;
}

}  // namespace assay::calypso

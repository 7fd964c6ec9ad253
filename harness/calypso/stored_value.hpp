// SPDX-License-Identifier: Apache-2.0
// Stored value: the answers to SV GET, and the logs, which also stand in files.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::calypso {

struct SvLoadLog {
  std::uint16_t date = 0;
  std::uint8_t free_1 = 0;
  std::uint8_t kvc = 0;
  std::uint8_t free_2 = 0;
  std::int32_t balance = 0;
  std::int32_t amount = 0;
  std::uint16_t time = 0;
  std::array<std::uint8_t, 4> sam{};
  std::uint32_t sam_transaction = 0;
  std::uint16_t transaction = 0;
};

struct SvDebitLog {
  std::int16_t amount = 0;  ///< negative for a debit
  std::uint16_t date = 0;
  std::uint16_t time = 0;
  std::uint8_t kvc = 0;
  std::array<std::uint8_t, 4> sam{};
  std::uint32_t sam_transaction = 0;
  std::int32_t balance = 0;
  std::uint16_t transaction = 0;
};

struct SvState {
  bool extended = false;
  Bytes challenge;  ///< 2 bytes, 8 extended
  std::uint8_t kvc = 0;
  std::uint16_t transaction = 0;
  Bytes previous_signature;  ///< 3 bytes, 6 extended
  std::int32_t balance = 0;
  std::optional<SvLoadLog> load;
  std::optional<SvDebitLog> debit;
};

inline constexpr std::size_t sv_load_log_size = 22;
inline constexpr std::size_t sv_debit_log_size = 19;

/// Shape: 33 bytes for a reload, 30 for a debit, 61 in extended mode, which has both logs.
/// Errors: `malformed` for another length.
[[nodiscard]] Result<SvState> parse_sv_get(ByteView data);

/// Shape: 22 bytes, or a record of a file that is longer and padded.
[[nodiscard]] Result<SvLoadLog> parse_sv_load_log(ByteView bytes);
/// Shape: 19 bytes, or a record of a file that is longer and padded.
[[nodiscard]] Result<SvDebitLog> parse_sv_debit_log(ByteView bytes);

}  // namespace assay::calypso

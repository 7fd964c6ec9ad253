// SPDX-License-Identifier: Apache-2.0
// SAM answers: the ATR that tells which SAM it is, and its records: event counters, ceilings, parameters, keys.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::calypso {

enum class SamProduct { c1, hsm_c1, s1dx, s1e1, other };
[[nodiscard]] std::string_view name(SamProduct product) noexcept;

/// What a terminal knows of its SAM.
struct Sam {
  SamProduct product = SamProduct::other;
  std::uint8_t platform = 0;
  std::uint8_t application_type = 0;
  std::uint8_t application_subtype = 0;
  std::uint8_t software_issuer = 0;
  std::uint8_t software_version = 0;
  std::uint8_t software_revision = 0;
  std::array<std::uint8_t, 4> serial{};

  friend bool operator==(const Sam&, const Sam&) = default;

  /// Class byte of its commands.
  [[nodiscard]] std::uint8_t cla() const noexcept;
  /// Most bytes of data of one digest command; 0 when it is not known.
  [[nodiscard]] std::size_t max_digest() const noexcept;
  /// Whether DIGEST UPDATE MULTIPLE exists.
  [[nodiscard]] bool digests_many() const noexcept;
  /// Whether it knows extended sessions.
  [[nodiscard]] bool extended() const noexcept;
};

/// Shape: 3B, three or five bytes, 80 5A, platform, type, subtype, issuer, version, revision, serial number, 82 90 00.
/// Errors: `malformed`, naming what differs.
[[nodiscard]] Result<Sam> parse_sam_atr(ByteView atr);

/// READ EVENT COUNTER, READ CEILINGS, READ PARAMETERS, and every block that is written.
struct SamRecord {
  std::array<std::uint8_t, 8> signature{};  ///< says nothing when the status word is 6200
  std::array<std::uint8_t, 29> record{};
  std::uint8_t reference = 0;
  std::array<std::uint8_t, 4> serial{};

  /// The nine values of event counters and ceilings.
  [[nodiscard]] std::array<std::uint32_t, 9> counters() const noexcept;
  /// The last two bytes of the record: bit i lets counter i be incremented freely.
  [[nodiscard]] std::uint16_t configuration() const noexcept;
};

/// Shape: 48 bytes, the last six FAFF40800000. Errors: `malformed`.
[[nodiscard]] Result<SamRecord> parse_sam_record(ByteView data);

struct SamKeyParameters {
  std::array<std::uint8_t, 8> signature{};
  std::uint8_t kif = 0;
  std::uint8_t kvc = 0;
  std::uint8_t algorithm = 0;
  std::array<std::uint8_t, 10> parameters{};  ///< PAR1 to PAR10
  std::uint8_t reference = 0;
  std::array<std::uint8_t, 4> serial{};
};

/// READ KEY PARAMETERS. Shape: 32 bytes, the last six FAFF40800000. Errors: `malformed`.
[[nodiscard]] Result<SamKeyParameters> parse_sam_key_parameters(ByteView data);

}  // namespace assay::calypso

// SPDX-License-Identifier: Apache-2.0
// Products: what an application says of itself in its startup information, and what follows for a terminal.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::calypso {

enum class Product {
  unknown,  ///< application type FF
  prime_1,  ///< revision 1: no FCI, known by its ATR
  prime_2,  ///< revision 2.4
  prime_3,  ///< revision 3.1 and later
  light,
  basic,
};
[[nodiscard]] std::string_view name(Product product) noexcept;

/// All eight bytes, as keys are diversified with them; the first two may tell a validity.
using SerialNumber = std::array<std::uint8_t, 8>;

/// Tag 53 of the FCI; revision 1 has the last six in its ATR.
struct StartupInformation {
  std::uint8_t session_modifications = 0;
  std::uint8_t platform = 0;
  std::uint8_t application_type = 0;
  std::uint8_t application_subtype = 0;  ///< file structure
  std::uint8_t software_issuer = 0;
  std::uint8_t software_version = 0;
  std::uint8_t software_revision = 0;
  Bytes further;  ///< a card may say more than seven bytes
};

/// How much a session may modify: bytes, or commands.
struct BufferSize {
  enum class Unit { bytes, commands };
  Unit unit = Unit::bytes;
  std::uint32_t size = 0;
};

/// What the options of an application type allow.
struct ProductFeatures {
  Product product = Product::unknown;
  bool pin = false;
  bool stored_value = false;
  bool ratifies_on_deselect = false;  ///< no ratification command is needed
  bool extended = false;              ///< sessions of revision 3.2
  bool pki = false;                   ///< sessions of revision 3.3
};

/// By the application type of an FCI, the ranges in their order. Shape: not 00, which is no type.
[[nodiscard]] ProductFeatures features_of(std::uint8_t application_type) noexcept;

/// Shape: 7 bytes and more.
/// Errors: `malformed` for fewer bytes, application type 00, subtype 00 or FF, and session modifications outside 06 to 37
/// (Basic: 04 to 37), which only products that count bytes, and Basic, are held to.
[[nodiscard]] Result<StartupInformation> parse_startup_information(ByteView bytes);

/// Bytes of the modification buffer that a session modification byte stands for; nothing outside 06 to 37.
[[nodiscard]] std::optional<std::uint32_t> buffer_bytes(
    std::uint8_t session_modifications) noexcept;

/// The buffer of an application; for an unknown product nothing can be said.
[[nodiscard]] std::optional<BufferSize> buffer_of(Product product,
                                                  std::uint8_t session_modifications) noexcept;

/// Most bytes of data that one command of a session may carry, before the SAM sets its own limit.
[[nodiscard]] std::size_t max_data_of(Product product, const StartupInformation& startup) noexcept;

/// Whether the serial number is that of an application in a phone: bit 7 of its fourth byte.
[[nodiscard]] bool is_hce(const SerialNumber& serial) noexcept;

/// As applications and certificates show it: the first two bytes are zero.
[[nodiscard]] SerialNumber shown_serial(const SerialNumber& serial) noexcept;

}  // namespace assay::calypso

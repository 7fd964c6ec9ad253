// SPDX-License-Identifier: Apache-2.0
// SCP80: packets that carry commands over the air, as a sender writes and reads them.   Source: ETSI TS 102 225, 5; 3GPP TS 31.115, 4.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// What stands in the clear at the head of every command packet and says how the rest is protected.
///
/// SPI1: b2-b1 integrity (0 none, 2 cryptographic checksum), b3 ciphering, b5-b4 counter. SPI2: b2-b1 proof of receipt, b4-b3
/// its integrity, b5 its ciphering. KIc and KID: b8-b5 number of the key set, b4-b1 algorithm (2 AES, 5 triple DES
/// with two keys, 9 with three).
struct Scp80Header {
  std::uint8_t spi1 = 0;
  std::uint8_t spi2 = 0;
  std::uint8_t kic = 0;
  std::uint8_t kid = 0;
  std::array<std::uint8_t, 3> tar{};  ///< Toolkit Application Reference: whom the command is for
};

struct Scp80Keys {
  SecureBytes cipher;  ///< for what KIc names; empty where nothing is ciphered
  SecureBytes mac;     ///< for what KID names; empty where nothing has a checksum
};

/// Largest value of the 5-byte counter.
inline constexpr std::uint64_t scp80_last_counter = 0xFF'FFFF'FFFF;

/// Response status codes.   Source: ETSI TS 102 225, table 5.
enum class Scp80Status : std::uint8_t {
  por_ok = 0x00,
  integrity_failed = 0x01,
  counter_low = 0x02,
  counter_high = 0x03,
  counter_blocked = 0x04,
  ciphering_error = 0x05,
  security_error = 0x06,
  memory_full = 0x07,
  more_time = 0x08,
  tar_unknown = 0x09,
  level_too_low = 0x0A,
};

struct Scp80Response {
  std::array<std::uint8_t, 3> tar{};
  std::uint64_t counter = 0;
  Scp80Status status = Scp80Status::por_ok;
  Bytes data;  ///< without padding
};

/// Whether keys, algorithms and SPI fit together. Errors: `unsupported` for redundancy checks, signatures and other
/// algorithms; `out_of_range` for a key whose length is not the algorithm's. `where` is "spi", "kic" or "kid".
[[nodiscard]] Result<void> check_scp80(const Scp80Header& header, const Scp80Keys& keys);

/// The command packet, from its length CPL to the end.
///
/// Shape: `data` is what the application of the TAR shall get; CPL is 2 bytes, so that a packet has at most 65,537. Where
/// the SPI asks for ciphering, zero bytes fill the last block and PCNTR counts them.
/// Errors: those of `check_scp80`; `out_of_range` for a counter over 5 bytes or for too much data.
[[nodiscard]] Result<Bytes> secure_scp80_command(const Scp80Header& header, const Scp80Keys& keys,
                                                 std::uint64_t counter, ByteView data);

/// Reads a response packet, user data header '02 71 00' included: deciphers it and checks its checksum, as SPI2 of the
/// command asked.
/// Errors: `malformed`, naming the field, for lengths that do not fit, for a checksum that is wrong and for more padding than
/// there is data.
[[nodiscard]] Result<Scp80Response> open_scp80_response(const Scp80Header& header,
                                                        const Scp80Keys& keys, ByteView packet);

}  // namespace assay::globalplatform

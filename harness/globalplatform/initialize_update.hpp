// SPDX-License-Identifier: Apache-2.0
// The answer to INITIALIZE UPDATE, read field by field.   Source: GPC D.4.1.6 (SCP01), E.5.1.6 (SCP02), GPD 7.1.1.6 (SCP03).
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// A short byte string of a length that the answer decides: challenge, cryptogram, counter. Compares by content.
template <std::size_t Max>
struct Short {
  std::array<std::uint8_t, Max> bytes{};
  std::uint8_t size = 0;

  [[nodiscard]] ByteView view() const noexcept { return {bytes.data(), size}; }
  [[nodiscard]] bool empty() const noexcept { return size == 0; }
  friend bool operator==(const Short& a, const Short& b) noexcept {
    return equal(a.view(), b.view());
  }
};

/// A `Short` of these bytes; longer input stops the program.
template <typename T>
[[nodiscard]] T make_short(ByteView bytes);

// Separate types, so that a challenge cannot be passed where a cryptogram is meant.
struct HostChallenge : Short<16> {};
struct CardChallenge : Short<16> {};
struct CardCryptogram : Short<16> {};
struct HostCryptogram : Short<17> {
};  // one byte more than S16 has, for the terminal that sends one more
struct SequenceCounter : Short<3> {};

struct InitializeUpdateAnswer {
  std::array<std::uint8_t, 10> diversification_data{};
  std::uint8_t key_version = 0;
  std::uint8_t protocol = 0;  ///< '01', '02' or '03'
  std::uint8_t option_i = 0;  ///< SCP03 only: the answers of the others do not tell their options
  SequenceCounter
      sequence_counter;  ///< SCP01: none; SCP02: 2 bytes; SCP03: 3 bytes, or none with a random challenge
  CardChallenge card_challenge;    ///< SCP01: 8 bytes; SCP02: 6; SCP03: 8 (S8) or 16 (S16)
  CardCryptogram card_cryptogram;  ///< 8 bytes, or 16 in S16

  /// Bytes of every MAC and cryptogram of the session: 8, or 16 in S16.
  [[nodiscard]] std::uint8_t mac_length() const noexcept {
    return card_cryptogram.empty() ? 8 : card_cryptogram.size;
  }
  /// One sentence when i of SCP03 does not agree with the lengths that came, or has bits that it may not have; empty when
  /// all is well, and for the other protocols.   Source: GPD 5.1, 7.1.1.6.
  [[nodiscard]] std::string disagreement() const;
};

/// Reads the data field of an answer to INITIALIZE UPDATE (without the status word).
///
/// Shape: SCP01 and SCP02: 28 bytes. SCP03: 29 or 45 (random challenge), 32 or 48 (pseudo-random challenge, which brings the
/// sequence counter). The length decides between S8 and S16, not bit b1 of i: whether the card's i agrees with what
/// it sends is for a test to judge.
/// Errors: `malformed` for other lengths, naming them; `unsupported` for protocols other than 01, 02 and 03.
[[nodiscard]] Result<InitializeUpdateAnswer> parse_initialize_update(ByteView data);

template <typename T>
T make_short(ByteView bytes) {
  T out;
  out.size = static_cast<std::uint8_t>(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) out.bytes.at(i) = bytes[i];
  return out;
}

}  // namespace assay::globalplatform

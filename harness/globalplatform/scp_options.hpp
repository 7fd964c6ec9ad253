// SPDX-License-Identifier: Apache-2.0
// What the parameter i says about a Secure Channel Protocol, as values with a name for every bit.
// Source: GPC D.1.1 (SCP01), table E-1 (SCP02); GPD 5.1 (SCP03). Decision 0016 tells how bits that seldom go together are read.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace assay::globalplatform {

/// i of SCP01: '05', or '15' with ICV encryption. Initiation is explicit, keys are three, the first ICV is zero.
class Scp01Options {
 public:
  /// Errors: `unsupported` for any other value.
  [[nodiscard]] static Result<Scp01Options> parse(std::uint8_t i);

  [[nodiscard]] std::uint8_t value() const noexcept { return value_; }
  [[nodiscard]] bool icv_encryption() const noexcept { return (value_ & 0x10) != 0; }

 private:
  std::uint8_t value_ = 0x05;
};

/// i of SCP02. Every combination of its seven bits has a meaning here.
class Scp02Options {
 public:
  /// Errors: `unsupported` when bit b8 is set, which belongs to the coding of object identifiers.
  [[nodiscard]] static Result<Scp02Options> parse(std::uint8_t i);

  [[nodiscard]] std::uint8_t value() const noexcept { return value_; }
  /// Three Secure Channel keys; otherwise one base key serves for all.
  [[nodiscard]] bool three_keys() const noexcept { return (value_ & 0x01) != 0; }
  /// The C-MAC covers header and Lc as they were; otherwise as they are sent.
  [[nodiscard]] bool c_mac_on_unmodified_apdu() const noexcept { return (value_ & 0x02) != 0; }
  [[nodiscard]] bool explicit_initiation() const noexcept { return (value_ & 0x04) != 0; }
  /// The first ICV is a MAC over the AID of the selected application; otherwise zero.
  [[nodiscard]] bool icv_is_mac_over_aid() const noexcept { return (value_ & 0x08) != 0; }
  [[nodiscard]] bool icv_encryption() const noexcept { return (value_ & 0x10) != 0; }
  [[nodiscard]] bool r_mac() const noexcept { return (value_ & 0x20) != 0; }
  [[nodiscard]] bool pseudo_random_challenge() const noexcept { return (value_ & 0x40) != 0; }

  /// Whether it is '15', '1A' or '55', of which every Security Domain has one.   Source: GPC E.1.1.
  [[nodiscard]] bool is_named_by_the_specification() const noexcept {
    return value_ == 0x15 || value_ == 0x1A || value_ == 0x55;
  }

 private:
  std::uint8_t value_ = 0x15;
};

/// i of SCP03. Any byte can be held, since a card sends it; `problem` tells what is wrong with it.
class Scp03Options {
 public:
  explicit Scp03Options(std::uint8_t i) noexcept : value_(i) {}

  [[nodiscard]] std::uint8_t value() const noexcept { return value_; }
  /// Challenges, cryptograms and MACs of 16 bytes are supported.   Source: Amendment D v1.2.
  [[nodiscard]] bool s16() const noexcept { return (value_ & 0x01) != 0; }
  [[nodiscard]] bool pseudo_random_challenge() const noexcept { return (value_ & 0x10) != 0; }
  [[nodiscard]] bool r_mac() const noexcept { return (value_ & 0x20) != 0; }
  [[nodiscard]] bool r_encryption() const noexcept { return (value_ & 0x40) != 0; }

  /// One sentence about a reserved bit, or response encryption without R-MAC; empty when all is well.
  [[nodiscard]] std::string problem() const;

 private:
  std::uint8_t value_;
};

}  // namespace assay::globalplatform

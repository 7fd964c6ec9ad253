// SPDX-License-Identifier: Apache-2.0
// BenchGroup: the IXIT values of one group, such as everything under "scp10.", read by what they must be.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/rsa.hpp"
#include "engine/value.hpp"

namespace assay::engine {

/// Errors of all its readers: `malformed`, naming the value, which is also their place.
class BenchGroup {
 public:
  BenchGroup(const Names::Ixit& ixit, std::string_view name) : ixit_(ixit), name_(name) {}

  /// Empty when the bench does not give it.
  [[nodiscard]] ByteView find(std::string_view part) const;
  [[nodiscard]] Result<std::uint8_t> byte(std::string_view part, std::uint8_t otherwise) const;
  /// "STEM_modulus" and "STEM_exponent"; nothing without modulus.
  [[nodiscard]] Result<std::optional<crypto::RsaPublicKey>> rsa_public(std::string_view stem) const;
  /// "STEM_private_exponent" too; nothing without it.
  [[nodiscard]] Result<std::optional<crypto::RsaPrivateKey>> rsa_private(
      std::string_view stem) const;
  [[nodiscard]] tl::unexpected<Error> about(std::string_view part, const Error& error) const;
  /// "the IXIT value scp10.i" and then `what`; the error's place is the name of the value.
  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view part, ErrorCode code,
                                            const std::string& what) const;

 private:
  const Names::Ixit& ixit_;
  std::string_view name_;
};

}  // namespace assay::engine

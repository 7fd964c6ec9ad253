// SPDX-License-Identifier: Apache-2.0
// Card Capability Information: read, written, explained.   Source: GPC H.4, 7.4.1.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// One secure channel protocol.   Source: GPC table H-6.
struct ScpCapability {
  std::uint8_t protocol = 0;
  Bytes options;                            ///< each byte one i
  std::optional<std::uint8_t> key_lengths;  ///< bits 1, 2 and 3: AES-128, AES-192, AES-256
  std::optional<std::vector<std::uint16_t>> tls_suites;  ///< SCP81
  std::optional<std::uint8_t> longest_psk;               ///< SCP81
  friend bool operator==(const ScpCapability&, const ScpCapability&) = default;
};

struct CardCapability {
  std::vector<ScpCapability> protocols;
  std::optional<Bytes> domain_privileges;  ///< 3 bytes
  Bytes application_privileges;            ///< 3 bytes
  Bytes load_file_hashes;                  ///< 01 SHA-1 .. 04 SHA-512
  std::optional<Bytes> load_file_ciphers;  ///< GPC table H-8
  std::optional<Bytes> token_signatures;   ///< GPC tables H-9, H-10
  std::optional<Bytes> receipt_signatures;
  std::optional<Bytes> dap_signatures;
  std::optional<Bytes> key_parameters;  ///< references to curves
  friend bool operator==(const CardCapability&, const CardCapability&) = default;
};

/// Reads a template 67.
/// Errors: `malformed`, naming the tag, for another order, lengths and values that the tables have not, a mandatory
/// object that is missing.
[[nodiscard]] Result<CardCapability> parse_card_capability(ByteView object);
[[nodiscard]] Bytes write_card_capability(const CardCapability& data);

/// One line for each thing said, suites by their names.
[[nodiscard]] std::vector<std::string> explain(const CardCapability& data);

}  // namespace assay::globalplatform

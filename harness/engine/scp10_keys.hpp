// SPDX-License-Identifier: Apache-2.0
// Scp10Bench: the keys and certificates of a bench for SCP10.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/rsa.hpp"
#include "engine/value.hpp"
#include "globalplatform/scp10_certificate.hpp"

namespace assay::engine {

/// IXIT names "scp10.i", "scp10.oce_modulus" and so on, as specs/ixit.yaml lists them, make the group "scp10".
struct Scp10Bench {
  std::string name;
  std::uint8_t option_i = 0x01;
  globalplatform::Scp10Format format;
  std::vector<globalplatform::Scp10Field> layout;
  std::optional<crypto::RsaPublicKey> card_key;     ///< PK.SD.AUT
  std::optional<crypto::RsaPublicKey> card_issuer;  ///< PK.TP_IN.AUT
  std::optional<crypto::RsaPrivateKey> own_key;     ///< SK.OCE.AUT
  std::optional<crypto::RsaPrivateKey> own_issuer;  ///< SK.TP_EX.AUT
  Bytes card_id;
  Bytes own_id;
  Bytes own_certificate;  ///< CERT.OCE.AUT
};

/// Errors: `not_found` when the bench has no such group, `malformed` for a value that cannot be used, naming it.
[[nodiscard]] Result<Scp10Bench> read_scp10_bench(const Names::Ixit& ixit, std::string_view group);

}  // namespace assay::engine

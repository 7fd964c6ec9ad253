// SPDX-License-Identifier: Apache-2.0
// Scp11Keys: the keys and certificates of a bench for SCP11, read when they are first asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/elliptic.hpp"
#include "engine/value.hpp"

namespace assay::engine {

/// IXIT names "scp11a.curve", ".key_version", ".oce_key" and so on, as specs/ixit.yaml lists them, make the group "scp11a".
struct Scp11Keys {
  std::string name;
  crypto::Curve curve = crypto::Curve::p256;
  std::uint8_t key_version = 0;
  std::uint8_t key_id = 0;
  bool s16 = false;
  crypto::Hash hash = crypto::Hash::sha256;
  Bytes card_id;
  std::optional<crypto::EcPublicKey> card_key;            ///< PK.SD.ECKA
  std::optional<crypto::EcPublicKey> card_authority_key;  ///< PK.CA-KLCC.ECDSA
  std::optional<crypto::EcPrivateKey> oce_key;            ///< SK.OCE.ECKA
  std::optional<crypto::EcPrivateKey> authority_key;      ///< SK.CA-KLOC.ECDSA
  Bytes oce_certificate;
  std::uint8_t authority_version = 0;
  std::uint8_t authority_id = 0;
};

/// Errors: `not_found` when the bench has no such group, `malformed` for a value that cannot be used, naming it
/// in the message and, as "scp11a.curve", in `where`.
[[nodiscard]] Result<Scp11Keys> read_scp11_keys(const Names::Ixit& ixit, std::string_view group);

}  // namespace assay::engine

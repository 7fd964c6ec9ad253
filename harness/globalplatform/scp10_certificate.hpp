// SPDX-License-Identifier: Apache-2.0
// Certificates of SCP10 with RSA keys: self-descriptive or not, with message recovery or without.   Source: GPC F.1.3.4, table F-2.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/rsa.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {

struct Scp10Format {
  bool self_descriptive = true;
  bool recovery = false;
};

/// A value field of a certificate that is not self-descriptive; both sides know the layout.
struct Scp10Field {
  iso7816::Tag tag = 0;    ///< what the value would be under: 42, 5F20, 81 (modulus), 82 (exponent)
  std::size_t length = 0;  ///< in bytes
};

struct Scp10Certificate {
  Bytes issuer;   ///< 42
  Bytes subject;  ///< 5F20
  crypto::RsaPublicKey public_key;
};

/// Verifies the object '7F21' under the issuer's key and reads what it certifies.
///
/// Contents: self-descriptive: the objects, then 9E; with recovery 5F38 and 9E, and the objects in the recovered message
/// followed by the remainder. Not self-descriptive: 5F4E with the values in the order of `layout`, then 9E; with recovery
/// as before. Signatures: RSASSA-PKCS1-v1_5 with SHA-1, or ISO 9796-2 scheme 1 with SHA-1 (decision 0021).
/// The key is 7F49 { 81 modulus, 82 exponent }.
/// Errors: `malformed` for structures, `refused` for a signature that is wrong.
[[nodiscard]] Result<Scp10Certificate> open_scp10_certificate(ByteView certificate,
                                                              Scp10Format format,
                                                              const crypto::RsaPublicKey& issuer,
                                                              std::span<const Scp10Field> layout);

/// What a certificate shows without the key of its issuer.
struct Scp10Outline {
  Scp10Format format;
  Bytes issuer, subject;  ///< empty when they are inside the signature, or without tags
  std::optional<crypto::RsaPublicKey> public_key;  ///< the same
  std::size_t contents = 0;                        ///< bytes of 5F4E, or of the remainder 5F38
  std::size_t signature = 0;                       ///< bytes of 9E
};
/// Errors: `malformed` for anything that is no certificate of SCP10.
[[nodiscard]] Result<Scp10Outline> outline_scp10_certificate(ByteView certificate);

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// Property: a DER signature that is read is written again as the same bytes, and verifying it never fails otherwise than
// by being wrong. Input: curve in the first byte, then the signature.
#include "base/check.hpp"
#include "crypto/elliptic.hpp"

using namespace assay;
using namespace crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const Curve curve = all_curves[data[0] % all_curves.size()];
  const ByteView der(data + 1, size - 1);
  const auto raw = signature_from_der(curve, der);
  if (!raw) return 0;
  const auto again = signature_to_der(curve, *raw);
  ASSAY_CHECK(again && equal(*again, der));
  const auto key = EcPrivateKey::from_random(curve, Bytes(scalar_length(curve) + 8, 0x01));
  ASSAY_CHECK(key.has_value());
  (void)ecdsa_verify(key->public_key(), ecdsa_hash(curve), der, *raw);
  return 0;
}

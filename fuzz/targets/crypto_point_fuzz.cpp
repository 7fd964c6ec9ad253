// SPDX-License-Identifier: Apache-2.0
// Property: a point that is taken comes back as the same bytes, and agrees on a secret of the length of its curve.
// Input: curve in the first byte, then the point.
#include "base/check.hpp"
#include "crypto/elliptic.hpp"

using namespace assay;
using namespace crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const Curve curve = all_curves[data[0] % all_curves.size()];
  const ByteView point(data + 1, size - 1);
  const auto key = EcPublicKey::from_point(curve, point);
  if (!key) {
    ASSAY_CHECK(!key.error().message.empty());
    return 0;
  }
  ASSAY_CHECK(equal(key->point(), point));
  const auto own = EcPrivateKey::from_random(curve, Bytes(scalar_length(curve) + 8, 0x01));
  const auto secret = ecdh(*own, *key);
  ASSAY_CHECK(secret && secret->size() == scalar_length(curve));
  return 0;
}

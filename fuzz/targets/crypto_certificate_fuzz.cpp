// SPDX-License-Identifier: Apache-2.0
// Property: a certificate that is read has a key on a known curve and is not followed by anything: one byte more, and it is
// refused; asking for its signature never fails. Input: the certificate.
#include "base/check.hpp"
#include "crypto/certificate.hpp"

using namespace assay;
using namespace crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView der(data, size);
  const auto certificate = parse_certificate(der);
  if (!certificate) return 0;
  ASSAY_CHECK(is_signed_by(der, certificate->public_key).has_value());
  ASSAY_CHECK(certificate->public_key.point().size() ==
              1 + 2 * scalar_length(certificate->public_key.curve()));
  Bytes longer = to_bytes(der);
  longer.push_back(0x00);
  ASSAY_CHECK(!parse_certificate(longer));
  return 0;
}

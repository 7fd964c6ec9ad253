// SPDX-License-Identifier: Apache-2.0
// Property: a certificate that is read holds its bytes as they came; one of the GlobalPlatform format, built again from what was
// read, is the same. Whatever is refused is refused with words. A mistake made from a good one is refused or differs from it.
#include "base/check.hpp"
#include "globalplatform/scp11_certificate.hpp"
#include "globalplatform/scp11_deviation.hpp"
#include "iso7816/tlv.hpp"

using namespace assay;
using namespace assay::globalplatform;

namespace {

const crypto::EcPrivateKey& ca() {
  static const auto key = [] {
    const Bytes scalar(32, 0x11);
    return crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, scalar).value();
  }();
  return key;
}

void check_gp(const Scp11Certificate& certificate) {
  Bytes value = certificate.signed_part;
  iso7816::append_tlv(value, 0x5F37, certificate.signature);
  Bytes again;
  iso7816::append_tlv(again, 0x7F21, value);
  ASSAY_CHECK(again == certificate.whole);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const ByteView bytes(data + 1, size - 1);
  const auto parsed = parse_scp11_certificate(bytes);
  (void)parse_certificate_store(bytes);
  if (!parsed) {
    ASSAY_CHECK(!parsed.error().message.empty());
    return 0;
  }
  ASSAY_CHECK(equal(parsed->whole, bytes));
  if (parsed->format == Scp11Certificate::Format::gp) check_gp(*parsed);
  const auto known = scp11_deviations();
  const auto deviation = known[data[0] % known.size()].deviation;
  if (!concerns_certificate(deviation)) return 0;
  const auto wrong = deviating_certificate(bytes, ca(), deviation);
  ASSAY_CHECK(!wrong || !equal(*wrong, bytes));
  return 0;
}

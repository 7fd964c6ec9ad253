// SPDX-License-Identifier: Apache-2.0
// Certificate files come back as they were written, and as other programs write them.
#include "adapters/calypso_issuer/certificate_text.hpp"

#include <gtest/gtest.h>

#include "adapters/calypso_issuer/published_certificates_fixture.hpp"

namespace assay::calypso_issuer {
namespace {

using namespace published;

std::string raw(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(CertificateFiles, ComeBackAsTheyWereWritten) {
  const std::string text = certificate_text("a CA", ca_ok);
  EXPECT_EQ(text.substr(0, 40), "# a CA\n900108F04F50454E50434100000000000");
  EXPECT_EQ(to_hex(*read_certificate("x", text)), to_hex(ca_ok));
}

TEST(CertificateFiles, AreReadAsBytesAndBehindTheHeaderOfTheCard) {
  EXPECT_EQ(to_hex(*read_certificate("x", raw(card_ok))), to_hex(card_ok));
  EXPECT_EQ(to_hex(*read_certificate("x", "DF4C82013C" + to_hex(card_ok))), to_hex(card_ok));
  EXPECT_EQ(to_hex(*read_certificate("x", "df 4a 82 01 80\r\n" + to_hex(ca_ok))), to_hex(ca_ok));
}

TEST(CertificateFiles, OfOtherContentAreRefused) {
  EXPECT_EQ(read_certificate("ca.cert", "").error().message,
            "ca.cert holds 0 bytes; 384 of a CA or 316 of a card were wanted");
  EXPECT_EQ(read_certificate("ca.cert", "00").error().message,
            "ca.cert holds 1 bytes; 384 of a CA or 316 of a card were wanted");
  EXPECT_EQ(read_certificate("ca.cert", to_hex(ca_type_91)).error().message,
            "ca.cert holds 384 bytes that begin with 9101; 9001 was wanted");
  EXPECT_TRUE(read_certificate_bytes("ca.cert", to_hex(ca_type_91)));
}

TEST(TrustStores, NameOneKey) {
  KeyReference reference{};
  std::ranges::copy(root_reference, reference.begin());
  const std::string text = trust_store_text("root", reference, root_modulus);
  EXPECT_EQ(text.substr(0, 239),
            "# TEST ONLY. Public key of a test issuer of Calypso certificates.\n"
            "calypso_trust_store: root\n"
            "keys:\n"
            "  - name: root\n"
            "    key_reference: '08F04F50454E5043410000000000000000000000000000000000000001'\n"
            "    exponent: 65537\n"
            "    modulus: 'CE6E4B16B8F1");
  EXPECT_EQ(text.substr(text.size() - 8), "759229'\n");
}

}  // namespace
}  // namespace assay::calypso_issuer

// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/trust_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace assay::calypso::pki {
namespace {

const std::string reference = "0BA000000291A0000101B001" + std::string(26, '0') + "00000002";
const std::string modulus = "C3" + std::string(508, '5') + "57";

struct Read {
  std::vector<RootKey> roots;
  std::string mistakes;
};

Read read(const std::string& text) {
  const auto path =
      std::filesystem::path(testing::TempDir()) / ("trust_" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(path) << text;
  Diagnostics diagnostics;
  auto roots = load_trust_store(path.string(), diagnostics);
  std::filesystem::remove(path);
  Read out;
  if (roots)
    out.roots = *std::move(roots);
  else
    out.mistakes = roots.error().message;
  for (const auto& item : diagnostics.items())
    out.mistakes += std::to_string(item.position.line) + ": " + item.message + "\n";
  return out;
}

std::string key(const std::string& more) {
  return "calypso_trust_store: mine\nkeys:\n  - name: one\n    key_reference: '" + reference +
         "'\n" + more;
}

TEST(TrustStore, NamesItsRootsAndTheirScope) {
  const auto found = read(key("    modulus: '" + modulus + "'\n    scope: production\n"));
  EXPECT_EQ(found.mistakes, "");
  ASSERT_EQ(found.roots.size(), 1U);
  EXPECT_EQ(found.roots[0].name, "one");
  EXPECT_EQ(found.roots[0].scope, Scope::production);
  EXPECT_EQ(found.roots[0].key.bits(), 2048U);
  EXPECT_EQ(words_of(found.roots[0].reference),
            "AID A000000291A0000101B001, serial number 0000000000000000, key 00000002");
}

TEST(TrustStore, TellsEachMistakeWithItsLine) {
  EXPECT_EQ(read("keys: []\n").mistakes, "1: 'calypso_trust_store' is missing\n");
  EXPECT_EQ(read("calypso_trust_store: mine\nkeys: []\n").mistakes,
            "2: a list of keys is wanted, one at least\n");
  EXPECT_EQ(read(key("    modulus: 'C3'\n")).mistakes,
            "3: the root key one is RSA of 8 bits, 2048 bits are wanted: certificates have "
            "signatures of 256 bytes\n");
  EXPECT_EQ(read(key("    modulus: '" + modulus + "'\n    scop: test\n")).mistakes,
            "6: a trust store has no 'scop' here, did you mean 'scope'?\n");
  EXPECT_EQ(read(key("    modulus: '" + modulus + "'\n    exponent: 3\n")).mistakes,
            "6: the exponent is 65537, not 3\n");
  EXPECT_EQ(read(key("    pem: 'none'\n")).mistakes, "5: there is no BEGIN line\n");
}

TEST(TrustStore, IsNotReadFromAFileThatIsNotThere) {
  Diagnostics diagnostics;
  EXPECT_FALSE(load_trust_store("/nowhere/at/all.yaml", diagnostics).has_value());
}

TEST(Pem, WantsAnRsaKeyWithTheUsualExponent) {
  // P-256, and an RSA key of 512 bits with the exponent 3, both made for this test.
  const auto ec = modulus_from_pem(
      "-----BEGIN PUBLIC KEY-----\n"
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li\n"
      "/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----\n");
  ASSERT_FALSE(ec.has_value());
  EXPECT_EQ(ec.error().message,
            "the key is of algorithm 06072A8648CE3D020106082A8648CE3D, rsaEncryption was wanted");
  for (const auto* bad : {"", "-----BEGIN PUBLIC KEY-----\nAAAA", "-----BEGIN X-----\n*\n-----END",
                          "-----BEGIN X-----\nMAA=\n-----END X-----"})
    EXPECT_FALSE(modulus_from_pem(bad).has_value()) << bad;
}

}  // namespace
}  // namespace assay::calypso::pki

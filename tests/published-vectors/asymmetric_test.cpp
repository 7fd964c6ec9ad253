// SPDX-License-Identifier: Apache-2.0
// Elliptic curves and RSA over published files. Every test says how many vectors it must have seen.
#include <gtest/gtest.h>

#include "base/hex.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/rsa.hpp"
#include "record_file.hpp"

namespace assay::published {
namespace {

using namespace crypto;

/// Curve and hash of a heading such as "[P-256,SHA-384]"; nothing for curves that cards do not number.
std::optional<std::pair<Curve, Hash>> curve_and_hash(const std::string& heading) {
  const auto comma = heading.find(',');
  const auto curve = curve_named(heading.substr(1, comma - 1));
  const auto hash = hash_named(heading.substr(comma + 1, heading.size() - comma - 2));
  if (!curve || !hash) return std::nullopt;
  return std::pair{*curve, *hash};
}

Bytes point(const Record& r, Curve curve, const std::string& x, const std::string& y) {
  Bytes out{0x04};
  append(out, r.number(x, scalar_length(curve)));
  append(out, r.number(y, scalar_length(curve)));
  return out;
}

Bytes signature(const Record& r, Curve curve) {
  Bytes out = r.number("R", scalar_length(curve));
  append(out, r.number("S", scalar_length(curve)));
  return out;
}

bool passes(const Record& r) {
  return r.text("Result").starts_with("P");
}

TEST(PublishedEcdsa, SignsAsNistDidUnderTheSameNonce) {
  std::size_t used = 0;
  for_each_record("asymmetric/ECDSA/FIPS_186-3/SigGen.txt", "S", [&](const Record& r) {
    const auto head = curve_and_hash(r.text("["));
    if (!head) return;
    const auto [curve, hash] = *head;
    const auto key = EcPrivateKey::from_scalar(curve, r.number("d", scalar_length(curve)));
    ASSERT_TRUE(key.has_value()) << key.error().message;
    EXPECT_EQ(to_hex(key->public_key().point()), to_hex(point(r, curve, "Qx", "Qy")));
    const auto made =
        ecdsa_sign_with_nonce(*key, hash, r.hex("Msg"), r.number("k", scalar_length(curve)));
    ASSERT_TRUE(made.has_value()) << made.error().message;
    EXPECT_EQ(to_hex(*made), to_hex(signature(r, curve)));
    ++used;
  });
  EXPECT_EQ(used, 225u);
}

TEST(PublishedEcdsa, VerifiesWhatNistVerifies) {
  std::size_t used = 0;
  for_each_record("asymmetric/ECDSA/FIPS_186-3/SigVer.rsp", "Result", [&](const Record& r) {
    const auto head = curve_and_hash(r.text("["));
    if (!head) return;
    const auto [curve, hash] = *head;
    const auto key = EcPublicKey::from_point(curve, point(r, curve, "Qx", "Qy"));
    const bool right = key && ecdsa_verify(*key, hash, r.hex("Msg"), signature(r, curve));
    EXPECT_EQ(right, passes(r)) << r.text("[") << " " << r.text("Result");
    ++used;
  });
  EXPECT_EQ(used, 225u);
}

TEST(PublishedPoints, AreTakenOrRefusedAsNistDoes) {
  std::size_t used = 0;
  for_each_record("asymmetric/ECDSA/FIPS_186-3/PKV.rsp", "Result", [&](const Record& r) {
    const std::string& heading = r.text("[");
    const auto curve = curve_named(heading.substr(1, heading.size() - 2));
    if (!curve) return;
    EXPECT_EQ(EcPublicKey::from_point(*curve, point(r, *curve, "Qx", "Qy")).has_value(), passes(r))
        << heading << " " << r.text("Result");
    ++used;
  });
  EXPECT_EQ(used, 36u);
}

TEST(PublishedEcdh, AgreesAsNistDid) {
  std::size_t used = 0;
  for (const std::string_view role : {"init", "resp"})
    for_each_record(
        "asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_" + std::string(role) +
            ".fax",
        "Result", [&](const Record& r) {
          const std::string set = r.text("[").substr(1, 2);
          const auto curve = set == "EC"   ? std::optional(Curve::p256)
                             : set == "ED" ? std::optional(Curve::p384)
                             : set == "EE" ? std::optional(Curve::p521)
                                           : std::nullopt;
          if (!curve) return;
          const auto own =
              EcPrivateKey::from_scalar(*curve, r.number("dsIUT", scalar_length(*curve)));
          const auto other =
              EcPublicKey::from_point(*curve, point(r, *curve, "QsCAVSx", "QsCAVSy"));
          if (passes(r)) {
            ASSERT_TRUE(own && other);
            EXPECT_EQ(to_hex(ecdh(*own, *other).value()),
                      to_hex(r.number("Z", scalar_length(*curve))));
          } else if (r.text("Result").find("CAVS's Static public key") != std::string::npos) {
            EXPECT_FALSE(other.has_value()) << r.text("Result");
          }
          ++used;
        });
  EXPECT_EQ(used, 180u);
}

TEST(PublishedEcdh, AgreesAsInRfc7027) {
  const std::size_t seen =
      for_each_record("asymmetric/ECDH/brainpool.txt", "y_Z", [](const Record& r) {
        const Curve curve = curve_named(r.text("curve")).value();
        const auto own = EcPrivateKey::from_scalar(curve, r.number("dA", scalar_length(curve)));
        const auto other = EcPublicKey::from_point(curve, point(r, curve, "x_qB", "y_qB"));
        ASSERT_TRUE(own && other);
        EXPECT_EQ(to_hex(ecdh(*own, *other).value()), to_hex(r.hex("x_Z")));
      });
  EXPECT_EQ(seen, 3u);
}

/// The key in force; nothing for moduli of sizes that cards do not have.
std::optional<RsaPublicKey> rsa_key(const Record& r) {
  auto key = RsaPublicKey::from_numbers(r.hex("n"), r.hex("e"));
  return key ? std::optional(*key) : std::nullopt;
}

Hash rsa_hash(const Record& r) {
  return hash_named("SHA-" + r.text("SHAAlg").substr(3)).value();
}

TEST(PublishedRsa, VerifiesWhatNistVerifies) {
  std::size_t used = 0;
  for (const std::string_view scheme : {"15", "PSS"})
    for_each_record("asymmetric/RSA/FIPS_186-2/SigVer" + std::string(scheme) + "_186-3.rsp",
                    "Result", [&](const Record& r) {
                      const auto key = rsa_key(r);
                      ASSERT_TRUE(key.has_value());
                      const Bytes message = r.hex("Msg");
                      const Bytes made = r.hex("S");
                      const bool right = scheme == "PSS"
                                             ? pss_verify(*key, rsa_hash(r),
                                                          r.hex("SaltVal").size(), message, made)
                                             : pkcs1_verify(*key, rsa_hash(r), message, made);
                      EXPECT_EQ(right, passes(r)) << r.text("[") << " " << r.text("Result");
                      ++used;
                    });
  EXPECT_GE(used, 150u);
}

TEST(PublishedRsa, VerifiesWhatNistSigned) {
  std::size_t used = 0;
  for (const std::string_view scheme : {"15", "PSS"})
    for_each_record("asymmetric/RSA/FIPS_186-2/SigGen" + std::string(scheme) + "_186-3.rsp", "S",
                    [&](const Record& r) {
                      const auto key = rsa_key(r);
                      ASSERT_TRUE(key.has_value());
                      const Bytes message = r.hex("Msg");
                      EXPECT_TRUE(scheme == "PSS"
                                      ? pss_verify(*key, rsa_hash(r), 0, message, r.hex("S"))
                                      : pkcs1_verify(*key, rsa_hash(r), message, r.hex("S")));
                      ++used;
                    });
  EXPECT_GE(used, 200u);
}

/// The key of RSA Laboratories' files; moduli of 1025 to 1031 bits are refused, and nothing is what they give.
std::optional<RsaPrivateKey> laboratories_key(const Record& r) {
  const Bytes modulus = r.hex("Modulus");
  const auto key =
      RsaPrivateKey::from_factors({r.hex("Prime 1"), r.hex("Prime 2"), r.hex("Prime exponent 1"),
                                   r.hex("Prime exponent 2"), r.hex("Coefficient")});
  if (key) {
    EXPECT_EQ(to_hex(key->public_key().modulus()), to_hex(modulus));
    return *key;
  }
  EXPECT_NE(key.error().message.find("a multiple of 8 was wanted"), std::string::npos)
      << key.error().message;
  return std::nullopt;
}

TEST(PublishedRsa, SignsAsRsaLaboratoriesDid) {
  std::size_t used = 0;
  for_each_block("asymmetric/RSA/pkcs-1v2-1d2-vec/pss-vect.txt", "Signature", [&](const Record& r) {
    const auto key = laboratories_key(r);
    if (!key) return;
    const auto made = pss_sign(*key, Hash::sha1, r.hex("Message to be signed"), r.hex("Salt"));
    EXPECT_EQ(to_hex(made.value()), to_hex(r.hex("Signature")));
    ++used;
  });
  EXPECT_EQ(used, 18u);
  used = 0;
  for_each_block("asymmetric/RSA/pkcs1v15sign-vectors.txt", "Signature", [&](const Record& r) {
    const auto key = laboratories_key(r);
    if (!key) return;
    EXPECT_EQ(to_hex(pkcs1_sign(*key, Hash::sha1, r.hex("Message to be signed"))),
              to_hex(r.hex("Signature")));
    ++used;
  });
  EXPECT_EQ(used, 160u);
}

TEST(PublishedRsa, EncryptsAndDecryptsAsRsaLaboratoriesDid) {
  std::size_t used = 0;
  const OaepOptions sha1{Hash::sha1, Hash::sha1, {}};
  for_each_block(
      "asymmetric/RSA/pkcs-1v2-1d2-vec/oaep-vect.txt", "Encryption", [&](const Record& r) {
        const auto key = laboratories_key(r);
        if (!key) return;
        const Bytes message = r.hex("Message");
        EXPECT_EQ(to_hex(oaep_encrypt(key->public_key(), sha1, message, r.hex("Seed")).value()),
                  to_hex(r.hex("Encryption")));
        EXPECT_EQ(to_hex(oaep_decrypt(*key, sha1, r.hex("Encryption")).value()), to_hex(message));
        ++used;
      });
  EXPECT_EQ(used, 18u);
  used = 0;
  for_each_block("asymmetric/RSA/pkcs1v15crypt-vectors.txt", "Encryption", [&](const Record& r) {
    const auto key = laboratories_key(r);
    if (!key) return;
    const Bytes message = r.hex("Message");
    EXPECT_EQ(to_hex(pkcs1_encrypt(key->public_key(), message, r.hex("Seed")).value()),
              to_hex(r.hex("Encryption")));
    EXPECT_EQ(to_hex(pkcs1_decrypt(*key, r.hex("Encryption")).value()), to_hex(message));
    ++used;
  });
  EXPECT_EQ(used, 160u);
}

}  // namespace
}  // namespace assay::published

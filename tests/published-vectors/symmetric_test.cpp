// SPDX-License-Identifier: Apache-2.0
// Ciphers, MACs, hashes and key derivation over published files. Every test says how many vectors it must have seen.
#include <gtest/gtest.h>

#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"
#include "crypto/hash.hpp"
#include "record_file.hpp"

namespace assay::published {
namespace {

using namespace crypto;

template <std::size_t N>
std::array<std::uint8_t, N> block(const Bytes& bytes) {
  std::array<std::uint8_t, N> out{};
  std::copy_n(bytes.begin(), N, out.begin());
  return out;
}

TEST(PublishedHash, MatchesEveryMessageOfNist) {
  struct Row {
    const char* folder;
    Hash hash;
  };
  std::size_t seen = 0;
  for (const Row& row : {Row{"SHA1/SHA1", Hash::sha1}, Row{"SHA2/SHA224", Hash::sha224},
                         Row{"SHA2/SHA256", Hash::sha256}, Row{"SHA2/SHA384", Hash::sha384},
                         Row{"SHA2/SHA512", Hash::sha512}})
    for (const std::string_view length : {"ShortMsg.rsp", "LongMsg.rsp"})
      seen += for_each_record("hashes/" + std::string(row.folder) + std::string(length), "MD",
                              [&](const Record& r) {
                                const Bytes message = r.text("Len") == "0" ? Bytes() : r.hex("Msg");
                                EXPECT_EQ(to_hex(digest(row.hash, message)), to_hex(r.hex("MD")));
                              });
  EXPECT_GE(seen, 800u);
}

TEST(PublishedHmac, MatchesTheRfcs) {
  std::size_t seen = 0;
  for (const auto& [file, hash] :
       {std::pair{"rfc-2202-sha1", Hash::sha1}, std::pair{"rfc-4231-sha224", Hash::sha224},
        std::pair{"rfc-4231-sha256", Hash::sha256}, std::pair{"rfc-4231-sha384", Hash::sha384},
        std::pair{"rfc-4231-sha512", Hash::sha512}})
    seen += for_each_record("HMAC/" + std::string(file) + ".txt", "MD", [&](const Record& r) {
      Bytes mac(hash_length(hash));
      const Bytes expected = r.hex("MD");
      const Bytes message = r.hex("Msg");
      hmac_into(hash, r.hex("Key"), {message}, mac);
      EXPECT_EQ(to_hex(ByteView(mac).first(expected.size())), to_hex(expected));
    });
  EXPECT_GE(seen, 30u);
}

TEST(PublishedX963Kdf, MatchesNist) {
  std::size_t used = 0;
  for_each_record("KDF/ansx963_2001.txt", "key_data", [&](const Record& r) {
    const Bytes expected = r.hex("key_data");
    // The file names the hash in one heading and lengths in the next ones; the length of K1 tells it again.
    const auto hash = hash_of_length(r.hex("K1").size());
    ASSERT_TRUE(hash.has_value());
    EXPECT_EQ(to_hex(x963_kdf(*hash, r.hex("Z"), r.hex("SharedInfo"), expected.size())),
              to_hex(expected));
    ++used;
  });
  EXPECT_GE(used, 100u);
}

TEST(PublishedCmac, MatchesSp80038b) {
  std::size_t seen = 0;
  for (const std::string_view file : {"aes128", "aes192", "aes256"})
    seen += for_each_record(
        "CMAC/nist-800-38b-" + std::string(file) + ".txt", "OUTPUT", [](const Record& r) {
          EXPECT_EQ(to_hex(aes_cmac(r.hex("KEY"), r.hex("MESSAGE"))), to_hex(r.hex("OUTPUT")));
        });
  EXPECT_EQ(seen, 12u);
}

TEST(PublishedAesCbc, MatchesNist) {
  std::size_t seen = 0;
  for (const std::string_view kind : {"GFSbox", "KeySbox", "MMT", "VarKey", "VarTxt"})
    for (const std::string_view size : {"128", "192", "256"}) {
      const std::string file =
          "ciphers/AES/CBC/CBC" + std::string(kind) + std::string(size) + ".rsp";
      const auto check = [](const Record& r) {
        const Bytes plain = r.hex("PLAINTEXT");
        Bytes out(plain.size());
        aes_cbc_encrypt(r.hex("KEY"), block<16>(r.hex("IV")), plain, out);
        EXPECT_EQ(to_hex(out), to_hex(r.hex("CIPHERTEXT")));
        aes_cbc_decrypt(r.hex("KEY"), block<16>(r.hex("IV")), out, out);
        EXPECT_EQ(out, plain);
      };
      seen += for_each_record(file, "CIPHERTEXT", [&](const Record& r) {
        if (r.text("[") == "[ENCRYPT]") check(r);
      });
    }
  EXPECT_GE(seen, 1000u);
}

TEST(PublishedTripleDesCbc, MatchesNist) {
  std::size_t used = 0;
  for (const std::string_view file : {"TCBCMMT2", "TCBCMMT3"})
    for_each_record("ciphers/3DES/CBC/" + std::string(file) + ".rsp", "CIPHERTEXT",
                    [&](const Record& r) {
                      if (r.text("[") != "[ENCRYPT]") return;
                      Bytes key = r.hex("KEY1");
                      append(key, r.hex("KEY2"));
                      append(key, r.hex("KEY3"));
                      const Bytes plain = r.hex("PLAINTEXT");
                      Bytes out(plain.size());
                      des3_cbc_encrypt(key, block<8>(r.hex("IV")), plain, out);
                      EXPECT_EQ(to_hex(out), to_hex(r.hex("CIPHERTEXT")));
                      ++used;
                    });
  EXPECT_EQ(used, 20u);
}

}  // namespace
}  // namespace assay::published

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/load_file.hpp"

#include <gtest/gtest.h>

#include "globalplatform/content_fixture.hpp"

namespace assay::globalplatform {
namespace {

TEST(LoadFile, IsReadAndWritten) {
  LoadFile file;
  file.daps = {{hex("A000000151"), hex("0102")}, {hex("A000000152"), hex("0304")}};
  file.block = hex("CAFE");
  const Bytes bytes = write_load_file(file);
  EXPECT_EQ(to_hex(bytes), "E20B4F05A000000151C3020102E20B4F05A000000152C3020304C402CAFE");
  const LoadFile again = parse_load_file(bytes).value();
  ASSERT_EQ(again.daps.size(), 2u);
  EXPECT_EQ(again.daps[1].signature, hex("0304"));
  EXPECT_EQ(again.block, hex("CAFE"));
  EXPECT_FALSE(again.ciphered);
}

TEST(LoadFileKey, DecryptsWhatItEncrypts) {
  for (const auto& [kind, size] :
       {std::pair{LoadFileKey::Kind::des, 16u}, std::pair{LoadFileKey::Kind::aes, 32u}}) {
    const LoadFileKey key = LoadFileKey::make(kind, Bytes(size, 0x40)).value();
    const Bytes icv(key.block_length(), 0x07);
    for (const std::size_t length : {0u, 7u, 8u, 16u, 100u}) {
      const Bytes plain(length, 0x80);
      EXPECT_EQ(key.decrypt(key.encrypt(plain, icv).value(), icv).value(), plain);
      EXPECT_EQ(key.decrypt(key.encrypt(plain, std::nullopt).value(), std::nullopt).value(), plain);
    }
  }
}

TEST(LoadFileHash, MustBeAsStrongAsWhatStandsBesideIt) {
  using crypto::Hash;
  // GPC table C-3.
  EXPECT_TRUE(check_hash_strength(Hash::sha1, Hash::sha1, "x"));
  EXPECT_TRUE(check_hash_strength(Hash::sha512, Hash::sha256, "x"));
  EXPECT_EQ(refusal(check_hash_strength(Hash::sha1, Hash::sha256, "the DAP")),
            "SHA-1 as load file data block hash is too weak beside the DAP: SHA-256 was wanted");
  const auto weakest = [](LoadFileKey::Kind kind, std::size_t size) {
    return LoadFileKey::make(kind, Bytes(size)).value().weakest_hash();
  };
  EXPECT_EQ(weakest(LoadFileKey::Kind::des, 16), Hash::sha1);
  EXPECT_EQ(weakest(LoadFileKey::Kind::aes, 16), Hash::sha256);
  EXPECT_EQ(weakest(LoadFileKey::Kind::aes, 24), Hash::sha384);
  EXPECT_EQ(weakest(LoadFileKey::Kind::aes, 32), Hash::sha512);
}

}  // namespace
}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "calypso/file_header.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

TEST(FileHeader, OfALinearFileIsRead) {
  const auto file = parse_file_header("851707040230021F1000000101010100000000000000002001"_hex);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->sfi, 7);
  EXPECT_EQ(file->file_type, FileType::ef);
  EXPECT_EQ(file->ef_type, EfType::linear);
  EXPECT_EQ(file->record_size, 48);
  EXPECT_EQ(file->records, 2);
  EXPECT_EQ(to_hex(file->access), "1F100000");
  EXPECT_EQ(to_hex(file->key_levels), "01010101");
  EXPECT_FALSE(file->invalidated);
  EXPECT_EQ(file->lid, 0x2001);
}

TEST(FileHeader, OfADirectoryTellsItsKeys) {
  const auto file = parse_file_header("85170001000000101000000103010101777879616770003F00"_hex);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->file_type, FileType::mf);
  EXPECT_TRUE(file->invalidated);
  EXPECT_EQ(to_hex(file->kvc), "777879");
  EXPECT_EQ(to_hex(file->kif), "616770");
  EXPECT_EQ(file->lid, 0x3F00);
}

TEST(FileHeader, OfABinaryFileHasItsSizeInTwoBytes) {
  const auto file = parse_file_header("851712040110001F1000000101010100000000000000002117"_hex);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->record_size, 4096);
  EXPECT_EQ(file->records, 1);
}

TEST(FileHeader, OfRevision2HasItsLidOneByteEarlier) {
  const auto file =
      parse_file_header("851707040230021F1000000101010100000000000000200100"_hex, Product::prime_2);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->lid, 0x2001);
}

std::string mistake(ByteView bytes) {
  const auto parsed = parse_file_header(bytes);
  return parsed ? "" : parsed.error().message;
}

TEST(FileHeader, IsRefusedWithTheReason) {
  EXPECT_EQ(mistake("8516"_hex), "a file header is 85 17 and 23 bytes, not 2 bytes beginning 8516");
  EXPECT_EQ(mistake("851707050230021F1000000101010100000000000000002001"_hex),
            "file type 05 is none of 01 (MF), 02 (DF), 04 (EF)");
  EXPECT_EQ(mistake("851707040330021F1000000101010100000000000000002001"_hex),
            "EF type 03 is none of 00, 01, 02, 04, 08, 09");
}

TEST(FileHeader, HasOneLengthOnly) {
  for (std::size_t size = 0; size <= 255; ++size) {
    Bytes bytes{0x85, 0x17, 0x07, 0x04, 0x02};
    bytes.resize(size);
    EXPECT_EQ(mistake(bytes).empty(), size == 25) << size;
  }
}

TEST(EfList, IsReadEntryByEntry) {
  const auto list = parse_ef_list("C010 C106200107021D01 C106F1231004F3F4"_hex);
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].lid, 0x2001);
  EXPECT_EQ((*list)[0].sfi, 7);
  EXPECT_EQ((*list)[0].type, 2);
  EXPECT_EQ((*list)[0].record_size, 29);
  EXPECT_EQ((*list)[0].records, 1);
  EXPECT_EQ((*list)[1].records, 0xF4);
}

TEST(EfList, IsRefusedWithTheReason) {
  const auto other = parse_ef_list("C107C105200107021D"_hex);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message, "a list of EFs is one object C0");
  const auto inside = parse_ef_list("C007C105200107021D"_hex);
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().message,
            "entry 1 of the EF list is C1 with 5 bytes, C1 with 6 is wanted");
}

TEST(AccessConditions, HaveTheirMeaning) {
  EXPECT_EQ(access_text(0x1F, 1), "always");
  EXPECT_EQ(access_text(0x00, 1), "never");
  EXPECT_EQ(access_text(0x10, 3), "session with key 3");
  EXPECT_EQ(access_text(0x01, 1), "PIN");
  EXPECT_EQ(access_text(0x14, 2), "encrypted session with key 2");
  EXPECT_EQ(access_text(0x15, 2), "encrypted session with key 2 and PIN");
  EXPECT_EQ(access_text(0x77, 2), "condition 77, key 2");
}

}  // namespace
}  // namespace assay::calypso

// SPDX-License-Identifier: Apache-2.0
#include "adapters/vpcd/frame.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::vpcd {
namespace {

TEST(Frame, HasABigEndianLength) {
  Bytes out;
  encode_frame(*from_hex("00A40400"), out);
  EXPECT_EQ(to_hex(out), "000400A40400");
}

TEST(Frame, CarriesUpTo65535Bytes) {
  Bytes out;
  encode_frame(Bytes(65535, 0x11), out);
  EXPECT_EQ(out.size(), 65537u);
  EXPECT_EQ(out[0], 0xFF);
  EXPECT_EQ(out[1], 0xFF);
}

TEST(FrameDeath, StopsTheProgramAboveThat) {
  Bytes out;
  EXPECT_DEATH(encode_frame(Bytes(65536), out), "longest_payload");
}

TEST(FrameDecoder, CutsFramesHoweverTheyWereSplit) {
  const Bytes stream = *from_hex("0002 9000 0000 0001 04");
  FrameDecoder decoder;
  std::vector<std::string> frames;
  for (const std::uint8_t byte : stream) {
    decoder.feed(Bytes{byte});
    while (const auto payload = decoder.next()) frames.push_back(to_hex(*payload));
  }
  EXPECT_EQ(frames, (std::vector<std::string>{"9000", "", "04"}));
  EXPECT_EQ(decoder.pending(), 0u);
}

TEST(FrameDecoder, WaitsForTheRest) {
  FrameDecoder decoder;
  decoder.feed(*from_hex("0003 9000"));
  EXPECT_FALSE(decoder.next());
  EXPECT_EQ(decoder.pending(), 4u);
}

}  // namespace
}  // namespace assay::vpcd

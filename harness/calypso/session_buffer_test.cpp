// SPDX-License-Identifier: Apache-2.0
#include "calypso/session_buffer.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

Bytes update(std::size_t size) {
  Bytes command{0x00, 0xDC, 0x01, 0x44, static_cast<std::uint8_t>(size)};
  command.resize(5 + size);
  return command;
}

TEST(SessionBuffer, ChargesSixBytesMoreThanTheData) {
  using Unit = BufferSize::Unit;
  EXPECT_EQ(SessionBuffer::cost(update(29), Unit::bytes), 35u);
  EXPECT_EQ(SessionBuffer::cost("0030010803000001 00"_hex, Unit::bytes), 10u);
  EXPECT_EQ(SessionBuffer::cost("0004000000"_hex, Unit::bytes), 6u);
  EXPECT_EQ(SessionBuffer::cost("00B2013C1D"_hex, Unit::bytes), 0u);
  EXPECT_EQ(SessionBuffer::cost("007C00071E"_hex, Unit::bytes), 0u);
  EXPECT_EQ(SessionBuffer::cost(update(29), Unit::commands), 1u);
  EXPECT_EQ(SessionBuffer::cost("00DC"_hex, Unit::bytes), 0u);
}

TEST(SessionBuffer, Of430BytesTakesTwelveUpdatesOf29AndOneOf4) {
  SessionBuffer buffer({BufferSize::Unit::bytes, 430});
  for (int i = 0; i < 12; ++i) buffer.charge(update(29));
  EXPECT_EQ(buffer.left(), 10u);
  EXPECT_FALSE(buffer.fits(update(5)));
  buffer.charge(update(5));
  EXPECT_EQ(buffer.left(), 10u);
  EXPECT_TRUE(buffer.fits(update(4)));
  buffer.charge(update(4));
  EXPECT_EQ(buffer.left(), 0u);
  buffer.restart();
  EXPECT_EQ(buffer.left(), 430u);
}

TEST(SessionBuffer, OfCommandsCountsThem) {
  SessionBuffer buffer({BufferSize::Unit::commands, 3});
  for (int i = 0; i < 3; ++i) buffer.charge(update(29));
  EXPECT_FALSE(buffer.fits(update(1)));
  EXPECT_TRUE(buffer.fits("00B2013C1D"_hex));
}

}  // namespace
}  // namespace assay::calypso

// SPDX-License-Identifier: Apache-2.0
// Frames and bodies of a served HSM, and where it is served.
#include "adapters/hsm_channel/wire.hpp"

#include <gtest/gtest.h>

#include "adapters/hsm_channel/endpoint.hpp"
#include "base/hex.hpp"

namespace assay::hsm::wire {
namespace {

TEST(HsmWire, FramesCallAndBody) {
  Bytes out;
  append_frame(out, 0x04, *from_hex("AABB"));
  EXPECT_EQ(to_hex(out), "0000000304AABB");
  ByteView payload;
  EXPECT_EQ(first_frame(out, payload), Framing::complete);
  EXPECT_EQ(to_hex(payload), "04AABB");
}

TEST(HsmWire, WaitsForTheRestAndRefusesWhatIsNoFrame) {
  ByteView payload;
  EXPECT_EQ(first_frame(*from_hex("000000"), payload), Framing::incomplete);
  EXPECT_EQ(first_frame(*from_hex("0000000304AA"), payload), Framing::incomplete);
  EXPECT_EQ(first_frame(*from_hex("00000000"), payload), Framing::broken);
  EXPECT_EQ(first_frame(*from_hex("00000201"), payload), Framing::broken);
  EXPECT_EQ(first_frame(*from_hex("00000200"), payload), Framing::incomplete);
}

TEST(HsmWire, TellsInfoAndAuditAsTheyWere) {
  assay_hsm_info info{};
  info.product = "SAM-S20";
  info.features = 0x15;
  info.channels = 20;
  info.operations = 16'000'000;
  info.atr[0] = 0x3B;
  info.atr_size = 1;
  Bytes body;
  append_info(body, info);
  assay_hsm_info read{};
  std::string_view product;
  ASSERT_TRUE(read_info(body, read, product));
  EXPECT_EQ(product, "SAM-S20");
  EXPECT_EQ(read.features, 0x15U);
  EXPECT_EQ(read.operations, 16'000'000U);
  EXPECT_EQ(read.atr[0], 0x3B);
  EXPECT_FALSE(read_info(ByteView(body).first(20), read, product));
  body[41] = 34;  // an ATR longer than any
  EXPECT_FALSE(read_info(body, read, product));
  Bytes counts(88);
  counts[7] = 9;
  assay_hsm_audit audit{};
  ASSERT_TRUE(read_audit(counts, audit));
  EXPECT_EQ(audit.opened, 9U);
  EXPECT_FALSE(read_audit(ByteView(counts).first(87), audit));
}

TEST(HsmEndpoint, HasAnAddressOfIpv6WithBracketsAndWithout) {
  for (const char* text : {"[::1]:7700", "::1:7700"}) {
    const auto endpoint = read_endpoint(text);
    ASSERT_TRUE(endpoint.has_value()) << text;
    EXPECT_EQ(endpoint->host, "::1");
    EXPECT_EQ(endpoint->port, 7700);
  }
  for (const char* text : {"", ":7700", "host", "host:", "host:0", "host:65536", "host:77x"})
    EXPECT_FALSE(read_endpoint(text).has_value()) << text;
}

}  // namespace
}  // namespace assay::hsm::wire

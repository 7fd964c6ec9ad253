// SPDX-License-Identifier: Apache-2.0
#include "adapters/scp80/short_message.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::scp80 {
namespace {

using namespace literals;

TEST(ShortMessage, CarriesThePacketBehindItsHeader) {
  EXPECT_EQ(to_hex(*envelope_of("AABB"_hex)),
            "80C2000021"
            "D11F"
            "82028381"
            "06038111F1"
            "8B14"
            "44038111F17FF6"
            "00101000000000"
            "05"
            "027000"
            "AABB"
            "00");
}

TEST(ShortMessage, RefusesAPacketThatIsTooLong) {
  EXPECT_TRUE(envelope_of(Bytes(137)).has_value());
  EXPECT_EQ(envelope_of(Bytes(138)).error().message,
            "a command packet of 138 bytes does not fit one short message, which carries 137");
}

}  // namespace
}  // namespace assay::scp80

// SPDX-License-Identifier: Apache-2.0
// The objects 85, 8A and 8C are those of pySim's tests; put together here.
#include "globalplatform/scp81.hpp"

#include <gmock/gmock.h>

#include "base/hex.hpp"

namespace assay::globalplatform {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view whole =
    "8140 833E"
    "8402 3501"
    "8508 04DEADBEEF 020040"
    "8607 0003 0000000500"
    "8925 8A0A61646D696E2E686F7374 8B0178 8C1468747470733A2F2F61646D696E2E686F73742F75";

TEST(Scp81, ReadsEveryObject) {
  const auto session = parse_scp81_trigger(*from_hex(whole));
  ASSERT_TRUE(session.has_value()) << session.error().message;
  EXPECT_EQ(to_hex(session->security->psk_identity), "DEADBEEF");
  EXPECT_EQ(session->security->key_identifier, 0x40);
  EXPECT_THAT(explain_scp81(*session),
              ElementsAre("connection    35 01", "PSK identity  DE AD BE EF",
                          "PSK           key version 00, key identifier 40",
                          "retry         3 times, delay 00 00 00 05 00", "host          admin.host",
                          "agent         x", "URI           https://admin.host/u"));
}

struct Refusal {
  const char* name;
  std::string_view hex;
  const char* message;
};

class Scp81Refuses : public testing::TestWithParam<Refusal> {};

TEST_P(Scp81Refuses, WithTheTag) {
  const auto session = parse_scp81_trigger(*from_hex(GetParam().hex));
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, Scp81Refuses,
    testing::Values(
        Refusal{"nothing", "", "tag 81 is wanted, nothing stands here"},
        Refusal{"other_outer_tag", "8200", "tag 81 is wanted, tag 82 stands here"},
        Refusal{"no_session", "81028400", "tag 83 is wanted, tag 84 stands here"},
        Refusal{"left_over", "8102830000", "bytes follow tag 81"},
        Refusal{"unknown_tag", "810483028700", "tag 87 is not known in tag 83"},
        Refusal{"twice", "81068304 8400 8400", "tag 84 stands twice in tag 83"},
        Refusal{"short_key", "81098307 8505 01AA 01 00 40",
                "tag 85: key version and identifier have 2 bytes, not 1"},
        Refusal{"short_identity", "81058303 850104", "tag 85: 4 bytes wanted at offset 1, 0 left"},
        Refusal{"short_delay", "81088306 8604 0003 0000",
                "tag 86: 5 bytes wanted at offset 2, 2 left"},
        Refusal{"unknown_http_tag", "81068304 8902 8D00", "tag 89: tag 8D is not known in tag 89"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace assay::globalplatform

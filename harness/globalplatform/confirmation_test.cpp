// SPDX-License-Identifier: Apache-2.0
// SecureChannel's sessions are labelled where they are opened; here stands the table of SCP11.
#include "globalplatform/confirmation.hpp"

#include <gtest/gtest.h>

#include "globalplatform/scp11_agreement.hpp"

namespace assay::globalplatform {
namespace {

using crypto::Curve;

constexpr std::string_view other =
    "SCP11 with a curve, key length or MAC size that no published session has";

struct Row {
  const char* name;
  Scp11Variant variant;
  Curve curve;
  std::size_t key_length;
  bool s16;
  std::string_view part;
};

class UnconfirmedPart : public testing::TestWithParam<Row> {};

TEST_P(UnconfirmedPart, OfAnAgreement) {
  const auto& row = GetParam();
  EXPECT_EQ(unconfirmed_part(row.variant, row.curve, row.key_length, row.s16), row.part);
}

INSTANTIATE_TEST_SUITE_P(
    All, UnconfirmedPart,
    testing::Values(Row{"a_p256", Scp11Variant::a, Curve::p256, 16, false, ""},
                    Row{"a_p256_s16", Scp11Variant::a, Curve::p256, 16, true, ""},
                    Row{"a_p256_aes256", Scp11Variant::a, Curve::p256, 32, false, ""},
                    Row{"a_p256_aes256_s16", Scp11Variant::a, Curve::p256, 32, true, other},
                    Row{"a_p384", Scp11Variant::a, Curve::p384, 16, false, ""},
                    Row{"a_p521", Scp11Variant::a, Curve::p521, 16, false, other},
                    Row{"a_brainpool", Scp11Variant::a, Curve::brainpool_p256r1, 16, false, ""},
                    Row{"b_p256", Scp11Variant::b, Curve::p256, 16, false, "SCP11b"},
                    Row{"c_p256", Scp11Variant::c, Curve::p256, 16, false, ""},
                    Row{"c_p384", Scp11Variant::c, Curve::p384, 16, false, other}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace assay::globalplatform

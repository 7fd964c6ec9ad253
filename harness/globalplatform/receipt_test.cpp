// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/receipt.hpp"

#include <gtest/gtest.h>

#include "globalplatform/content_fixture.hpp"

namespace assay::globalplatform {
namespace {

TEST(Confirmation, IsReadAndWritten) {
  const Confirmation whole{.counter = 0x0102,
                           .domain_unique = hex("4245"),
                           .token_identifier = hex("07"),
                           .token_digest = hex("AABB")};
  const Bytes data = write_confirmation(whole);
  EXPECT_EQ(to_hex(data), "020102024245010702AABB");
  const Confirmation again = parse_confirmation(data, TokenIdentifier::present).value();
  EXPECT_EQ(again.counter, 0x0102);
  EXPECT_EQ(again.token_identifier, hex("07"));
  EXPECT_EQ(again.token_digest, hex("AABB"));
}

TEST(Confirmation, HasADigestBehindItsDomainWhenTheTokenHadNoIdentifier) {
  const Confirmation one =
      parse_confirmation(hex("020001 024245 02AABB"), TokenIdentifier::absent).value();
  EXPECT_EQ(one.token_identifier, std::nullopt);
  EXPECT_EQ(one.token_digest, hex("AABB"));
}

TEST(ReceiptInput, IsConfirmationThenFields) {
  const std::vector<Bytes> aids{hex("A000000151"), hex("A000000151000000")};
  EXPECT_EQ(to_hex(receipt_input(ReceiptOf::load, hex("020001024245"), aids).value()),
            "02000102424505A00000015108A000000151000000");
  EXPECT_EQ(refusal(receipt_input(ReceiptOf::deletion, {}, aids)),
            "the delete receipt covers 1 fields, not 2");
}

TEST(ConfirmationField, IsReadAndWritten) {
  const ConfirmationField field{hex("1122334455667788"), hex("020001024245")};
  const Bytes data = write_confirmation_field(field);
  EXPECT_EQ(to_hex(data), "0F081122334455667788020001024245");
  const ConfirmationField again = parse_confirmation_field(data).value();
  EXPECT_EQ(again.receipt, field.receipt);
  EXPECT_EQ(again.confirmation, field.confirmation);
}

TEST(ConfirmationCounter, RisesByOneAndNeverWraps) {
  EXPECT_TRUE(check_counter(0, 1));
  EXPECT_TRUE(check_counter(0xFFFE, 0xFFFF));
  EXPECT_EQ(refusal(check_counter(0xFFFF, 0)), "the confirmation counter 0 does not follow 65535");
  EXPECT_EQ(refusal(check_counter(4, 6)), "the confirmation counter 6 does not follow 4");
}

}  // namespace
}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// The card side of SCP11 against public sessions: keys, receipt, and the first command and response under them.
#include <gmock/gmock.h>

#include <algorithm>

#include "adapters/model/card_certificate.hpp"
#include "adapters/model/published_scp11.hpp"
#include "adapters/model/scp11_card.hpp"
#include "adapters/model/secure_channel.hpp"
#include "adapters/model/test_card.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {
namespace {

Bytes bytes(std::string_view hex) {
  return from_hex(hex).value();
}

/// A command on its way into the card; the bytes stay where the exchange looks at them.
class Arriving {
 public:
  Arriving(TestCard& card, std::string_view hex)
      : sent_(bytes(hex)),
        x{.state = card.state, .env = card.environment, .response = card.response} {
    const auto parsed = iso7816::parse_command(sent_).value();
    x.command = {parsed.cla,  parsed.ins, parsed.p1, parsed.p2, *iso7816::parse_class(parsed.cla),
                 parsed.data, parsed.ne};
    x.response.clear();
  }

 private:
  Bytes sent_;

 public:
  Exchange x;
};

class PublishedScp11Session : public testing::TestWithParam<PublishedScp11> {
 protected:
  /// Agrees with the published secrets; `changed` is XORed onto the last byte of the request.
  std::string agree(TestCard& card, std::uint8_t changed = 0) {
    const PublishedScp11& session = GetParam();
    Bytes command = bytes(session.mutual_authenticate);
    command[command.size() - 2] ^= changed;
    Arriving arriving(card, to_hex(command));
    const auto request = scp11::read_request(arriving.x, arriving.x.command.data);
    EXPECT_TRUE(request);
    const Bytes answer = bytes(session.answer);
    const auto point = iso7816::find(answer, 0x5F49).value()->value;
    AgreementKey key;
    key.variant = session.variant;
    key.options = session.s16 ? 0x40 : 0x00;
    scp11::agree(arriving.x, key, *request, bytes(session.shared_secrets), point);
    return to_hex(card.response) + "9000";
  }
};

TEST_P(PublishedScp11Session, IsAnsweredWithThePublishedReceipt) {
  TestCard card;
  EXPECT_EQ(agree(card), GetParam().answer);
}

TEST_P(PublishedScp11Session, ProtectsCommandAndResponseAsPublished) {
  TestCard card;
  agree(card);
  Arriving command(card, GetParam().wrapped);
  ASSERT_EQ(unprotect(command.x), sw::ok);
  EXPECT_EQ(to_hex(command.x.command.data), "4F00");
  command.x.response = bytes(GetParam().response_plain);
  EXPECT_EQ(protect(command.x, sw::ok, command.x.session().current_level), sw::ok);
  EXPECT_EQ(to_hex(card.response) + "9000", GetParam().response);
}

TEST_P(PublishedScp11Session, HasAnotherReceiptWhenOneBitOfTheRequestChanges) {
  TestCard card;
  EXPECT_NE(agree(card, 0x01), GetParam().answer);
  Arriving command(card, GetParam().wrapped);
  EXPECT_EQ(unprotect(command.x), sw::security_status_not_satisfied)
      << "the first C-MAC is chained on the receipt";
}

TEST(CardCertificate, IsReadAsPublishedInBothFormats) {
  TestCard card;
  const Exchange x{.state = card.state, .env = card.environment, .response = card.response};
  for (const bool x509 : {false, true}) {
    const Bytes published = bytes(x509 ? published_x509_certificate : published_gp_certificate);
    const auto read = read_certificate(x, published, x509);
    ASSERT_TRUE(read);
    EXPECT_EQ(to_hex(read->key.point()), published_oce_point);
    EXPECT_EQ(to_hex(read->serial), "6DBC19AFE3782C7C0053F19E86DF2F0F00B559EA");
    EXPECT_EQ(to_hex(read->issuer), "851A6F60A6B45534647260877A357F3676C35686");
    EXPECT_EQ(to_hex(read->subject), "E225C62F5E33CA02D23D9D83D0685B4EB2FEBC11");
    EXPECT_EQ(read->usage, CardCertificate::Usage::agrees_on_keys);
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, PublishedScp11Session, testing::ValuesIn(published_scp11),
                         [](const auto& session) {
                           std::string name(session.param.id);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace assay::model

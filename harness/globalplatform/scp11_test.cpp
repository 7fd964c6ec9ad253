// SPDX-License-Identifier: Apache-2.0
// SCP11 on published certificates and sessions (Samsung/OpenSCP-Java, src/test), and on mistakes made from them.
#include <gtest/gtest.h>

#include "document/node.hpp"
#include "globalplatform/scp11_agreement.hpp"
#include "globalplatform/scp11_certificate.hpp"
#include "globalplatform/scp11_deviation.hpp"
#include "globalplatform/session_fixture.hpp"

namespace assay::globalplatform {
namespace {

using testing::hex;
using Deviation = Scp11Deviation;

constexpr std::string_view gp_certificate =
    "7F2181E193146DBC19AFE3782C7C0053F19E86DF2F0F00B559EA4214851A6F60A6B45534647260877A357F3676"
    "C356865F2014E225C62F5E33CA02D23D9D83D0685B4EB2FEBC11950200805F2404141C0C1F7F4946B04104B5C2"
    "598092609EFEFBA7A2FBED2F6E9142CA3882E7DE69D47D29476E7F0CE85077480CAC6AD5C156CE459F2592DA0E"
    "ECDCB0DE2E8F112C9E49C4655A11C59620F001005F3747304502210085941BB4C425EC62AFAFEC6C47BDF54817"
    "44F76D76D1BB71FF9353DCA2ED381E0220572584095E48FFC54589A88923CC9FB24F6380388C9BC6BE004A7E73"
    "68244DCB";
constexpr std::string_view x509_certificate =
    "30820211308201B6A00302010202146DBC19AFE3782C7C0053F19E86DF2F0F00B559EA300A06082A8648CE3D04"
    "03023051310B3009060355040613024B52310B300906035504080C0253553110300E060355040A0C0753616D73"
    "756E673123302106035504030C1A43412D4B4C4F4320436572746966696361746520285445535429301E170D32"
    "35303230363130323135365A170D3236303530393130323135365A304D310B3009060355040613024B52310B30"
    "0906035504080C0253553110300E060355040A0C0753616D73756E67311F301D06035504030C164F4345204365"
    "727469666963617465202854455354293059301306072A8648CE3D020106082A8648CE3D03010703420004B5C2"
    "598092609EFEFBA7A2FBED2F6E9142CA3882E7DE69D47D29476E7F0CE85077480CAC6AD5C156CE459F2592DA0E"
    "ECDCB0DE2E8F112C9E49C4655A11C59620A370306E301D0603551D0E04160414E225C62F5E33CA02D23D9D83D0"
    "685B4EB2FEBC11301F0603551D23041830168014851A6F60A6B45534647260877A357F3676C35686300E060355"
    "1D0F0101FF040403020308301C0603551D200101FF04123010300E060C2A864886FC6B64000A020100300A0608"
    "2A8648CE3D0403020349003046022100A0D276B639EE863758B5568ADFA9D3B7F3D906A557C4C7675607FC82A9"
    "596EC6022100D7044BDE4CB536055CF93D5C7FCF5C7C5298EB1D4646357CE6515BC0CD9E10FF";
constexpr std::string_view oce_key =
    "A5116B848D41BD93737F187ABC03886BF7A80422D150025109C6749F45BB9B6D";
constexpr std::string_view ephemeral_key =
    "B69D2D4A2544B5938ED3C4F6319810837E4DBBEFF115BD9955607E8CDBBBACE5";
constexpr std::string_view card_key =
    "044F92A07D168C309959EED99E288381DD192979CD452D8FBE1F163447979207C5E6CD1F4DD11609E2100C033B"
    "BD723BE78B71477E64883EB41EC366713E44AF1E";
constexpr std::string_view request =
    "A60D9002110195013C8001888101105F49410470B0BD7863E90E32DA5401188354D1F41999442FDFDCBA7472B7"
    "F1E5DBBF8A32F92D9D4F9D55C60D57D39BD6D7973306CEA55F7A86884096651A9CCAC8239C92";
constexpr std::string_view answer =
    "5F49410492CAFD79D7E39EA433611E9AAD9742D85B3BD06F3D6055D7CDE28FC44D0AB556BC0F94D2100D87727F"
    "DFA2B49033C78F07A30AA8D5A6A505E59F99FCDFB2526686100B63C42C2D5138936FF5894F10C1234F";

crypto::EcPrivateKey private_key(std::string_view scalar) {
  return crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, hex(scalar)).value();
}

crypto::EcPrivateKey ca_key() {
  return private_key("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF");
}

/// What a verifier of the certificate with this mistake says; "accepted" when nothing.
std::string verdict_on(std::string_view certificate, Deviation deviation) {
  const auto made = deviating_certificate(hex(certificate), ca_key(), deviation);
  if (!made) return "error: " + made.error().message;
  const auto parsed = parse_scp11_certificate(*made);
  if (!parsed) return parsed.error().message;
  const auto checked = check_chain(std::span(&*parsed, 1), ca_key().public_key(),
                                   CertificateUsage::key_agreement, Day{20260101});
  return checked ? "accepted" : checked.error().message;
}

TEST(Scp11Certificate, OfTheGlobalPlatformFormatIsRead) {
  const auto parsed = parse_scp11_certificate(hex(gp_certificate));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed->format, Scp11Certificate::Format::gp);
  EXPECT_EQ(to_hex(parsed->serial), "6DBC19AFE3782C7C0053F19E86DF2F0F00B559EA");
  EXPECT_EQ(to_hex(parsed->authority), "851A6F60A6B45534647260877A357F3676C35686");
  EXPECT_EQ(to_hex(parsed->subject), "E225C62F5E33CA02D23D9D83D0685B4EB2FEBC11");
  EXPECT_EQ(parsed->usage, CertificateUsage::key_agreement);
  EXPECT_EQ(parsed->valid_to, Day{20281231});
  EXPECT_EQ(parsed->valid_from, std::nullopt);
  EXPECT_TRUE(equal(parsed->public_key.point(), private_key(oce_key).public_key().point()));
  EXPECT_EQ(parsed->signature.size(), 71U);
  EXPECT_EQ(parsed->signed_part.size(), 151U);
}

TEST(Scp11Certificate, OfX509IsReadIntoTheSameForm) {
  const auto parsed = parse_scp11_certificate(hex(x509_certificate));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed->format, Scp11Certificate::Format::x509);
  EXPECT_EQ(to_hex(parsed->serial), "6DBC19AFE3782C7C0053F19E86DF2F0F00B559EA");
  EXPECT_EQ(to_hex(parsed->authority), "851A6F60A6B45534647260877A357F3676C35686");
  EXPECT_EQ(to_hex(parsed->subject), "E225C62F5E33CA02D23D9D83D0685B4EB2FEBC11");
  EXPECT_EQ(parsed->usage, CertificateUsage::key_agreement);
  EXPECT_EQ(parsed->valid_from, Day{20250206});
  EXPECT_EQ(parsed->valid_to, Day{20260509});
  EXPECT_TRUE(equal(parsed->public_key.point(), private_key(oce_key).public_key().point()));
}

TEST(Scp11Certificate, SignedAnewVerifies) {
  EXPECT_EQ(verdict_on(gp_certificate, Deviation::none), "accepted");
  EXPECT_EQ(verdict_on(x509_certificate, Deviation::none), "accepted");
}

TEST(Scp11Certificate, WithAMistakeIsRefusedForIt) {
  const std::string wrong_signature =
      "certificate 1 of the chain: its signature does not verify under the issuer's key";
  const std::pair<Deviation, std::string> cases[] = {
      {Deviation::certificate_signature_flip, wrong_signature},
      {Deviation::certificate_signature_other_key, wrong_signature},
      {Deviation::certificate_signature_zero, wrong_signature},
      {Deviation::certificate_signature_truncate, wrong_signature},
      {Deviation::certificate_content_changed, wrong_signature},
      {Deviation::certificate_usage_signature,
       "certificate 1 of the chain: its key is for verification of signatures, key agreement was "
       "wanted"},
      {Deviation::certificate_expired,
       "certificate 1 of the chain is not valid on 20260101: always to 20200101"},
      {Deviation::certificate_key_off_curve, "the point is not on P-256"},
      {Deviation::certificate_key_compressed,
       "a point of P-256 begins with 02, an uncompressed one with 04 was wanted"},
      {Deviation::certificate_unknown_authority, "accepted"},  // nobody told whom to expect
      {Deviation::certificate_other_curve, "a point of P-384 has 65 bytes, 97 were wanted"},
      {Deviation::certificate_length_not_minimal,
       "certificate 7F21: the length of the serial number (tag 93) is not in its shortest coding"},
      {Deviation::certificate_fields_swapped,
       "certificate 7F21: the identifier of the CA (tag 42) was wanted, tag 5F20 stands there"},
      {Deviation::certificate_field_twice,
       "certificate 7F21: the expiration date (tag 5F24) was wanted, tag 95 stands there"},
      {Deviation::certificate_no_serial,
       "certificate 7F21: the serial number (tag 93) was wanted, tag 42 stands there"},
      {Deviation::certificate_no_usage,
       "certificate 7F21: the key usage (tag 95) was wanted, tag 5F24 stands there"},
      {Deviation::certificate_no_key,
       "certificate 7F21: the public key (tag 7F49) was wanted, tag 5F37 stands there"},
      {Deviation::certificate_no_signature,
       "certificate 7F21: the signature (tag 5F37) is missing"},
      {Deviation::certificate_other_tag,
       "certificate 7F21: the certificate (tag 7F21) was wanted, tag 7F22 stands there"},
      {Deviation::certificate_extend, "certificate 7F21: what is left over (00) is no data object"},
  };
  for (const auto& [deviation, says] : cases)
    EXPECT_EQ(verdict_on(gp_certificate, deviation), says) << static_cast<int>(deviation);
  EXPECT_NE(verdict_on(gp_certificate, Deviation::certificate_truncate), "accepted");
}

TEST(Scp11Certificate, OfX509WithAMistakeIsRefusedForIt) {
  const std::string wrong_signature =
      "certificate 1 of the chain: its signature does not verify under the issuer's key";
  const std::string impossible = "error: an X.509 certificate cannot have this mistake";
  const std::pair<Deviation, std::string> cases[] = {
      {Deviation::certificate_signature_flip, wrong_signature},
      {Deviation::certificate_signature_other_key, wrong_signature},
      {Deviation::certificate_signature_zero, wrong_signature},
      {Deviation::certificate_content_changed, wrong_signature},
      {Deviation::certificate_usage_signature,
       "certificate 1 of the chain: its key is for verification of signatures, key agreement was "
       "wanted"},
      {Deviation::certificate_expired,
       "certificate 1 of the chain is not valid on 20260101: 20250206 to 20200101"},
      {Deviation::certificate_extend, "1 bytes follow an X.509 certificate"},
      {Deviation::certificate_unknown_authority, "accepted"},
      {Deviation::certificate_other_curve, impossible},
      {Deviation::certificate_no_usage, impossible},
  };
  for (const auto& [deviation, says] : cases)
    EXPECT_EQ(verdict_on(x509_certificate, deviation), says) << static_cast<int>(deviation);
  EXPECT_NE(verdict_on(x509_certificate, Deviation::certificate_key_off_curve), "accepted");
}

TEST(Scp11Chain, WantsEachAuthorityToBeTheSubjectBefore) {
  const auto leaf = parse_scp11_certificate(hex(gp_certificate)).value();
  const Bytes middle_bytes =
      deviating_certificate(hex(gp_certificate), ca_key(), Deviation::certificate_usage_signature)
          .value();
  const std::vector<Scp11Certificate> chain{parse_scp11_certificate(middle_bytes).value(), leaf};
  const auto checked =
      check_chain(chain, ca_key().public_key(), CertificateUsage::key_agreement, std::nullopt);
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().message,
            "certificate 2 of the chain names CA 851A6F60A6B45534647260877A357F3676C35686, the "
            "certificate before it is of E225C62F5E33CA02D23D9D83D0685B4EB2FEBC11");
  EXPECT_EQ(check_chain({}, ca_key().public_key(), CertificateUsage::key_agreement, std::nullopt)
                .error()
                .message,
            "a chain of certificates has none");
}

struct Agreement {
  crypto::EcPrivateKey own = private_key(oce_key);
  crypto::EcPrivateKey ephemeral = private_key(ephemeral_key);
  crypto::EcPublicKey card =
      crypto::EcPublicKey::from_point(crypto::Curve::p256, hex(card_key)).value();
  AgreedSession session;

  std::string run(std::string_view asked, std::string_view answered, bool with_static = true) {
    const Scp11Host host{with_static ? &own : nullptr, &ephemeral, &card};
    const auto done = agree(host, hex(asked), hex(answered), session);
    if (!done) return done.error().message;
    return session.receipt_is_valid() ? "valid" : "wrong receipt";
  }
};

TEST(Scp11Agreement, OfAPublishedSessionGivesItsKeys) {
  Agreement agreement;
  EXPECT_EQ(agreement.run(request, answer), "valid");
  EXPECT_EQ(to_hex(agreement.session.keys.channel.enc.view()), "4C6B3E83965B676F0A52B42FCEB3B2D3");
  EXPECT_EQ(to_hex(agreement.session.keys.dek.view()), "6D659C4AD557C2CE400EB38BF7FD1725");
  EXPECT_EQ(agreement.session.level.value, 0x33);
  std::unique_ptr<SecureChannel> channel;
  SecureChannel::begin_agreed(channel, agreement.session);
  EXPECT_EQ(channel->protocol(), 0x11);
  EXPECT_EQ(channel->mac_length(), 8);
  EXPECT_EQ(testing::wrapped(*channel, "80F22000024F00"),
            "84F2200018E1EE3A92EF45551E8464A252F997230DC4E84F41BA692405");
}

TEST(Scp11Agreement, TellsAWrongReceiptAsData) {
  Agreement agreement;
  std::string changed(answer);
  changed.back() = 'E';
  EXPECT_EQ(agreement.run(request, changed), "wrong receipt");
  EXPECT_EQ(agreement.run(request, answer, false),
            "SCP11a wants a static key of the terminal, and there is none");
}

TEST(Scp11Agreement, RefusesMalformedRequests) {
  const std::string point = std::string(request.substr(30));
  const std::pair<std::string, std::string> cases[] = {
      {"A60D9002120195013C800188810110", "key agreement: protocol 12 stands where 11 was wanted"},
      {"A60D9002110295013C800188810110",
       "key agreement: parameters 02 name no variant: 00 is SCP11b, 01 SCP11a, 03 SCP11c"},
      {"A60D90021101950100800188810110",
       "key agreement: key usage 00 is no secure messaging with C-MAC; 34 and 3C are usual"},
      {"A60D9002110195013C800180810110",
       "key agreement: key type 80 stands where 88 (AES) was wanted"},
      {"A60D9002110195013C800188810111", "key agreement: keys of 17 bytes are no AES keys"},
      {"A60A9002110195013C800188", "key agreement: the key length (tag 81) is missing"},
      {"A6109002110195013C800188810110840141",
       "key agreement: a host identifier (tag 84) without the parameter that asks for it"},
      {"A60E900281110195013C800188810110", "key agreement: "},
  };
  for (const auto& [crt, says] : cases) {
    const auto parsed = parse_key_agreement_request(hex(crt + point));
    ASSERT_FALSE(parsed.has_value()) << crt;
    EXPECT_EQ(parsed.error().message.substr(0, says.size()), says);
  }
}

TEST(Scp11Agreement, RefusesMalformedAnswers) {
  Agreement agreement;
  const std::string point = std::string(answer.substr(0, 136));
  const std::string receipt = std::string(answer.substr(136));
  EXPECT_EQ(agreement.run(request, point),
            "answer to a key agreement: the receipt (tag 86) is missing");
  EXPECT_EQ(agreement.run(request, receipt + point),
            "answer to a key agreement: the card's public key (tag 5F49) was wanted, tag 86 stands "
            "there");
  EXPECT_EQ(agreement.run(request, point + "860F" + receipt.substr(4, 30)),
            "answer to a key agreement: the receipt (tag 86) has 15 bytes, 16 were wanted");
  EXPECT_EQ(agreement.run(request, std::string(answer) + "8700"),
            "answer to a key agreement: tag 87 has no place here");
  std::string off_curve = point;
  off_curve.back() = off_curve.back() == '0' ? '1' : '0';
  EXPECT_EQ(agreement.run(request, off_curve + receipt),
            "the card's public key: the point is not on P-256");
}

TEST(Scp11Agreement, ReadsTheLevelFromTheKeyUsage) {
  EXPECT_EQ(level_of_key_usage(0x14)->value, 0x01);
  EXPECT_EQ(level_of_key_usage(0x1C)->value, 0x03);
  EXPECT_EQ(level_of_key_usage(0x34)->value, 0x11);
  EXPECT_EQ(level_of_key_usage(0x3C)->value, 0x33);
  EXPECT_FALSE(level_of_key_usage(0x38).has_value());
  EXPECT_FALSE(level_of_key_usage(0x7C).has_value());
}

TEST(Scp11Agreement, PutsIdentifiersBehindTheKeyParameters) {
  KeyAgreementRequest asked;
  asked.identifiers = true;
  asked.host_id = hex("0102");
  EXPECT_EQ(to_hex(scp11_shared_info(asked, hex("03AABBCC"))), "3C881002010203AABBCC");
  asked.identifiers = false;
  EXPECT_EQ(to_hex(scp11_shared_info(asked, hex("03AABBCC"))), "3C8810");
}

TEST(Scp11Deviations, MakePointsThatAreNone) {
  const auto key = private_key(ephemeral_key).public_key();
  for (const auto& info : scp11_deviations()) {
    if (!concerns_ephemeral_key(info.deviation)) continue;
    const Bytes point = deviating_point(key, info.deviation);
    EXPECT_FALSE(crypto::EcPublicKey::from_point(crypto::Curve::p256, point).has_value())
        << info.name;
  }
}

TEST(Scp11Deviations, AreTheSameInTheDataFile) {
  Diagnostics diagnostics;
  const auto file = document::read_file(
      std::string(ASSAY_SOURCE_DIR) + "/specs/gp/scp11/terminal-deviations.yaml", diagnostics);
  ASSERT_TRUE(file.has_value());
  const document::Node* rows = file->root.find("terminal_deviations");
  ASSERT_EQ(rows->items.size(), scp11_deviations().size());
  for (std::size_t i = 0; i < rows->items.size(); ++i) {
    EXPECT_EQ(rows->items[i].find("name")->text, scp11_deviations()[i].name);
    EXPECT_EQ(rows->items[i].find("says")->text, scp11_deviations()[i].says);
    EXPECT_EQ(static_cast<std::size_t>(scp11_deviations()[i].deviation), i + 1);
  }
}

}  // namespace
}  // namespace assay::globalplatform

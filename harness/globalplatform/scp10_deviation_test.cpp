// SPDX-License-Identifier: Apache-2.0
// Mistakes of the terminal in SCP10. The protected commands were computed by a script that knows GPC appendix F alone
// (specs/vectors/tools/scp10.py); of the others a card's checks must fail.
#include <gtest/gtest.h>

#include <set>

#include "document/node.hpp"
#include "globalplatform/confirmation.hpp"
#include "globalplatform/scp10_authentication.hpp"
#include "globalplatform/scp10_channel.hpp"
#include "globalplatform/scp10_deviation.hpp"
#include "globalplatform/scp10_test_keys.hpp"
#include "globalplatform/session_fixture.hpp"

namespace assay::globalplatform {
namespace {

using testing::hex;
using testing::rsa_key;
using testing::secret;
using Deviation = TerminalDeviation;

Scp10Session session(std::uint8_t security_level) {
  Scp10Session out;
  out.keys.keys = {{secret("404142434445464748494A4B4C4D4E4F"), 9},
                   {secret("606162636465666768696A6B6C6D6E6F"), 0}};
  out.keys.c_mac = out.keys.r_mac = 0;
  out.keys.c_enc = out.keys.r_enc = 1;
  out.level = {security_level};
  return out;
}

std::unique_ptr<SecureChannel> begun(std::uint8_t security_level) {
  std::unique_ptr<SecureChannel> channel;
  EXPECT_TRUE(SecureChannel::begin_scp10(channel, session(security_level)).has_value());
  return channel;
}

std::string wrapped(SecureChannel& channel, std::string_view plain,
                    Deviation deviation = Deviation::none) {
  Bytes out;
  const Bytes bytes = hex(plain);
  const auto done = channel.wrap(*iso7816::parse_command(bytes), deviation, out);
  return done ? to_hex(out) : "error: " + done.error().message;
}

constexpr std::string_view get_status = "81F24000024F0000";

TEST(Scp10Channel, ProtectsCommandsUnderTheSharedInterface) {
  auto channel = begun(0x03);
  EXPECT_EQ(channel->protocol(), 0x10);
  EXPECT_EQ(channel->mac_length(), 8);
  EXPECT_EQ(wrapped(*channel, get_status),
            "8DF24000188709019D90DB935C23EDB99701008E085053C9AB1CE5114300");
  EXPECT_EQ(unconfirmed_part(*channel), "SCP10");
}

TEST(Scp10Channel, HasNoHostCryptogram) {
  auto channel = begun(0x03);
  iso7816::CommandApdu command;
  EXPECT_EQ(channel->authenticate({0x03}, Deviation::none, command).error().message,
            "a session of SCP10 has no EXTERNAL AUTHENTICATE of this kind");
}

TEST(Scp10Channel, WantsKeysForItsLevel) {
  std::unique_ptr<SecureChannel> channel;
  Scp10Session poor = session(0x03);
  poor.keys.c_enc.reset();
  EXPECT_EQ(SecureChannel::begin_scp10(channel, poor).error().message,
            "level 03 wants C-ENC, and no template brings a key for it");
  EXPECT_EQ(channel, nullptr);
}

struct MistakenCommand {
  Deviation deviation;
  std::string_view sent;
};

TEST(Scp10Deviation, MakesTheCommandsThatAScriptComputes) {
  const MistakenCommand cases[] = {
      {Deviation::c_mac_flip_last_bit,
       "8DF24000188709019D90DB935C23EDB99701008E085053C9AB1CE5114200"},
      {Deviation::c_mac_flip_first_bit,
       "8DF24000188709019D90DB935C23EDB99701008E08D053C9AB1CE5114300"},
      {Deviation::c_mac_zero, "8DF24000188709019D90DB935C23EDB99701008E08000000000000000000"},
      {Deviation::c_mac_truncate, "8DF24000178709019D90DB935C23EDB99701008E075053C9AB1CE51100"},
      {Deviation::c_mac_extend, "8DF24000198709019D90DB935C23EDB99701008E095053C9AB1CE511430000"},
      {Deviation::c_mac_omit, "8DF240000E8709019D90DB935C23EDB997010000"},
      {Deviation::c_mac_wrong_key, "8DF24000188709019D90DB935C23EDB99701008E08017857CDC011A10400"},
      {Deviation::c_mac_cla_modified,
       "8DF24000188709019D90DB935C23EDB99701008E0836B97E3881215D3000"},
      {Deviation::c_mac_channel_included,
       "8DF24000188709019D90DB935C23EDB99701008E0803D22739BE6FC90600"},
      {Deviation::c_mac_wrong_padding,
       "8DF24000188709019D90DB935C23EDB99701008E085CAF25E20485764E00"},
      {Deviation::c_mac_other_algorithm,
       "8DF24000188709019D90DB935C23EDB99701008E080DDF4CE04281F97C00"},
      {Deviation::c_mac_wrong_order,
       "8DF24000188709019D90DB935C23EDB99701008E084250CC40B0A0D7EC00"},
      {Deviation::c_mac_icv_other_cipher,
       "8DF24000188709019D90DB935C23EDB99701008E08DC4706CCDCBE4AEE00"},
      {Deviation::c_mac_ins_changed,
       "8DE24000188709019D90DB935C23EDB99701008E085053C9AB1CE5114300"},
      {Deviation::c_mac_header_changed,
       "8DF28000188709019D90DB935C23EDB99701008E085053C9AB1CE5114300"},
      {Deviation::c_mac_p2_changed, "8DF24001188709019D90DB935C23EDB99701008E085053C9AB1CE5114300"},
      {Deviation::c_mac_data_changed,
       "8DF24000188709019D90DB935C23EDB89701008E085053C9AB1CE5114300"},
      {Deviation::c_mac_stale_counter,
       "8DF24000188709019D90DB935C23EDB99701008E08EEA3DE9DC9B39BD700"},
      {Deviation::c_mac_icv_zero, "8DF24000188709019D90DB935C23EDB99701008E082C90C375F89CE5F400"},
      {Deviation::c_mac_icv_plain, "8DF24000188709019D90DB935C23EDB99701008E08AAD0E6750D30F71A00"},
      {Deviation::c_mac_header_not_filled,
       "8DF24000188709019D90DB935C23EDB99701008E086ACE2669E158BA0B00"},
      {Deviation::c_mac_header_left_out,
       "8DF24000188709019D90DB935C23EDB99701008E080FA1EA42541A082C00"},
      {Deviation::c_mac_le_left_out,
       "8DF24000188709019D90DB935C23EDB99701008E089B50D95DEE4C666200"},
      {Deviation::objects_c_mac_first,
       "8DF24000188E085053C9AB1CE511438709019D90DB935C23EDB997010000"},
      {Deviation::objects_le_first, "8DF24000189701008709019D90DB935C23EDB98E085053C9AB1CE5114300"},
      {Deviation::objects_data_missing, "8DF240000D9701008E085053C9AB1CE5114300"},
      {Deviation::objects_le_missing, "8DF24000158709019D90DB935C23EDB98E085053C9AB1CE5114300"},
      {Deviation::objects_other_tag,
       "8DF24000188509019D90DB935C23EDB99701008E08D3DEA6B1C67228A100"},
      {Deviation::objects_truncate, "8DF24000178709019D90DB935C23EDB99701008E085053C9AB1CE51100"},
      {Deviation::c_enc_omit, "8DF240001181024F009701008E084250CC40B0A0D7EC00"},
      {Deviation::c_enc_wrong_key, "8DF24000188709016BCB54A19846D4409701008E08336D6E0100F9963100"},
      {Deviation::c_enc_wrong_padding,
       "8DF2400018870901CE515D8EEEA54EE29701008E08066C4DBCEA44AB2200"},
      {Deviation::c_enc_flip_bit, "8DF24000188709011D90DB935C23EDB99701008E085053C9AB1CE5114300"},
      {Deviation::c_enc_other_indicator,
       "8DF24000188709029D90DB935C23EDB99701008E083BFEDB56D1A4BDC100"},
      {Deviation::c_enc_no_indicator, "8DF240001787089D90DB935C23EDB99701008E0888F09C3EFC616E2000"},
      {Deviation::c_enc_counter_icv,
       "8DF240001887090183DB65D2B3C38C149701008E08FCEA020F0BBF126000"},
      {Deviation::cla_no_secure_messaging,
       "81F24000188709019D90DB935C23EDB99701008E085053C9AB1CE5114300"},
      {Deviation::cla_encryption_only,
       "89F24000188709019D90DB935C23EDB99701008E085053C9AB1CE5114300"},
      {Deviation::cla_other_channel,
       "8CF24000188709019D90DB935C23EDB99701008E085053C9AB1CE5114300"},
      {Deviation::order_command_lost,
       "8DF24000188709019D90DB935C23EDB99701008E08EFB19295C6FF8BEE00"},
  };
  for (const auto& each : cases)
    EXPECT_EQ(wrapped(*begun(0x03), get_status, each.deviation), each.sent) << name(each.deviation);
}

TEST(Scp10Deviation, IsRefusedWhereItChangesNothing) {
  EXPECT_EQ(wrapped(*begun(0x00), get_status, Deviation::c_mac_flip_last_bit),
            "error: deviation c_mac.flip_last_bit makes no difference here: the command would be "
            "the regular one");
  EXPECT_EQ(wrapped(*begun(0x03), get_status, Deviation::c_mac_not_chained),
            "error: deviation c_mac.not_chained does not belong to SCP10");
  Scp10Session poor = session(0x01);
  poor.keys.c_enc.reset();
  std::unique_ptr<SecureChannel> channel;
  ASSERT_TRUE(SecureChannel::begin_scp10(channel, poor).has_value());
  EXPECT_EQ(wrapped(*channel, get_status, Deviation::c_enc_unasked),
            "error: deviation c_enc.unasked needs a session key for encryption");
}

/// GPC F.3.2.1: the card counts a C-MAC whether it is right or wrong; without one there is nothing to count.
TEST(Scp10Deviation, LetsTheCounterRiseAsTheCardsDoes) {
  const auto next_after = [](Deviation deviation) {
    auto channel = begun(0x03);
    (void)wrapped(*channel, get_status, deviation);
    return wrapped(*channel, get_status);
  };
  const std::string first = wrapped(*begun(0x03), get_status);
  const std::string second = next_after(Deviation::none);
  EXPECT_NE(first, second);
  EXPECT_EQ(next_after(Deviation::c_mac_flip_last_bit), second);
  EXPECT_EQ(next_after(Deviation::c_mac_omit), first);
  EXPECT_EQ(next_after(Deviation::cla_no_secure_messaging), first);
  auto channel = begun(0x03);
  (void)wrapped(*channel, get_status);
  EXPECT_EQ(wrapped(*channel, get_status, Deviation::replay), first);
  auto twin = begun(0x03);
  (void)wrapped(*twin, get_status);
  (void)wrapped(*twin, get_status);
  EXPECT_EQ(wrapped(*channel, get_status), wrapped(*twin, get_status));
}

TEST(Scp10Deviation, CanBeMadeWhereTheListSaysSo) {
  const auto can = [](Deviation deviation) {
    for (const std::uint8_t level : {0x01, 0x03})
      for (const std::string_view plain :
           {get_status, std::string_view("81F24000080102030405060708")}) {
        auto channel = begun(level);
        (void)wrapped(*channel, "80CA004200");
        EXPECT_TRUE(SecureChannel::begin_scp10(channel, session(level)).has_value());
        (void)wrapped(*channel, "80CA004500");
        if (wrapped(*channel, plain, deviation).substr(0, 5) != "error") return true;
      }
    return false;
  };
  for (const auto& info : terminal_deviations())
    EXPECT_EQ(can(info.deviation), info.scp10) << info.name;
}

// ------------------------------------------------------------------------------------------- certificates

const crypto::RsaPrivateKey& ca() {
  static const auto key = rsa_key(testing::ca_modulus, testing::ca_private_exponent);
  return key;
}
const crypto::RsaPrivateKey& oce() {
  static const auto key = rsa_key(testing::oce_modulus, testing::oce_private_exponent);
  return key;
}
const crypto::RsaPrivateKey& sd() {
  static const auto key = rsa_key(testing::sd_modulus, testing::sd_private_exponent);
  return key;
}

constexpr Scp10Field layout[] = {{0x42, 8}, {0x5F20, 8}, {0x81, 128}, {0x82, 3}};

Bytes certificate(Scp10Format format) {
  const Bytes names[] = {hex("4943412D30303031"), hex("4F43452D30303031")};
  Bytes message;
  if (format.self_descriptive) {
    Bytes key;
    iso7816::append_tlv(key, 0x81, oce().public_key().modulus());
    iso7816::append_tlv(key, 0x82, oce().public_key().exponent());
    iso7816::append_tlv(message, 0x42, names[0]);
    iso7816::append_tlv(message, 0x5F20, names[1]);
    iso7816::append_tlv(message, 0x7F49, key);
  } else {
    for (const ByteView part : {ByteView(names[0]), ByteView(names[1]),
                                oce().public_key().modulus(), oce().public_key().exponent()})
      append(message, part);
  }
  Bytes value;
  Bytes signature;
  if (format.recovery) {
    const std::size_t room = crypto::recoverable_length(ca().public_key());
    const ByteView whole(message);
    signature = crypto::recovery_sign(ca(), whole.first(room), whole.subspan(room),
                                      crypto::RecoveryForm::smaller)
                    .value();
    iso7816::append_tlv(value, 0x5F38, whole.subspan(room));
  } else {
    signature = crypto::pkcs1_sign(ca(), crypto::Hash::sha1, message);
    if (format.self_descriptive)
      append(value, message);
    else
      iso7816::append_tlv(value, 0x5F4E, message);
  }
  iso7816::append_tlv(value, 0x9E, signature);
  Bytes out;
  iso7816::append_tlv(out, 0x7F21, value);
  return out;
}

std::string verdict_on(ByteView made, Scp10Format format) {
  const auto opened = open_scp10_certificate(made, format, ca().public_key(), layout);
  if (!opened) return opened.error().message;
  return equal(opened->public_key.modulus(), oce().public_key().modulus()) ? "" : "another key";
}

TEST(Scp10Deviation, MakesCertificatesThatDoNotVerify) {
  for (const Scp10Format format : {Scp10Format{true, false}, Scp10Format{false, false},
                                   Scp10Format{true, true}, Scp10Format{false, true}}) {
    const Bytes right = certificate(format);
    ASSERT_EQ(verdict_on(right, format), "");
    EXPECT_EQ(deviating_rsa_certificate(right, format, ca(), oce(), Scp10Deviation::none).value(),
              right);
    for (const auto& info : scp10_deviations()) {
      if (!concerns_rsa_certificate(info.deviation)) continue;
      const auto made = deviating_rsa_certificate(right, format, ca(), oce(), info.deviation);
      if (!made) {
        EXPECT_EQ(made.error().message,
                  fmt::format("a signature {} recovery cannot have this mistake",
                              format.recovery ? "with" : "without"))
            << info.name;
        continue;
      }
      EXPECT_NE(verdict_on(*made, format), "") << info.name;
    }
  }
}

const Bytes request =
    hex("D30133B41F950130D110404142434445464748494A4B4C4D4E4F91080000000000000009"
        "B815950130D110606162636465666768696A6B6C6D6E6F");

TEST(Scp10Deviation, MakesKeyCryptogramsThatBringNoRequest) {
  const Bytes padding(128 - 3 - request.size(), 0x77);
  const auto opened = [&](Scp10Deviation deviation) {
    const auto made =
        deviating_session_keys(request, sd().public_key(), oce().public_key(), padding, deviation);
    const auto clear = crypto::pkcs1_decrypt(sd(), made.value());
    return clear ? to_bytes(*clear) : Bytes();
  };
  EXPECT_EQ(opened(Scp10Deviation::none), request);
  for (const auto& info : scp10_deviations())
    if (concerns_session_keys(info.deviation) &&
        info.deviation != Scp10Deviation::session_keys_short_padding) {
      EXPECT_NE(opened(info.deviation), request) << info.name;
    }
}

TEST(Scp10Deviation, MakesPaddingThatIsTooShort) {
  Bytes longest = request;
  longest.resize(118, 0x5A);
  const auto made =
      deviating_session_keys(longest, sd().public_key(), oce().public_key(), Bytes(7, 0x77),
                             Scp10Deviation::session_keys_short_padding);
  const auto block = crypto::rsa_private(sd(), made.value());
  EXPECT_EQ(to_hex(ByteView(*block).first(10)), "00027777777777777700");
  EXPECT_EQ(deviating_session_keys(request, sd().public_key(), oce().public_key(), Bytes(66, 0x77),
                                   Scp10Deviation::session_keys_short_padding)
                .error()
                .message,
            "padding of 7 bytes wants a request of 118 bytes, not 59");
}

TEST(Scp10Deviation, MakesSignaturesThatDoNotVerify) {
  const Bytes challenge(16, 0x11);
  Bytes covered = request;
  append(covered, challenge);
  Scp10Signing signing;
  signing.request = request;
  signing.card_challenge = challenge;
  signing.own = &oce();
  EXPECT_EQ(deviating_transport_signature(signing, Scp10Deviation::none).value(),
            crypto::pkcs1_sign(oce(), crypto::Hash::sha1, covered));
  for (const auto& info : scp10_deviations()) {
    // Who signs, and over which challenge, is the caller's choice.
    if (!concerns_entity_signature(info.deviation) ||
        info.deviation == Scp10Deviation::signature_other_key ||
        info.deviation == Scp10Deviation::signature_stale_challenge ||
        info.deviation == Scp10Deviation::signature_replay)
      continue;
    const auto made = deviating_transport_signature(signing, info.deviation);
    if (made) {
      EXPECT_FALSE(crypto::pkcs1_verify(oce().public_key(), crypto::Hash::sha1, covered, *made))
          << info.name;
    }
  }
}

TEST(Scp10Deviation, MakesSignaturesWithRecoveryThatDoNotVerify) {
  const Bytes asked = hex("D30133B403950130B803950130");
  const Bytes challenge(8, 0x11), id(8, 0x22), secret_bytes(32, 0x33), padding(61, 0x44);
  Scp10Signing signing;
  signing.request = asked;
  signing.card_challenge = challenge;
  signing.own = &oce();
  const auto card = sd().public_key();
  signing.card = &card;
  signing.card_id = id;
  signing.off_card_secret = secret_bytes;
  signing.padding = padding;
  const auto recovered = [&](ByteView sent) -> std::string {
    const auto signature = crypto::rsa_private(sd(), sent);
    if (!signature) return "no cryptogram";
    Bytes rest = challenge;
    append(rest, id);
    const auto opened = crypto::recovery_open(oce().public_key(), *signature, rest);
    return opened ? to_hex(*opened) : "no signature";
  };
  Bytes inside = padding;
  append(inside, asked);
  append(inside, secret_bytes);
  EXPECT_EQ(recovered(deviating_agreement_signature(signing, Scp10Deviation::none).value()),
            to_hex(inside));
  for (const auto& info : scp10_deviations()) {
    if (!concerns_entity_signature(info.deviation) ||
        info.deviation == Scp10Deviation::signature_other_key ||
        info.deviation == Scp10Deviation::signature_stale_challenge ||
        info.deviation == Scp10Deviation::signature_replay)
      continue;
    const auto made = deviating_agreement_signature(signing, info.deviation);
    if (made) {
      EXPECT_NE(recovered(*made), to_hex(inside)) << info.name;
    }
  }
}

/// GPC F.1.4.3: what is encrypted is the smaller of the signature and its difference to the modulus.
TEST(Scp10CardSecret, ComesInTheSmallerFormOnly) {
  const Bytes challenge(8, 0x11), id(8, 0x22);
  Bytes rest = challenge;
  append(rest, id);
  std::set<std::string> verdicts;
  for (std::uint8_t fill = 0; fill < 16; ++fill) {
    const Bytes recoverable(106, fill);
    const auto answered = [&](crypto::RecoveryForm form) {
      const auto signature = crypto::recovery_sign(sd(), recoverable, rest, form);
      const auto answer = crypto::rsa_public(oce().public_key(), *signature);
      if (!answer) return std::string("cannot be encrypted");
      const auto secret_bytes = scp10_card_secret(*answer, challenge, id, oce(), sd().public_key());
      return secret_bytes ? to_hex(*secret_bytes).substr(0, 2) : secret_bytes.error().message;
    };
    EXPECT_EQ(answered(crypto::RecoveryForm::smaller), to_hex(Bytes{fill}));
    const std::string plain = answered(crypto::RecoveryForm::plain);
    verdicts.insert(plain == to_hex(Bytes{fill}) ? "the same" : plain);
  }
  EXPECT_TRUE(verdicts.contains("the same"));
  EXPECT_TRUE(
      verdicts.contains("the card's signature is greater than its difference to the modulus"));
}

TEST(Scp10Deviations, AreTheSameInTheDataFile) {
  Diagnostics diagnostics;
  const auto file = document::read_file(
      std::string(ASSAY_SOURCE_DIR) + "/specs/gp/scp10/terminal-deviations.yaml", diagnostics);
  ASSERT_TRUE(file.has_value());
  const document::Node* rows = file->root.find("terminal_deviations");
  ASSERT_EQ(rows->items.size(), scp10_deviations().size());
  for (std::size_t i = 0; i < rows->items.size(); ++i) {
    EXPECT_EQ(rows->items[i].find("name")->text, scp10_deviations()[i].name);
    EXPECT_EQ(rows->items[i].find("says")->text, scp10_deviations()[i].says);
    EXPECT_EQ(static_cast<std::size_t>(scp10_deviations()[i].deviation), i + 1);
  }
}

}  // namespace
}  // namespace assay::globalplatform

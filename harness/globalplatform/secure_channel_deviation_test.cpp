// SPDX-License-Identifier: Apache-2.0
// What each terminal deviation changes on the wire, what it leaves alone, and where the session stands afterwards.
#include <string>

#include "crypto/block_cipher.hpp"
#include "globalplatform/session_fixture.hpp"

namespace assay::globalplatform {
namespace {

using namespace testing;
using Deviation = TerminalDeviation;

constexpr auto get_status = "80F28002024F0000";

/// Session keys of the traces, as their authors published them.
const Bytes scp03_s_enc = hex("EE54985E150155E021725489F717D645");
const Bytes scp03_s_mac = hex("59B76DDFF91DBA0515A9644DE3A48863");
const Bytes scp02_s_enc = hex("1BA074B31F72A6C44FE8F5D9AFE4DA2F");
const Bytes scp02_c_mac = hex("29A69328E60494982632039DDD47A2F1");

/// A session in which one command went before, so that chain and counter have moved.
std::unique_ptr<SecureChannel> moved(const Trace& trace, std::uint8_t level) {
  auto channel = trace.authenticated(level);
  (void)wrapped(*channel, "80CA006600");
  return channel;
}

/// Data before the C-MAC, and the C-MAC, of a short command with Le.
std::string body(const std::string& sent, std::size_t mac = 8) {
  return sent.substr(10, sent.size() - 12 - 2 * mac);
}
std::string mac_of(const std::string& sent, std::size_t mac = 8) {
  return sent.substr(sent.size() - 2 - 2 * mac, 2 * mac);
}

/// The full C-MAC of the GET DATA before, computed from the published key alone.
crypto::Block16 scp03_chaining(std::uint8_t level) {
  const auto channel = scp03.authenticated(level);
  const Bytes authenticate = hex(to_hex(channel->latest_command()).substr(0, 26));
  const auto first = crypto::aes_cmac(scp03_s_mac, Bytes(16), authenticate);
  return crypto::aes_cmac(scp03_s_mac, first, hex("84CA006608"));
}

std::string scp03_mac(std::uint8_t level, std::string_view input, const Bytes& key = scp03_s_mac) {
  return to_hex(crypto::aes_cmac(key, scp03_chaining(level), hex(input))).substr(0, 16);
}

std::string scp02_mac(std::uint8_t level, std::string_view input, const Bytes& key = scp02_c_mac,
                      bool encrypted_icv = true) {
  const auto channel = scp02.authenticated(level);
  const ByteView half = ByteView(scp02_c_mac).first(8);
  const Bytes authenticate = hex(to_hex(channel->latest_command()).substr(0, 26));
  auto icv = crypto::des_retail_mac(scp02_c_mac, {}, authenticate);
  icv =
      crypto::des_retail_mac(scp02_c_mac, crypto::des_encrypt_block(half, icv), hex("84CA006608"));
  if (encrypted_icv) icv = crypto::des_encrypt_block(half, icv);
  return to_hex(crypto::des_retail_mac(key, icv, hex(input)));
}

TEST(TerminalDeviation, SpoilsTheMacOnly) {
  for (const Trace& trace : {scp02, scp03}) {
    const std::string regular = wrapped(*moved(trace, 0x01), get_status);
    const std::string mac = mac_of(regular);
    const auto sent = [&](Deviation deviation) {
      return wrapped(*moved(trace, 0x01), get_status, deviation);
    };
    const auto with_mac = [&](const std::string& other) {
      return regular.substr(0, 14) + other + "00";
    };
    Bytes last = hex(mac);
    last[7] ^= 0x01;
    Bytes first = hex(mac);
    first[0] ^= 0x80;
    EXPECT_EQ(sent(Deviation::c_mac_flip_last_bit), with_mac(to_hex(last)));
    EXPECT_EQ(sent(Deviation::c_mac_flip_first_bit), with_mac(to_hex(first)));
    EXPECT_EQ(sent(Deviation::c_mac_zero), with_mac("0000000000000000"));
    EXPECT_EQ(sent(Deviation::c_mac_omit), "84F28002024F0000");
    EXPECT_EQ(sent(Deviation::c_mac_truncate), "84F28002094F00" + mac.substr(0, 14) + "00");
    EXPECT_EQ(sent(Deviation::cla_no_secure_messaging), "80" + regular.substr(2));
    EXPECT_EQ(sent(Deviation::c_mac_header_changed), "84F24002" + regular.substr(8));
    EXPECT_EQ(sent(Deviation::c_mac_data_changed), regular.substr(0, 10) + "4F01" + mac + "00");
  }
}

TEST(TerminalDeviation, MacsTheWrongThingUnderScp03) {
  const auto sent = [](Deviation deviation) {
    return wrapped(*moved(scp03, 0x01), get_status, deviation);
  };
  const auto with_mac = [](const std::string& mac) { return "84F280020A4F00" + mac + "00"; };
  ASSERT_EQ(wrapped(*moved(scp03, 0x01), get_status), with_mac(scp03_mac(0x01, "84F280020A4F00")));
  EXPECT_EQ(sent(Deviation::c_mac_wrong_key),
            with_mac(scp03_mac(0x01, "84F280020A4F00", scp03_s_enc)));
  EXPECT_EQ(sent(Deviation::c_mac_cla_unmodified), with_mac(scp03_mac(0x01, "80F280020A4F00")));
  EXPECT_EQ(sent(Deviation::c_mac_wrong_lc), with_mac(scp03_mac(0x01, "84F28002024F00")));
  EXPECT_EQ(sent(Deviation::c_mac_le_included), with_mac(scp03_mac(0x01, "84F280020A4F0000")));
  EXPECT_EQ(
      sent(Deviation::c_mac_not_chained),
      with_mac(
          to_hex(crypto::aes_cmac(scp03_s_mac, Bytes(16), hex("84F280020A4F00"))).substr(0, 16)));
  EXPECT_EQ(wrapped(*moved(scp03, 0x01), "83F28002024F0000", Deviation::c_mac_channel_included),
            "87F280020A4F00" + scp03_mac(0x01, "87F280020A4F00") + "00");
}

TEST(TerminalDeviation, MacsTheWrongThingUnderScp02) {
  const auto sent = [](Deviation deviation) {
    return wrapped(*moved(scp02, 0x01), get_status, deviation);
  };
  const auto with_mac = [](const std::string& mac) { return "84F280020A4F00" + mac + "00"; };
  ASSERT_EQ(wrapped(*moved(scp02, 0x01), get_status), with_mac(scp02_mac(0x01, "84F280020A4F00")));
  EXPECT_EQ(sent(Deviation::c_mac_wrong_key),
            with_mac(scp02_mac(0x01, "84F280020A4F00", scp02_s_enc)));
  EXPECT_EQ(sent(Deviation::c_mac_cla_unmodified), with_mac(scp02_mac(0x01, "80F280020A4F00")));
  EXPECT_EQ(sent(Deviation::c_mac_wrong_lc), with_mac(scp02_mac(0x01, "84F28002024F00")));
  EXPECT_EQ(sent(Deviation::c_mac_le_included), with_mac(scp02_mac(0x01, "84F280020A4F0000")));
  EXPECT_EQ(sent(Deviation::c_mac_no_icv_encryption),
            with_mac(scp02_mac(0x01, "84F280020A4F00", scp02_c_mac, false)));
  EXPECT_EQ(sent(Deviation::c_mac_not_chained),
            with_mac(to_hex(crypto::des_retail_mac(scp02_c_mac, {}, hex("84F280020A4F00")))));
}

TEST(TerminalDeviation, SpoilsTheEncryptionUnderScp03) {
  const auto sent = [](Deviation deviation) {
    return wrapped(*moved(scp03, 0x03), get_status, deviation);
  };
  const auto decrypted = [](const std::string& command, std::string_view counter) {
    crypto::Block16 block{};
    if (!counter.empty()) {
      block[15] = hex(counter)[0];
      block = crypto::aes_encrypt_block(scp03_s_enc, block);
    }
    Bytes data = hex(body(command));
    crypto::aes_cbc_decrypt(scp03_s_enc, block, data, data);
    return to_hex(data);
  };
  const auto right_mac = [](const std::string& command) {
    return scp03_mac(0x03, command.substr(0, command.size() - 18));
  };
  const std::string regular = wrapped(*moved(scp03, 0x03), get_status);
  EXPECT_EQ(decrypted(regular, "02"), "4F008000000000000000000000000000");
  EXPECT_EQ(mac_of(regular), right_mac(regular));

  const std::string stale = sent(Deviation::c_enc_stale_counter);
  EXPECT_EQ(decrypted(stale, "01"), "4F008000000000000000000000000000");
  EXPECT_EQ(mac_of(stale), right_mac(stale));
  const std::string zero = sent(Deviation::c_enc_zero_icv);
  EXPECT_EQ(decrypted(zero, ""), "4F008000000000000000000000000000");
  EXPECT_EQ(mac_of(zero), right_mac(zero));
  const std::string padding = sent(Deviation::c_enc_wrong_padding);
  EXPECT_EQ(decrypted(padding, "02"), "4F000000000000000000000000000000");
  EXPECT_EQ(mac_of(padding), right_mac(padding));
  const std::string omitted = sent(Deviation::c_enc_omit);
  EXPECT_EQ(body(omitted), "4F00");
  EXPECT_EQ(mac_of(omitted), right_mac(omitted));
  Bytes flipped = hex(body(regular));
  flipped[0] ^= 0x80;
  EXPECT_EQ(sent(Deviation::c_enc_flip_bit),
            regular.substr(0, 10) + to_hex(flipped) + mac_of(regular) + "00");
  const std::string order = sent(Deviation::c_mac_wrong_order);
  EXPECT_EQ(body(order), body(regular));
  EXPECT_EQ(mac_of(order), scp03_mac(0x03, "84F280020A4F00"));
}

TEST(TerminalDeviation, SpoilsTheEncryptionUnderScp02) {
  const auto sent = [](Deviation deviation) {
    return wrapped(*moved(scp02, 0x03), get_status, deviation);
  };
  const auto decrypted = [](const std::string& command) {
    Bytes data = hex(body(command));
    crypto::des3_cbc_decrypt(scp02_s_enc, {}, data, data);
    return to_hex(data);
  };
  const std::string regular = wrapped(*moved(scp02, 0x03), get_status);
  const std::string mac = scp02_mac(0x03, "84F280020A4F00");
  EXPECT_EQ(decrypted(regular), "4F00800000000000");
  EXPECT_EQ(mac_of(regular), mac);
  EXPECT_EQ(decrypted(sent(Deviation::c_enc_wrong_padding)), "4F00000000000000");
  EXPECT_EQ(sent(Deviation::c_enc_omit), "84F280020A4F00" + mac + "00");
  EXPECT_EQ(mac_of(sent(Deviation::c_mac_wrong_order)),
            scp02_mac(0x03, "84F2800210" + body(regular)));
  EXPECT_EQ(sent(Deviation::c_enc_stale_counter),
            "error: deviation c_enc.stale_counter does not belong to SCP02");
}

TEST(TerminalDeviation, ReplaysTheCommandBefore) {
  for (const Trace& trace : {scp02, scp03}) {
    const auto channel = trace.authenticated(0x03);
    const std::string before = wrapped(*channel, "80CA006600");
    EXPECT_EQ(wrapped(*channel, get_status, Deviation::replay), before);
  }
}

TEST(TerminalDeviation, SpoilsTheHostCryptogramUnderARightMac) {
  const auto sent = [](const Trace& trace, Deviation deviation) {
    return authenticate(*trace.start(), 0x01, deviation);
  };
  const auto expect_cryptogram = [&](const Trace& trace, Deviation deviation,
                                     const std::string& cryptogram) {
    const std::string command = sent(trace, deviation);
    EXPECT_EQ(command.substr(10, command.size() - 26), cryptogram) << name(deviation);
    const Bytes input = hex(command.substr(0, command.size() - 16));
    const std::string mac =
        trace.answer == scp02.answer
            ? to_hex(crypto::des_retail_mac(scp02_c_mac, {}, input))
            : to_hex(crypto::aes_cmac(scp03_s_mac, Bytes(16), input)).substr(0, 16);
    EXPECT_EQ(command.substr(command.size() - 16), mac) << name(deviation);
  };
  expect_cryptogram(scp02, Deviation::host_cryptogram_flip_last_bit, "BA6961667737C5BD");
  expect_cryptogram(scp02, Deviation::host_cryptogram_flip_first_bit, "3A6961667737C5BC");
  expect_cryptogram(scp02, Deviation::host_cryptogram_zero, "0000000000000000");
  expect_cryptogram(scp02, Deviation::host_cryptogram_card, "F32EA3838BC148F3");
  expect_cryptogram(scp02, Deviation::host_cryptogram_truncate, "BA6961667737C5");
  expect_cryptogram(scp03, Deviation::host_cryptogram_flip_last_bit, "FD4721A14D9B0701");
  expect_cryptogram(scp03, Deviation::host_cryptogram_card, "95065FE5EAD8A9D7");
  EXPECT_NE(sent(scp03, Deviation::host_cryptogram_swapped),
            sent(scp03, Deviation::host_cryptogram_wrong_key));
  EXPECT_EQ(sent(scp02, Deviation::host_cryptogram_swapped),
            "error: deviation host_cryptogram.swapped does not belong to SCP02");
}

TEST(TerminalDeviation, ChangesTheLevelBehindTheMac) {
  EXPECT_EQ(authenticate(*scp03.start(), 0x03, Deviation::level_changed),
            "8482000010FD4721A14D9B07003C451D2F8AE6BB21");
  const std::string raised = authenticate(*scp03.start(), 0x00, Deviation::level_changed);
  EXPECT_EQ(raised.substr(0, 8), "84820100");
  EXPECT_EQ(raised.substr(8), authenticate(*scp03.start(), 0x00).substr(8));
}

TEST(TerminalDeviation, IsRefusedWhereItMakesNoDifference) {
  const auto refusal = [](Deviation deviation) {
    return "error: deviation " + std::string(name(deviation)) +
           " makes no difference here: the command would be the regular one";
  };
  const auto sent = [](std::string_view plain, Deviation deviation) {
    return wrapped(*scp03.authenticated(0x01), plain, deviation);
  };
  EXPECT_EQ(sent(get_status, Deviation::c_enc_omit),
            refusal(Deviation::c_enc_omit));  // level 01 encrypts nothing
  EXPECT_EQ(sent(get_status, Deviation::c_mac_channel_included),
            refusal(Deviation::c_mac_channel_included));
  EXPECT_EQ(sent("80F28002024F00", Deviation::c_mac_le_included),
            refusal(Deviation::c_mac_le_included));
  EXPECT_EQ(sent("80CA006600", Deviation::c_mac_data_changed),
            refusal(Deviation::c_mac_data_changed));
  EXPECT_EQ(sent(get_status, Deviation::host_cryptogram_zero),
            refusal(Deviation::host_cryptogram_zero));
  EXPECT_EQ(sent(get_status, Deviation::level_changed), refusal(Deviation::level_changed));
  EXPECT_EQ(authenticate(*scp03.start(), 0x01, Deviation::replay), refusal(Deviation::replay));
  EXPECT_EQ(authenticate(*scp03.start(), 0x01, Deviation::c_mac_not_chained),
            refusal(Deviation::c_mac_not_chained));
  EXPECT_EQ(authenticate(*scp03.start(), 0x33, Deviation::c_enc_omit),
            refusal(Deviation::c_enc_omit));
  EXPECT_EQ(wrapped(*scp03.authenticated(0x00), get_status, Deviation::c_mac_zero),
            refusal(Deviation::c_mac_zero));
}

/// Under SCP03, commands whose C-MAC verifies move the session although their encryption is wrong.
bool moves_the_session(const Trace& trace, Deviation deviation) {
  return trace.answer == scp03.answer &&
         (deviation == Deviation::c_enc_omit || deviation == Deviation::c_enc_wrong_key ||
          deviation == Deviation::c_enc_stale_counter ||
          deviation == Deviation::c_enc_next_counter || deviation == Deviation::c_enc_zero_icv ||
          deviation == Deviation::c_enc_plain_icv || deviation == Deviation::c_enc_wrong_padding);
}

TEST(TerminalDeviation, LeavesTheSessionWhereTheCardsIs) {
  for (const Trace& trace : {scp02, scp03}) {
    for (const auto& info : terminal_deviations()) {
      const auto channel = moved(trace, 0x03);
      const auto twin = moved(trace, 0x03);
      (void)wrapped(*channel, get_status, info.deviation);
      if (moves_the_session(trace, info.deviation)) {
        EXPECT_NE(wrapped(*channel, "80CA004200"), wrapped(*twin, "80CA004200")) << info.name;
        continue;
      }
      EXPECT_EQ(wrapped(*channel, "80CA004200"), wrapped(*twin, "80CA004200")) << info.name;
    }
  }
}

TEST(TerminalDeviation, LeavesTheStartOfASessionAlone) {
  for (const Trace& trace : {scp02, scp03}) {
    for (const auto& info : terminal_deviations()) {
      const auto channel = trace.start();
      (void)authenticate(*channel, 0x03, info.deviation);
      EXPECT_FALSE(channel->authenticated()) << info.name;
      EXPECT_EQ(channel->level().value, 0x00) << info.name;
      EXPECT_EQ(authenticate(*channel, 0x03), authenticate(*trace.start(), 0x03)) << info.name;
      EXPECT_TRUE(channel->authenticated());
    }
  }
}

/// A session before, this session with a command behind it, and the option that some deviations need.
std::unique_ptr<SecureChannel> with_a_past(const Trace& trace, std::uint8_t i,
                                           std::uint8_t security_level) {
  auto channel = trace.start({.option_i = i});
  (void)authenticate(*channel, security_level);
  (void)wrapped(*channel, "80CA004500");
  EXPECT_TRUE(SecureChannel::restart(channel, trace.keys(), hex(trace.host_challenge),
                                     hex(trace.answer), {.option_i = i}));
  (void)authenticate(*channel, security_level);
  (void)wrapped(*channel, "80CA004200");
  return channel;
}

/// kaoh/globalplatform, mutual_auth_visa2.
constexpr Trace scp01{"884017FCA6EC4FF6382A4E1AF85AFA51", "39FC0CD420D3DF51EA93F2DD169B7D33",
                      "5409B00FA873CEFAB1C02CD692E8E769", "5218A9EAE3863131",
                      "00004181116665F5B8300101A67BE0F6BB2920AAD421FF3948F1304B"};

bool can_be_made(const Trace& trace, std::uint8_t i, Deviation deviation) {
  const auto is_command = [](const std::string& sent) { return sent.substr(0, 5) != "error"; };
  for (const std::uint8_t security_level : {0x01, 0x03})
    for (const char* plain : {"83F28002024F0000", "83F28002084F0601020304050600",
                              "83F28002104F0E0102030405060708090A0B0C0D0E00"})
      if (is_command(wrapped(*with_a_past(trace, i, security_level), plain, deviation)))
        return true;
  return is_command(authenticate(*trace.start({.option_i = i}), 0x03, deviation));
}

TEST(TerminalDeviation, CanEachBeMadeSomewhere) {
  for (const auto& info : terminal_deviations()) {
    const auto in = [&](const Trace& trace, std::initializer_list<std::uint8_t> options) {
      return std::ranges::any_of(
          options, [&](std::uint8_t i) { return can_be_made(trace, i, info.deviation); });
    };
    EXPECT_EQ(in(scp01, {0x05, 0x15}), info.scp01) << info.name;
    EXPECT_EQ(in(scp02, {0x05, 0x15, 0x17}), info.scp02) << info.name;
    EXPECT_EQ(in(scp03, {0x15}), info.scp03) << info.name;
  }
}

TEST(TerminalDeviation, MakesACommandThatStillIsOne) {
  for (const Trace& trace : {scp02, scp03}) {
    for (const auto& info : terminal_deviations()) {
      const std::string sent = wrapped(*moved(trace, 0x03), "83F28002024F0000", info.deviation);
      if (sent.substr(0, 5) != "error") {
        EXPECT_TRUE(iso7816::parse_command(hex(sent))) << info.name << " " << sent;
      }
    }
  }
}

}  // namespace
}  // namespace assay::globalplatform

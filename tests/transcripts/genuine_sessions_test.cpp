// SPDX-License-Identifier: Apache-2.0
// The two genuine sessions, replayed through the parsers of the terminal: what the card says of itself, and that its signature
// over the transcript is right under its key. Hashes and keys are literals of the public record.
#include <gtest/gtest.h>

#include "base/hex.hpp"
#include "calypso/secure_session.hpp"
#include "calypso/session_answer.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/hash.hpp"
#include "recorded_flows.hpp"

namespace assay::transcripts {
namespace {

constexpr std::uint8_t close_ins = 0x8E;
constexpr std::string_view captured = "CAL-TR-001", worked_example = "CAL-TR-002";
constexpr std::string_view captured_key =
    "04CBD20B973661C3767E44D0B35F73B0DB4DB9E6D4F01FDCFD0A0EC90728720A86"
    "E379C7D04686438707354418931C0CB88B76FB4AE66819F9FC4370759F0B2000";
constexpr std::string_view example_key =
    "045D219FAAA800B336B591775A79C75449CE06F08482AE6A7CC3A769E2B31BF7EA"
    "B12429AA3EE6E1B3B0F8E796E538D423AB51660C2C6C54EDE9AD71798AFDF26D";

struct Session {
  calypso::OpeningAnswer opened;
  Bytes transcript;
  Bytes signature;
};

void append_counted(Bytes& out, ByteView bytes) {
  out.push_back(static_cast<std::uint8_t>(bytes.size()));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Of the opening to the last answer before the close: one constant byte, then commands and answers, each with its length.
Session replay(std::string_view id) {
  Session out;
  out.transcript.push_back(0x10);
  const RecordedFlow& recorded = flow(id);
  const auto opened =
      calypso::parse_opening(calypso::SessionMode::pki, recorded.exchanges.at(0).data());
  EXPECT_TRUE(opened) << id;
  if (opened) out.opened = *opened;
  for (const RecordedExchange& exchange : recorded.exchanges) {
    if (exchange.ins() == close_ins) {
      out.signature = Bytes(exchange.data().begin(), exchange.data().end());
      break;
    }
    append_counted(out.transcript, calypso::digested_form(exchange.command));
    append_counted(out.transcript, exchange.response);
  }
  return out;
}

bool verifies(std::string_view key, ByteView transcript, ByteView signature) {
  const auto point = crypto::EcPublicKey::from_point(crypto::Curve::p256, *from_hex(key));
  EXPECT_TRUE(point) << key;
  return point && crypto::ecdsa_verify(*point, crypto::Hash::sha256, transcript, signature);
}

std::string sha256(ByteView bytes) {
  return to_hex(crypto::digest(crypto::Hash::sha256, bytes));
}

TEST(GenuineSession, OfACardHasTheTranscriptThatItSigned) {
  const Session session = replay(captured);
  EXPECT_EQ(session.transcript.size(), 154U);
  EXPECT_EQ(sha256(session.transcript),
            "2F8D99A27C609375F9E39B5D87C374CD68598AEBAFC0A21E58AF89B9F05C6E07");
  EXPECT_TRUE(verifies(captured_key, session.transcript, session.signature));
}

TEST(GenuineSession, OfTheWorkedExampleHasTheTranscriptThatWasSigned) {
  const Session session = replay(worked_example);
  EXPECT_EQ(session.transcript.size(), 192U);
  EXPECT_EQ(sha256(session.transcript),
            "8CFED603462B251836089CC0ECCE741DD6F60043D5910CAEDC4F4533734E1839");
  EXPECT_TRUE(verifies(example_key, session.transcript, session.signature));
}

TEST(GenuineSession, IsSignedInEveryByte) {
  for (const auto& [id, key] :
       {std::pair(captured, captured_key), std::pair(worked_example, example_key)}) {
    Session session = replay(id);
    for (std::uint8_t& byte : session.transcript) {
      byte ^= 0x01U;
      EXPECT_FALSE(verifies(key, session.transcript, session.signature)) << id;
      byte ^= 0x01U;
    }
    session.signature.at(63) ^= 0x01U;
    EXPECT_FALSE(verifies(key, session.transcript, session.signature)) << id;
  }
}

TEST(GenuineSession, OfACardTellsItsKeyInGetData) {
  const RecordedExchange& told = flow(captured).exchanges.at(4);
  EXPECT_EQ(to_hex(told.command), "00CADF2C00");
  EXPECT_EQ("04" + to_hex(told.data().subspan(3)), captured_key);
}

TEST(GenuineSession, OfACardOpensWithItsNameAndSerial) {
  const calypso::OpeningAnswer opened = replay(captured).opened;
  EXPECT_EQ(to_hex(opened.aid), "A000000291FF9101");
  EXPECT_EQ(to_hex(opened.serial), "00000000C3F9DAED");
  EXPECT_EQ(opened.status, 0x00);
  EXPECT_EQ(opened.transaction_counter, 0x030DE2U);
  EXPECT_EQ(to_hex(opened.challenge), "030DE2EBCA662812");
  EXPECT_EQ(to_hex(opened.record), "010000000116501ECA0000000000000000000000000000000000000000");
}

TEST(GenuineSession, OfTheWorkedExampleOpensWithItsNameAndSerial) {
  const calypso::OpeningAnswer opened = replay(worked_example).opened;
  EXPECT_EQ(to_hex(opened.aid), "A000000291F00100019101");
  EXPECT_EQ(to_hex(opened.serial), "00000012F3456789");
  EXPECT_EQ(opened.transaction_counter, 0xB51D35U);
  EXPECT_EQ(to_hex(opened.challenge), "B51D357E247498EA");
  EXPECT_EQ(opened.record.size(), 64U);
}

}  // namespace
}  // namespace assay::transcripts

// SPDX-License-Identifier: Apache-2.0
// What the parsers of the terminal say to the recorded answers: every one that has a structure and is not contradictory is taken.
#include <gtest/gtest.h>

#include <optional>

#include "base/hex.hpp"
#include "calypso/application.hpp"
#include "calypso/file_header.hpp"
#include "calypso/sam_answer.hpp"
#include "calypso/session_answer.hpp"
#include "calypso/stored_value.hpp"
#include "recorded_flows.hpp"

namespace assay::transcripts {
namespace {

using calypso::SessionMode;

/// Nothing when the answer has no structure; else whether it was taken, with the reason.
using Verdict = std::optional<Result<void>>;

template <typename Value>
Verdict verdict(const Result<Value>& parsed) {
  if (parsed) return Result<void>{};
  return Result<void>(tl::make_unexpected(parsed.error()));
}

/// P2 of the opening tells the mode: its low bits are 0 in revision 2, then 1 to 3.
SessionMode mode_of(std::uint8_t p2) {
  switch (p2 & 7U) {
    case 1: return SessionMode::regular;
    case 2: return SessionMode::extended;
    case 3: return SessionMode::pki;
    default: return SessionMode::revision_2;
  }
}

Verdict select_verdict(const RecordedExchange& exchange) {
  if (exchange.p1() == 0x04) return verdict(calypso::parse_fci(exchange.data()));
  return verdict(calypso::parse_file_header(exchange.data()));
}

Verdict get_data_verdict(const RecordedExchange& exchange) {
  switch ((exchange.p1() << 8U) | exchange.p2()) {
    case 0x006F: return verdict(calypso::parse_fci(exchange.data()));
    case 0x0062: return verdict(calypso::parse_file_header(exchange.data()));
    case 0x00C0: return verdict(calypso::parse_ef_list(exchange.data()));
    default: return {};
  }
}

/// A close without data is an abort, or that of a PKI session, whose answer is a signature.
Verdict close_verdict(const RecordedExchange& exchange) {
  if (exchange.command.size() <= 5) return {};
  return verdict(calypso::parse_closing(exchange.data(), exchange.command[4]));
}

Verdict card_verdict(const RecordedExchange& exchange) {
  switch (exchange.ins()) {
    case 0xA4: return select_verdict(exchange);
    case 0xCA: return get_data_verdict(exchange);
    case 0x8A: return verdict(calypso::parse_opening(mode_of(exchange.p2()), exchange.data()));
    case 0x8E: return close_verdict(exchange);
    case 0x7C: return verdict(calypso::parse_sv_get(exchange.data()));
    default: return {};
  }
}

Verdict sam_verdict(const RecordedExchange& exchange) {
  if (exchange.ins() == 0xBC) return verdict(calypso::parse_sam_key_parameters(exchange.data()));
  if (exchange.ins() == 0xBE) return verdict(calypso::parse_sam_record(exchange.data()));
  return {};
}

/// Answers that were parsed; a refusal fails the test.
int parse_all(const RecordedFlow& flow) {
  int parsed = 0;
  for (const RecordedExchange& exchange : flow.exchanges) {
    if (exchange.data().empty()) continue;
    const Verdict said = exchange.to_sam ? sam_verdict(exchange) : card_verdict(exchange);
    if (!said) continue;
    ++parsed;
    EXPECT_TRUE(*said) << flow.id << " " << to_hex(exchange.command) << " -> "
                       << to_hex(exchange.response) << ": " << said->error().message;
  }
  return parsed;
}

TEST(RecordedAnswers, AreTakenByTheParsersOfTheTerminal) {
  int parsed = 0;
  for (const RecordedFlow& flow : recording().flows)
    if (flow.kind != "contradictory") parsed += parse_all(flow);
  EXPECT_EQ(parsed, 109);
}

TEST(RecordedAnswers, OfSelectionsInFrontOfAFlowAreTaken) {
  int parsed = 0;
  for (const RecordedFlow& flow : recording().flows) {
    if (!flow.fci.empty()) {
      EXPECT_TRUE(calypso::parse_fci(flow.fci)) << flow.id;
      ++parsed;
    }
    if (!flow.sam_atr.empty()) {
      EXPECT_TRUE(calypso::parse_sam_atr(flow.sam_atr)) << flow.id;
      ++parsed;
    }
  }
  EXPECT_EQ(parsed, 58);
}

TEST(RecordedAnswers, OfGenuineCardsAreTaken) {
  std::size_t headers = 0;
  for (const CapturedCard& card : recording().cards) {
    EXPECT_TRUE(calypso::parse_fci(card.fci)) << card.id;
    for (const Bytes& header : card.headers)
      EXPECT_TRUE(calypso::parse_file_header(header)) << card.id << " " << to_hex(header);
    headers += card.headers.size();
  }
  EXPECT_EQ(headers, 17U);
}

}  // namespace
}  // namespace assay::transcripts

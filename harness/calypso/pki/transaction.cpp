// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/transaction.hpp"

#include <algorithm>

#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "calypso/application.hpp"
#include "calypso/session_answer.hpp"
#include "iso7816/apdu.hpp"

namespace assay::calypso::pki {
namespace {

constexpr std::size_t opening_size = 14;  // header, Lc, 00 and eight bytes of challenge
constexpr std::size_t status_size = 2;

CardFacts facts_of(const Transaction& transaction) {
  CardFacts out;
  out.aid = transaction.aid;
  out.serial = transaction.serial;
  out.startup = transaction.startup;
  if (transaction.fci.empty()) return out;
  const auto application = parse_fci(transaction.fci);
  if (!application) return out;
  const auto& startup = application->startup;
  out.aid = application->name;
  out.serial = application->serial;
  out.startup = {startup.session_modifications, startup.platform,        startup.application_type,
                 startup.application_subtype,   startup.software_issuer, startup.software_version,
                 startup.software_revision};
  return out;
}

ByteView without_status(ByteView response) {
  return response.first(response.size() - std::min(response.size(), status_size));
}

std::string shown(ByteView bytes) {
  return bytes.empty() ? "nothing" : to_hex(bytes);
}

bool is_good(ByteView response) {
  return response.size() >= status_size && response[response.size() - 2] == 0x90 &&
         response.back() == 0x00;
}

/// The opening must be one that the card signs, and its answer name the card that is here.
void look_at_opening(const Exchange& opening, const CardFacts& facts, Findings& findings) {
  const ByteView hashed = hashed_form(opening.command);
  const bool asks = opens_public_key_session(hashed) && hashed.size() == opening_size &&
                    hashed[4] == opening_size - 5 && hashed[5] == 0x00;
  const bool opened = asks && findings.look(
                                  Rule::session_opening, is_good(opening.response),
                                  [&] { return "answered " + shown(opening.response); },
                                  [] { return std::string("answered with 9000"); });
  if (!asks)
    findings.look(
        Rule::session_opening, false, [&] { return shown(opening.command); },
        [] { return std::string("008A, mode 3 in P2, 09, 00 and eight bytes of challenge"); });
  if (!opened) return;
  const auto answer = parse_opening(SessionMode::pki, without_status(opening.response));
  if (!answer) {
    findings.look(
        Rule::session_opening, false, [&] { return answer.error().message; },
        [] { return std::string("a full answer to an opening"); });
    return;
  }
  if (!facts.aid.empty())
    findings.look(
        Rule::session_aid, equal(answer->aid, facts.aid), [&] { return to_hex(answer->aid); },
        [&] { return to_hex(facts.aid); });
  if (facts.serial)
    findings.look(
        Rule::session_serial, answer->serial == *facts.serial,
        [&] { return to_hex(answer->serial); }, [&] { return to_hex(*facts.serial); });
}

/// The reading that the signature verifies over, or else the likeliest.
Reading reading_of(std::span<const SessionStep> steps, RefusedLe refused_le, ByteView signature,
                   const crypto::EcPublicKey* key) {
  const auto readings = readings_of(steps, refused_le);
  if (readings.size() == 1 || key == nullptr || signature.size() != session_signature_size)
    return readings.front();
  for (const auto& reading : readings) {
    const Transcript transcript = transcript_of(steps, reading);
    if (transcript.is_whole() &&
        crypto::ecdsa_verify(*key, crypto::Hash::sha256, transcript.bytes(), signature))
      return reading;
  }
  return readings.front();
}

void look_at_steps(const Transaction& transaction, const CardFacts& facts,
                   const crypto::EcPublicKey* key, RefusedLe refused_le, Verified& out,
                   Findings& findings) {
  const auto steps = steps_of(transaction.session);
  const Reading reading = reading_of(steps, refused_le, transaction.signature, key);
  out.remarks = remarks_of(steps, reading);
  const auto opening =
      std::ranges::find_if(steps, [&](const SessionStep& step) { return reading.hashes(step); });
  const bool opened = opening != steps.end();
  look_at_opening(opened ? Exchange{opening->command, opening->response, opening->line}
                         : transaction.session.front(),
                  facts, findings);
  if (key != nullptr)
    look_at_session_signature(*key, transcript_of(steps, reading), transaction.signature, findings);
}

void look_at_hashed(const Transaction& transaction, const CardFacts& facts,
                    const crypto::EcPublicKey* key, Findings& findings) {
  const auto parsed = parse_transcript(transaction.transcript);
  const bool whole = findings.look(
      Rule::session_transcript, parsed.has_value(),
      [&] { return parsed ? fmt::format("{} exchanges", parsed->size()) : parsed.error().message; },
      [] { return std::string("10, then each command and answer behind its length"); });
  if (!whole) return;
  look_at_opening(parsed->front(), facts, findings);
  Transcript transcript;
  transcript.adopt(transaction.transcript, parsed->size());
  if (key != nullptr) look_at_session_signature(*key, transcript, transaction.signature, findings);
}

}  // namespace

Verified verify(ChainVerifier& verifier, const Transaction& transaction, Findings& findings,
                RefusedLe refused_le) {
  Verified out;
  CardFacts facts = facts_of(transaction);
  if (!transaction.public_key.empty()) {
    ++out.parts;
    facts.public_key = read_public_key(transaction.public_key, findings);
  }
  for (const auto& certificate : transaction.ca_certificates) {
    ++out.parts;
    if (verifier.verify_ca(certificate, findings) == nullptr) break;
  }
  if (!transaction.card_certificate.empty()) {
    ++out.parts;
    out.card = verifier.verify_card(transaction.card_certificate, facts, findings);
  }
  if (!has_session(transaction)) return out;
  ++out.parts;
  const crypto::EcPublicKey* key = facts.public_key ? &*facts.public_key
                                   : out.card       ? &out.card->key
                                                    : nullptr;
  if (transaction.session.empty())
    look_at_hashed(transaction, facts, key, findings);
  else
    look_at_steps(transaction, facts, key, refused_le, out, findings);
  return out;
}

bool has_session(const Transaction& transaction) {
  const bool told = !transaction.session.empty() || !transaction.transcript.empty();
  return told && !transaction.signature.empty() && gap_in(transaction.session).empty();
}

std::vector<std::string> missing_of(const Transaction& transaction) {
  std::vector<std::string> out;
  if (transaction.card_certificate.empty())
    out.emplace_back("no card certificate: nothing says whose key signed");
  else if (transaction.ca_certificates.empty())
    out.emplace_back("no CA certificate: the card certificate must be of a root itself");
  if (const auto gap = gap_in(transaction.session); !gap.empty())
    out.push_back("no whole session: " + gap);
  else if (!has_session(transaction))
    out.emplace_back("no session with its signature: nothing says that the card was there");
  if (transaction.public_key.empty())
    out.emplace_back("no public key of its own: that of the card certificate is taken");
  if (transaction.fci.empty() && !transaction.serial)
    out.emplace_back("no FCI and no serial number: the certificate may be of another card");
  else if (!transaction.fci.empty() && !parse_fci(transaction.fci))
    out.push_back("no FCI that can be read: " + parse_fci(transaction.fci).error().message);
  return out;
}

Result<std::vector<Exchange>> parse_transcript(ByteView bytes) {
  ByteReader in(bytes);
  std::vector<Exchange> out;
  const auto first = in.take_u8();
  if (!first || *first != 0x10)
    return fail(ErrorCode::malformed, "a transcript begins with 10, not with {}",
                first ? to_hex(Bytes{*first}) : "nothing");
  while (!in.at_end()) {
    Exchange exchange;
    for (Bytes* part : {&exchange.command, &exchange.response}) {
      const std::size_t at = in.offset();
      const auto length = in.take_u8();
      if (!length)
        return fail(ErrorCode::malformed, "command {} has no answer behind it", out.size() + 1);
      const auto taken = in.take(*length);
      if (!taken)
        return fail(ErrorCode::malformed,
                    "the length {} at byte {} is more than the {} that follow", *length, at,
                    in.left());
      *part = to_bytes(*taken);
    }
    out.push_back(std::move(exchange));
  }
  if (out.empty()) return fail(ErrorCode::malformed, "a transcript has an opening, this one is 10");
  return out;
}

}  // namespace assay::calypso::pki

// SPDX-License-Identifier: Apache-2.0
// Property: certificates, keys, transcripts and dialogues of any content are taken apart into the same bytes or refused with a rule in words;
// under a root whose private key nobody here has, only the two genuine CA certificates are accepted.
#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "calypso/pki/recording.hpp"
#include "crypto/hash.hpp"

using namespace assay;
using namespace assay::calypso::pki;

namespace {

using namespace literals;

constexpr auto root_reference =
    "0B A000000291A0000101B001 0000000000 0000000000000000 00000002"_hex;
constexpr auto root_modulus =
    "C2494557ECE5979A497424833489CCCACF4DEE3FD7576A99C3999D8F468174E7"
    "6F393D4E5C3802AC6C3CB192EB687F5505D24EBA01FFC60D5752CE6910D50B4A"
    "DAC8C93159165109C3901FCA383A9F6603D576390FD59899A10873936D3A369B"
    "3EB8403ADFF476547B039ACC7DCB3C1FAF4F954E29A8C2E2AED7721272AF5CDC"
    "0A3B2994715261A4364EC1256D00004E084914DC4727349D715C3848D7C54AD5"
    "8DB0F6907549FED51D564E3A853D44F071A852AB536356C7974B16FC03E1FFE9"
    "DEE7527FBADDA5BC1116156DBFA5C13F06ACBBCDCEE3F9F4564034A8AD20F407"
    "32B2AB414891D940ED96DA6DA6E98F766A1CDBC7FD0C17A708BD5F68B816AA47"_hex;
// The first bytes of the keys of the two CAs that this root certified in public.
constexpr std::array genuine{"9BAC644471987C1E"_hex, "AE0E22FC13DA303E"_hex};

ChainVerifier verifier() {
  std::vector<RootKey> roots;
  roots.push_back(*make_root("test", root_reference, root_modulus, Scope::test));
  return {std::move(roots), {{{0x20, 0x26, 0x01, 0x01}}, Policy::strict, Detail::everything}};
}

void check_words(const Findings& findings) {
  for (const auto& finding : findings.list()) {
    ASSAY_CHECK(!finding.found.empty() && !finding.wanted.empty());
    ASSAY_CHECK(rule_named(text_of(finding.rule).id) == finding.rule);
  }
}

void check_ca(ByteView bytes) {
  Findings findings;
  const auto certificate = read_ca_certificate(bytes, findings);
  ASSAY_CHECK(certificate.has_value() || !findings.all_kept());
  if (certificate) ASSAY_CHECK(equal(certificate->raw, bytes.last(ca_certificate_size)));
  ChainVerifier chain = verifier();
  const Issuer* issuer = chain.verify_ca(bytes, findings);
  if (issuer != nullptr)
    ASSAY_CHECK(std::ranges::any_of(genuine, [&](const auto& key) {
      return equal(issuer->key.modulus().first(key.size()), key);
    }));
  check_words(findings);
}

void check_card(ByteView bytes) {
  Findings findings;
  const auto certificate = read_card_certificate(bytes, findings);
  ASSAY_CHECK(certificate.has_value() || !findings.all_kept());
  if (certificate) ASSAY_CHECK(equal(certificate->raw, bytes.last(card_certificate_size)));
  ASSAY_CHECK(!verifier().verify_card(bytes, {}, findings).has_value());
  check_words(findings);
}

void check_transcript(ByteView bytes) {
  const auto parts = parse_transcript(bytes);
  if (!parts) return ASSAY_CHECK(!parts.error().message.empty());
  Bytes again{0x10};
  for (const auto& part : *parts)
    for (const Bytes* half : {&part.command, &part.response}) {
      again.push_back(static_cast<std::uint8_t>(half->size()));
      append(again, *half);
    }
  ASSAY_CHECK(equal(again, bytes));
}

/// A length byte before each part, as in a transcript; pairs are exchanges.
void check_dialogue(ByteView bytes) {
  std::vector<DialogueEvent> dialogue;
  while (!bytes.empty()) {
    Exchange exchange;
    for (Bytes* half : {&exchange.command, &exchange.response}) {
      if (bytes.empty()) break;
      const std::size_t size = std::min<std::size_t>(bytes[0], bytes.size() - 1);
      *half = to_bytes(bytes.subspan(1, size));
      bytes = bytes.subspan(1 + size);
    }
    const bool is_reset = exchange.command.empty();
    exchange.line = dialogue.size() + 1;
    dialogue.push_back({std::move(exchange), is_reset});
  }
  const Recording recording = read_recording(dialogue);
  ASSAY_CHECK(!recording.transactions.empty());
  for (const auto& remark : recording.remarks) ASSAY_CHECK(remark.line <= dialogue.size());
  for (const auto& transaction : recording.transactions) {
    ChainVerifier chain = verifier();
    Findings findings;
    const Verified verified = verify(chain, transaction, findings);
    ASSAY_CHECK(!verified.card || !transaction.card_certificate.empty());
    check_words(findings);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  Findings findings;
  (void)read_public_key(bytes, findings);
  check_words(findings);
  check_ca(bytes);
  check_card(bytes);
  check_transcript(bytes);
  check_dialogue(bytes);
  return 0;
}

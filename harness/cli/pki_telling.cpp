// SPDX-License-Identifier: Apache-2.0
#include "cli/pki_telling.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/hex.hpp"
#include "cli/exit_codes.hpp"

namespace assay::cli {
namespace {

using namespace calypso::pki;
using nlohmann::ordered_json;

/// What a group of rules is about, by the first word of their names.
std::string_view title_of(std::string_view group) {
  if (group == "root") return "Root key";
  if (group == "ca-certificate") return "CA certificate, opened with the key of its issuer";
  if (group == "card-certificate") return "Card certificate, opened with the key of the CA";
  if (group == "public-key") return "Public key that the card tells";
  return "Session, from its opening to the last exchange before the close";
}

std::string_view group_of(const Finding& finding) {
  const std::string_view id = text_of(finding.rule).id;
  return id.substr(0, id.find('.'));
}

void print_values(const Finding& finding) {
  fmt::print("             found   {}\n", finding.found);
  if (finding.outcome != Outcome::kept) fmt::print("             wanted  {}\n", finding.wanted);
}

void print_findings(const Findings& findings) {
  std::string_view group;
  for (const auto& finding : findings.list()) {
    // A second CA certificate begins with the same first rule again.
    const bool again = finding.rule == Rule::ca_length || finding.rule == Rule::ca_wrapper;
    if (group_of(finding) != group ||
        (again && &finding != findings.list().data() && (&finding - 1)->rule != Rule::ca_wrapper)) {
      group = group_of(finding);
      fmt::print("\n{}\n", title_of(group));
    }
    fmt::print("  {:<9}  {}  [{}]\n", name(finding.outcome), text_of(finding.rule).says,
               text_of(finding.rule).id);
    print_values(finding);
  }
}

std::string validity_of(const CardDetails& details) {
  return "from " + words_of(details.start) + " to " + words_of(details.end);
}

bool has_session(const Transaction& transaction) {
  return (!transaction.session.empty() || !transaction.transcript.empty()) &&
         !transaction.signature.empty();
}

ordered_json rules_of(const Findings& findings) {
  ordered_json out = ordered_json::array();
  for (const auto& finding : findings.list()) {
    const auto& text = text_of(finding.rule);
    out.push_back({{"rule", text.id},
                   {"says", text.says},
                   {"outcome", name(finding.outcome)},
                   {"found", finding.found},
                   {"wanted", finding.wanted}});
  }
  return out;
}

}  // namespace

std::string_view name(PkiVerdict verdict) noexcept {
  switch (verdict) {
    case PkiVerdict::accepted: return "accepted";
    case PkiVerdict::refused: return "refused";
    case PkiVerdict::incomplete: break;
  }
  return "incomplete";
}

int exit_code_of(PkiVerdict verdict) noexcept {
  switch (verdict) {
    case PkiVerdict::accepted: return exit_good;
    case PkiVerdict::refused: return exit_failed;
    case PkiVerdict::incomplete: break;
  }
  return exit_inconclusive;
}

PkiJudgement judge_pki(const Transaction& transaction, const Verified& verified,
                       const Findings& findings, PkiScope scope) {
  if (const Finding* broken = findings.first_broken())
    return {PkiVerdict::refused, words_of(*broken)};
  const bool session = has_session(transaction);
  if (verified.card && session)
    return {PkiVerdict::accepted,
            "the card with the serial number " + to_hex(verified.card->certificate.serial) +
                " signed this session, and its key is certified under a trusted root"};
  const auto missing = missing_of(transaction);
  const std::string first = missing.empty() ? "nothing to verify" : missing.front();
  if (scope == PkiScope::whole || (!verified.card && transaction.ca_certificates.empty()))
    return {PkiVerdict::incomplete, first};
  if (verified.card)
    return {PkiVerdict::accepted,
            "the key of the card with the serial number " +
                to_hex(verified.card->certificate.serial) +
                " is certified under a trusted root; that the card was there is not shown"};
  if (session) return {PkiVerdict::incomplete, first};
  return {PkiVerdict::accepted, "the key of the CA is certified under a trusted root"};
}

void print_pki_report(const PkiReport& report) {
  fmt::print("Calypso PKI: {}\n", report.source);
  fmt::print("day        {}\n", report.circumstances.today.is_none()
                                    ? "none: dates are not compared with it"
                                    : words_of(report.circumstances.today));
  fmt::print("policy     {}\n",
             report.circumstances.policy == Policy::strict ? "strict" : "terminal");
  for (const auto& root : report.trusted) fmt::print("trusted    {}\n", root);
  print_findings(report.findings);
  const auto missing = missing_of(report.transaction);
  if (!missing.empty()) fmt::print("\nNot looked at\n");
  for (const auto& sentence : missing) fmt::print("  {}\n", sentence);
  if (report.verified.card) {
    const auto& card = *report.verified.card;
    fmt::print(
        "\nCard\n  serial number  {}\n  AID            {}\n  index          {}\n"
        "  valid          {}\n  public key     {}\n",
        to_hex(card.certificate.serial),
        to_hex(ByteView(card.certificate.aid).first(card.certificate.aid_size)),
        to_hex(card.certificate.index), validity_of(card.details), to_hex(card.details.public_key));
  }
  fmt::print("\nverdict    {}: {}\n", name(report.judgement.verdict), report.judgement.sentence);
}

std::string json_of(const Findings& findings) {
  return rules_of(findings).dump();
}

std::string json_of(const PkiReport& report) {
  ordered_json out;
  out["verdict"] = name(report.judgement.verdict);
  out["because"] = report.judgement.sentence;
  out["source"] = report.source;
  out["day"] = words_of(report.circumstances.today);
  out["policy"] = report.circumstances.policy == Policy::strict ? "strict" : "terminal";
  out["trusted"] = report.trusted;
  out["rules"] = rules_of(report.findings);
  out["missing"] = missing_of(report.transaction);
  if (!report.verified.card) return out.dump();
  const auto& card = *report.verified.card;
  out["card"] = {{"serial", to_hex(card.certificate.serial)},
                 {"aid", to_hex(ByteView(card.certificate.aid).first(card.certificate.aid_size))},
                 {"index", to_hex(card.certificate.index)},
                 {"start", words_of(card.details.start)},
                 {"end", words_of(card.details.end)},
                 {"startup", to_hex(card.details.startup)},
                 {"public_key", to_hex(card.details.public_key)}};
  return out.dump();
}

}  // namespace assay::cli

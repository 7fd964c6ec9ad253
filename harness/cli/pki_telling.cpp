// SPDX-License-Identifier: Apache-2.0
#include "cli/pki_telling.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <span>

#include "base/hex.hpp"
#include "base/text.hpp"
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

int rank_of(PkiVerdict verdict) {
  switch (verdict) {
    case PkiVerdict::accepted: return 0;
    case PkiVerdict::incomplete: return 1;
    case PkiVerdict::refused: break;
  }
  return 2;
}

/// "gate.trace:5 to 11"
std::string place_of(const Transaction& transaction, const std::string& file) {
  return fmt::format("{}:{} to {}", file, transaction.first_line, transaction.last_line);
}

/// As many as a line of verdict can bear.
std::string first_of(const std::vector<std::string>& remarks) {
  constexpr std::size_t most = 4;
  if (remarks.size() <= most) return join(remarks, "; ");
  return fmt::format("{}; and {} more remarks", join(std::span(remarks).first(most), "; "),
                     remarks.size() - most);
}

void print_list(std::string_view title, const std::vector<std::string>& sentences) {
  if (!sentences.empty()) fmt::print("\n{}\n", title);
  for (const auto& sentence : sentences) fmt::print("  {}\n", sentence);
}

void print_case(const PkiCase& one) {
  print_findings(one.findings);
  print_list("The session on the line", one.verified.remarks);
  print_list("Not looked at", missing_of(one.transaction));
  if (!one.verified.card) return;
  const auto& card = *one.verified.card;
  fmt::print(
      "\nCard\n  serial number  {}\n  AID            {}\n  index          {}\n"
      "  valid          {}\n  public key     {}\n",
      to_hex(card.certificate.serial),
      to_hex(ByteView(card.certificate.aid).first(card.certificate.aid_size)),
      to_hex(card.certificate.index), validity_of(card.details), to_hex(card.details.public_key));
}

ordered_json json_of(const CertifiedCard& card) {
  return {{"serial", to_hex(card.certificate.serial)},
          {"aid", to_hex(ByteView(card.certificate.aid).first(card.certificate.aid_size))},
          {"index", to_hex(card.certificate.index)},
          {"start", words_of(card.details.start)},
          {"end", words_of(card.details.end)},
          {"startup", to_hex(card.details.startup)},
          {"public_key", to_hex(card.details.public_key)}};
}

ordered_json json_of(const PkiCase& one, const std::string& file) {
  ordered_json out;
  if (one.transaction.first_line != 0) out["session"] = place_of(one.transaction, file);
  if (!one.verified.remarks.empty()) out["on_the_line"] = one.verified.remarks;
  out["rules"] = rules_of(one.findings);
  out["missing"] = missing_of(one.transaction);
  if (one.verified.card) out["card"] = json_of(*one.verified.card);
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

std::string told_at_its_place(const Remark& remark, const std::string& file) {
  if (file.empty() || remark.line == 0) return remark.text;
  return fmt::format("{}:{}: {}", file, remark.line, remark.text);
}

PkiJudgement judge_all(const std::vector<PkiCase>& cases, const std::string& file,
                       const std::vector<std::string>& remarks) {
  const auto worst = std::ranges::max_element(
      cases, {}, [](const PkiCase& one) { return rank_of(one.judgement.verdict); });
  PkiJudgement out = worst->judgement;
  const Finding* broken = worst->findings.first_broken();
  const bool of_session = broken != nullptr && group_of(*broken) == "session";
  if (out.verdict == PkiVerdict::accepted && cases.size() > 1)
    out.sentence = fmt::format(
        "{} sessions, each signed by a card whose key is certified under a trusted root",
        cases.size());
  else if (out.verdict != PkiVerdict::accepted && cases.size() > 1)
    out.sentence += fmt::format("; session {} of {}, {}", worst - cases.begin() + 1, cases.size(),
                                place_of(worst->transaction, file));
  else if (of_session && worst->transaction.first_line != 0)
    out.sentence += "; session " + place_of(worst->transaction, file);
  else if (out.verdict == PkiVerdict::incomplete && !remarks.empty())
    out.sentence += "; " + first_of(remarks);
  return out;
}

void print_pki_report(const PkiReport& report) {
  fmt::print("Calypso PKI: {}\n", report.source);
  fmt::print("day        {}\n", report.circumstances.today.is_none()
                                    ? "none: dates are not compared with it"
                                    : words_of(report.circumstances.today));
  fmt::print("policy     {}\n",
             report.circumstances.policy == Policy::strict ? "strict" : "terminal");
  for (const auto& root : report.trusted) fmt::print("trusted    {}\n", root);
  for (const auto& one : report.cases) {
    if (report.cases.size() > 1)
      fmt::print("\nSession {} of {}, {}\n", &one - report.cases.data() + 1, report.cases.size(),
                 place_of(one.transaction, report.file));
    print_case(one);
    if (report.cases.size() > 1)
      fmt::print("\n{}: {}\n", name(one.judgement.verdict), one.judgement.sentence);
  }
  print_list("Recording", report.remarks);
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
  if (!report.remarks.empty()) out["remarks"] = report.remarks;
  if (report.cases.size() == 1) {
    out.update(json_of(report.cases.front(), report.file));
    return out.dump();
  }
  for (const auto& one : report.cases) {
    ordered_json session{{"verdict", name(one.judgement.verdict)},
                         {"because", one.judgement.sentence}};
    session.update(json_of(one, report.file));
    out["sessions"].push_back(std::move(session));
  }
  return out.dump();
}

}  // namespace assay::cli

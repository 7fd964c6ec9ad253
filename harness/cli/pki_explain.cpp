// SPDX-License-Identifier: Apache-2.0
// assay pki explain: every field of a certificate, what its signature hides included when its issuer is known; assay pki rules: what is verified.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/hex.hpp"
#include "calypso/pki/recovery.hpp"
#include "calypso/pki/trust_file.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/pki_group.hpp"
#include "cli/pki_reading.hpp"
#include "cli/pki_telling.hpp"

namespace assay::cli {
namespace {

using namespace calypso::pki;
using nlohmann::ordered_json;

struct CertificateArguments {
  std::string certificate, trust, format = "text";
  std::vector<std::string> ca;
};

struct Field {
  std::size_t offset, size;
  std::string_view name;
  std::string hex, says;
  bool hidden = false;  ///< inside the signature
};

struct Explained {
  std::string_view what;
  std::vector<Field> fields;
  std::vector<std::string> notes;
  Findings findings;
};

/// Cuts the fields off one behind the other.
class FieldWriter {
 public:
  FieldWriter(ByteView bytes, std::vector<Field>& out, bool hidden = false)
      : bytes_(bytes), out_(out), hidden_(hidden) {}

  void put(std::size_t size, std::string_view name, std::string says = {}) {
    out_.push_back({at_, size, name, to_hex(bytes_.subspan(at_, size)), std::move(says), hidden_});
    at_ += size;
  }

 private:
  ByteView bytes_;
  std::vector<Field>& out_;
  std::size_t at_ = 0;
  bool hidden_;
};

std::string words_of_aid(std::uint8_t size, ByteView aid) {
  if (size == 0xFF) return "none: for any application";
  if (size < 5 || size > 16) return "a size that no AID has";
  const ByteView used = aid.first(size);
  const bool prints =
      std::ranges::all_of(used, [](std::uint8_t c) { return c >= 0x20 && c < 0x7F; });
  return to_hex(used) + (prints ? " '" + std::string(used.begin(), used.end()) + "'" : "");
}

void explain_ca(const CaCertificate& in, Explained& out) {
  out.what = "CA certificate";
  FieldWriter fields(in.raw, out.fields);
  fields.put(1, "type", in.type == 0x90 ? "CA certificate" : "none that is known");
  fields.put(1, "structure version");
  fields.put(29, "issuer key reference", words_of(in.issuer));
  fields.put(29, "target key reference", words_of(in.target));
  fields.put(4, "start date", words_of(in.start));
  fields.put(4, "reserved");
  fields.put(1, "rights", words_of_rights(in.rights));
  fields.put(1, "scope", words_of_scope(in.scope));
  fields.put(4, "end date", words_of(in.end));
  fields.put(1, "size of the target AID");
  fields.put(16, "target AID", words_of_aid(in.aid_size, in.aid));
  fields.put(1, "operating mode",
             (in.operating_mode & 0x01) != 0 ? "AIDs may begin with the target AID"
                                             : "AIDs must be the target AID");
  fields.put(2, "reserved");
  fields.put(34, "public key header", "first 34 bytes of the RSA modulus");
  fields.put(256, "signature", "RSA of 2048 bits, 222 bytes of the modulus inside");
}

void explain_card(const CardCertificate& in, Explained& out) {
  out.what = "card certificate";
  FieldWriter fields(in.raw, out.fields);
  fields.put(1, "type", in.type == 0x91 ? "card certificate" : "none that is known");
  fields.put(1, "structure version");
  fields.put(29, "issuer key reference", words_of(in.issuer));
  fields.put(1, "size of the card AID");
  fields.put(16, "card AID", words_of_aid(in.aid_size, in.aid));
  fields.put(8, "card serial number");
  fields.put(4, "card index");
  fields.put(256, "signature", "RSA of 2048 bits, 222 bytes inside: dates, card information, key");
}

void explain_details(const CardDetails& details, ByteView recovered, Explained& out) {
  FieldWriter fields(recovered, out.fields, true);
  fields.put(4, "start date", words_of(details.start));
  fields.put(4, "end date", words_of(details.end));
  fields.put(1, "card rights", "no meaning yet");
  fields.put(7, "card information", "startup information of the application");
  fields.put(18, "reserved");
  fields.put(64, "public key", "X and Y on P-256");
  fields.put(124, "reserved");
}

/// Issuers that may have signed, as far as the arguments name them.
Result<std::vector<std::pair<KeyReference, crypto::RsaPublicKey>>> issuers_of(
    const CertificateArguments& arguments) {
  std::vector<std::pair<KeyReference, crypto::RsaPublicKey>> out;
  if (arguments.trust.empty()) return out;
  Diagnostics diagnostics;
  TRY(auto roots, load_trust_store(arguments.trust, diagnostics));
  show(diagnostics);
  if (!diagnostics.empty())
    return fail(ErrorCode::malformed, "'{}' is no trust store", arguments.trust);
  for (const auto& root : roots) out.emplace_back(root.reference, root.key);
  ChainVerifier verifier(std::move(roots), {});
  for (const auto& given : arguments.ca) {
    TRY(const Bytes certificate, read_pki_bytes("--ca", given));
    Findings findings;
    const Issuer* issuer = verifier.verify_ca(certificate, findings);
    if (issuer == nullptr)
      return fail(ErrorCode::malformed, "--ca: {}", words_of(*findings.first_broken()));
    out.emplace_back(issuer->reference, issuer->key);
  }
  return out;
}

template <typename Certificate>
std::optional<Recovered> open_with(const CertificateArguments& arguments,
                                   const Certificate& certificate, const RecoveryRules& rules,
                                   Explained& out) {
  const auto issuers = issuers_of(arguments);
  if (!issuers) {
    out.notes.push_back(issuers.error().message);
    return std::nullopt;
  }
  const auto found =
      std::ranges::find(*issuers, certificate.issuer, [](const auto& row) { return row.first; });
  if (found == issuers->end()) {
    out.notes.emplace_back("the signature stays closed: its issuer is not among --trust and --ca");
    return std::nullopt;
  }
  return open_signature(found->second, certificate.signature(), certificate.message(), rules,
                        out.findings);
}

/// By header, length or type; one that is neither is told as the card certificate or CA certificate it is nearest to.
bool is_card_certificate(ByteView bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xDF) return bytes[1] == 0x4C;
  if (bytes.size() == card_certificate_size) return true;
  if (bytes.size() == ca_certificate_size) return false;
  return !bytes.empty() && bytes[0] == 0x91;
}

Explained explain(const CertificateArguments& arguments, ByteView bytes) {
  Explained out;
  if (is_card_certificate(bytes)) {
    out.what = "card certificate";
    const auto certificate = read_card_certificate(bytes, out.findings);
    if (!certificate) return out;
    explain_card(*certificate, out);
    if (const auto inside = open_with(arguments, *certificate, card_recovery, out))
      explain_details(details_of(*inside), *inside, out);
    return out;
  }
  out.what = "CA certificate";
  const auto certificate = read_ca_certificate(bytes, out.findings);
  if (!certificate) return out;
  explain_ca(*certificate, out);
  if (const auto inside = open_with(arguments, *certificate, ca_recovery, out))
    FieldWriter(*inside, out.fields, true)
        .put(222, "modulus", "the other bytes of the RSA modulus");
  return out;
}

void print(const Explained& explained) {
  fmt::print("{}\n", explained.what);
  bool hidden = false;
  for (const auto& field : explained.fields) {
    if (field.hidden && !hidden) fmt::print("  inside the signature\n");
    hidden = field.hidden;
    fmt::print("  {:>3}  {:>3}  {:<24}  {}\n", field.offset, field.size, field.name,
               field.says.empty() ? field.hex : field.says);
    if (!field.says.empty()) fmt::print("  {:>10}{:<24}  {}\n", "", "", field.hex);
  }
  for (const auto& note : explained.notes) fmt::print("  {}\n", note);
  for (const auto& finding : explained.findings.list())
    if (finding.outcome != Outcome::kept) fmt::print("  {}\n", words_of(finding));
}

ordered_json json_of(const Explained& explained) {
  ordered_json out;
  out["what"] = explained.what;
  out["fields"] = ordered_json::array();
  for (const auto& field : explained.fields)
    out["fields"].push_back({{"name", field.name},
                             {"offset", field.offset},
                             {"size", field.size},
                             {"inside_signature", field.hidden},
                             {"hex", field.hex},
                             {"says", field.says}});
  out["notes"] = explained.notes;
  out["rules"] = ordered_json::parse(cli::json_of(explained.findings));
  return out;
}

int explain_certificate(const CertificateArguments& arguments) {
  const auto bytes = read_pki_bytes("CERT", arguments.certificate);
  if (!bytes) {
    show(bytes.error());
    return exit_refused;
  }
  const Explained explained = explain(arguments, *bytes);
  if (arguments.format == "json")
    fmt::print("{}\n", json_of(explained).dump());
  else
    print(explained);
  if (explained.fields.empty()) return exit_refused;
  return explained.findings.all_kept() ? exit_good : exit_failed;
}

int rules_command(bool json) {
  ordered_json out = ordered_json::array();
  for (const auto& rule : all_rules()) {
    if (json)
      out.push_back(
          {{"rule", rule.id}, {"says", rule.says}, {"terminals_may_bear_it", !rule.always}});
    else
      fmt::print("{:<34}{}  {}\n", rule.id, rule.always ? ' ' : '*', rule.says);
  }
  if (json)
    fmt::print("{}\n", out.dump());
  else
    fmt::print("\n* with --policy terminal a warning\n");
  return exit_good;
}

}  // namespace

void add_pki_explaining(CLI::App& pki, const ChooseAction& choose) {
  auto arguments =
      std::make_shared<CertificateArguments>();  // shared with the action, which runs later
  CLI::App* app = pki.add_subcommand("explain", "Print every field of a certificate");
  app->callback(
      [arguments, choose] { choose([arguments] { return explain_certificate(*arguments); }); });
  app->add_option("CERT", arguments->certificate, "Hex, or a file of hex, bytes or PEM")
      ->required();
  auto* trust =
      app->add_option("--trust", arguments->trust, "Trust store: opens what roots signed");
  app->add_option("--ca", arguments->ca, "CA certificate: opens what that CA signed; repeatable")
      ->needs(trust);
  app->add_option("--format", arguments->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));

  auto format = std::make_shared<std::string>("text");  // likewise
  CLI::App* rules = pki.add_subcommand("rules", "List the rules that are verified, by their names");
  rules->callback(
      [format, choose] { choose([format] { return rules_command(*format == "json"); }); });
  rules->add_option("--format", *format, "text or json")->check(CLI::IsMember({"text", "json"}));
}

}  // namespace assay::cli

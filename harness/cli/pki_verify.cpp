// SPDX-License-Identifier: Apache-2.0
// assay pki verify: certificates, sessions and chains of Calypso PKI, on files, on a recorded dialogue, or on a card.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <memory>

#include "base/hex.hpp"
#include "calypso/pki/trust_file.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/pki_batch.hpp"
#include "cli/pki_group.hpp"
#include "cli/pki_live.hpp"
#include "cli/pki_reading.hpp"
#include "cli/pki_telling.hpp"

namespace assay::cli {
namespace {

using namespace calypso::pki;

struct VerifyArguments {
  std::string source;  ///< a trace, or the URI of a target
  std::string trust, date, policy = "strict", format = "text", refused_le = "either";
  std::vector<std::string> ca;
  std::string card, public_key, fci, serial, aid, startup, transcript, signature;
  std::string batch;
  std::size_t jobs = 0;
  bool quiet = false;
};

bool names_target(const std::string& source) {
  const auto colon = source.find(':');
  return colon != std::string::npos && source.find('/') > colon;
}

Result<Circumstances> circumstances_of(const VerifyArguments& arguments) {
  Circumstances out;
  out.policy = arguments.policy == "terminal" ? Policy::terminal : Policy::strict;
  if (arguments.date.empty()) {
    out.today = date_of_utc(std::time(nullptr));
  } else if (arguments.date != "none") {
    const auto day = parse_date(arguments.date);
    if (!day)
      return fail(ErrorCode::malformed, "--date '{}' is no day: 2026-01-31 or 20260131, or none",
                  arguments.date);
    out.today = *day;
  }
  return out;
}

RefusedLe refused_le_of(const std::string& word) {
  if (word == "left-out") return RefusedLe::left_out;
  return word == "hashed" ? RefusedLe::hashed : RefusedLe::either;
}

std::vector<std::string> words_of_roots(const std::vector<RootKey>& roots) {
  std::vector<std::string> out;
  for (const auto& root : roots)
    out.push_back(
        fmt::format("{} ({}): {}", root.name, name(root.scope), words_of(root.reference)));
  return out;
}

/// Options over what the source brought.
Result<void> add_files(const VerifyArguments& arguments, Transaction& out) {
  const auto read = [](std::string_view option, const std::string& given,
                       Bytes& into) -> Result<void> {
    if (given.empty()) return {};
    TRY(into, read_pki_bytes(option, given));
    return {};
  };
  for (const auto& given : arguments.ca) {
    if (&given == arguments.ca.data()) out.ca_certificates.clear();
    TRY(auto certificate, read_pki_bytes("--ca", given));
    out.ca_certificates.push_back(std::move(certificate));
  }
  TRY_VOID(read("--card", arguments.card, out.card_certificate));
  TRY_VOID(read("--public-key", arguments.public_key, out.public_key));
  TRY_VOID(read("--fci", arguments.fci, out.fci));
  TRY_VOID(read("--aid", arguments.aid, out.aid));
  TRY_VOID(read("--startup", arguments.startup, out.startup));
  TRY_VOID(read("--transcript", arguments.transcript, out.transcript));
  TRY_VOID(read("--signature", arguments.signature, out.signature));
  if (arguments.serial.empty()) return {};
  Bytes serial;
  TRY_VOID(read("--serial", arguments.serial, serial));
  if (serial.size() != 8)
    return fail(ErrorCode::malformed, "--serial has {} bytes, 8 were wanted", serial.size());
  out.serial.emplace();
  std::ranges::copy(serial, out.serial->begin());
  return {};
}

/// The file of a recording; nothing for cards and for options alone.
std::string recording_of(const std::string& source) {
  for (const std::string_view replay : {"replay:", "t0:replay:"})
    if (source.starts_with(replay)) return source.substr(replay.size());
  return names_target(source) ? std::string() : source;
}

Result<Recording> recording_of(const VerifyArguments& arguments) {
  Recording out;
  if (arguments.source.empty()) {
    out.transactions.emplace_back();
  } else {
    const std::string file = recording_of(arguments.source);
    TRY(const auto dialogue,
        file.empty() ? read_card(arguments.source, arguments.aid) : read_dialogue(file));
    out = read_recording(dialogue);
  }
  for (auto& transaction : out.transactions) {
    if (!arguments.transcript.empty() && !transaction.session.empty())
      return fail(ErrorCode::refused,
                  "--transcript stands beside a dialogue, whose own session is what was hashed");
    TRY_VOID(add_files(arguments, transaction));
  }
  return out;
}

std::string source_of(const VerifyArguments& arguments) {
  if (arguments.source.empty()) return "files";
  return recording_of(arguments.source).empty() ? "the card " + arguments.source
                                                : "the dialogue " + arguments.source;
}

int refuse(const Error& error) {
  show(error);
  const bool ours = error.code == ErrorCode::reader_lost || error.code == ErrorCode::card_mute ||
                    error.code == ErrorCode::timeout || error.code == ErrorCode::internal;
  return ours ? exit_error : exit_refused;
}

std::vector<PkiCase> verify_all(std::vector<Transaction> transactions, ChainVerifier& verifier,
                                RefusedLe refused_le, PkiScope scope) {
  std::vector<PkiCase> out;
  for (auto& transaction : transactions) {
    PkiCase one{std::move(transaction), {}, Findings(verifier.circumstances().policy), {}};
    one.verified = verify(verifier, one.transaction, one.findings, refused_le);
    one.judgement = judge_pki(one.transaction, one.verified, one.findings, scope);
    out.push_back(std::move(one));
  }
  return out;
}

void print(const PkiReport& report, const VerifyArguments& arguments) {
  if (arguments.format == "json")
    fmt::print("{}\n", json_of(report));
  else if (arguments.quiet)
    fmt::print("{}: {}\n", name(report.judgement.verdict), report.judgement.sentence);
  else
    print_pki_report(report);
}

Error nothing_to_verify(const VerifyArguments& arguments, const std::vector<std::string>& remarks) {
  std::string text =
      "there is nothing to verify: no certificate, no public key and no public-key session" +
      (arguments.source.empty() ? std::string(" was given") : " in " + source_of(arguments));
  for (const auto& remark : remarks) text += "\n  " + remark;
  return {ErrorCode::not_found, std::move(text), {}};
}

int verify_one(const VerifyArguments& arguments, std::vector<RootKey> roots,
               const Circumstances& circumstances) {
  auto recording = recording_of(arguments);
  if (!recording) return refuse(recording.error());
  PkiReport report{.source = source_of(arguments),
                   .file = recording_of(arguments.source),
                   .trusted = words_of_roots(roots),
                   .circumstances = circumstances,
                   .cases = {},
                   .remarks = {},
                   .judgement = {}};
  for (const auto& remark : recording->remarks)
    report.remarks.push_back(told_at_its_place(remark, report.file));
  ChainVerifier verifier(std::move(roots), circumstances);
  report.cases =
      verify_all(std::move(recording->transactions), verifier, refused_le_of(arguments.refused_le),
                 arguments.source.empty() ? PkiScope::what_is_there : PkiScope::whole);
  if (std::ranges::all_of(report.cases, [](const PkiCase& one) { return one.verified.parts == 0; }))
    return refuse(nothing_to_verify(arguments, report.remarks));
  report.judgement = judge_all(report.cases, report.file, report.remarks);
  print(report, arguments);
  return exit_code_of(report.judgement.verdict);
}

/// A batch has many cards: of the options about one card, it takes none.
Result<BatchArguments> batch_of(const VerifyArguments& arguments,
                                const Circumstances& circumstances) {
  const std::initializer_list<std::pair<const char*, const std::string*>> of_one_card{
      {"--card", &arguments.card},
      {"--public-key", &arguments.public_key},
      {"--fci", &arguments.fci},
      {"--serial", &arguments.serial},
      {"--aid", &arguments.aid},
      {"--startup", &arguments.startup},
      {"--transcript", &arguments.transcript},
      {"--signature", &arguments.signature}};
  for (const auto& [option, given] : of_one_card)
    if (!given->empty())
      return fail(ErrorCode::refused, "{} is of one card, and the records of --batch bring theirs",
                  option);
  BatchArguments out{arguments.batch,
                     arguments.format == "json",
                     arguments.quiet,
                     arguments.jobs,
                     circumstances,
                     refused_le_of(arguments.refused_le),
                     {}};
  for (const auto& given : arguments.ca) {
    TRY(auto certificate, read_pki_bytes("--ca", given));
    out.ca_certificates.push_back(std::move(certificate));
  }
  return out;
}

int verify_command(const VerifyArguments& arguments) {
  Diagnostics diagnostics;
  auto roots = load_trust_store(arguments.trust, diagnostics);
  show(diagnostics);
  if (!roots) return refuse(roots.error());
  if (!diagnostics.empty()) return exit_refused;
  const auto circumstances = circumstances_of(arguments);
  if (!circumstances) return refuse(circumstances.error());
  if (arguments.batch.empty()) return verify_one(arguments, *std::move(roots), *circumstances);
  const auto batch = batch_of(arguments, *circumstances);
  if (!batch) return refuse(batch.error());
  return verify_batch(*batch, *roots);
}

}  // namespace

void add_pki_verifying(CLI::App& pki, const ChooseAction& choose) {
  auto arguments = std::make_shared<VerifyArguments>();  // shared with the action, which runs later
  CLI::App* app = pki.add_subcommand(
      "verify",
      "Verify certificates, chains and sessions, on files, a recorded dialogue or a card");
  app->callback(
      [arguments, choose] { choose([arguments] { return verify_command(*arguments); }); });
  auto* source = app->add_option("SOURCE", arguments->source,
                                 "A trace of `assay record`, or a target such as pcsc:READER");
  app->add_option("--trust", arguments->trust, "Trust store: the root keys (YAML)")->required();
  app->add_option("--ca", arguments->ca, "CA certificate, from the root on; repeatable");
  app->add_option("--card", arguments->card, "Card certificate");
  app->add_option("--public-key", arguments->public_key, "Public key that the card told");
  app->add_option("--fci", arguments->fci, "Answer to SELECT APPLICATION");
  app->add_option("--serial", arguments->serial, "Serial number of the card, without an FCI");
  app->add_option("--aid", arguments->aid,
                  "Name of the application; of a card, which one to select");
  app->add_option("--startup", arguments->startup, "Startup information, without an FCI");
  app->add_option("--transcript", arguments->transcript, "What the card hashed");
  app->add_option("--signature", arguments->signature, "Answer to the close, r and s");
  app->add_option("--date", arguments->date, "The day certificates are held against (today); none");
  app->add_option("--policy", arguments->policy,
                  "strict, or terminal: what terminals in the field bear is a warning")
      ->check(CLI::IsMember({"strict", "terminal"}));
  app->add_option("--refused-le", arguments->refused_le,
                  "Whether the card signs commands that it answered '6Cxx': left-out, hashed, or "
                  "either")
      ->check(CLI::IsMember({"left-out", "hashed", "either"}));
  app->add_option("--batch", arguments->batch,
                  "Stored transactions: a file of JSON lines, or a folder of such files and traces")
      ->excludes(source);
  app->add_option("--jobs", arguments->jobs, "Of a batch, verified at once (as many as cores)")
      ->check(CLI::Range(1, 256));
  app->add_option("--format", arguments->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  app->add_flag("--quiet", arguments->quiet, "Only the verdict");
}

}  // namespace assay::cli

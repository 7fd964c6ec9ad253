// SPDX-License-Identifier: Apache-2.0
// The `assay` program: words and options to commands.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <functional>
#include <iostream>
#include <limits>
#include <system_error>

#include "adapters/shim/command_line.hpp"
#include "base/text.hpp"
#include "cli/build_id.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/pki_group.hpp"

namespace assay::cli {
namespace {

/// A word that a shell, and split_command_line, reads back as it was.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789-_./:=,@%+") == std::string::npos)
    return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string quoted_line(const std::vector<std::string>& words) {
  std::string out = "assay";
  for (const auto& word : words) out += " " + quoted(word);
  return out;
}

/// A whole number of so many bits: CLI11 alone takes -1 for the greatest one, and cuts what is too large.
std::string check_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) return {};
  return fmt::format("'{}' is no number from 0 to {}", text,
                     std::numeric_limits<std::uint64_t>::max());
}

/// An empty shell variable must not look like an option that was left out: `--target "$CARD"` would run on the models.
std::string check_given(const std::string& text) {
  return text.empty() ? "a value is wanted, an empty one is given" : "";
}

/// Every option with a value takes one, so that a NODE may follow; none takes an empty one.
void make_strict(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_positional() || option->get_items_expected_max() == 0) continue;
    option->allow_extra_args(false);
    option->check(CLI::Validator(check_given, "", ""));
  }
  for (CLI::App* command : app.get_subcommands(nullptr)) make_strict(*command);
}

void add_seed(CLI::App& app, std::uint64_t& seed) {
  app.add_option("--seed", seed, "Seed of all randomness (1)")
      ->check(CLI::Validator(check_number, "", ""));
}

/// What every command takes.
void add_basics(CLI::App& app, CommonOptions& options) {
  app.add_option("--specs", options.specs, "Folder of the catalogues (found by itself)");
  app.add_flag("--quiet", options.quiet, "Only the summary");
  app.add_option("--color", options.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

/// What commands take that list or sum up.
void add_common(CLI::App& app, CommonOptions& options) {
  add_basics(app, options);
  app.add_option_function<std::string>(
         "--format",
         [&options](const std::string& name) {
           options.format = name == "json" ? Format::json : Format::text;
         },
         "text or json")
      ->check(CLI::IsMember({"text", "json"}));
}

void add_selection(CLI::App& app, RunArguments& arguments) {
  app.add_option("NODE", arguments.nodes,
                 "Suite files, folders, or ids such as gp/get-status/isd-listed");
  app.add_option("--target", arguments.targets, "URI, or ROLE=URI (roles: card, sam); repeatable");
  app.add_option("--bench", arguments.bench, "Bench file: targets, keys, IXIT, safety");
  app.add_option("--ics", arguments.ics, "What the product claims");
  app.add_flag("--strict", arguments.strict, "Run should and may cases too");
  app.add_option("--tag", arguments.tags, "Only cases with this tag; repeatable");
  app.add_option("--shard", arguments.shard, "I/N: the I-th of N parts");
  add_seed(app, arguments.seed);
  app.add_option("--allow-risk", arguments.allow_risk,
                 "Consent beyond auth-failure: persistent or irreversible")
      ->check(CLI::IsMember({"read", "auth-failure", "persistent", "irreversible"}));
}

class Program {
 public:
  Program()
      : app_("Conformance and fuzzing harness for Calypso and GlobalPlatform smart cards.",
             "assay") {
    app_.set_version_flag("--version", "assay " + tool_version() + " (build " + build_id() + ")");
    app_.require_subcommand(1);
    app_.footer(
        "Exit codes: 0 good, 1 failed, 2 inconclusive, 3 error, 4 refused before the first case.");
    add_run();
    add_list();
    add_check();
    add_send();
    add_explain();
    add_probe();
    add_record();
    add_serve();
    add_trace();
    add_mutants();
    add_selftest();
    add_report();
    add_bench();
    add_load();
    add_schema();
    add_pki_group(app_, [this](std::function<int()> action) { chosen_ = std::move(action); });
    make_strict(app_);
  }

  int run(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    run_.command_line = load_.command_line = quoted_line(words);
    if (!words.empty() && !words[0].starts_with('-') && !knows(words[0])) return exit_refused;
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      const int code = app_.exit(error);
      return code == 0 ? exit_good : exit_refused;
    }
    return chosen_();
  }

  std::optional<RunArguments> run_arguments(const std::string& line) {
    auto words = shim::split_command_line(line);
    if (!words) return std::nullopt;
    words->erase(words->begin());  // the program
    std::ranges::reverse(*words);  // as CLI11 takes them
    try {
      app_.parse(*std::move(words));
    } catch (const CLI::ParseError&) {
      return std::nullopt;
    }
    run_.command_line = line;
    return run_;
  }

 private:
  /// Whether there is such a command; tells it if not.
  [[nodiscard]] bool knows(const std::string& command) const {
    std::vector<std::string> names;
    for (const CLI::App* each : app_.get_subcommands(nullptr)) names.push_back(each->get_name());
    if (std::ranges::find(names, command) != names.end()) return true;
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    fmt::print(stderr, "assay: error: there is no command '{}'{} (commands: assay --help)\n",
               command, did_you_mean(command, candidates));
    return false;
  }

  CLI::App* word(const std::string& name, const std::string& says, std::function<int()> action) {
    auto* command = app_.add_subcommand(name, says);
    command->callback([this, action = std::move(action)] { chosen_ = action; });
    return command;
  }

  void add_run() {
    auto* app = word("run", "Run suites against a card", [this] { return run_command(run_); });
    add_common(*app, run_.common);
    add_selection(*app, run_);
    app->add_option("--tear", run_.tear,
                    "Power cuts inside one command of cases with cut: every: all of its writes, or "
                    "so many (all)");
    app->add_flag("--shuffle", run_.shuffle, "Run in an order drawn from the seed");
    app->add_option("--jobs", run_.jobs,
                    "Cases of built-in models that run at once (1); anything else is one card, "
                    "with one case at a time")
        ->check(CLI::Range(1, 256));
    app->add_flag("--fail-fast", run_.fail_fast, "Stop at the first failure or error");
    app->add_option("--out", run_.out, "Folder for journal.jsonl and reports");
    app->add_option("--resume", run_.resume, "Folder of an interrupted run to finish");
    app->add_option("--report", run_.reports,
                    "KIND or KIND=FILE: console, junit, json, html; repeatable");
    app->add_option("--expected", run_.expected, "Expected failures, with reasons");
    app->add_flag("--allow-empty", run_.allow_empty, "Exit with 0 although no case applied");
  }

  void add_list() {
    auto* app = word("list", "List cases, or a model's profiles and deviations",
                     [this] { return list_command(list_); });
    add_common(*app, list_.common);
    add_selection(*app, list_);
  }

  void add_check() {
    auto* app = word("check", "Validate scripts, catalogues, bench and ICS files",
                     [this] { return check_command(check_); });
    add_common(*app, check_.common);
    app->add_option("FILE", check_.files, "Files or folders")->required();
  }

  void add_send() {
    auto* app = word("send", "Send commands and decode the answers",
                     [this] { return send_command(send_); });
    add_basics(*app, send_.common);
    app->add_option("URI", send_.uri, "Target")->required();
    app->add_option("HEX", send_.commands, "Commands, each one argument")->required();
    app->add_flag("--follow", send_.follow,
                  "Answer 61xx with GET RESPONSE and 6Cxx with the right Le");
  }

  void add_explain() {
    auto* app =
        word("explain",
             "Decode a command, response, status word, ATR, TLV, card data, certificate or a trace",
             [this] { return explain_command(explain_); });
    add_basics(*app, explain_.common);
    app->add_option("HEX", explain_.hex, "Bytes, or a trace of `assay record`")->required();
    app->add_option("--as", explain_.as, "What it is")
        ->check(CLI::IsMember({"command",
                               "response",
                               "sw",
                               "tlv",
                               "atr",
                               "cplc",
                               "card-data",
                               "card-capability",
                               "select",
                               "certificate",
                               "scp10-request",
                               "scp81",
                               "calypso-fci",
                               "calypso-startup",
                               "calypso-file",
                               "calypso-ef-list",
                               "calypso-open-regular",
                               "calypso-open-extended",
                               "calypso-open-pki",
                               "calypso-open-rev2",
                               "calypso-open-rev1",
                               "sv-get",
                               "sv-load-log",
                               "sv-debit-log",
                               "sam-record",
                               "sam-key-parameters"}));
  }

  void add_probe() {
    auto* app = word("probe", "Identify a card without leaving a trace",
                     [this] { return probe_command(probe_); });
    add_common(*app, probe_.common);
    app->add_option("URI", probe_.uri, "Target")->required();
    app->add_option("--out", probe_.out, "Write an ICS draft; of a model, its own ICS");
    app->add_option("--bench", probe_.bench,
                    "Write a bench file for this card; of a model, with its published test keys");
    auto* history = app->add_option("--history", probe_.history,
                                    "Compare a Calypso card with its earlier visits in this file");
    app->add_option("--validity", probe_.validity,
                    "What bytes 0 and 1 of a telephone's serial number are: unknown, days:DATE")
        ->needs(history);
  }

  void add_record() {
    auto* app = word("record", "Record a live exchange: a trace for replay: and a script for run",
                     [this] { return record_command(record_); });
    app->add_option("URI", record_.uri, "The card")->required();
    app->add_option("HEX", record_.commands,
                    "Commands to send; without any, lines of standard input");
    app->add_option("--out", record_.out, "Writes OUT.trace and OUT.yaml")->required();
    app->add_flag("--redact", record_.redact,
                  "Zeros in place of file contents, logs and serial numbers");
    auto* vpcd =
        app->add_option("--vpcd", record_.vpcd,
                        "HOST:PORT of a pcscd virtual reader: another program drives the card");
    app->add_flag("--stdio", record_.stdio,
                  "The same over the shim protocol on standard input and output")
        ->excludes(vpcd);
    add_basics(*app, record_.common);
  }

  void add_serve() {
    auto* app = word("serve", "Show a model card to other programs",
                     [this] { return serve_command(serve_); });
    app->add_option("MODEL", serve_.model, "model:gp, with ?profile= and ?deviate= if wanted")
        ->required();
    auto* vpcd = app->add_option("--vpcd", serve_.vpcd, "HOST:PORT of a pcscd virtual reader");
    app->add_option("--control", serve_.control,
                    "Port on 127.0.0.1 where pcsc:READER?control=127.0.0.1:PORT rewinds the card "
                    "and cuts its power")
        ->needs(vpcd);
    auto* stdio = app->add_flag("--stdio", serve_.stdio,
                                "Speak the shim protocol on standard input and output")
                      ->excludes(vpcd);
    auto* tcp = app->add_option("--hsm-tcp", serve_.hsm_tcp,
                                "HOST:PORT where clients reach the channels of model:hsm or "
                                "hsm:LIBRARY.so (as hsm-tcp:HOST:PORT)")
                    ->excludes(vpcd)
                    ->excludes(stdio);
    app->add_flag("--hsm-manage", serve_.hsm_manages,
                  "Clients over TCP may load, delete and invalidate keys")
        ->needs(tcp);
  }

  void add_mutation_options(CLI::App& app) {
    add_common(app, mutants_.common);
    app.add_option("NODE", mutants_.nodes, "Suites (all)");
    add_seed(app, mutants_.seed);
    app.add_option("--jobs", mutants_.jobs, "Deviations tried at once (as many as there are cores)")
        ->check(CLI::Range(1, 256));
    app.add_flag("--every-case", mutants_.every_case,
                 "Run cases too that never reach the deviation; the matrix is the same");
  }

  void add_trace() {
    auto* app =
        word("trace", "Requirement by case, both ways", [this] { return trace_command(mutants_); });
    add_mutation_options(*app);
    app->add_flag("--full", mutants_.full, "Every row, open ones too");
  }

  void add_mutants() {
    auto* app = word("mutants", "Run suites against the deviations of the models",
                     [this] { return mutants_command(mutants_); });
    add_mutation_options(*app);
    app->add_option("--only", mutants_.only, "Only this deviation; repeatable");
    app->add_option("--sample", mutants_.sample, "So many deviations, drawn by the seed")
        ->check(CLI::Range(1, 1000000));
    app->add_flag("--full", mutants_.full, "The whole kill matrix");
  }

  void add_selftest() {
    auto* app = word("selftest", "Every published vector through the reference implementation",
                     [this] { return selftest_command(selftest_); });
    add_common(*app, selftest_.common);
    app->add_option("--vectors", selftest_.vectors,
                    "A file or folder of vectors; Wycheproof's layout is read too");
  }

  void add_report() {
    auto* app = word("report", "Write reports again from a run's journal",
                     [this] { return report_command(report_); });
    add_common(*app, report_.common);
    app->add_option("DIR", report_.folder, "Folder of the run")->required();
    app->add_option("--report", report_.reports,
                    "KIND or KIND=FILE: console, junit, json, html; repeatable");
  }

  void add_bench() {
    auto* app =
        word("bench", "Throughput, as ratios in one run", [this] { return bench_command(bench_); });
    add_common(*app, bench_.common);
    app->add_option("NODE", bench_.nodes, "Suites (all)");
    app->add_option("--target", bench_.target,
                    "Compare the engine with a bare loop on this target too");
    app->add_option("--ics", bench_.ics, "What the product in that target claims");
    app->add_option("--bench", bench_.bench, "Bench file of that target");
    app->add_option("--seconds", bench_.seconds, "Of each measurement")
        ->check(CLI::Range(0.05, 60.0));
  }

  void add_load() {
    auto* app = word(
        "load", "Many simultaneous sales: model cards far away, channels of an HSM, an account",
        [this] { return load_command(load_); });
    add_common(*app, load_.common);
    app->add_option("--bench", load_.bench, "Bench file: what its section load says");
    const auto setting = [&](const std::string& name, const std::string& says) {
      app->add_option_function<std::string>(
          "--" + name, [this, name](const std::string& text) { load_.settings[name] = text; },
          says);
    };
    setting("sessions", "Clients at once, each with a card of its own (100)");
    setting("transactions", "Sales in all (ten for each client)");
    setting("card", "Model card of every client (model:calypso-prime)");
    setting("hsm",
            "Whose channels serve them: model:hsm, hsm:LIBRARY.so, hsm-tcp:HOST:PORT, model:sam "
            "(model:hsm)");
    setting("arrivals", "Sales an hour that begin at random; without it each client sells again");
    setting("think-time", "Between two sales of a client, such as 'exponential 5 s'");
    setting("network-delay", "Of a message, one way, such as 'lognormal 40 ms spread 0.5'");
    setting("network-loss", "Share of messages that are sent again, such as '1 %'");
    setting("repeat-after", "How long until they are (500 ms)");
    setting("attempts", "Of one message before the link counts as lost (5)");
    setting("hsm-time", "That each HSM exchange takes beside the computing");
    setting("hsm-timeout", "How long to wait for an HSM over TCP (5 s)");
    setting("channel-wait", "How long a sale waits for a channel when all are taken (0 s)");
    setting("kill-clients", "Share of sales whose client is killed in the middle");
    setting("kill-notice", "How soon the server then closes the channel (never)");
    setting("blocking", "With --size: share of sales that may find no channel (1 %)");
    setting("wait", "With --size: how long a sale may wait for a channel");
    setting("waiting", "With --size: share of sales that may wait longer (5 %)");
    add_seed(*app, load_.seed);
    app->add_flag("--shared-hsm", load_.shared_hsm,
                  "Others use the HSM meanwhile: its counters may grow by more");
    app->add_flag("--real-time", load_.real_time,
                  "By the wall clock; without it time jumps to the next event");
    auto* compare = app->add_option(
        "--compare", load_.compare,
        "A,B: throughput with so many sessions each, in turns; 1 when it differs by over 10 %");
    app->add_option("--rounds", load_.rounds, "Of a comparison (3)")
        ->check(CLI::Range(1, 99))
        ->needs(compare);
    app->add_flag("--size", load_.size,
                  "How many channels a load needs: simulation against Erlang's formulas")
        ->excludes(compare);
    app->add_option("--report", load_.reports, "html=FILE or json=FILE; repeatable");
  }

  void add_schema() {
    auto* app = word("schema", "Print a JSON Schema for editors",
                     [this] { return schema_command(schema_); });
    app->add_option("NAME", schema_, "Which; without it, their names");
  }

  CLI::App app_;
  std::function<int()> chosen_;
  RunArguments run_, list_;
  CheckArguments check_;
  SendArguments send_;
  ExplainArguments explain_;
  ProbeArguments probe_;
  RecordArguments record_;
  ServeArguments serve_;
  MutantsArguments mutants_;
  SelftestArguments selftest_;
  ReportArguments report_;
  BenchArguments bench_;
  LoadArguments load_;
  std::string schema_;
};

}  // namespace

std::optional<RunArguments> parse_run_line(const std::string& line) {
  return Program().run_arguments(line);
}

}  // namespace assay::cli

namespace {

/// Whether everything printed arrived. A reader that closed its end (`assay list | head`) wanted no more, and needs no words.
bool output_arrived() {
  errno = 0;
  const bool flushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  std::cout.flush();
  return flushed && std::cout.good();
}

int output_lost(int reason) {
  if (reason != EPIPE)
    std::fprintf(stderr, "assay: error: standard output could not be written to its end: %s\n",
                 std::generic_category().message(reason).c_str());  // {fmt} would throw once more
  return assay::cli::exit_error;
}

}  // namespace

int main(int argc, char** argv) {
  // A card or a client that goes away is an answer, not our end.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const int code = assay::cli::Program().run(argc, argv);
    const bool arrived = output_arrived();
    return arrived || code == assay::cli::exit_refused ? code : output_lost(errno);
  } catch (const std::ios_base::failure& broken) {  // how the library tells that a file breaks off
    std::fprintf(stderr, "assay: error: a file cannot be read to its end: %s\n",
                 std::generic_category().message(broken.code().value()).c_str());
    return assay::cli::exit_error;
  } catch (const std::system_error& broken) {  // how {fmt} tells that it cannot print
    return output_lost(broken.code().value());
  }
}

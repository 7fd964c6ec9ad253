// SPDX-License-Identifier: Apache-2.0
// assay record: a live exchange into a trace that `replay:` plays back and a script that `assay run` takes.
#include <atomic>
#include <csignal>
#include <fstream>
#include <iostream>

#include "adapters/decorators/recording_channel.hpp"
#include "adapters/replay/trace_writer.hpp"
#include "adapters/shim/stdio_card.hpp"
#include "adapters/vpcd/vpcd_card.hpp"
#include "base/hex.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/recorded_script.hpp"
#include "cli/redaction.hpp"
#include "cli/serving.hpp"
#include "cli/targets.hpp"

namespace assay::cli {
namespace {

/// Both outputs, without what must not be written.
class Recording final : public iso7816::ExchangeSink {
 public:
  Recording(std::ostream& trace, std::ostream& script, const catalogue::Catalogue& catalogue,
            const RecordArguments& arguments, const std::string& name)
      : redaction_(catalogue, arguments.redact),
        trace_(trace),
        script_(script, catalogue, name, arguments.uri) {}

  void opened(ByteView atr) override { trace_.opened(redaction_.redacted_atr(atr)); }
  void was_reset(iso7816::ResetKind kind, ByteView atr) override {
    const Bytes shown = redaction_.redacted_atr(atr);
    trace_.was_reset(kind, shown);
    script_.was_reset(kind, shown);
  }
  void reset_failed(iso7816::ResetKind kind, const Error& error) override {
    trace_.reset_failed(kind, error);
    script_.reset_failed(kind, error);
  }
  void answered(ByteView command, ByteView response) override {
    Bytes sent = to_bytes(command);
    Bytes got = to_bytes(response);
    if (redaction_.redact(sent, got)) script_.note("zeros stand for what was taken out:");
    trace_.answered(sent, got);
    script_.answered(sent, got);
  }
  void unanswered(ByteView command, const Error& error) override {
    Bytes sent = to_bytes(command);
    Bytes nothing;
    if (redaction_.redact(sent, nothing)) script_.note("zeros stand for what was taken out:");
    trace_.unanswered(sent, error);
    script_.unanswered(sent, error);
  }

 private:
  Redaction redaction_;
  replay::TraceWriter trace_;
  RecordedScript script_;
};

/// One line of the dialogue: a command in hex, `reset cold` or `reset warm`; comments and empty lines are free.
Result<void> act_on(iso7816::CardChannel& card, std::string_view line) {
  line = trim(line.substr(0, line.find('#')));
  if (line.empty()) return {};
  if (line == "reset cold") return card.reset(iso7816::ResetKind::cold);
  if (line == "reset warm") return card.reset(iso7816::ResetKind::warm);
  TRY(const Bytes command, from_hex(line));
  if (command.empty()) return fail(ErrorCode::malformed, "'{}' is no command", line);
  Bytes response;
  TRY_VOID(card.transmit(command, response));
  fmt::print("> {}\n< {}\n", to_spaced_hex(command), to_spaced_hex(response));
  return {};
}

int exit_code_of(const Error& error) {
  return error.code == ErrorCode::malformed ? exit_refused : exit_error;
}

int follow_lines(iso7816::CardChannel& card, std::istream& in) {
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    auto done = act_on(card, line);
    if (done) continue;
    const Error error = at(fmt::format("line {}", number), std::move(done).error()).value();
    show(error);
    if (error.code == ErrorCode::reader_lost || error.code == ErrorCode::malformed)
      return exit_code_of(error);
  }
  return exit_good;
}

int follow_arguments(iso7816::CardChannel& card, const std::vector<std::string>& commands) {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    auto done = act_on(card, commands[i]);
    if (done) continue;
    const Error error = at(fmt::format("APDU {}", i + 1), std::move(done).error()).value();
    show(error);
    return exit_code_of(error);
  }
  return exit_good;
}

int record_dialogue(iso7816::CardChannel& card, const RecordArguments& arguments) {
  if (!arguments.vpcd.empty()) return serve_over_vpcd(card, arguments.vpcd);
  if (arguments.stdio) return serve_over_stdio(card, arguments.uri);
  if (auto up = card.reset(iso7816::ResetKind::cold); !up) {
    show(up.error());
    return exit_error;
  }
  return arguments.commands.empty() ? follow_lines(card, std::cin)
                                    : follow_arguments(card, arguments.commands);
}

/// A name for the suite: the file's, in small letters and hyphens.
std::string suite_name(const std::string& out) {
  std::string name;
  for (const char c : out.substr(out.rfind('/') + 1)) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (plain) name += small;
    if (!plain && !name.empty() && name.back() != '-') name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "dialogue" : name;
}

}  // namespace

int record_command(const RecordArguments& arguments) {
  const auto catalogue = load_catalogue(arguments.common);
  if (!catalogue) return exit_refused;
  auto opened = open_channel(arguments.uri);
  if (!opened) {
    show(opened.error());
    return exit_code_of(opened.error());
  }
  std::ofstream trace(arguments.out + ".trace");
  std::ofstream script(arguments.out + ".yaml");
  if (!trace || !script) {
    show(Error{
        ErrorCode::not_found,
        fmt::format("'{}.trace' and '{}.yaml' cannot be written", arguments.out, arguments.out),
        {}});
    return exit_refused;
  }
  Recording recording(trace, script, *catalogue, arguments, suite_name(arguments.out));
  decorators::RecordingChannel card(*std::move(opened), recording);
  const int code = record_dialogue(card, arguments);
  fmt::print(stderr, "assay: recorded {}.trace and {}.yaml\n", arguments.out, arguments.out);
  return code;
}

}  // namespace assay::cli

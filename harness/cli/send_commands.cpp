// SPDX-License-Identifier: Apache-2.0
// assay send and explain: looking at cards and bytes by hand.
#include <cstdio>

#include "adapters/decorators/get_response_channel.hpp"
#include "base/hex.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/explain_bytes.hpp"
#include "cli/explain_calypso.hpp"
#include "cli/explain_trace.hpp"
#include "cli/files.hpp"
#include "cli/targets.hpp"
#include "globalplatform/production_data.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/atr.hpp"
#include "iso7816/tlv.hpp"
#include "reports/decode.hpp"

namespace assay::cli {
namespace {

void print_indented(const std::vector<std::string>& lines) {
  for (const auto& line : lines) fmt::print("    {}\n", line);
}

int exit_code_of(const Error& error) {
  return error.code == ErrorCode::malformed ? exit_refused : exit_error;
}

Result<std::vector<Bytes>> read_commands(const std::vector<std::string>& texts) {
  std::vector<Bytes> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto bytes = from_hex(texts[i]);
    if (!bytes) return at(fmt::format("APDU {}", i + 1), std::move(bytes).error());
    if (bytes->empty())
      return at(fmt::format("APDU {}", i + 1), {ErrorCode::malformed, "no bytes", {}});
    out.push_back(*std::move(bytes));
  }
  return out;
}

Result<void> send_one(iso7816::CardChannel& channel, const Bytes& command,
                      const catalogue::Catalogue& catalogue) {
  Bytes response;
  fmt::print("> {}\n", to_spaced_hex(command));
  print_indented(reports::explain_command(command, &catalogue));
  TRY_VOID(channel.transmit(command, response));
  fmt::print("< {}\n", to_spaced_hex(response));
  print_indented(reports::explain_response(response, catalogue::recognise(catalogue, command)));
  return {};
}

/// What the bytes most likely are, when the user does not say.
std::string kind_of(ByteView bytes) {
  if (bytes.size() == 2) return "sw";
  if (bytes.size() >= 2 && (bytes[0] == 0x3B || bytes[0] == 0x3F)) return "atr";
  if (bytes.size() >= 45 && bytes[0] == 0x9F && bytes[1] == 0x7F) return "cplc";
  if (bytes.size() == 42) return "cplc";
  if (const auto kind = kind_of_calypso(bytes); !kind.empty()) return std::string(kind);
  if (const auto kind = kind_of_card_data(bytes); !kind.empty()) return std::string(kind);
  if (iso7816::is_tlv(bytes)) return "tlv";
  if (iso7816::parse_command(bytes)) return "command";
  return "response";
}

std::vector<std::string> explain_answer_to_reset(ByteView bytes) {
  auto out = reports::explain_atr(bytes);
  for (auto& line : explain_calypso_atr(bytes)) out.push_back(std::move(line));
  return out;
}

/// The first data object that is none, after any number of good ones.
Result<void> read_objects(ByteView bytes) {
  iso7816::TlvReader reader(bytes);
  while (!reader.at_end()) TRY_VOID(reader.next());
  return {};
}

/// Errors: what bytes that cannot be read are not.
Result<void> check_kind(const std::string& kind, ByteView bytes) {
  const auto none = [](std::string_view what, const auto& read) -> Result<void> {
    if (read) return {};
    return fail(ErrorCode::malformed, "not {}: {}", what, read.error().message);
  };
  if (kind == "command") return none("a command", iso7816::parse_command(bytes));
  if (kind == "response") return none("a response", iso7816::parse_response(bytes));
  if (kind == "atr") return none("an ATR", iso7816::parse_atr(bytes));
  if (kind == "tlv") return none("data objects", read_objects(bytes));
  if (kind == "cplc")
    return none("production life cycle data", globalplatform::parse_production_data(bytes));
  if (kind == "sw" && bytes.size() != 2)
    return fail(ErrorCode::malformed, "not a status word: 2 bytes wanted, {} given", bytes.size());
  return {};
}

Result<std::vector<std::string>> explain(const std::string& kind, ByteView bytes,
                                         const catalogue::Catalogue& catalogue) {
  TRY_VOID(check_kind(kind, bytes));
  if (kind == "command") return reports::explain_command(bytes, &catalogue);
  if (is_calypso_kind(kind)) return explain_calypso(kind, bytes);
  if (kind == "atr") return explain_answer_to_reset(bytes);
  if (kind == "cplc") return reports::explain_cplc(bytes);
  if (kind == "tlv") return reports::explain_tlv(bytes);
  if (kind == "card-data" || kind == "card-capability" || kind == "select" ||
      kind == "certificate" || kind == "scp10-request" || kind == "scp81")
    return explain_card_data(kind, bytes);
  return reports::explain_response(bytes, nullptr);
}

int explain_recording(const ExplainArguments& arguments) {
  if (!arguments.as.empty()) {
    show(Error{
        ErrorCode::refused,
        "--as '" + arguments.as + "' is for bytes, '" + arguments.hex.front() + "' is a trace",
        {}});
    return exit_refused;
  }
  const auto catalogue = load_catalogue(arguments.common);
  if (!catalogue) return exit_refused;
  const auto explained = explain_trace(arguments.hex.front(), *catalogue);
  if (explained) return exit_good;
  show(explained.error());
  return exit_refused;
}

}  // namespace

int send_command(const SendArguments& arguments) {
  const auto commands = read_commands(arguments.commands);
  if (!commands) {
    show(commands.error());
    return exit_refused;
  }
  const auto catalogue = load_catalogue(arguments.common);
  if (!catalogue) return exit_refused;
  auto opened = open_channel(arguments.uri);
  if (!opened) {
    show(opened.error());
    return exit_code_of(opened.error());
  }
  std::unique_ptr<iso7816::CardChannel> channel = *std::move(opened);
  if (arguments.follow)
    channel = std::make_unique<decorators::GetResponseChannel>(std::move(channel));
  if (!channel->description().label.empty()) fmt::print("{}\n", channel->description().label);
  if (auto reset = channel->reset(iso7816::ResetKind::cold); !reset) {
    show(reset.error());
    return exit_error;
  }
  for (std::size_t i = 0; i < commands->size(); ++i) {
    auto sent = send_one(*channel, (*commands)[i], *catalogue);
    if (sent) continue;
    show(at(fmt::format("APDU {}", i + 1), std::move(sent).error()).value());
    return exit_error;
  }
  return exit_good;
}

int explain_command(const ExplainArguments& arguments) {
  if (arguments.hex.size() == 1 && names_trace(arguments.hex.front()))
    return explain_recording(arguments);
  const auto bytes = from_hex(join(arguments.hex, " "));
  if (!bytes || bytes->empty()) {
    show(bytes ? Error{ErrorCode::malformed, "no bytes to explain", {}} : bytes.error());
    return exit_refused;
  }
  const auto catalogue = load_catalogue(arguments.common);
  if (!catalogue) return exit_refused;
  const std::string kind = arguments.as.empty() ? kind_of(*bytes) : arguments.as;
  const auto lines = explain(kind, *bytes, *catalogue);
  if (!lines) {
    show(lines.error());
    return exit_refused;
  }
  fmt::print("{}\n", kind);
  print_indented(*lines);
  return exit_good;
}

}  // namespace assay::cli

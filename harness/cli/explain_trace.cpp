// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_trace.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <span>
#include <vector>

#include "adapters/replay/trace.hpp"
#include "base/hex.hpp"
#include "cli/explain_calypso.hpp"
#include "iso7816/fetched_answer.hpp"
#include "reports/decode.hpp"

namespace assay::cli {
namespace {

constexpr std::string_view replay_prefix = "replay:";

void print_indented(const std::vector<std::string>& lines) {
  for (const auto& line : lines) fmt::print("    {}\n", line);
}

void explain_reset(const replay::TraceEvent& event) {
  fmt::print("{}", replay::to_text(event));
  if (event.error) return;
  print_indented(reports::explain_atr(event.answer));
  print_indented(explain_calypso_atr(event.answer));
}

void explain_both(ByteView command, ByteView response, const catalogue::Catalogue& catalogue) {
  print_indented(reports::explain_command(command, &catalogue));
  if (response.empty()) return;
  print_indented(reports::explain_response(response, catalogue::recognise(catalogue, command)));
}

/// The exchanges that begin here, joined. Returns how many they are.
std::size_t explain_exchange(std::span<const replay::TraceEvent> events,
                             std::span<const iso7816::LineExchange> line,
                             const catalogue::Catalogue& catalogue) {
  const auto fetched = iso7816::fetch_first(line);
  for (const auto& event : events.first(fetched.count)) fmt::print("{}", replay::to_text(event));
  if (fetched.count > 1)
    fmt::print("  one exchange:\n> {}\n< {}\n", to_spaced_hex(fetched.command),
               to_spaced_hex(fetched.response));
  if (fetched.awaited)
    fmt::print("    the rest of the answer, after '61{:02X}', was not fetched\n", *fetched.awaited);
  explain_both(fetched.command, fetched.response, catalogue);
  return fetched.count;
}

/// The exchanges from here to the next reset.
std::vector<iso7816::LineExchange> line_from(std::span<const replay::TraceEvent> events) {
  std::vector<iso7816::LineExchange> out;
  for (const auto& event : events) {
    if (event.kind != replay::EventKind::exchange) break;
    out.push_back({event.command, event.answer});
  }
  return out;
}

void explain_run(std::span<const replay::TraceEvent> events, const std::string& file,
                 const catalogue::Catalogue& catalogue) {
  const auto line = line_from(events);
  for (std::size_t at = 0; at < line.size();) {
    fmt::print("{}:{}\n", file, events[at].position.line);
    at += explain_exchange(events.subspan(at), std::span(line).subspan(at), catalogue);
  }
}

}  // namespace

bool names_trace(const std::string& word) {
  std::error_code failed;
  return word.starts_with(replay_prefix) || std::filesystem::is_regular_file(word, failed);
}

Result<void> explain_trace(const std::string& word, const catalogue::Catalogue& catalogue) {
  const std::string file =
      word.starts_with(replay_prefix) ? word.substr(replay_prefix.size()) : word;
  TRY(const auto trace, replay::load_trace(file));
  const std::span<const replay::TraceEvent> events(trace.events);
  for (std::size_t at = 0; at < events.size();) {
    if (events[at].kind != replay::EventKind::exchange) {
      fmt::print("{}:{}\n", file, events[at].position.line);
      explain_reset(events[at++]);
      continue;
    }
    explain_run(events.subspan(at), file, catalogue);
    at += line_from(events.subspan(at)).size();
  }
  return {};
}

}  // namespace assay::cli

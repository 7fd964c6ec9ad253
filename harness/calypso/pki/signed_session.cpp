// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/signed_session.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "iso7816/fetched_answer.hpp"

namespace assay::calypso::pki {
namespace {

std::size_t bytes_of(std::uint8_t le) {
  return le == 0 ? 256 : le;
}

/// "exchange 2 at line 7 (00B201F400)"
std::string name_of(const SessionStep& step, std::size_t number) {
  constexpr std::size_t most = 20;
  const std::string hex = to_hex(ByteView(step.command).first(std::min(step.command.size(), most)));
  const std::string line = step.line == 0 ? "" : fmt::format(" at line {}", step.line);
  return fmt::format("exchange {}{} ({}{})", number, line, hex,
                     step.command.size() > most ? ".." : "");
}

SessionStep refused_step(const Exchange& exchange) {
  return {exchange.command, exchange.response, StepKind::refused_le, exchange.line, 1, {}};
}

/// A command without answer gets that of its repetition, if the next one is that.
void lend_answers(std::vector<SessionStep>& steps) {
  for (std::size_t i = steps.size(); i-- > 1;) {
    SessionStep& step = steps[i - 1];
    if (step.kind == StepKind::unanswered && equal(step.command, steps[i].command))
      step.response = steps[i].response;
  }
}

}  // namespace

std::vector<SessionStep> steps_of(std::span<const Exchange> session) {
  std::vector<iso7816::LineExchange> line;
  line.reserve(session.size());
  for (const auto& exchange : session) line.push_back({exchange.command, exchange.response});
  std::vector<SessionStep> out;
  for (std::size_t at = 0; at < session.size();) {
    auto fetched = iso7816::fetch_first(std::span(line).subspan(at));
    for (std::size_t i = 0; i < fetched.refused; ++i) out.push_back(refused_step(session[at + i]));
    const StepKind kind = fetched.response.empty()                ? StepKind::unanswered
                          : iso7816::refuses_le(fetched.response) ? StepKind::refused_le
                                                                  : StepKind::hashed;
    out.push_back({to_bytes(fetched.command), std::move(fetched.response), kind,
                   session[at + fetched.refused].line, fetched.count - fetched.refused,
                   fetched.awaited});
    at += fetched.count;
  }
  lend_answers(out);
  return out;
}

bool Reading::hashes(const SessionStep& step) const noexcept {
  switch (step.kind) {
    case StepKind::hashed: return true;
    case StepKind::refused_le: return refused_le;
    case StepKind::unanswered: break;
  }
  return unanswered && !step.response.empty();
}

std::vector<Reading> readings_of(std::span<const SessionStep> steps, RefusedLe refused_le) {
  const bool refused =
      std::ranges::find(steps, StepKind::refused_le, &SessionStep::kind) != steps.end();
  const bool lost = std::ranges::any_of(steps, [](const SessionStep& step) {
    return step.kind == StepKind::unanswered && !step.response.empty();
  });
  std::vector<Reading> out;
  for (const bool doubled : {false, true})
    for (const bool hashed : {false, true}) {
      const bool excluded =
          hashed ? refused_le == RefusedLe::left_out : refused_le == RefusedLe::hashed;
      if ((!refused && hashed) || (refused && excluded) || (!lost && doubled)) continue;
      out.push_back({hashed, doubled});
    }
  return out;
}

Transcript transcript_of(std::span<const SessionStep> steps, const Reading& reading) {
  Transcript out;
  bool begun = false;
  for (const auto& step : steps) {
    if (!reading.hashes(step)) continue;
    if (begun)
      out.add(step.command, step.response);
    else
      out.begin(step.command, step.response);
    begun = true;
  }
  return out;
}

std::string gap_in(std::span<const SessionStep> steps) {
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i].awaited)
      return fmt::format(
          "{} ends in '61{:02X}', and no GET RESPONSE follows that fetches the {} bytes which the "
          "card signed",
          name_of(steps[i], i + 1), *steps[i].awaited, bytes_of(*steps[i].awaited));
  return {};
}

std::string gap_in(std::span<const Exchange> session) {
  const bool fetched = std::ranges::none_of(
      session, [](const Exchange& exchange) { return iso7816::has_more(exchange.response); });
  return fetched ? std::string() : gap_in(std::span<const SessionStep>(steps_of(session)));
}

std::vector<std::string> remarks_of(std::span<const SessionStep> steps, const Reading& reading) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const SessionStep& step = steps[i];
    if (step.kind == StepKind::hashed && step.parts == 1) continue;
    const bool hashed = reading.hashes(step);
    const std::string name = name_of(step, i + 1);
    if (step.kind == StepKind::refused_le)
      out.push_back(fmt::format("{} was refused with '{}': {} what the card signed", name,
                                to_hex(step.response), hashed ? "part of" : "left out of"));
    if (step.kind == StepKind::unanswered)
      out.push_back(name +
                    (hashed ? " has no answer, and the card signed the one that its repetition got"
                            : " has no answer: left out, as if it had not arrived"));
    if (step.parts > 1)
      out.push_back(
          fmt::format("{} is joined from {} exchanges with GET RESPONSE", name, step.parts));
  }
  return out;
}

}  // namespace assay::calypso::pki

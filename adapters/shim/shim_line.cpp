// SPDX-License-Identifier: Apache-2.0
// The lines of the shim protocol: a word, then its operand.
#include "adapters/shim/shim_line.hpp"

#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"

namespace assay::shim {
namespace {

constexpr std::string_view greeting = "assay-shim";
constexpr std::string_view can_cut = "+cut";  ///< behind the version of a program that can

struct Words {
  std::string_view first;
  std::string_view rest;
};

Words split_first(std::string_view line) {
  line = trim(line);
  const std::size_t end = std::min(line.find(' '), line.size());
  return {line.substr(0, end), trim(line.substr(end))};
}

/// A line as it may stand in a message: its start, without control characters.
std::string shown(std::string_view line) {
  std::string out(line.substr(0, 60));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = '?';
  return line.size() > 60 ? out + "..." : out;
}

std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return std::string(trim(out));
}

struct Greeting {
  int version = 0;
  std::string_view name;
  bool can_cut = false;
};

Result<Greeting> parse_greeting(std::string_view operand) {
  const Words protocol = split_first(operand);
  const Words version = split_first(protocol.rest);
  Greeting out{0, version.rest};
  out.can_cut = version.first.ends_with(can_cut);
  const char* const end =
      version.first.data() + version.first.size() - (out.can_cut ? can_cut.size() : 0);
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto number = std::from_chars(version.first.data(), end, out.version);
  const bool whole = number.ec == std::errc{} && number.ptr == end && out.version > 0;
  if (protocol.first != greeting || !whole)
    return fail(ErrorCode::malformed, "'hello {}': 'hello assay-shim VERSION' wanted",
                shown(operand));
  return out;
}

Result<Bytes> parse_hex(std::string_view word, std::string_view operand) {
  auto bytes = from_hex(operand);
  if (bytes) return bytes;
  const bool tellable = operand.size() <= 60;  // the message quotes what was read
  return fail(ErrorCode::malformed, "'{} {}': {}", word, shown(operand),
              tellable ? bytes.error().message : "not whole bytes in hexadecimal digits");
}

Result<void> nothing_after(const Words& words) {
  if (words.rest.empty()) return {};
  return fail(ErrorCode::malformed, "'{}' stands alone, '{}' follows it", words.first,
              shown(words.rest));
}

Result<Request> parse_cut(const Words& words) {
  const Words operands = split_first(words.rest);
  Request request{.kind = RequestKind::cut};
  const char* const end = operands.first.data() + operands.first.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto number = std::from_chars(operands.first.data(), end, request.writes);
  if (number.ec != std::errc{} || number.ptr != end)
    return fail(ErrorCode::malformed, "'cut {}': 'cut WRITES HEX' wanted", shown(words.rest));
  TRY(request.command, parse_hex(words.first, operands.rest));
  if (request.command.empty()) return fail(ErrorCode::malformed, "'cut' without a command");
  return request;
}

}  // namespace

Result<Request> parse_request(std::string_view line) {
  const Words words = split_first(line);
  Request request;
  if (words.first == "hello") {
    TRY(const Greeting hello, parse_greeting(words.rest));
    request.kind = RequestKind::hello;
    request.version = hello.version;
    return request;
  }
  if (words.first == "reset") {
    if (words.rest != "cold" && words.rest != "warm")
      return fail(ErrorCode::malformed, "'reset {}': 'reset cold' or 'reset warm' wanted",
                  shown(words.rest));
    request.kind = RequestKind::reset;
    request.reset = words.rest == "cold" ? iso7816::ResetKind::cold : iso7816::ResetKind::warm;
    return request;
  }
  if (words.first == "apdu") {
    request.kind = RequestKind::apdu;
    TRY(request.command, parse_hex(words.first, words.rest));
    if (request.command.empty()) return fail(ErrorCode::malformed, "'apdu' without a command");
    return request;
  }
  if (words.first == "cut") return parse_cut(words);
  if (words.first == "quit") {
    TRY_VOID(nothing_after(words));
    return request;
  }
  return fail(ErrorCode::malformed, "'{}' is no request: hello, reset, apdu, cut or quit wanted",
              shown(line));
}

Result<Answer> parse_answer(std::string_view line) {
  const Words words = split_first(line);
  Answer answer;
  if (words.first == "hello") {
    TRY(const Greeting hello, parse_greeting(words.rest));
    answer.kind = AnswerKind::hello;
    answer.version = hello.version;
    answer.text = one_line(hello.name);
    answer.can_cut = hello.can_cut;
    return answer;
  }
  if (words.first == "atr" || words.first == "rapdu") {
    answer.kind = words.first == "atr" ? AnswerKind::atr : AnswerKind::rapdu;
    TRY(answer.bytes, parse_hex(words.first, words.rest));
    return answer;
  }
  if (words.first == "unsupported" || words.first == "error") {
    answer.kind = words.first == "error" ? AnswerKind::error : AnswerKind::unsupported;
    answer.text = one_line(words.rest);
    return answer;
  }
  if (words.first == "cut") {
    if (words.rest != "ended" && words.rest != "short")
      return fail(ErrorCode::malformed, "'cut {}': 'cut ended' or 'cut short' wanted",
                  shown(words.rest));
    answer.kind = AnswerKind::cut;
    answer.ended = words.rest == "ended";
    return answer;
  }
  if (words.first == "mute") {
    TRY_VOID(nothing_after(words));
    return answer;
  }
  return fail(ErrorCode::malformed,
              "'{}' is no answer: hello, atr, rapdu, cut, mute, unsupported or error wanted",
              shown(line));
}

std::string apdu_line(ByteView command) {
  std::string line = "apdu ";
  append_hex(line, command);
  return line + '\n';
}

std::string to_line(const Request& request) {
  switch (request.kind) {
    case RequestKind::hello: return fmt::format("hello {} {}\n", greeting, request.version);
    case RequestKind::reset:
      return request.reset == iso7816::ResetKind::cold ? "reset cold\n" : "reset warm\n";
    case RequestKind::apdu: return apdu_line(request.command);
    case RequestKind::cut:
      return fmt::format("cut {} {}\n", request.writes, to_hex(request.command));
    case RequestKind::quit: break;
  }
  return "quit\n";
}

std::string to_line(const Answer& answer) {
  const auto with_text = [](const std::string& line, const std::string& text) {
    const std::string clean = one_line(text);
    return clean.empty() ? line + '\n' : line + ' ' + clean + '\n';
  };
  switch (answer.kind) {
    case AnswerKind::hello:
      return with_text(fmt::format("hello {} {}{}", greeting, answer.version,
                                   answer.can_cut ? can_cut : std::string_view()),
                       answer.text);
    case AnswerKind::atr: return with_text("atr", to_hex(answer.bytes));
    case AnswerKind::rapdu: return with_text("rapdu", to_hex(answer.bytes));
    case AnswerKind::cut: return answer.ended ? "cut ended\n" : "cut short\n";
    case AnswerKind::unsupported: return with_text("unsupported", answer.text);
    case AnswerKind::error: return with_text("error", answer.text);
    case AnswerKind::mute: break;
  }
  return "mute\n";
}

}  // namespace assay::shim

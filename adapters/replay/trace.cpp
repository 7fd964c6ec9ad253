// SPDX-License-Identifier: Apache-2.0
// Traces: from text to events and back. A line is a word and its operand; two lines make an event.
#include "adapters/replay/trace.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "base/whole_file.hpp"

namespace assay::replay {
namespace {

constexpr std::size_t longest_trace = 256U << 20U;  // of a file: what grows without end is no trace
constexpr std::size_t longest_atr = 33;
constexpr std::size_t longest_command = 65544;   // header, extended Lc, 65,535 bytes, extended Le
constexpr std::size_t longest_response = 65538;  // 65,536 bytes and the status word
constexpr std::array all_codes{
    ErrorCode::malformed,   ErrorCode::out_of_range, ErrorCode::not_found,
    ErrorCode::unsupported, ErrorCode::timeout,      ErrorCode::card_mute,
    ErrorCode::reader_lost, ErrorCode::refused,      ErrorCode::internal};

/// The name of a code as one word: `card_mute`.
std::string word_of(ErrorCode code) {
  std::string word(name(code));
  std::ranges::replace(word, ' ', '_');
  return word;
}

/// A line taken apart: its word, the operand behind it, and where the operand starts.
struct Line {
  std::string_view word;
  std::string_view operand;
  Position position;
  std::size_t operand_column = 0;
  bool is_of_pcscd = false;  ///< which writes nothing where an answer was lost
};

constexpr std::string_view blanks = " \t\r";

/// Where the next word starts, from `at` on.
std::size_t word_from(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(blanks, at), text.size());
}

bool is_time(std::string_view word) {
  const bool bracketed = word.size() > 2 && word.front() == '[' && word.back() == ']';
  if (bracketed) word = word.substr(1, word.size() - 2);
  return !word.empty() && word.front() >= '0' && word.front() <= '9' &&
         word.find_first_not_of("0123456789:.,-+/TZ") == std::string_view::npos;
}

/// Where the line says something: behind a time, of one word or two, that other programs put in front of it.
std::size_t start_of(std::string_view text) {
  std::size_t at = word_from(text, 0);
  const std::size_t first = at;
  for (int words = 0; words < 2; ++words) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    if (!is_time(text.substr(at, end - at))) break;
    at = word_from(text, end);
    const std::string_view rest = text.substr(at);
    for (const std::string_view verb : {">", "<", "!", "atr", "reset", "APDU:", "SW:"})
      if (rest.starts_with(verb)) return at;
  }
  return first;
}

/// pcscd writes `APDU:` and `SW:` where a trace has signs.
std::string_view sign_of(std::string_view word) {
  if (word == "APDU:") return ">";
  return word == "SW:" ? "<" : word;
}

Line take_apart(std::string_view text, std::size_t number) {
  const std::size_t start = start_of(text);
  std::size_t end = std::min(text.find_first_of(blanks, start), text.size());
  const bool is_sign =
      start < text.size() && std::string_view("<>!").find(text[start]) != text.npos;
  if (is_sign) end = start + 1;  // no space needed behind the sign
  const std::size_t operand = word_from(text, end);
  const std::string_view word = text.substr(start, end - start);
  return {sign_of(word),
          trim(text.substr(operand)),
          {number, start + 1},
          operand + 1,
          sign_of(word) != word};
}

/// Colons between bytes are blanks.
std::string without_colons(std::string_view digits) {
  std::string out(digits);
  std::size_t read = 0;
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    const bool between = read > 0 && read % 2 == 0 && hex_digit(out[i + 1]) >= 0;
    if (out[i] == ':' && between && hex_digit(out[i - 1]) >= 0) out[i] = ' ';
    if (hex_digit(out[i]) >= 0) ++read;
  }
  return out;
}

class Parser {
 public:
  Parser(std::string_view text, std::string file) : text_(text), trace_{std::move(file), {}} {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  }

  Result<Trace> run() {
    std::size_t number = 0;
    for (const std::string_view text : split(text_, '\n'))
      TRY_VOID(line(take_apart(text, ++number)));
    TRY_VOID(lose_answer());
    if (open_)
      return wrong(open_->position, "the file ends before the answer to this line: '{}' wanted",
                   wanted());
    return std::move(trace_);
  }

 private:
  template <typename... Args>
  tl::unexpected<Error> wrong(Position where, fmt::format_string<Args...> text,
                              Args&&... args) const {
    return at(place(trace_.file, where),
              Error{ErrorCode::malformed, fmt::format(text, std::forward<Args>(args)...), {}});
  }

  std::string_view wanted() const { return open_->kind == EventKind::reset ? "atr HEX" : "< HEX"; }

  Result<void> line(const Line& line) {
    if (line.word.empty() || line.word.front() == '#') return {};
    if (line.word == "reset") return begin_reset(line);
    if (line.word == ">") return begin_exchange(line);
    if (line.word == "<") return end_exchange(line);
    if (line.word == "atr") return end_reset(line);
    if (line.word == "!") return end_with_error(line);
    constexpr std::array<std::string_view, 5> words{"reset", "atr", ">", "<", "!"};
    return wrong(line.position, "'{}' starts no line of a trace; #, reset, atr, >, < and ! do{}",
                 line.word.substr(0, 40), did_you_mean(line.word.substr(0, 40), words));
  }

  Result<void> nothing_open(const Line& line) const {
    if (!open_) return {};
    return wrong(line.position, "'{}' stands where '{}' is wanted, the answer to line {}",
                 line.word, wanted(), open_->position.line);
  }

  Result<void> begin_reset(const Line& line) {
    TRY_VOID(nothing_open(line));
    const auto kind = trim(line.operand.substr(0, line.operand.find('#')));
    if (kind != "cold" && kind != "warm")
      return wrong({line.position.line, line.operand_column},
                   "'reset {}': 'reset cold' or 'reset warm' wanted", kind.substr(0, 40));
    open_ = TraceEvent{.kind = EventKind::reset, .position = line.position};
    open_->reset_kind = kind == "cold" ? iso7816::ResetKind::cold : iso7816::ResetKind::warm;
    return {};
  }

  /// Between two commands of pcscd's log, and at its end, an answer may be lost.
  Result<void> lose_answer() {
    if (!open_ || !open_is_of_pcscd_) return {};
    open_->error = Error{ErrorCode::card_mute, "no answer is recorded", {}};
    return close();
  }

  Result<void> begin_exchange(const Line& line) {
    if (line.is_of_pcscd) TRY_VOID(lose_answer());
    TRY_VOID(nothing_open(line));
    TraceEvent event{.kind = EventKind::exchange, .position = line.position};
    TRY(event.command, hex_of(line, longest_command));
    if (event.command.empty()) return wrong(line.position, "a command has at least 1 byte");
    open_ = std::move(event);
    open_is_of_pcscd_ = line.is_of_pcscd;
    return {};
  }

  Result<void> end_exchange(const Line& line) {
    if (!open_ || open_->kind != EventKind::exchange)
      return wrong(line.position, "'<' answers no command: a line '> HEX' must come before it");
    TRY(open_->answer, hex_of(line, longest_response));
    return close();
  }

  Result<void> end_reset(const Line& line) {
    if (open_ && open_->kind == EventKind::exchange) return nothing_open(line);
    if (!open_) open_ = bare_atr(line);
    TRY(open_->answer, hex_of(line, longest_atr));
    return close();
  }

  TraceEvent bare_atr(const Line& line) const {
    const auto kind = trace_.events.empty() ? EventKind::opened : EventKind::reset;
    return {.kind = kind, .position = line.position};
  }

  Result<void> end_with_error(const Line& line) {
    if (!open_)
      return wrong(line.position, "'!' answers nothing: 'reset' or '> HEX' must come before it");
    const auto word = line.operand.substr(0, line.operand.find(' '));
    for (const ErrorCode code : all_codes) {
      if (word_of(code) != word) continue;
      open_->error = Error{code, unescaped(trim(line.operand.substr(word.size()))), {}};
      return close();
    }
    return wrong({line.position.line, line.operand_column}, "'{}' is no error code",
                 word.substr(0, 40));
  }

  Result<void> close() {
    trace_.events.push_back(std::move(*open_));
    open_.reset();
    open_is_of_pcscd_ = false;
    return {};
  }

  Result<Bytes> hex_of(const Line& line, std::size_t longest) const {
    const auto digits = trim(line.operand.substr(0, line.operand.find('#')));
    auto bytes = from_hex(without_colons(digits));
    if (!bytes)
      return wrong(
          {line.position.line, line.operand_column}, "{}",
          digits.size() <= 100 ? bytes.error().message : "not whole bytes in hexadecimal digits");
    if (bytes->size() > longest)
      return wrong(line.position, "{} bytes after '{}', at most {} are possible", bytes->size(),
                   line.word, longest);
    return bytes;
  }

  static std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool escape = text[i] == '\\' && i + 1 < text.size();
      if (!escape) {
        out += text[i];
        continue;
      }
      const char c = text[++i];
      out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 's' ? ' ' : c == 't' ? '\t' : c;
    }
    return out;
  }

  std::string_view text_;
  Trace trace_;
  std::optional<TraceEvent> open_;
  bool open_is_of_pcscd_ = false;
};

/// One line, whatever the message holds; blanks at the ends, which a reader would trim, are written out.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool edge = i == 0 || i + 1 == text.size();
    const char c = text[i];
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\\')
      out += "\\\\";
    else if (c == '\t')
      out += "\\t";
    else if (c == ' ' && edge)
      out += "\\s";
    else
      out += c;
  }
  return out;
}

std::string question(const TraceEvent& event) {
  if (event.kind == EventKind::exchange) return "> " + to_spaced_hex(event.command) + "\n";
  if (!event.reset_kind) return {};
  return *event.reset_kind == iso7816::ResetKind::cold ? "reset cold\n" : "reset warm\n";
}

}  // namespace

bool operator==(const TraceEvent& a, const TraceEvent& b) noexcept {
  const bool same_error =
      a.error.has_value() == b.error.has_value() &&
      (!a.error || (a.error->code == b.error->code && a.error->message == b.error->message));
  return same_error && a.kind == b.kind && a.reset_kind == b.reset_kind && a.command == b.command &&
         a.answer == b.answer;
}

Result<Trace> parse_trace(std::string_view text, std::string file) {
  return Parser(text, std::move(file)).run();
}

Result<Trace> load_trace(const std::string& path) {
  const auto text = read_whole_file(path, longest_trace);
  if (text) return parse_trace(*text, path);
  if (text.error().code == ErrorCode::out_of_range) return tl::unexpected(text.error());
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return fail(ErrorCode::not_found, "there is no trace '{}' that can be read", path);
  return fail(ErrorCode::not_found, "the trace '{}' cannot be read", path);
}

std::string to_text(const TraceEvent& event) {
  std::string out = question(event);
  if (event.error)
    return out +
           fmt::format("! {} {}\n", word_of(event.error->code), escaped(event.error->message));
  const char* const sign = event.kind == EventKind::exchange ? "<" : "atr";
  const std::string hex = to_spaced_hex(event.answer);
  return out + (hex.empty() ? fmt::format("{}\n", sign) : fmt::format("{} {}\n", sign, hex));
}

}  // namespace assay::replay

// SPDX-License-Identifier: Apache-2.0
// Reading the lines of a journal; every member is asked for by name, and what nobody asked for is refused.
#include "reports/jsonl/journal_lines.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/hex.hpp"
#include "reports/jsonl/journal_writer.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;

std::optional<journal::Outcome> parse_outcome(std::string_view text) {
  using journal::Outcome;
  for (const auto outcome : {Outcome::answered, Outcome::malformed, Outcome::mute, Outcome::timeout,
                             Outcome::lost, Outcome::failed, Outcome::cut})
    if (name(outcome) == text) return outcome;
  return std::nullopt;
}

std::optional<journal::Phase> parse_phase(std::string_view text) {
  using journal::Phase;
  for (const auto phase : {Phase::given, Phase::steps, Phase::finally})
    if (name(phase) == text) return phase;
  return std::nullopt;
}

/// The number of digits `text` holds and nothing else, or -1.
std::int64_t parse_digits(std::string_view text) {
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Reads what `utc_text` writes, for years that nanoseconds in 64 bits can hold.
std::optional<std::int64_t> parse_utc(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.dddddddddZ";
  if (text.size() != shape.size()) return std::nullopt;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == 'd' ? !is_digit : text[i] != shape[i]) return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t count) {
    return parse_digits(text.substr(at, count));
  };
  using namespace std::chrono;
  const year_month_day date{year(static_cast<int>(part(0, 4))),
                            month(static_cast<unsigned>(part(5, 2))),
                            day(static_cast<unsigned>(part(8, 2)))};
  const bool fits = date.ok() && part(0, 4) >= 1678 && part(0, 4) <= 2261 && part(11, 2) < 24 &&
                    part(14, 2) < 60 && part(17, 2) < 60;
  if (!fits) return std::nullopt;
  return nanoseconds(sys_days(date).time_since_epoch() + hours(part(11, 2)) + minutes(part(14, 2)) +
                     seconds(part(17, 2)))
             .count() +
         part(20, 9);
}

/// Reads "80D8....01"; every ".." is a secret byte. False when it is not that.
bool parse_masked_hex(std::string_view text, Bytes& bytes,
                      std::vector<journal::SecretRange>& secrets) {
  if (text.size() % 2 != 0) return false;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t offset = i / 2;
    if (text[i] == '.' && text[i + 1] == '.') {
      bytes.push_back(0);
      const bool continues =
          !secrets.empty() && secrets.back().offset + secrets.back().length == offset;
      if (continues)
        ++secrets.back().length;
      else
        secrets.push_back({offset, 1});
      continue;
    }
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes.push_back(static_cast<std::uint8_t>((high << 4) | low));
  }
  return true;
}

/// Takes the members of one object by name and remembers the first thing that was wrong.
class Members {
 public:
  explicit Members(const json& object) : object_(object) {}

  std::string text(const char* name) { return text_of(find(name, true), name); }
  std::string text_if(const char* name) { return text_of(find(name, false), name); }

  template <typename T>
  T number(const char* name) {
    const json* value = find(name, true);
    if (value == nullptr) return {};
    const bool fits = std::is_unsigned_v<T> ? value->is_number_unsigned()
                                            : value->is_number_integer() && !overflows(*value);
    if (!fits) return wrong(name, "a whole number"), T{};
    return value->get<T>();
  }
  double real(const char* name) {
    const json* value = find(name, true);
    if (value == nullptr) return 0;
    if (!value->is_number()) return wrong(name, "a number"), 0;
    return value->get<double>();
  }
  bool flag_if(const char* name) {
    const json* value = find(name, false);
    if (value == nullptr) return false;
    if (!value->is_boolean()) wrong(name, "true or false");
    return value->is_boolean() && value->get<bool>();
  }
  std::vector<std::string> texts_if(const char* name) {
    std::vector<std::string> out;
    for (const auto& item : array(name, false)) {
      if (item.is_string())
        out.push_back(item.get<std::string>());
      else
        wrong(name, "a list of texts");
    }
    return out;
  }
  template <typename T>
  T word(const char* name, std::optional<T> (*parse)(std::string_view)) {
    const std::string value = text(name);
    const auto parsed = parse(value);
    if (!parsed && problem_.empty())
      problem_ = fmt::format("'{}' is not a value of '{}'", value, name);
    return parsed.value_or(T{});
  }
  Bytes hex(const char* name, bool required, std::vector<journal::SecretRange>& secrets) {
    Bytes bytes;
    const std::string value = required ? text(name) : text_if(name);
    if (!parse_masked_hex(value, bytes, secrets)) wrong(name, "hexadecimal digits in pairs");
    return bytes;
  }
  template <typename T>
  std::vector<T> objects(const char* name, bool required, T (*read)(Members&)) {
    std::vector<T> out;
    for (const auto& item : array(name, required)) {
      if (!item.is_object()) {
        wrong(name, "a list of objects");
        continue;
      }
      Members members(item);
      out.push_back(read(members));
      if (std::string problem = members.finish(); !problem.empty() && problem_.empty())
        problem_ = fmt::format("in '{}': {}", name, problem);
    }
    return out;
  }
  Position position() { return {number<std::size_t>("line"), number<std::size_t>("column")}; }

  /// What was wrong, the first unknown member included; empty when nothing was.
  std::string finish() {
    if (!problem_.empty() || taken_.size() == object_.size()) return problem_;
    for (const auto& [key, value] : object_.items())
      if (std::find(taken_.begin(), taken_.end(), key) == taken_.end())
        return fmt::format("the member '{}' is unknown", key);
    return problem_;
  }

 private:
  const json* find(const char* name, bool required) {
    const auto found = object_.find(name);
    if (found == object_.end()) {
      if (required && problem_.empty()) problem_ = fmt::format("the member '{}' is missing", name);
      return nullptr;
    }
    taken_.emplace_back(name);
    return &*found;
  }
  const json& array(const char* name, bool required) {
    static const json empty = json::array();
    const json* value = find(name, required);
    if (value == nullptr) return empty;
    if (value->is_array()) return *value;
    wrong(name, "a list");
    return empty;
  }
  std::string text_of(const json* value, const char* name) {
    if (value == nullptr) return {};
    if (value->is_string()) return value->get<std::string>();
    wrong(name, "a text");
    return {};
  }
  static bool overflows(const json& value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
  }
  void wrong(const char* name, std::string_view wanted) {
    if (problem_.empty()) problem_ = fmt::format("the member '{}' is not {}", name, wanted);
  }

  const json& object_;
  std::vector<std::string_view> taken_;
  std::string problem_;
};

journal::InputFile read_input(Members& in) {
  return {in.text("kind"), in.text("path"), in.text("sha256")};
}

journal::TargetRecord read_target(Members& in) {
  return {in.text("role"),        in.text("uri"),    in.text("kind"),        in.text_if("reader"),
          in.text_if("protocol"), in.text_if("atr"), in.text_if("identity"), in.text_if("label")};
}

JournalLine read_run(Members& in) {
  RunLine line;
  line.run.schema = in.text("schema");
  line.run.tool_version = in.text("tool_version");
  line.run.build_id = in.text("build_id");
  line.run.started_utc = in.text("started_utc");
  line.run.seed = in.number<std::uint64_t>("seed");
  line.run.command_line = in.text("command_line");
  line.run.written_cases = in.number<std::size_t>("written_cases");
  line.planned_cases = in.number<std::size_t>("planned_cases");
  line.run.inputs = in.objects("inputs", true, read_input);
  line.run.targets = in.objects("targets", true, read_target);
  return line;
}

JournalLine read_plan(Members& in) {
  journal::PlannedCase planned;
  planned.index = in.number<std::size_t>("index");
  planned.address = in.text("address");
  planned.suite = in.text("suite");
  planned.title = in.text("title");
  planned.file = in.text("file");
  planned.position = in.position();
  planned.level = in.text("level");
  planned.risk = in.text("risk");
  planned.target = in.text("target");
  planned.covers = in.texts_if("covers");
  planned.tags = in.texts_if("tags");
  planned.not_applicable = in.text_if("not_applicable");
  planned.refused = in.text_if("refused");
  return planned;
}

JournalLine read_case(Members& in) {
  return CaseLine{in.number<std::size_t>("index"), in.text("address")};
}

JournalLine read_exchange(Members& in) {
  ExchangeLine line;
  std::vector<journal::SecretRange> plain_secrets;
  line.role = in.text("role");
  line.command = in.hex("command", true, line.secrets);
  line.response = in.hex("response", true, line.response_secrets);
  line.plain_command = in.hex("plain_command", false, plain_secrets);
  line.plain_response = in.hex("plain_response", false, line.plain_response_secrets);
  line.secrets.insert(line.secrets.end(), plain_secrets.begin(), plain_secrets.end());
  line.outcome = in.word("outcome", parse_outcome);
  line.remark = in.text_if("remark");
  line.utc_ns = in.word("utc", parse_utc);
  line.monotonic_ns = in.number<std::int64_t>("monotonic_ns");
  line.duration_ns = in.number<std::int64_t>("duration_ns");
  return line;
}

journal::FailedCheck read_failure(Members& in) {
  return {in.text("what"),       in.text("expected"),     in.text("received"),
          in.texts_if("covers"), in.text_if("because"),   in.text("file"),
          in.position(),         in.text_if("confidence")};
}

std::optional<journal::Verdict> parse_verdict(std::string_view text) {
  return journal::parse_verdict(text);
}

JournalLine read_step(Members& in) {
  StepLine line;
  line.record.phase = in.word("phase", parse_phase);
  line.record.number = in.number<std::size_t>("number");
  line.title = in.text("title");
  line.file = in.text("file");
  line.record.position = in.position();
  line.record.verdict = in.word("verdict", parse_verdict);
  line.reason = in.text_if("reason");
  line.failures = in.objects("failures", false, read_failure);
  return line;
}

JournalLine read_verdict(Members& in) {
  journal::CaseRecord record;
  record.index = in.number<std::size_t>("index");
  record.verdict = in.word("verdict", parse_verdict);
  record.reason = in.text_if("reason");
  record.expected_failure = in.text_if("expected_failure");
  record.unexpected_pass = in.flag_if("unexpected_pass");
  record.not_restored = in.flag_if("not_restored");
  record.remark = in.text_if("remark");
  record.unconfirmed = in.text_if("unconfirmed");
  record.steps = in.number<std::size_t>("steps");
  record.apdus = in.number<std::size_t>("apdus");
  record.duration_ns = in.number<std::int64_t>("duration_ns");
  return record;
}

JournalLine read_summary(Members& in) {
  journal::RunSummary summary;
  summary.passed = in.number<std::size_t>("passed");
  summary.failed = in.number<std::size_t>("failed");
  summary.inconclusive = in.number<std::size_t>("inconclusive");
  summary.error = in.number<std::size_t>("error");
  summary.not_applicable = in.number<std::size_t>("not_applicable");
  summary.refused = in.number<std::size_t>("refused");
  summary.expected_failures = in.number<std::size_t>("expected_failures");
  summary.written = in.number<std::size_t>("written");
  summary.steps = in.number<std::size_t>("steps");
  summary.apdus = in.number<std::size_t>("apdus");
  summary.seconds = in.real("seconds");
  summary.stopped = in.text_if("stopped");
  return summary;
}

struct Kind {
  std::string_view name;
  JournalLine (*read)(Members&);
};
constexpr Kind kinds[] = {{"run", read_run},        {"plan", read_plan},
                          {"case", read_case},      {"exchange", read_exchange},
                          {"step", read_step},      {"verdict", read_verdict},
                          {"summary", read_summary}};

Result<JournalLine> read_object(const json& object) {
  // Before anything else, so that a journal of a later version is not called broken.
  if (const auto schema = object.find("schema");
      schema != object.end() && *schema != journal_schema)
    return fail(ErrorCode::unsupported, "schema {} is not one this program reads, which is \"{}\"",
                schema->dump(-1, ' ', true, json::error_handler_t::replace), journal_schema);
  Members members(object);
  const std::string kind = members.text("kind");
  for (const auto& known : kinds) {
    if (known.name != kind) continue;
    JournalLine line = known.read(members);
    if (std::string problem = members.finish(); !problem.empty())
      return fail(ErrorCode::unsupported, "in a line of kind '{}', {}", kind, problem);
    return line;
  }
  return fail(ErrorCode::unsupported, "'{}' is not a kind of journal line", kind);
}

}  // namespace

journal::ExchangeRecord ExchangeLine::record() const {
  return {role,
          command,
          response,
          secrets,
          outcome,
          remark,
          utc_ns,
          monotonic_ns,
          duration_ns,
          plain_command,
          plain_response,
          response_secrets,
          plain_response_secrets};
}

journal::StepRecord StepLine::view() const {
  journal::StepRecord out = record;
  out.title = title;
  out.file = file;
  out.reason = reason;
  out.failures = failures;
  return out;
}

Result<JournalLine> parse_journal_line(std::string_view text) {
  const json object = json::parse(text.begin(), text.end(), nullptr, false);
  if (!object.is_object()) return fail(ErrorCode::malformed, "this line is not a JSON object");
  return read_object(object);
}

}  // namespace assay::reports

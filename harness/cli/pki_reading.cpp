// SPDX-License-Identifier: Apache-2.0
#include "cli/pki_reading.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "adapters/replay/trace.hpp"
#include "base/hex.hpp"
#include "base/whole_file.hpp"
#include "calypso/pki/trust_file.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using namespace calypso::pki;
using nlohmann::json;

constexpr std::uintmax_t max_file = 1U << 20;

bool is_text(std::string_view content) {
  return std::ranges::all_of(content, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte < 0x7F) || c == '\n' || c == '\r' || c == '\t';
  });
}

/// Hex in lines, `#` begins a comment.
std::string without_comments(std::string_view content) {
  std::string out;
  bool comment = false;
  for (const char c : content) {
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    if (!comment && c != '\n' && c != '\r' && c != '\t' && c != ' ') out += c;
  }
  return out;
}

Result<std::string> content_of(const std::string& path) {
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  if (!failed && size > max_file)
    return fail(ErrorCode::out_of_range, "'{}' has {} bytes, at most {} are read", path, size,
                max_file);
  return read_whole_file(path);
}

Result<Bytes> bytes_of(std::string_view content) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (content.starts_with(byte_order_mark) && is_text(content.substr(byte_order_mark.size())))
    content.remove_prefix(byte_order_mark.size());
  if (content.find("-----BEGIN ") != std::string_view::npos) return bytes_from_pem(content);
  if (is_text(content)) return from_hex(without_comments(content));
  return Bytes(content.begin(), content.end());
}

/// The values of one JSON object, read key by key.
class Record {
 public:
  explicit Record(const json& object) : object_(object) {}

  [[nodiscard]] bool has(const char* key) const { return object_.contains(key); }

  [[nodiscard]] Result<std::string> text(const char* key) const {
    if (!has(key)) return std::string();
    if (object_[key].is_string()) return object_[key].get<std::string>();
    return fail(ErrorCode::malformed, "'{}' is {}, a text was wanted", key,
                object_[key].type_name());
  }
  [[nodiscard]] Result<Bytes> hex(const char* key) const {
    TRY(const std::string written, text(key));
    auto bytes = from_hex(written);
    if (bytes) return *std::move(bytes);
    return fail(ErrorCode::malformed, "'{}': {}", key, bytes.error().message);
  }
  [[nodiscard]] Result<std::vector<json>> list(const char* key) const {
    if (!has(key)) return std::vector<json>();
    if (object_[key].is_array()) return object_[key].get<std::vector<json>>();
    return fail(ErrorCode::malformed, "'{}' is {}, a list was wanted", key,
                object_[key].type_name());
  }

 private:
  const json& object_;
};

/// JSON, in which no object has a key twice: which of both counts, readers do not agree on.
Result<json> parse_without_repetition(std::string_view text) {
  std::vector<std::set<std::string>> open;
  std::string twice;
  const auto watch = [&](int /*depth*/, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) open.emplace_back();
    if (event == json::parse_event_t::object_end) open.pop_back();
    if (event == json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second)
      twice = value.get<std::string>();
    return true;
  };
  json out = json::parse(text, watch, /*allow_exceptions=*/false);
  if (out.is_discarded()) return fail(ErrorCode::malformed, "this is no JSON");
  if (!twice.empty()) return fail(ErrorCode::malformed, "'{}' stands here twice", twice);
  return out;
}

Result<void> check_keys(const json& object, std::initializer_list<std::string_view> known) {
  if (!object.is_object())
    return fail(ErrorCode::malformed, "this is {}, an object {{..}} was wanted",
                object.type_name());
  for (const auto& [key, value] : object.items())
    if (std::ranges::find(known, key) == known.end())
      return fail(ErrorCode::malformed, "a transaction has no '{}'", key);
  return {};
}

Result<void> read_session(const Record& record, Transaction& out) {
  TRY(const auto rows, record.list("session"));
  for (const auto& row : rows) {
    TRY_VOID(check_keys(row, {"command", "answer"}));
    for (const char* part : {"command", "answer"})
      if (!row.contains(part))
        return fail(ErrorCode::malformed, "an exchange of 'session' has no '{}'", part);
    Exchange exchange;
    TRY(exchange.command, Record(row).hex("command"));
    TRY(exchange.response, Record(row).hex("answer"));
    out.session.push_back(std::move(exchange));
  }
  return {};
}

Result<void> read_certificates(const Record& record, Transaction& out) {
  TRY(const auto rows, record.list("ca_certificates"));
  for (const auto& row : rows) {
    if (!row.is_string())
      return fail(ErrorCode::malformed, "'ca_certificates' holds {}, hex was wanted",
                  row.type_name());
    auto bytes = from_hex(row.get<std::string>());
    if (!bytes) return fail(ErrorCode::malformed, "'ca_certificates': {}", bytes.error().message);
    out.ca_certificates.push_back(*std::move(bytes));
  }
  TRY(out.card_certificate, record.hex("card_certificate"));
  return {};
}

Result<void> read_facts(const Record& record, Transaction& out) {
  TRY(out.fci, record.hex("fci"));
  TRY(out.aid, record.hex("aid"));
  TRY(out.startup, record.hex("startup"));
  TRY(out.public_key, record.hex("public_key"));
  if (!record.has("serial")) return {};
  TRY(const Bytes serial, record.hex("serial"));
  if (serial.size() != 8)
    return fail(ErrorCode::malformed, "'serial' has {} bytes, 8 were wanted", serial.size());
  out.serial.emplace();
  std::ranges::copy(serial, out.serial->begin());
  return {};
}

}  // namespace

Result<Bytes> read_pki_bytes(std::string_view option, const std::string& given) {
  std::error_code failed;
  auto bytes = Result<Bytes>();
  if (fs::is_regular_file(given, failed)) {
    TRY(const std::string content, content_of(given));
    bytes = bytes_of(content);
  } else {
    bytes = from_hex(given);
    if (!bytes && given.size() < 200 && given.find_first_of("/.") != std::string::npos)
      return fail(ErrorCode::not_found, "{}: there is no file '{}'", option, given);
  }
  if (!bytes) return fail(ErrorCode::malformed, "{}: {}", option, bytes.error().message);
  if (bytes->empty()) return fail(ErrorCode::malformed, "{}: no bytes", option);
  return bytes;
}

Result<std::vector<DialogueEvent>> read_dialogue(const std::string& path) {
  TRY(const auto trace, replay::load_trace(path));
  std::vector<DialogueEvent> out;
  for (const auto& event : trace.events) {
    // An answer that is none is a lost one: what the card did nobody knows.
    Bytes answer = event.error || event.answer.size() < 2 ? Bytes{} : event.answer;
    if (event.kind == replay::EventKind::exchange)
      out.push_back({{event.command, std::move(answer), event.position.line}, false});
    else
      out.push_back({{{}, {}, event.position.line}, true});
  }
  return out;
}

Result<StoredTransaction> parse_stored(std::string_view text) {
  TRY(const json object, parse_without_repetition(text));
  TRY_VOID(check_keys(
      object, {"id", "at", "fci", "aid", "serial", "startup", "public_key", "ca_certificates",
               "card_certificate", "session", "transcript", "signature"}));
  const Record record(object);
  StoredTransaction out;
  TRY(out.id, record.text("id"));
  TRY(const std::string at, record.text("at"));
  if (!at.empty()) out.at = parse_date(at);
  if (!at.empty() && !out.at)
    return fail(ErrorCode::malformed, "'at' is '{}', a day such as 2026-01-31 was wanted", at);
  TRY_VOID(read_facts(record, out.transaction));
  TRY_VOID(read_certificates(record, out.transaction));
  TRY_VOID(read_session(record, out.transaction));
  TRY(out.transaction.transcript, record.hex("transcript"));
  TRY(out.transaction.signature, record.hex("signature"));
  if (!out.transaction.session.empty() && !out.transaction.transcript.empty())
    return fail(ErrorCode::malformed, "'session' and 'transcript' say the same: one is wanted");
  return out;
}

}  // namespace assay::cli

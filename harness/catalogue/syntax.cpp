// SPDX-License-Identifier: Apache-2.0
// One function a kind of file; each reads like an example of the file.
#include "catalogue/syntax.hpp"

#include <algorithm>
#include <charconv>

namespace assay::catalogue {
namespace {

using document::Schema;

Schema risk() {
  return document::word({"read", "auth-failure", "persistent", "irreversible"});
}

Schema name_text() {
  return document::text("a name such as scp03.key_version", is_name, R"(^[a-z0-9][a-z0-9._-]*$)");
}

Schema header_byte() {
  return document::text(
      "a byte such as '80', the name of a field, field[0], or bits such as sfi*8 + mode");
}

Schema answer_field() {
  Schema size =
      document::text("a size such as 8 bytes, or the bytes that must stand there, in quotes");
  Schema options = document::mapping(
      "a size, or { is: size, secret: true }",
      {{"is", size, true, ""},
       {"optional", document::boolean(), false, "the field may be absent"},
       {"secret", document::boolean(), false, "masked wherever it would be shown"}});
  return document::open_mapping("a field and its size, as in { card_challenge: 8 bytes }", {},
                                document::any_of("a size such as 8 bytes", {size, options}));
}

Schema data_field() {
  Schema options = document::mapping(
      "a size, or { is: size, optional: true, secret: true }",
      {{"is", document::text("a size such as 8 bytes, lv 0..16 bytes or tlv 4F 5..16 bytes"), true,
        ""},
       {"optional", document::boolean(), false, "the field may be left out"},
       {"secret", document::boolean(), false, "masked wherever it would be shown"}});
  Schema size = document::text("a size such as 8 bytes, lv 0..16 bytes or tlv 4F 5..16 bytes");
  return document::open_mapping("a field and its size, as in { host_challenge: 8 bytes }", {},
                                document::any_of("a size such as 8 bytes", {size, options}));
}

Schema status_word_rule() {
  return document::mapping(
      "a status word with its meaning, as in { sw: '6A88', when: ... }",
      {{"sw", document::text("a status word such as '6A88' or '61xx'"), true, ""},
       {"when", document::text("when it is returned"), true, ""},
       {"clause", document::text("where it is said"), false, ""}});
}

Schema command() {
  Schema header =
      document::mapping("the header, as in { cla: '80', ins: 'F2', p1: element, p2: form }",
                        {{"cla", header_byte(), true, ""},
                         {"ins", header_byte(), true, ""},
                         {"p1", header_byte(), true, ""},
                         {"p2", header_byte(), true, ""}});
  Schema form = document::mapping(
      "an answer form, as in { name: scp02, fields: [...] }",
      {{"name", name_text(), true, ""},
       {"fields", document::list_of(answer_field(), "a list of fields"), true, ""}});
  return document::mapping(
      "a command",
      {{"clause", document::text("where the command is specified"), true, ""},
       {"says", document::text("one sentence on what it does"), true, ""},
       {"risk", risk(), true, ""},
       {"header", header, true, ""},
       {"classes", document::list_of(document::hex("a class byte such as '94'"), "class bytes"),
        false, "the class bytes it is known by when a field gives its class"},
       {"le", document::hex("one byte, or three in the extended form"), false,
        "absent: no Le field"},
       {"session",
        document::word({"initiate", "authenticate", "store", "certify", "agree", "environment",
                        "present", "fetch", "entrust", "prove", "demand"}),
        false, "what it does to the secure channel"},
       {"defaults",
        document::open_mapping("values of fields a script leaves out", {},
                               document::hex("bytes between quotes, or a $name")),
        false, ""},
       {"data", document::list_of(data_field(), "a list of fields"), false,
        "the data field, in order"},
       {"answers", document::list_of(form, "a list of answer forms"), false, "tried in order"},
       {"status_words", document::list_of(status_word_rule(), "a list of status words"), false,
        ""}});
}

Schema names_file(const std::string& key) {
  Schema line = document::mapping(
      "a line such as { name: scp03, type: boolean, says: ... }",
      {{"name", name_text(), true, ""},
       {"type", document::word({"boolean", "number", "hex", "text"}), true, ""},
       {"says", document::text("one sentence"), true, ""},
       {"secret", document::boolean(), false, "masked wherever it would be shown"},
       {"usual", document::hex("bytes between quotes"), false,
        "the value when a bench gives none"}});
  return document::mapping("a list of names",
                           {{key, document::list_of(line, "a list of lines"), true, ""}});
}

}  // namespace

const Schema& command_catalogue_syntax() {
  static const Schema schema = document::mapping(
      "a command catalogue",
      {{"catalogue", document::text("the id of the catalogue"), true, ""},
       {"title", document::text("a title"), true, ""},
       {"source", document::text("the documents it follows"), true, ""},
       {"commands", document::open_mapping("commands by name", {}, command()), true, ""}});
  return schema;
}

const Schema& ics_names_syntax() {
  static const Schema schema = names_file("ics");
  return schema;
}

const Schema& ixit_names_syntax() {
  static const Schema schema = names_file("ixit");
  return schema;
}

const Schema& exceptions_syntax() {
  static const Schema schema = document::mapping(
      "requirements that no case proves",
      {{"exceptions",
        document::list_of(
            document::mapping("a line such as { id: GP-1-01, reason: permission, because: ... }",
                              {{"id", document::text("a requirement"), true, ""},
                               {"reason",
                                document::word({"permission", "text-lost", "offcard-duty",
                                                "runtime-api", "not-observable"}),
                                true, ""},
                               {"because", document::text("a sentence"), true, ""}}),
            "a list of lines"),
        false, ""},
       {"same_as",
        document::list_of(
            document::mapping("a line such as { id: GP-1-02, is: GP-1-01, because: ... }",
                              {{"id", document::text("a requirement"), true, ""},
                               {"is", document::text("a requirement"), true, ""},
                               {"because", document::text("a sentence"), true, ""}}),
            "a list of lines"),
        false, ""}});
  return schema;
}

const Schema& terminal_deviations_syntax() {
  static const Schema schema = document::mapping(
      "mistakes a terminal can make on purpose",
      {{"terminal_deviations",
        document::list_of(
            document::open_mapping(
                "a line such as { name: c_mac.omit, risk: auth-failure, says: ... }",
                {{"name", name_text(), true, ""},
                 {"risk", risk(), true, ""},
                 {"says", document::text("one sentence"), true, ""}},
                document::any_of("a remark",
                                 {document::text("a remark"),
                                  document::list_of(document::text("a remark"), "remarks")})),
            "a list of lines"),
        true, ""}});
  return schema;
}

std::optional<std::pair<std::size_t, std::size_t>> parse_size(std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  std::size_t least = 0;
  const auto first = std::from_chars(at, end, least);
  if (first.ec != std::errc()) return std::nullopt;
  std::string_view rest(first.ptr, static_cast<std::size_t>(end - first.ptr));
  std::size_t greatest = least;
  if (rest.starts_with("..")) {
    const auto second = std::from_chars(first.ptr + 2, end, greatest);
    if (second.ec != std::errc()) return std::nullopt;
    rest = std::string_view(second.ptr, static_cast<std::size_t>(end - second.ptr));
  }
  const bool closed = rest == " bytes" || (rest == " byte" && least == greatest);
  if (!closed || greatest < least || greatest > 0xFFFFFF) return std::nullopt;
  return std::pair{least, greatest};
}

bool is_name(std::string_view text) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         std::ranges::all_of(text, is_part);
}

}  // namespace assay::catalogue

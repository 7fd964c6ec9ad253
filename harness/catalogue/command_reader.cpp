// SPDX-License-Identifier: Apache-2.0
// Sizes, header bytes and patterns are small texts inside the YAML; this is where they become values.
#include "catalogue/command_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "catalogue/syntax.hpp"
#include "document/schema.hpp"

namespace assay::catalogue {
namespace {

using document::Node;

constexpr std::size_t any_size = 65535;

std::string text_at(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value != nullptr ? value->text : std::string();
}

SessionEffect session_effect(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, SessionEffect>, 11> words{
      {{"initiate", SessionEffect::initiate},
       {"authenticate", SessionEffect::authenticate},
       {"store", SessionEffect::store},
       {"certify", SessionEffect::certify},
       {"agree", SessionEffect::agree},
       {"environment", SessionEffect::environment},
       {"present", SessionEffect::present},
       {"fetch", SessionEffect::fetch},
       {"entrust", SessionEffect::entrust},
       {"prove", SessionEffect::prove},
       {"demand", SessionEffect::demand}}};
  const auto found =
      std::ranges::find(words, word, &std::pair<std::string_view, SessionEffect>::first);
  return found == words.end() ? SessionEffect::none : found->second;
}

class CommandReader {
 public:
  CommandReader(const std::string& file, document::Mistakes& mistakes)
      : file_(file), mistakes_(mistakes) {}

  Command read(const document::Entry& entry) {
    const Node& node = entry.value;
    Command command;
    command.name = entry.key;
    command.clause = text_at(node, "clause");
    command.says = text_at(node, "says");
    command.risk = parse_risk(text_at(node, "risk")).value_or(Risk::irreversible);
    if (const Node* header = node.find("header")) read_header(*header, command);
    if (const Node* classes = node.find("classes"))
      for (const auto& each : classes->items)
        if (const auto value = document::parse_hex_value(each.text); value && value->is_constant())
          append(command.classes, value->constant());
    if (const Node* le = node.find("le")) read_le(*le, command);
    const std::string session = text_at(node, "session");
    command.session = session_effect(session);
    if (const Node* data = node.find("data")) read_fields(*data, command.data, false);
    if (const Node* answers = node.find("answers"))
      for (const auto& form : answers->items) {
        AnswerForm& answer = command.answers.emplace_back();
        answer.name = text_at(form, "name");
        if (const Node* fields = form.find("fields")) read_fields(*fields, answer.fields, true);
      }
    if (const Node* words = node.find("status_words"))
      for (const auto& rule : words->items) read_status_word(rule, command);
    if (const Node* defaults = node.find("defaults")) read_defaults(*defaults, command);
    return command;
  }

 private:
  void error(const Node& node, std::string message) {
    mistakes_.add(file_, node, std::move(message));
  }

  void read_header(const Node& header, Command& command) {
    const auto read = [&](std::string_view key, HeaderByte& byte) {
      if (const Node* node = header.find(key)) byte = read_header_byte(*node);
    };
    read("cla", command.cla);
    read("ins", command.ins);
    read("p1", command.p1);
    read("p2", command.p2);
  }

  HeaderByte read_header_byte(const Node& node) {
    HeaderByte byte;
    if (node.quoted) {
      const auto value = document::parse_hex_value(node.text);
      if (!value || !value->is_constant() || value->constant().size() != 1)
        error(node, fmt::format("'{}' stands here; one byte such as '80' is wanted", node.text));
      else
        byte.fixed = value->constant().front();
      return byte;
    }
    if (node.text.find(" + ") != std::string::npos || node.text.find('*') != std::string::npos)
      return read_header_bits(node);
    const auto bracket = node.text.find('[');
    byte.field = node.text.substr(0, bracket);
    const std::string_view index =
        bracket == std::string::npos ? "" : std::string_view(node.text).substr(bracket);
    if (index == "[1]") byte.index = 1;
    const bool indexed = index.empty() || index == "[0]" || index == "[1]";
    if (document::looks_like_hex(node.text))
      error(node, document::unquoted_hex(node.text));
    else if (!indexed || !is_name(byte.field))
      error(node,
            fmt::format(
                "'{}' stands here; a byte such as '80', the name of a field, or field[0] is wanted",
                node.text));
    return byte;
  }

  /// "sfi*8 + mode", "record*8 + key + '80'": a field has the bits from its place up to the next field's, but not those
  /// that a constant sets.
  HeaderByte read_header_bits(const Node& node) {
    HeaderByte byte;
    for (std::string_view rest = node.text; !rest.empty();) {
      const auto end = rest.find(" + ");
      if (!read_term(rest.substr(0, end), byte)) {
        error(node, fmt::format("'{}' stands here; bits such as sfi*8 + mode or sfi + '80' are "
                                "wanted, with a power of two up to 128 behind *",
                                node.text));
        return {};
      }
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 3);
    }
    std::ranges::sort(byte.bits, {}, &HeaderBits::shift);
    for (std::size_t i = 0; i < byte.bits.size(); ++i) {
      const unsigned above = i + 1 < byte.bits.size() ? byte.bits[i + 1].shift : 8;
      const unsigned range = (0xFFU >> (8 - above)) & (0xFFU << byte.bits[i].shift);
      byte.bits[i].mask = static_cast<std::uint8_t>(range & ~unsigned{byte.rest});
      if (byte.bits[i].mask == 0)
        error(node, fmt::format("no bit is left for '{}'", byte.bits[i].field));
    }
    return byte;
  }

  /// One term of header bits: a byte between quotes, a field, or a field times a power of two.
  static bool read_term(std::string_view term, HeaderByte& byte) {
    if (term.starts_with('\'') && term.ends_with('\'') && term.size() == 4) {
      const auto value = document::parse_hex_value(term.substr(1, 2));
      if (!value || !value->is_constant() || value->constant().size() != 1) return false;
      byte.rest |= value->constant().front();
      return true;
    }
    const auto star = term.find('*');
    HeaderBits bits{std::string(term.substr(0, star)), 0, 0};
    if (star != std::string_view::npos) {
      constexpr std::string_view factors[] = {"1", "2", "4", "8", "16", "32", "64", "128"};
      const auto found = std::ranges::find(factors, term.substr(star + 1));
      if (found == std::end(factors)) return false;
      bits.shift = static_cast<unsigned>(found - std::begin(factors));
    }
    if (!is_name(bits.field) || document::looks_like_hex(bits.field)) return false;
    byte.bits.push_back(std::move(bits));
    return true;
  }

  void read_le(const Node& node, Command& command) {
    const auto value = document::parse_hex_value(node.text);
    if (!value) return;
    const bool fits =
        value->is_constant() && (value->constant().size() == 1 || value->constant().size() == 3);
    if (!fits) return error(node, "Le has one byte, or three in the extended form");
    command.le = value->constant();
  }

  void read_fields(const Node& list, std::vector<Field>& fields, bool of_answer) {
    for (const auto& item : list.items) {
      if (item.entries.size() != 1) {
        error(item, "one field a line is wanted, as in { host_challenge: 8 bytes }");
        continue;
      }
      fields.push_back(read_field(item.entries.front(), of_answer));
    }
  }

  Field read_field(const document::Entry& entry, bool of_answer) {
    Field field;
    field.name = entry.key;
    const Node* size = &entry.value;
    if (entry.value.kind == Node::Kind::mapping) {
      field.optional = text_at(entry.value, "optional") == "true";
      field.secret = text_at(entry.value, "secret") == "true";
      size = entry.value.find("is");
    }
    if (size == nullptr || size->kind != Node::Kind::scalar) return field;
    if (size->quoted && of_answer)
      read_constant(*size, field);
    else
      read_size(*size, field);
    return field;
  }

  void read_constant(const Node& node, Field& field) {
    auto pattern = document::parse_hex_pattern(node.text);
    if (!pattern) return error(node, pattern.error().message);
    if (!document::is_constant(*pattern))
      return error(node, "a name stands where fixed bytes are wanted");
    for (const auto& piece : pattern->pieces) field.min_size += piece.mask.size();
    field.max_size = field.min_size;
    field.constant = std::move(*pattern);
  }

  /// "8 bytes", "bytes", "lv 0..16 bytes", "tlv 4F 5..16 bytes".
  void read_size(const Node& node, Field& field) {
    std::string_view text = node.text;
    if (text.starts_with("lv ")) {
      field.form = Field::Form::lv;
      text.remove_prefix(3);
    } else if (text.starts_with("tlv ")) {
      field.form = Field::Form::tlv;
      text.remove_prefix(4);
      const auto end = std::min(text.find(' '), text.size());
      const auto tag = from_tag(text.substr(0, end));
      if (!tag)
        return error(node,
                     fmt::format("'{}' is no tag of one to three bytes", text.substr(0, end)));
      field.tag = *tag;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    const auto size = text == "bytes"
                          ? std::pair<std::size_t, std::size_t>{0, any_size}
                          : parse_size(text).value_or(std::pair<std::size_t, std::size_t>{1, 0});
    if (size.second < size.first)
      return error(
          node,
          fmt::format(
              "'{}' stands here; a size such as 8 bytes, lv 0..16 bytes or tlv 4F 5..16 bytes "
              "is wanted",
              node.text));
    std::tie(field.min_size, field.max_size) = size;
  }

  static std::optional<iso7816::Tag> from_tag(std::string_view text) {
    const auto value = document::parse_hex_value(text);
    if (!value || !value->is_constant()) return std::nullopt;
    const Bytes bytes = value->constant();
    if (bytes.empty() || bytes.size() > 3) return std::nullopt;
    iso7816::Tag tag = 0;
    for (const auto byte : bytes) tag = (tag << 8) | byte;
    return tag;
  }

  void read_status_word(const Node& rule, Command& command) {
    const Node* sw = rule.find("sw");
    if (sw == nullptr || sw->kind != Node::Kind::scalar) return;
    if (!sw->quoted && document::looks_like_hex(sw->text))
      return error(*sw, document::unquoted_hex(sw->text));
    auto pattern = document::parse_hex_pattern(sw->text);
    if (!pattern) return error(*sw, pattern.error().message);
    if (pattern->pieces.size() != 1 || pattern->pieces.front().mask.size() != 2)
      return error(*sw, "a status word has two bytes");
    command.status_words.push_back(
        {std::move(*pattern), text_at(rule, "when"), text_at(rule, "clause")});
  }

  void read_defaults(const Node& defaults, Command& command) {
    const auto names = command.field_names();
    for (const auto& entry : defaults.entries) {
      if (std::ranges::find(names, entry.key) == names.end()) {
        mistakes_.add(file_, entry,
                      fmt::format("{} has no field '{}'{}", command.name, entry.key,
                                  did_you_mean(entry.key, names)));
        continue;
      }
      auto value = document::parse_hex_value(entry.value.text);
      if (value) command.defaults.emplace(entry.key, std::move(*value));
    }
  }

  const std::string& file_;
  document::Mistakes& mistakes_;
};

}  // namespace

Command read_command(const document::Entry& entry, const std::string& file,
                     document::Mistakes& mistakes) {
  return CommandReader(file, mistakes).read(entry);
}

}  // namespace assay::catalogue

// SPDX-License-Identifier: Apache-2.0
// A reader that goes forward only and gives up at the first doubt. Every function that reads returns whether it understood.
#include "document/simple_yaml.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace assay::document {
namespace {

constexpr std::size_t deepest = 32;  // collections; read_yaml bounds twice as many
constexpr std::size_t longest_key = 512;

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

/// Plain words that are no text: nulls, merge keys, and keys that YAML 1.1 takes for truth values.
bool is_null_word(std::string_view text) {
  constexpr std::array<std::string_view, 5> words = {"", "~", "null", "Null", "NULL"};
  return std::ranges::find(words, text) != words.end();
}
bool is_doubtful_key(std::string_view text) {
  if (text == "<<" || is_null_word(text)) return true;
  if (text.size() > 5) return false;
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  constexpr std::array<std::string_view, 9> words = {"on", "off",  "yes",   "no",  "y",
                                                     "n",  "true", "false", "null"};
  return std::ranges::find(words, lower) != words.end();
}

/// Keys of one mapping, each of which may stand once.
class Keys {
 public:
  /// Whether the key is new.
  bool insert(std::string_view key) {
    if (few_.size() < 16) {
      if (std::ranges::find(few_, key) != few_.end()) return false;
      few_.push_back(key);
      return true;
    }
    if (many_.empty()) many_.insert(few_.begin(), few_.end());
    return many_.insert(key).second;
  }

 private:
  std::vector<std::string_view> few_;
  std::unordered_set<std::string_view> many_;
};

class SimpleReader {
 public:
  explicit SimpleReader(std::string_view text) : text_(text) {}

  std::optional<Node> read() {
    Node root;
    // The root is a block mapping that begins its line, as in every file of ours.
    if (!skip_to_content() || at_end() || column() != 1) return std::nullopt;
    if (!read_mapping(root, 1)) return std::nullopt;
    if (!at_end()) return std::nullopt;
    return root;
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  [[nodiscard]] char after(std::size_t count = 1) const {
    return at_ + count < text_.size() ? text_[at_ + count] : '\n';
  }
  [[nodiscard]] std::size_t column() const { return at_ - line_start_ + 1; }
  [[nodiscard]] Position place() const { return {line_, column()}; }
  [[nodiscard]] static bool is_blank(char c) { return c == ' ' || c == '\n'; }

  void skip_spaces() {
    while (here() == ' ') ++at_;
  }

  /// Over the rest of a line that holds nothing more, comments excepted. A comment stands behind a space or begins its line.
  bool finish_line() {
    const std::size_t from = at_;
    skip_spaces();
    if (here() == '#') {
      if (at_ == from && column() != 1) return false;
      at_ = std::min(text_.find('\n', at_), text_.size());
    }
    if (at_end()) return true;
    if (here() != '\n') return false;
    ++at_;
    ++line_;
    line_start_ = at_;
    return true;
  }

  /// To the next thing that is neither space nor comment, or to the end; false for markers of documents and directives.
  bool skip_to_content() {
    for (;;) {
      skip_spaces();
      if (at_end()) return true;
      if (here() != '\n' && here() != '#') break;
      if (!finish_line()) return false;
    }
    if (column() != 1) return true;
    return here() != '%' && !text_.substr(at_).starts_with("---") &&
           !text_.substr(at_).starts_with("...");
  }

  /// A scalar between quotes, on one line; `key` wants the text as it stands in the source.
  bool read_quoted(std::string& text, bool key) {
    const char quote = here();
    const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
    for (std::size_t i = at_ + 1; i < line_end; ++i) {
      const char c = text_[i];
      if (quote == '"' && c == '\\') return false;
      if (c != quote) {
        text += c;
        continue;
      }
      if (quote == '\'' && i + 1 < line_end && text_[i + 1] == '\'') {
        if (key) return false;
        text += '\'';
        ++i;
        continue;
      }
      at_ = i + 1;
      return true;
    }
    return false;
  }

  [[nodiscard]] bool may_begin_plain() const {
    const char c = here();
    if (is_one_of(c, "-?:")) return c == '-' && !is_blank(after()) && !is_one_of(after(), ",[]{}-");
    return !is_one_of(c, " \n,[]{}#&*!|>'\"%@`");
  }

  /// The plain scalar that begins here, without the spaces behind it.
  bool read_plain(std::string_view& text, bool flow) {
    if (!may_begin_plain()) return false;
    const std::size_t from = at_;
    std::size_t end = at_;
    for (; here() != '\n'; ++at_) {
      const char c = here();
      if (c == ':' && is_blank(after())) break;
      if (c == '#' && text_[at_ - 1] == ' ') break;
      if (flow && is_one_of(c, ",]}")) break;
      if (flow && (is_one_of(c, "[{?") || (c == ':' && is_one_of(after(), ",]}[{")))) return false;
      if (c != ' ') end = at_ + 1;
    }
    text = text_.substr(from, end - from);
    at_ = end;
    return true;
  }

  bool read_scalar(Node& node, bool flow) {
    node.kind = Node::Kind::scalar;
    node.position = place();
    if (here() == '\'' || here() == '"') {
      node.quoted = true;
      return read_quoted(node.text, false);
    }
    std::string_view text;
    if (!read_plain(text, flow) || is_null_word(text)) return false;
    node.text = text;
    return true;
  }

  /// A key and its colon.
  bool read_key(Entry& entry, Keys& keys, bool flow) {
    const std::size_t from = at_;
    entry.position = place();
    std::string_view source;
    if (here() == '\'' || here() == '"') {
      entry.quoted = true;
      if (!read_quoted(entry.key, true)) return false;
      source = text_.substr(from + 1, at_ - from - 2);
    } else {
      if (!read_plain(source, flow) || is_doubtful_key(source)) return false;
      entry.key = source;
    }
    if (source.size() > longest_key || here() != ':' || !is_blank(after())) return false;
    ++at_;
    return keys.insert(source);
  }

  // ---- flow collections: [a, b] and { a: b } -------------------------------------------------------------------------

  bool read_flow(Node& node) {
    if (++depth_ > deepest) return false;
    node.position = place();
    const bool mapping = here() == '{';
    node.kind = mapping ? Node::Kind::mapping : Node::Kind::sequence;
    const char close = mapping ? '}' : ']';
    ++at_;
    if (!skip_to_content()) return false;
    if (here() == close) return leave_flow();
    Keys keys;
    for (;;) {
      if (!(mapping ? read_flow_entry(node, keys) : read_flow_value(node.items.emplace_back())))
        return false;
      if (!skip_to_content()) return false;
      if (here() == close && !at_end()) return leave_flow();
      if (here() != ',' || at_end()) return false;
      ++at_;
      if (!skip_to_content()) return false;
    }
  }

  bool leave_flow() {
    --depth_;
    ++at_;
    return true;
  }

  bool read_flow_entry(Node& node, Keys& keys) {
    Entry& entry = node.entries.emplace_back();
    return read_key(entry, keys, true) && skip_to_content() && read_flow_value(entry.value);
  }

  bool read_flow_value(Node& node) {
    if (at_end()) return false;
    if (here() == '[' || here() == '{') return read_flow(node);
    if (!read_scalar(node, true)) return false;
    // A pair in a sequence, or a scalar that goes on below.
    if (here() == ':') return false;
    return skip_to_content() && !at_end() && is_one_of(here(), ",]}");
  }

  // ---- block collections ---------------------------------------------------------------------------------------------

  /// Whether another entry of a collection in `indent` follows. What is further right belongs to nothing.
  bool next_in(std::size_t indent, bool& more) {
    if (!skip_to_content()) return false;
    more = !at_end() && column() == indent;
    return at_end() || column() <= indent;
  }

  bool read_mapping(Node& node, std::size_t indent) {
    if (++depth_ > deepest) return false;
    node.kind = Node::Kind::mapping;
    node.position = place();
    Keys keys;
    for (bool more = true; more;) {
      if (here() == '-' && is_blank(after())) return false;
      Entry& entry = node.entries.emplace_back();
      if (!read_key(entry, keys, false) || !read_value(entry, indent) || !next_in(indent, more))
        return false;
    }
    --depth_;
    return true;
  }

  bool read_value(Entry& entry, std::size_t indent) {
    skip_spaces();
    if (here() != '\n' && here() != '#') return read_inline(entry.value);
    if (!finish_line() || !skip_to_content()) return false;
    const bool item = here() == '-' && is_blank(after());
    if (at_end() || column() < indent || (column() == indent && !item)) {
      entry.value.position = entry.position;
      return true;
    }
    if (item) return read_sequence(entry.value, column());
    return read_mapping(entry.value, column());
  }

  /// A scalar or flow collection, and the end of its line.
  bool read_inline(Node& node) {
    const bool flow = here() == '[' || here() == '{';
    if (!(flow ? read_flow(node) : read_scalar(node, false))) return false;
    return finish_line();
  }

  bool read_sequence(Node& node, std::size_t indent) {
    if (++depth_ > deepest) return false;
    node.kind = Node::Kind::sequence;
    node.position = place();
    for (bool more = true; more;) {
      if (here() != '-' || !is_blank(after())) {
        // A sequence may stand as far left as the key that it belongs to.
        break;
      }
      ++at_;
      skip_spaces();
      if (here() == '\n' || here() == '#') return false;
      if (!read_item(node.items.emplace_back()) || !next_in(indent, more)) return false;
    }
    --depth_;
    return true;
  }

  bool read_item(Node& node) {
    if (here() == '-' && is_blank(after())) return false;
    if (here() == '[' || here() == '{') return read_inline(node);
    return is_entry() ? read_mapping(node, column()) : read_inline(node);
  }

  /// Whether a key stands here rather than a scalar.
  bool is_entry() {
    const std::size_t from = at_;
    Entry entry;
    Keys keys;
    const bool key = read_key(entry, keys, false);
    at_ = from;
    return key;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

std::optional<Node> read_simple_yaml(std::string_view text) {
  // Tabs and carriage returns are spaces in some places and not in others.
  if (text.find_first_of("\t\r") != std::string_view::npos) return std::nullopt;
  return SimpleReader(text).read();
}

}  // namespace assay::document

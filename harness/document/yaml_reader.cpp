// SPDX-License-Identifier: Apache-2.0
// A stack of open collections receives yaml-cpp's events. yaml-cpp itself neither complains about repeated keys nor about
// quotes that are never closed, so both are looked for here.
#include "document/yaml_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <unordered_map>

namespace assay::document {
namespace {

/// Thrown out of a handler when going on makes no sense; never leaves this file.
struct Stop {};

/// Whether YAML 1.1 readers would take this plain key for a truth value.
bool is_yaml_1_1_boolean(std::string_view key) {
  constexpr std::array<std::string_view, 10> words = {"on", "off",  "yes",   "no",   "y",
                                                      "n",  "true", "false", "null", "~"};
  std::string lower(key);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return std::ranges::find(words, lower) != words.end();
}

/// Answers what stands in the source at a position.
class SourceLines {
 public:
  explicit SourceLines(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') starts_.push_back(i + 1);
  }

  [[nodiscard]] std::string_view from(Position position) const {
    if (position.line == 0 || position.line > starts_.size()) return {};
    const std::size_t offset = starts_[position.line - 1] + position.column - 1;
    return offset < text_.size() ? text_.substr(offset) : std::string_view();
  }

  /// The position, moved back inside the text: yaml-cpp may point behind its end.
  [[nodiscard]] Position inside(Position position) const {
    const std::size_t line = std::clamp<std::size_t>(position.line, 1, starts_.size());
    const std::size_t start = starts_[line - 1];
    const std::size_t end = line < starts_.size() ? starts_[line] : text_.size() + 1;
    const std::size_t width = std::max<std::size_t>(end - start, 1);
    if (line != position.line) return {line, width};
    return {line, std::clamp<std::size_t>(position.column, 1, width)};
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

/// Whether the quoted text at the front of `source` has its closing quote.
bool is_closed(std::string_view source) {
  const char quote = source.front();
  for (std::size_t i = 1; i < source.size(); ++i) {
    if (quote == '"' && source[i] == '\\')
      ++i;
    else if (source[i] == quote && quote == '\'' && source.substr(i + 1).starts_with('\''))
      ++i;
    else if (source[i] == quote)
      return true;
  }
  return false;
}

/// A collection that is not closed yet. In a mapping, `key` is set while its value is awaited.
struct Open {
  Node node;
  std::optional<Entry> key;
  std::unordered_map<std::string, std::size_t> lines;  ///< where each key stood first
};

class NodeBuilder : public YAML::EventHandler {
 public:
  NodeBuilder(Document& document, const SourceLines& lines, Diagnostics& diagnostics)
      : document_(document), lines_(lines), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    error(at(mark), "a second document starts here; a file holds one");
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, "?", anchor);
    Node node;
    node.position = at(mark);
    receive(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    error(at(mark), "an alias stands here; write the value itself, or use `values:` and $names");
    Node node;
    node.position = at(mark);
    receive(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = value;
    node.quoted = tag == "!";
    node.position = at(mark);
    const auto source = lines_.from(node.position);
    if ((source.starts_with('"') || source.starts_with('\'')) && !is_closed(source)) {
      error(node.position, "the quote that opens here is never closed");
      throw Stop{};
    }
    receive(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  static Position at(const YAML::Mark& mark) {
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
  }

  void error(Position position, std::string message, std::size_t length = 1) {
    diagnostics_.add({document_.file, lines_.inside(position), length, std::move(message)});
  }

  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0)
      error(at(mark), "an anchor stands here; anchors and aliases are not part of the syntax");
    const bool explicit_tag = tag != "?" && tag != "!" && !tag.empty();
    if (explicit_tag || lines_.from(at(mark)).starts_with('!'))
      error(at(mark), "a tag stands here; tags are not part of the syntax");
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_extras(mark, tag, anchor);
    if (stack_.size() >= max_nesting) {
      error(at(mark), fmt::format("more than {} levels of nesting", max_nesting));
      throw Stop{};
    }
    Open opened;
    opened.node.kind = kind;
    opened.node.position = at(mark);
    stack_.push_back(std::move(opened));
  }

  void close() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    receive(std::move(node));
  }

  /// Gives a finished node to the collection around it: as an item, a key, or the value of the key before.
  void receive(Node node) {
    if (stack_.empty()) {
      document_.root = std::move(node);
      return;
    }
    Open& around = stack_.back();
    if (around.node.kind == Node::Kind::sequence) {
      around.node.items.push_back(std::move(node));
    } else if (!around.key) {
      receive_key(around, std::move(node));
    } else {
      // yaml-cpp places an absent value at the next token, which may be lines further down.
      if (node.kind == Node::Kind::null) node.position = around.key->position;
      around.key->value = std::move(node);
      around.node.entries.push_back(std::move(*around.key));
      around.key.reset();
    }
  }

  void receive_key(Open& around, Node node) {
    const std::size_t length = source_length(node);
    if (node.kind == Node::Kind::null)
      error(node.position, "a key is missing before ':'");
    else if (node.kind != Node::Kind::scalar)
      error(node.position, "a collection stands as a key; a key is one word");
    else if (node.text == "<<" && !node.quoted)
      error(node.position, "a merge key stands here; merge keys are not part of the syntax",
            length);
    else if (!node.quoted && is_yaml_1_1_boolean(node.text))
      error(node.position,
            fmt::format("the key '{0}' means true, false or null to some YAML readers; write it in "
                        "quotes or choose another word",
                        node.text),
            length);
    else
      refuse_repetition(around, node);
    around.key = Entry{std::move(node.text), node.position, Node{}, node.quoted};
  }

  void refuse_repetition(Open& around, const Node& key) {
    const auto [first, is_new] = around.lines.try_emplace(key.text, key.position.line);
    if (is_new) return;
    error(key.position,
          fmt::format("the key '{}' stands twice; it stood first on line {}", key.text,
                      first->second),
          source_length(key));
  }

  Document& document_;
  const SourceLines& lines_;
  Diagnostics& diagnostics_;
  std::vector<Open> stack_;
  std::size_t documents_ = 0;
};

}  // namespace

void read_yaml(Document& document, Diagnostics& diagnostics) {
  const SourceLines lines(document.text);
  NodeBuilder builder(document, lines, diagnostics);
  std::istringstream in(document.text);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    return;
  } catch (const YAML::Exception& problem) {
    const auto position = lines.inside({static_cast<std::size_t>(problem.mark.line + 1),
                                        static_cast<std::size_t>(problem.mark.column + 1)});
    // The library's word for an end of file inside brackets says nothing.
    const std::string_view said =
        problem.msg == "bad file" ? std::string_view("a bracket is never closed") : problem.msg;
    diagnostics.add({document.file, position, 1, fmt::format("not YAML: {}", said)});
  } catch (const std::exception& problem) {
    diagnostics.add({document.file, {}, 1, fmt::format("not YAML: {}", problem.what())});
  }
}

}  // namespace assay::document

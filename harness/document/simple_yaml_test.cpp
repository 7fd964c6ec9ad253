// SPDX-License-Identifier: Apache-2.0
// The quick reader against the whole one: over every file of ours, and over many texts with something changed.
#include "document/simple_yaml.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/random.hpp"
#include "document/source_check.hpp"
#include "document/yaml_reader.hpp"

namespace assay::document {
namespace {

namespace fs = std::filesystem;

/// Everything that a node knows, as text.
void write(const Node& node, std::string& out) {
  out += node.kind == Node::Kind::null       ? 'n'
         : node.kind == Node::Kind::scalar   ? 's'
         : node.kind == Node::Kind::sequence ? 'q'
                                             : 'm';
  out += std::to_string(node.position.line) + ':' + std::to_string(node.position.column);
  out += node.quoted ? " quoted <" : " <";
  out += node.text + node.origin + ">";
  for (const Node& item : node.items) write(item, out);
  for (const Entry& entry : node.entries) {
    out += " " + entry.key + (entry.quoted ? " quoted " : " ") +
           std::to_string(entry.position.line) + ':' + std::to_string(entry.position.column);
    write(entry.value, out);
  }
  out += '/';
}

std::string written(const Node& node) {
  std::string out;
  write(node, out);
  return out;
}

/// By the whole reader; what it complains of, if it does.
std::string read_wholly(const std::string& text) {
  Document document{"a.yaml", text, {}};
  Diagnostics diagnostics;
  if (check_source(document, diagnostics)) read_yaml(document, diagnostics);
  if (!diagnostics.empty()) return "mistake: " + diagnostics.items()[0].message;
  return written(document.root);
}

/// By the quick reader, behind the same check as everywhere.
std::optional<Node> read_simply(const std::string& text) {
  Document document{"a.yaml", text, {}};
  Diagnostics diagnostics;
  if (!check_source(document, diagnostics)) return std::nullopt;
  return read_simple_yaml(document.text);
}

std::vector<fs::path> yaml_files(const std::string& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(ASSAY_SOURCE_DIR "/" + folder))
    if (entry.path().extension() == ".yaml") out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(SimpleYaml, ReadsOurFilesAsTheWholeReaderDoes) {
  std::size_t simple = 0, all = 0;
  for (const auto* folder : {"suites", "specs/gp", "specs/iso7816"})
    for (const auto& path : yaml_files(folder)) {
      const std::string text = text_of(path);
      const auto root = read_simply(text);
      ++all;
      if (!root) continue;
      ++simple;
      EXPECT_TRUE(written(*root) == read_wholly(text)) << path;
    }
  EXPECT_GT(all, 50U);
  EXPECT_GE(simple * 100, all * 90) << "it pays only where most files are simple";
}

constexpr std::string_view seeds[] = {
    "a: 1\nb: 'x''y'\nc: \"z\"\n",
    ("# words\nsuite: s # more\n\ngiven:\n  - reset: cold\n  - { use: x, y: [1, '2'] }\ncases:\n- "
     "id: a\n"
     "  steps:\n    - send: GET DATA\n      tag: '0066'\n      expect: { sw: 9000, covers: [A-1, "
     "B-2] }\n"),
    "a:\nb:\n  c: d e  f\n  'g h': i:j\n  k: -1\n",
    "x: [a, [b, c], { d: e,\n   f: g }, 'h'\n  ]\ny: {}\nz: []\n",
    "l:\n  - a\n  - b: c\n    d:\n      - e\n  - 'f': g\nm: http://x/y#z\n",
};
constexpr std::string_view pieces[] = {
    " ",    "\n", ":",  ": ", "- ",   "-",   "#",   " #", "'",  "\"", ",",  "[",   "]",  "{",
    "}",    "?",  "? ", "&a", "*a",   "!",   "|",   ">",  "%",  "@",  "`",  "~",   "no", "<<",
    "null", "a",  "\\", "é",  "\n  ", "\n-", "---", "..", "on", "a:", "''", "\n\n"};

TEST(SimpleYaml, ReadsNothingThatTheWholeReaderReadsOtherwise) {
  Random random(7);
  std::size_t simple = 0;
  for (int i = 0; i < 30000; ++i) {
    std::string text(seeds[random.below(std::size(seeds))]);
    for (std::uint64_t changes = random.below(3); changes < 3; ++changes) {
      const std::size_t at = random.below(text.size());
      const std::string_view piece = pieces[random.below(std::size(pieces))];
      if (random.below(3) == 0)
        text.erase(at, 1 + random.below(3));
      else
        text.insert(at, piece);
      if (text.empty()) text = "a";
    }
    const auto root = read_simply(text);
    if (!root) continue;
    ++simple;
    ASSERT_EQ(written(*root), read_wholly(text)) << text;
  }
  EXPECT_GT(simple, 3000U);
}

TEST(SimpleYaml, GivesUpAtWhatIsNotSimple) {
  for (const std::string_view text : {"",
                                      "a",
                                      "- a\n",
                                      "a: b: c\n",
                                      "a: |\n  b\n",
                                      "a: b\n  c\n",
                                      "a: 1\na: 2\n",
                                      "on: 1\n",
                                      "a: ~\n",
                                      "a: &x 1\n",
                                      "a: !t 1\n",
                                      "a: \"\\n\"\n",
                                      "a: 'b\n",
                                      "a: [1\n",
                                      "a:\tb\n",
                                      "a: 1\r\n",
                                      "---\na: 1\n",
                                      "[a]: 1\n",
                                      "a: [b: c]\n",
                                      "a: [b, ]\n",
                                      "{ a: 1 }\n"})
    EXPECT_FALSE(read_simple_yaml(text)) << text;
}

}  // namespace
}  // namespace assay::document

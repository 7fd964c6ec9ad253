// SPDX-License-Identifier: Apache-2.0
#include "document/node.hpp"

#include <gmock/gmock.h>

namespace assay::document {
namespace {

Document read(std::string_view text) {
  Document document{"a.yaml", std::string(text), {}};
  Diagnostics diagnostics;
  EXPECT_TRUE(parse(document, diagnostics)) << text;
  return document;
}

/// Every message with its place and caret line, as a user sees it.
std::string told(std::string_view text) {
  Document document{"a.yaml", std::string(text), {}};
  Diagnostics diagnostics;
  EXPECT_FALSE(parse(document, diagnostics)) << text;
  std::string out;
  for (const auto& item : diagnostics.items()) out += render(item, document.text);
  return out;
}

TEST(Document, KnowsThePlaceAndQuotesOfEveryScalar) {
  const auto document = read("a: '00'\nb:\n  - x\n  - \"y\"\n");
  const Node& root = document.root;
  ASSERT_EQ(root.kind, Node::Kind::mapping);
  ASSERT_EQ(root.entries.size(), 2U);
  EXPECT_EQ(root.entries[1].key, "b");
  EXPECT_EQ(root.entries[1].position, (Position{2, 1}));
  EXPECT_TRUE(root.find("a")->quoted);
  EXPECT_EQ(root.find("a")->text, "00");
  EXPECT_EQ(root.find("a")->position, (Position{1, 4}));
  const Node& items = *root.find("b");
  EXPECT_FALSE(items.items[0].quoted);
  EXPECT_TRUE(items.items[1].quoted);
  EXPECT_EQ(items.items[1].position, (Position{4, 5}));
  EXPECT_EQ(root.find("c"), nullptr);
}

TEST(Document, OfAnEmptyFileIsNull) {
  EXPECT_EQ(read("").root.kind, Node::Kind::null);
  EXPECT_EQ(read("# only words\n").root.kind, Node::Kind::null);
}

TEST(Document, PlacesAnAbsentValueAtItsKey) {
  const auto document = read("a:\n\n\nb: 1\n");
  EXPECT_EQ(document.root.find("a")->kind, Node::Kind::null);
  EXPECT_EQ(document.root.find("a")->position, (Position{1, 1}));
}

TEST(Document, ReadsLinesThatEndAsOnWindowsAndAByteOrderMark) {
  const auto document = read(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 'é'\r\n");
  EXPECT_EQ(document.root.find("a")->position, (Position{1, 4}));
  EXPECT_EQ(document.root.find("b")->text, "é");
}

struct BadText {
  std::string_view text, told;
};

TEST(Document, TellsEachMistakeWithItsLine) {
  constexpr BadText cases[] = {
      {"a: 1\nb: 2\na: 3\n",
       "a.yaml:3:1: error: the key 'a' stands twice; it stood first on line 1\n  a: 3\n  ^\n"},
      {"a: &x 1\n",
       "a.yaml:1:4: error: an anchor stands here; anchors and aliases are not part of the syntax\n"
       "  a: &x 1\n     ^\n"},
      {"a: !!str 1\n",
       "a.yaml:1:4: error: a tag stands here; tags are not part of the syntax\n  a: !!str 1\n     "
       "^\n"},
      {"a: ! 1\n",
       "a.yaml:1:4: error: a tag stands here; tags are not part of the syntax\n  a: ! 1\n     ^\n"},
      {"a:\n  <<: { b: 1 }\n",
       "a.yaml:2:3: error: a merge key stands here; merge keys are not part of the syntax\n"
       "    <<: { b: 1 }\n    ^^\n"},
      {"on: 1\n",
       "a.yaml:1:1: error: the key 'on' means true, false or null to some YAML readers; write it "
       "in "
       "quotes or choose another word\n  on: 1\n  ^^\n"},
      {"? [a, b]\n: 3\n",
       "a.yaml:1:3: error: a collection stands as a key; a key is one word\n  ? [a, b]\n    ^\n"},
      {"a:\n\tb: 1\n",
       "a.yaml:2:1: error: a tab stands in the indentation; YAML wants spaces\n  \tb: 1\n  ^\n"},
      {"a: b\xFF\n",
       "a.yaml:1:5: error: the byte FF is not UTF-8; save the file as UTF-8\n  a: b\xFF\n      "
       "^\n"},
      {"a: b\x01\n",
       "a.yaml:1:5: error: the control character 01 is not allowed in a text file\n"
       "  a: b\x01\n      ^\n"},
      {"a: 1\n---\nb: 2\n",
       "a.yaml:2:1: error: a second document starts here; a file holds one\n  ---\n  ^\n"},
      {"a: 'x\nb: 3\n",
       "a.yaml:1:4: error: the quote that opens here is never closed\n  a: 'x\n     ^\n"},
      {"a: b: 3\n", "a.yaml:1:5: error: not YAML: illegal map value\n  a: b: 3\n      ^\n"},
      {"a: [1, 2\n", "a.yaml:2:1: error: not YAML: end of sequence flow not found\n"},
      {"a: @x\n", "a.yaml:1:4: error: not YAML: unknown token\n  a: @x\n     ^\n"},
  };
  for (const auto& bad : cases) EXPECT_EQ(told(bad.text), bad.told) << bad.text;
}

TEST(Document, TellsSeveralMistakesInOneGo) {
  EXPECT_EQ(told("a: 1\na: 2\nno: 3\nb: *x\n").substr(0, 70),
            "a.yaml:2:1: error: the key 'a' stands twice; it stood first on line 1\n");
  Document document{"a.yaml", "b: &x 1\na: 1\na: 2\nno: 3\nc: *x\n", {}};
  Diagnostics diagnostics;
  EXPECT_FALSE(parse(document, diagnostics));
  ASSERT_EQ(diagnostics.items().size(), 4U);
  EXPECT_EQ(diagnostics.items()[3].message,
            "an alias stands here; write the value itself, or use `values:` and $names");
  EXPECT_EQ(diagnostics.items()[3].position, (Position{5, 4}));
}

TEST(Document, RefusesDeepNesting) {
  EXPECT_TRUE(told(std::string(100, '[') + std::string(100, ']'))
                  .starts_with("a.yaml:1:65: error: more than 64 levels of nesting\n"));
  std::string blocks;
  for (int i = 0; i < 100000; ++i) blocks += "- ";
  EXPECT_TRUE(told(blocks).starts_with("a.yaml:1:129: error: more than 64 levels of nesting\n"));
  EXPECT_TRUE(told(std::string(100000, '['))
                  .starts_with("a.yaml:1:33: error: more than 64 levels of nesting\n"));
}

TEST(Document, RefusesAFileOfMoreThan16Mebibytes) {
  Document document{"a.yaml", std::string(16 * 1024 * 1024 + 1, '#'), {}};
  Diagnostics diagnostics;
  EXPECT_FALSE(parse(document, diagnostics));
  EXPECT_EQ(diagnostics.items()[0].message,
            "the file has 16777217 bytes; at most 16777216 are read");
}

TEST(Document, NamesAFileThatIsMissing) {
  Diagnostics diagnostics;
  const auto document = read_file("no/such/file.yaml", diagnostics);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::not_found);
  EXPECT_EQ(document.error().message, "cannot read 'no/such/file.yaml': No such file or directory");
  EXPECT_EQ(read_file(ASSAY_SOURCE_DIR, diagnostics).error().message,
            "'" ASSAY_SOURCE_DIR "' is a folder; a file was wanted");
}

}  // namespace
}  // namespace assay::document

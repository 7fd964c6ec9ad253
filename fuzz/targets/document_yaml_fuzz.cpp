// SPDX-License-Identifier: Apache-2.0
// Property: a text either parses or is complained about, and every complaint and node stands inside the text.
#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "document/node.hpp"

namespace {

void stands_inside(assay::Position position, const std::string& text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  ASSAY_CHECK(position.line >= 1 && position.line <= lines);
  std::size_t start = 0;
  for (std::size_t line = 1; line < position.line; ++line) start = text.find('\n', start) + 1;
  const std::size_t width = std::min(text.find('\n', start), text.size()) - start;
  ASSAY_CHECK(position.column >= 1 && position.column <= width + 1);
}

std::size_t check(const assay::document::Node& node, const std::string& text, std::size_t depth) {
  ASSAY_CHECK(depth <= 65);
  stands_inside(node.position, text);
  for (const auto& item : node.items) (void)check(item, text, depth + 1);
  for (const auto& entry : node.entries) {
    ASSAY_CHECK(node.find(entry.key) == &entry.value);  // no key stands twice
    (void)check(entry.value, text, depth + 1);
  }
  return depth;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::document::Document document{"input", std::string(data, data + size), {}};
  assay::Diagnostics diagnostics;
  const bool parsed = assay::document::parse(document, diagnostics);
  ASSAY_CHECK(parsed == diagnostics.empty());
  for (const auto& item : diagnostics.items()) {
    ASSAY_CHECK(!item.message.empty());
    if (item.position.line != 0) stands_inside(item.position, document.text);
    (void)assay::render(item, document.text);
  }
  if (parsed && document.root.kind != assay::document::Node::Kind::null)
    (void)check(document.root, document.text, 0);
  return 0;
}

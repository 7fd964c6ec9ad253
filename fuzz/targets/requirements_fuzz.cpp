// SPDX-License-Identifier: Apache-2.0
// Property: every line of a table is a comment, the heading, a row, or complained about at its place.
#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "catalogue/requirements.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  std::vector<assay::catalogue::Requirement> rows;
  assay::Diagnostics diagnostics;
  assay::catalogue::read_requirements("input.tsv", text, "x", rows, diagnostics);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  ASSAY_CHECK(rows.size() + diagnostics.items().size() <= lines);
  ASSAY_CHECK(!rows.empty() || !diagnostics.empty() || lines > 1 || size > 0);
  for (const auto& row : rows) ASSAY_CHECK(!row.id.empty() && row.catalogue == "x");
  for (const auto& item : diagnostics.items())
    ASSAY_CHECK(item.position.line <= lines + 1 && item.position.column >= 1);
  return 0;
}

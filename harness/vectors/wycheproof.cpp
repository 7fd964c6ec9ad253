// SPDX-License-Identifier: Apache-2.0
// Wycheproof's JSON layout, read as the YAML that JSON is.   Source: C2SP/wycheproof, doc/formats.md.
#include <algorithm>
#include <array>
#include <filesystem>

#include "vectors/vector_file.hpp"
#include "vectors/wycheproof_group.hpp"

namespace assay::vectors {
namespace {

constexpr std::array<std::string_view, 3> results{"valid", "invalid", "acceptable"};

void run_test(const document::Document& document, Fields& test, const WycheproofGroup& group,
              Tally& tally) {
  Claim claim;
  claim.id = std::filesystem::path(document.file).stem().string() + "-" + test.text("tcId");
  claim.place = place(document.file, test.node().position);
  (void)test.text("comment");
  (void)test.texts("flags");
  claim.result = test.word("result", results);
  const Outcome outcome = group.check(test);
  if (outcome) claim.fails = outcome->check;  // the layout does not say where a vector is wrong
  test.finish();
  tally.ran({group.algorithm, Level::primitive, false, claim.result == "valid"},
            judge(claim, outcome));
}

void read_header(Fields& file) {
  for (const auto* known : {"schema", "header", "notes", "generatorVersion"}) file.ignore(known);
}

}  // namespace

Result<void> run_wycheproof_file(const document::Document& document, document::Mistakes& mistakes,
                                 Tally& tally) {
  Fields file(document.file, document.root, mistakes);
  read_header(file);
  const std::string algorithm = file.text("algorithm");
  const std::size_t announced = file.number("numberOfTests");
  std::size_t count = 0;
  for (Fields& group : file.mappings("testGroups")) {
    auto opened = open_wycheproof_group(group, algorithm);
    if (!opened) return at(document.file, std::move(opened).error());
    for (Fields& test : group.mappings("tests")) {
      run_test(document, test, *opened, tally);
      ++count;
    }
    group.finish();
  }
  if (count != announced)
    file.mistake("numberOfTests",
                 fmt::format("{} tests are announced, {} are there", announced, count));
  file.finish();
  return {};
}

}  // namespace assay::vectors

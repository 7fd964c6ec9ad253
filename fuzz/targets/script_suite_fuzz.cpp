// SPDX-License-Identifier: Apache-2.0
// Property: a suite either loads without a word or is refused with words; what loads has an instance for every case,
// steps with their commands, and no risk below that of its commands.
#include <string>

#include "base/check.hpp"
#include "script/script.hpp"

namespace {

const assay::catalogue::Catalogue& specs() {
  static const assay::catalogue::Catalogue catalogue = [] {
    assay::Diagnostics diagnostics;
    auto loaded = assay::catalogue::load(ASSAY_SOURCE_DIR "/specs", diagnostics);
    ASSAY_CHECK(loaded.has_value());
    return std::move(*loaded);
  }();
  return catalogue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  document::Document document{
      ASSAY_SOURCE_DIR "/suites/input.yaml", std::string(data, data + size), {}};
  Diagnostics diagnostics;
  if (!document::parse(document, diagnostics)) return 0;
  const auto suite = script::read_suite(document, specs(), diagnostics);
  ASSAY_CHECK(suite.has_value() == diagnostics.empty());
  for (const auto& item : diagnostics.items())
    ASSAY_CHECK(!item.message.empty() && !item.file.empty());
  if (!suite) return 0;
  ASSAY_CHECK(!suite->cases.empty());
  for (const auto& test : suite->cases) {
    ASSAY_CHECK(!test.instances.empty());
    for (const auto& instance : test.instances)
      for (const auto& step : instance.steps) {
        ASSAY_CHECK((step.verb == script::Verb::send) == (step.command != nullptr));
        if (step.command != nullptr) ASSAY_CHECK(instance.risk >= step.command->risk);
      }
  }
  return 0;
}

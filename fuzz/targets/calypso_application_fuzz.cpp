// SPDX-License-Identifier: Apache-2.0
// Property: an FCI or an ATR that is read gives an application whose parts stand in the input; any other is refused with words.
#include <algorithm>

#include "base/check.hpp"
#include "calypso/application.hpp"

using namespace assay;

namespace {

bool holds(ByteView bytes, ByteView part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

void check(const Result<calypso::Application>& application, ByteView bytes) {
  if (!application) return ASSAY_CHECK(!application.error().message.empty());
  ASSAY_CHECK(holds(bytes, application->name));
  ASSAY_CHECK(holds(bytes, ByteView(application->serial).last(4)));
  ASSAY_CHECK(application->startup.application_type != 0 ||
              application->features.product == calypso::Product::prime_1);
  ASSAY_CHECK(application->max_data >= 128);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  check(calypso::parse_fci(bytes), bytes);
  check(calypso::parse_revision_1_atr(bytes), bytes);
  (void)calypso::parse_startup_information(bytes);
  return 0;
}

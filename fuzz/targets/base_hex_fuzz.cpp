// SPDX-License-Identifier: Apache-2.0
// Property: what from_hex accepts, both printers write back so that it reads as the same bytes; any bytes survive the trip.
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "base/hex.hpp"

namespace {

void survives_both_printers(assay::ByteView bytes) {
  const auto packed = assay::from_hex(assay::to_hex(bytes));
  const auto spaced = assay::from_hex(assay::to_spaced_hex(bytes));
  ASSAY_CHECK(packed && assay::equal(*packed, bytes));
  ASSAY_CHECK(spaced && assay::equal(*spaced, bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  survives_both_printers({data, size});
  const auto read = assay::from_hex(std::string(data, data + size));
  if (!read) {
    ASSAY_CHECK(read.error().code == assay::ErrorCode::malformed);
    return 0;
  }
  ASSAY_CHECK(2 * read->size() <= size);
  survives_both_printers(*read);
  return 0;
}

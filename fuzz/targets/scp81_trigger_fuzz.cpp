// SPDX-License-Identifier: Apache-2.0
// Property: parameters of an SCP81 session are explained in printable characters, or refused with a reason that names a tag.
#include <algorithm>

#include "base/check.hpp"
#include "globalplatform/scp81.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto session = globalplatform::parse_scp81_trigger({data, size});
  if (!session) {
    ASSAY_CHECK(!session.error().message.empty());
    return 0;
  }
  for (const auto& line : globalplatform::explain_scp81(*session))
    ASSAY_CHECK(std::ranges::all_of(line, [](char c) { return c >= 0x20 && c <= 0x7E; }));
  return 0;
}

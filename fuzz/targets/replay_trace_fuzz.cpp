// SPDX-License-Identifier: Apache-2.0
// Property: a trace that can be read is the same after writing and reading it; one that cannot names its place.
#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/replay/trace.hpp"
#include "base/check.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto trace = replay::parse_trace(text, "t");
  if (!trace) {
    ASSAY_CHECK(trace.error().code == ErrorCode::malformed);
    ASSAY_CHECK(trace.error().where.starts_with("t:") && !trace.error().message.empty());
    return 0;
  }
  std::string written;
  for (const auto& event : trace->events) written += replay::to_text(event);
  const auto again = replay::parse_trace(written, "t");
  ASSAY_CHECK(again.has_value());
  ASSAY_CHECK(again->events == trace->events);
  return 0;
}

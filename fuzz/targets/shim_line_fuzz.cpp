// SPDX-License-Identifier: Apache-2.0
// Property: a line of the shim protocol that is read, written and read again says the same; and it is one line.
#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/shim/command_line.hpp"
#include "adapters/shim/shim_line.hpp"
#include "base/check.hpp"

namespace {

using namespace assay;

template <typename Parse>
void check_round_trip(const std::string& text, Parse parse) {
  const auto first = parse(text);
  if (!first) {
    ASSAY_CHECK(first.error().code == ErrorCode::malformed && !first.error().message.empty());
    ASSAY_CHECK(first.error().message.size() < 1000);
    return;
  }
  const std::string line = shim::to_line(*first);
  ASSAY_CHECK(line.find('\n') == line.size() - 1);
  const auto second = parse(line);
  ASSAY_CHECK(second.has_value());
  ASSAY_CHECK(shim::to_line(*second) == line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_round_trip(text, shim::parse_request);
  check_round_trip(text, shim::parse_answer);
  const auto words = shim::split_command_line(text);
  ASSAY_CHECK(!words || !words->empty());
  return 0;
}

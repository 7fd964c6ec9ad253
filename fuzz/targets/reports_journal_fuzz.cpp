// SPDX-License-Identifier: Apache-2.0
// Property: a journal that can be replayed is written the same way twice, and the place to resume at is inside the file.
#include <sstream>
#include <string>

#include "base/check.hpp"
#include "reports/jsonl/journal_reader.hpp"
#include "reports/jsonl/journal_writer.hpp"

namespace {

using namespace assay;

Result<reports::JournalEnd> rewrite(const std::string& from, std::string& to) {
  reports::JournalWriter writer(std::make_unique<reports::StringSink>(to));
  std::istringstream in(from);
  return reports::replay(in, "journal", writer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  std::string once;
  const auto end = rewrite(text, once);
  if (!end) {
    ASSAY_CHECK(end.error().code == ErrorCode::malformed ||
                end.error().code == ErrorCode::unsupported);
    return 0;
  }
  ASSAY_CHECK(end->finished_offset <= size);
  std::string twice;
  const auto again = rewrite(once, twice);
  ASSAY_CHECK(again.has_value());
  ASSAY_CHECK(again->summed_up && !again->torn && !again->unfinished_case);
  ASSAY_CHECK(once == twice);
  return 0;
}

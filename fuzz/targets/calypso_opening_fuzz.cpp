// SPDX-License-Identifier: Apache-2.0
// Property: an opening that is read begins, behind what its mode puts first, with its challenge and ends with its record; a closing
// that is read consists of its items and its MAC. Any other is refused with words.
#include "base/check.hpp"
#include "calypso/session_answer.hpp"

using namespace assay;
using calypso::SessionMode;

namespace {

void check_opening(SessionMode mode, ByteView bytes) {
  const auto answer = calypso::parse_opening(mode, bytes);
  if (!answer) return ASSAY_CHECK(!answer.error().message.empty());
  const std::size_t before = mode == SessionMode::revision_2 ? 1
                             : mode == SessionMode::pki      ? answer->aid.size() + 10
                                                             : 0;
  ASSAY_CHECK(equal(bytes.subspan(before, answer->challenge.size()), answer->challenge));
  ASSAY_CHECK(equal(bytes.last(answer->record.size()), answer->record));
  ASSAY_CHECK(answer->kif != std::uint8_t{0xFF});
}

void check_closing(std::size_t mac_size, ByteView bytes) {
  const auto answer = calypso::parse_closing(bytes, mac_size);
  if (!answer) return ASSAY_CHECK(!answer.error().message.empty());
  Bytes again;
  for (const auto& item : answer->postponed) {
    again.push_back(static_cast<std::uint8_t>(item.size() + 1));
    append(again, item);
  }
  append(again, answer->mac);
  ASSAY_CHECK(equal(again, bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  for (const auto mode : {SessionMode::regular, SessionMode::extended, SessionMode::pki,
                          SessionMode::revision_2, SessionMode::revision_1})
    check_opening(mode, bytes);
  check_closing(4, bytes);
  check_closing(8, bytes);
  return 0;
}

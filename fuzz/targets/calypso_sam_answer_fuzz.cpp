// SPDX-License-Identifier: Apache-2.0
// Property: a record that is read holds every byte of the input in order; an ATR that is read ends as a SAM's does. Any other is
// refused with words.
#include "base/check.hpp"
#include "base/hex.hpp"
#include "calypso/sam_answer.hpp"

using namespace assay;
using namespace assay::literals;

namespace {

void check_record(ByteView bytes) {
  const auto record = calypso::parse_sam_record(bytes);
  if (!record) return ASSAY_CHECK(!record.error().message.empty());
  Bytes again(record->signature.begin(), record->signature.end());
  append(again, record->record);
  again.push_back(record->reference);
  append(again, record->serial);
  append(again, "FA FF 40 80 00 00"_hex);
  ASSAY_CHECK(equal(again, bytes));
  ASSAY_CHECK(record->counters()[0] <= 0xFFFFFF);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  check_record(bytes);
  const auto key = calypso::parse_sam_key_parameters(bytes);
  ASSAY_CHECK(key.has_value() ? size == 32 && key->kif == data[8] : !key.error().message.empty());
  const auto sam = calypso::parse_sam_atr(bytes);
  if (!sam) {
    ASSAY_CHECK(!sam.error().message.empty());
    return 0;
  }
  ASSAY_CHECK(size >= 19 && size <= 22);
  ASSAY_CHECK(sam->cla() == 0x80 || sam->cla() == 0x94);
  return 0;
}

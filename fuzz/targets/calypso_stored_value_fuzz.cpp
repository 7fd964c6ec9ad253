// SPDX-License-Identifier: Apache-2.0
// Property: an answer to SV GET has one of three lengths; balances lie between -8388608 and 8388607.
#include "base/check.hpp"
#include "calypso/stored_value.hpp"

using namespace assay;

namespace {

void check_balance(std::int32_t balance) {
  ASSAY_CHECK(balance >= -8388608 && balance <= 8388607);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto sv = calypso::parse_sv_get(bytes);
  ASSAY_CHECK(sv.has_value() == (size == 30 || size == 33 || size == 61));
  if (sv) check_balance(sv->balance);
  const auto load = calypso::parse_sv_load_log(bytes);
  ASSAY_CHECK(load.has_value() == (size >= 22));
  if (load) check_balance(load->balance);
  const auto debit = calypso::parse_sv_debit_log(bytes);
  ASSAY_CHECK(debit.has_value() == (size >= 19));
  if (debit) check_balance(debit->balance);
  return 0;
}

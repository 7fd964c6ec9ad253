// SPDX-License-Identifier: Apache-2.0
// Property: an answer to INITIALIZE UPDATE that is read holds every one of its bytes, in order; any other is refused.
#include "base/check.hpp"
#include "globalplatform/initialize_update.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto answer = globalplatform::parse_initialize_update(bytes);
  if (!answer) {
    ASSAY_CHECK(!answer.error().message.empty());
    return 0;
  }
  Bytes again(answer->diversification_data.begin(), answer->diversification_data.end());
  again.push_back(answer->key_version);
  again.push_back(answer->protocol);
  if (answer->protocol == 0x02) append(again, answer->sequence_counter.view());
  if (answer->protocol == 0x03) again.push_back(answer->option_i);
  append(again, answer->card_challenge.view());
  append(again, answer->card_cryptogram.view());
  if (answer->protocol == 0x03) append(again, answer->sequence_counter.view());
  ASSAY_CHECK(equal(again, bytes));
  ASSAY_CHECK(answer->mac_length() == 8 || answer->mac_length() == 16);
  return 0;
}

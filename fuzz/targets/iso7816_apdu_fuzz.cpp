// SPDX-License-Identifier: Apache-2.0
// Property: a command that parses is encoded back byte for byte, and a response is its data followed by its status word.
#include "base/check.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/class_byte.hpp"

namespace {

using namespace assay;

void command_is_encoded_back(ByteView bytes) {
  const auto command = iso7816::parse_command(bytes);
  if (!command) {
    ASSAY_CHECK(command.error().code == ErrorCode::malformed);
    return;
  }
  ASSAY_CHECK(equal(iso7816::encode(*command), bytes));
  const auto parts = iso7816::parse_class(command->cla);
  if (parts) ASSAY_CHECK(iso7816::encode_class(*parts) == command->cla);
}

void response_is_data_and_status_word(ByteView bytes) {
  const auto response = iso7816::parse_response(bytes);
  ASSAY_CHECK(response.has_value() == (bytes.size() >= 2));
  if (!response) return;
  Bytes joined = to_bytes(response->data);
  joined.push_back(response->sw.sw1());
  joined.push_back(response->sw.sw2());
  ASSAY_CHECK(equal(joined, bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  command_is_encoded_back({data, size});
  response_is_data_and_status_word({data, size});
  return 0;
}

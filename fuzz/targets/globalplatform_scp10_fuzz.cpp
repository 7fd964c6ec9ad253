// SPDX-License-Identifier: Apache-2.0
// Property: a key request that is read, written again, is the same; no response is taken for a protected one by chance, and whatever
// comes, the next command is one that a fresh session with the counters moved on would send. Refusals have words.
#include "base/check.hpp"
#include "globalplatform/scp10_keys.hpp"
#include "globalplatform/scp10_messaging.hpp"

using namespace assay;
using namespace assay::globalplatform;

namespace {

Scp10Keys keys(std::uint64_t mac_counter) {
  Scp10Keys out;
  out.keys = {{SecureBytes(16, 0x41), mac_counter}, {SecureBytes(16, 0x42), 0}};
  out.c_mac = out.r_mac = 0;
  out.c_enc = out.r_enc = 1;
  return out;
}

Bytes next_command(Scp10Messaging& messaging) {
  Bytes wrapped;
  ASSAY_CHECK(messaging.wrap({0x80, 0xCA, 0x00, 0x66, {}, 256}, wrapped).has_value());
  return wrapped;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto request = parse_scp10_request(bytes);
  if (!request) ASSAY_CHECK(!request.error().message.empty());
  // Empty objects 80, D1 and 91 may be left out when written again, so only what has none must be the same.
  if (request && encode(*request, true).size() == size)
    ASSAY_CHECK(equal(encode(*request, true), bytes));
  const auto response = iso7816::parse_response(bytes);
  if (!response) return 0;
  auto messaging = Scp10Messaging::begin(keys(7), SecurityLevel{0x33}).value();
  (void)next_command(messaging);
  Bytes opened;
  const Unwrapped result = messaging.unwrap(*response, opened);
  const bool error = response->sw != iso7816::sw::ok && !response->sw.is_warning();
  ASSAY_CHECK(result.r_mac != Unwrapped::RMac::valid);
  ASSAY_CHECK(result.ok() == error);
  auto fresh = Scp10Messaging::begin(keys(error ? 8 : 9), SecurityLevel{0x33}).value();
  ASSAY_CHECK(next_command(messaging) == next_command(fresh));
  return 0;
}

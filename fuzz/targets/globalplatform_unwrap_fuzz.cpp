// SPDX-License-Identifier: Apache-2.0
// Property: a response that is refused leaves the session as it was and no data behind: the next command is protected
// as in a twin session that never saw it, and the response is refused again in the same words.
// Input: protocol (bit 0) and level (bits 1 to 3) in the first byte, then the response.
#include <array>
#include <memory>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "globalplatform/secure_channel.hpp"

namespace {

using namespace assay;
using namespace globalplatform;

constexpr std::array<std::uint8_t, 8> levels{0x01, 0x03, 0x11, 0x13, 0x33, 0x10, 0x00, 0x31};
constexpr auto challenge = "8E1552D0513C60F3"_hex;
constexpr auto scp02_answer = "00000000000000000000700200016B4524ABEE7CF32EA3838BC148F3"_hex;
constexpr auto scp03_answer =
    "0000000000000000000030037030760CD2C47C1DD395065FE5EAD8A9D7000001"_hex;
constexpr auto get_data = "80CA006600"_hex;

std::unique_ptr<SecureChannel> session(bool scp03, SecurityLevel level) {
  const SecureBytes key(16, 0x40);
  auto started = SecureChannel::start({0, key, key, key}, challenge,
                                      scp03 ? ByteView(scp03_answer) : ByteView(scp02_answer));
  iso7816::CommandApdu command;
  Bytes wrapped;
  ASSAY_CHECK(started && (*started)->authenticate(level, TerminalDeviation::none, command));
  ASSAY_CHECK(
      (*started)->wrap(*iso7816::parse_command(get_data), TerminalDeviation::none, wrapped));
  return std::move(*started);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const SecurityLevel level{levels[(data[0] >> 1) & 7]};
  const auto response = iso7816::parse_response({data + 1, size - 1});
  const auto channel = session((data[0] & 1) != 0, level);
  Bytes plain{0x55};
  const auto opened = channel->unwrap(*response, plain);
  ASSAY_CHECK(opened.has_value());
  if (opened->ok()) {
    ASSAY_CHECK(plain.size() <= response->data.size());
    return 0;
  }
  ASSAY_CHECK(plain.empty());
  const auto again = channel->unwrap(*response, plain);
  ASSAY_CHECK(again && again->r_mac == opened->r_mac &&
              again->expected_r_mac == opened->expected_r_mac);
  const auto twin = session((data[0] & 1) != 0, level);
  Bytes one, other;
  ASSAY_CHECK(channel->wrap(*iso7816::parse_command(get_data), TerminalDeviation::none, one));
  ASSAY_CHECK(twin->wrap(*iso7816::parse_command(get_data), TerminalDeviation::none, other));
  ASSAY_CHECK(one == other);
  return 0;
}

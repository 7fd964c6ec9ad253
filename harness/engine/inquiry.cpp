// SPDX-License-Identifier: Apache-2.0
#include "engine/inquiry.hpp"

namespace assay::engine {
namespace {

constexpr std::uint8_t sw1_more_data = 0x61;
constexpr std::uint8_t sw1_wrong_le = 0x6C;
constexpr std::uint8_t ins_get_response = 0xC0;
constexpr int most_pieces = 256;  // a card that promises more without end is no longer asked

Result<std::optional<Answered>> ask_once(iso7816::CardChannel& channel, ByteView command) {
  Bytes response;
  const auto sent = channel.transmit(command, response);
  if (!sent && sent.error().code == ErrorCode::card_mute) return std::nullopt;
  if (!sent) return tl::unexpected(sent.error());
  const auto parsed = iso7816::parse_response(response);
  if (!parsed) return std::nullopt;
  return Answered{to_bytes(parsed->data), parsed->sw};
}

}  // namespace

Result<std::optional<Answered>> inquire(iso7816::CardChannel& channel, ByteView command) {
  TRY(auto answer, ask_once(channel, command));
  if (answer && answer->sw.sw1() == sw1_wrong_le && command.size() >= 5) {
    Bytes again = to_bytes(command);
    again.back() = answer->sw.sw2();
    TRY(answer, ask_once(channel, again));
  }
  for (int piece = 0; answer && answer->sw.sw1() == sw1_more_data && piece < most_pieces; ++piece) {
    // The channel's bits of the class byte stay, everything else is interindustry (ISO/IEC 7816-4, 5.4.1).
    const Bytes fetch{static_cast<std::uint8_t>(command[0] & 0x03), ins_get_response, 0, 0,
                      answer->sw.sw2()};
    TRY(auto more, ask_once(channel, fetch));
    if (!more) return std::nullopt;
    append(answer->data, more->data);
    answer->sw = more->sw;
  }
  return answer;
}

}  // namespace assay::engine

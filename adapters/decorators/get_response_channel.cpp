// SPDX-License-Identifier: Apache-2.0
// GetResponseChannel: GET RESPONSE after '61xx', the right Le after '6Cxx'.   Source: ISO/IEC 7816-3:2006, 12.2.
#include "adapters/decorators/get_response_channel.hpp"

#include "iso7816/apdu.hpp"
#include "iso7816/fetched_answer.hpp"

namespace assay::decorators {
namespace {

constexpr std::size_t most_gathered = 65536;

std::uint8_t sw1(const Bytes& response) {
  return response.size() < 2 ? std::uint8_t{0} : response[response.size() - 2];
}

/// The command as it goes out, or nothing when it goes out as it is.
Bytes without_case4_le(ByteView command) {
  const auto parsed = iso7816::parse_command(command);
  if (!parsed || parsed->apdu_case() != iso7816::ApduCase::case4 || parsed->extended) return {};
  return to_bytes(command.first(command.size() - 1));
}

}  // namespace

GetResponseChannel::GetResponseChannel(std::unique_ptr<iso7816::CardChannel> inner,
                                       GetResponseOptions options)
    : inner_(std::move(inner)), options_(options), description_(inner_->description()) {
  description_.capabilities.gets_response_itself = true;
}

Result<void> GetResponseChannel::transmit(ByteView command, Bytes& response) {
  const Bytes shortened = options_.drop_case4_le ? without_case4_le(command) : Bytes{};
  TRY_VOID(send_with_right_le(shortened.empty() ? command : ByteView(shortened), response));
  if (!options_.fetch_61 || command.empty()) return {};
  return fetch_rest(command[0], response);
}

Result<void> GetResponseChannel::send_with_right_le(ByteView command, Bytes& response) {
  TRY_VOID(inner_->transmit(command, response));
  if (!options_.repeat_6c || sw1(response) != 0x6C) return {};
  const Bytes again = iso7816::with_le(command, response.back());
  // Once only: a card that says '6Cxx' to its own xx would keep us for ever.
  return again.empty() ? Result<void>{} : inner_->transmit(again, response);
}

Result<void> GetResponseChannel::fetch_rest(std::uint8_t cla, Bytes& response) {
  Bytes part;
  while (iso7816::has_more(response)) {
    const auto get_response = iso7816::get_response_for(cla, response.back());
    TRY_VOID(send_with_right_le(get_response, part));
    if (part.size() < 2) {
      response = part;
      return {};
    }
    const bool adds_nothing = part.size() == 2 && part[0] == 0x61;
    response.resize(response.size() - 2);
    append(response, part);
    if (adds_nothing || response.size() > most_gathered) return {};
  }
  return {};
}

}  // namespace assay::decorators

// SPDX-License-Identifier: Apache-2.0
// Fetched answers: what T=0 makes of one exchange, GET RESPONSE after '61xx' and the command once more after '6Cxx'; and the way back, from a
// record of all of it to the one exchange that the application had.   Source: ISO/IEC 7816-3:2006, 12.2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.hpp"

namespace assay::iso7816 {

/// GET RESPONSE for so many bytes of the answer to a command of this class: the channel stays, neither chaining nor secure messaging
/// (ISO/IEC 7816-4:2020, 11.4.1).
[[nodiscard]] std::array<std::uint8_t, 5> get_response_for(std::uint8_t cla, std::uint8_t length);
/// The command with Le = `le`, or nothing when it has no short form to put it in.
[[nodiscard]] Bytes with_le(ByteView command, std::uint8_t le);

/// Whether the response ends in '61xx'.
[[nodiscard]] bool has_more(ByteView response) noexcept;
/// Whether the response is '6Cxx' and nothing else.
[[nodiscard]] bool refuses_le(ByteView response) noexcept;
/// Whether `next` asks for the rest of the answer to `command`: GET RESPONSE of its class, of the class without chaining and secure
/// messaging, or of class 00, which readers use for every class.
[[nodiscard]] bool fetches_answer_of(ByteView command, ByteView next) noexcept;

/// An exchange as it went over the line. Shape: no response when none came.
struct LineExchange {
  ByteView command;
  ByteView response;
};

/// One exchange as the application had it.
struct FetchedExchange {
  ByteView command;  ///< as it was answered: with the right Le, where another one was refused
  Bytes response;  ///< data of all parts in order, then the last status word; empty when none came
  std::size_t refused = 0;  ///< line exchanges in front that were answered '6Cxx' and repeated
  std::size_t count = 1;    ///< line exchanges that it is made of
  std::optional<std::uint8_t> awaited;  ///< it ends in '61xx', and this xx was never fetched
};

/// Joins the first of these exchanges with those behind it that belong to it. Shape: at least one exchange.
[[nodiscard]] FetchedExchange fetch_first(std::span<const LineExchange> line);

}  // namespace assay::iso7816

// SPDX-License-Identifier: Apache-2.0
// The lines of the shim protocol: what we ask, what a program answers.   Source: docs/shim-protocol.md.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::shim {

inline constexpr int protocol_version = 1;
inline constexpr std::size_t longest_line =
    1 << 20;  ///< characters; anything longer is not read to its end
inline constexpr std::size_t longest_response = 65538;  ///< 65,536 bytes and the status word

enum class RequestKind { hello, reset, apdu, cut, quit };

struct Request {
  RequestKind kind = RequestKind::quit;
  int version = protocol_version;                       ///< of `hello`
  iso7816::ResetKind reset = iso7816::ResetKind::cold;  ///< of `reset`
  Bytes command;                                        ///< of `apdu` and `cut`
  std::uint32_t writes = 0;                             ///< of `cut`
};

enum class AnswerKind { hello, atr, rapdu, cut, mute, unsupported, error };

struct Answer {
  AnswerKind kind = AnswerKind::mute;
  int version = protocol_version;  ///< of `hello`
  Bytes bytes;                     ///< of `atr` and `rapdu`, which may have none
  bool can_cut = false;            ///< of `hello`: the program knows `cut`
  bool ended = false;              ///< of `cut`: the command had come to its end
  std::string text;                ///< the name of `hello`, the reason of `unsupported` and `error`
};

/// Reads a line without its end. Errors: `malformed`, quoting the start of the line and what was wanted.
[[nodiscard]] Result<Request> parse_request(std::string_view line);
[[nodiscard]] Result<Answer> parse_answer(std::string_view line);

/// The line, ended by a newline. Control characters in a text become blanks, so that a line stays one line.
[[nodiscard]] std::string to_line(const Request& request);
[[nodiscard]] std::string to_line(const Answer& answer);

/// The line of an `apdu` request, without a copy of the command.
[[nodiscard]] std::string apdu_line(ByteView command);

}  // namespace assay::shim

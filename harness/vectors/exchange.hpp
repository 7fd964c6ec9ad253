// SPDX-License-Identifier: Apache-2.0
// Protected commands and their answers in vectors, whatever the protocol. Private to this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "globalplatform/secure_channel.hpp"
#include "vectors/check.hpp"

namespace assay::vectors {

/// A command in clear and as it travels, the response as it travels, and the data in it.
struct WireExchange {
  Bytes plain;
  std::optional<Bytes> wrapped;
  std::optional<Bytes> response;
  std::optional<Bytes> response_plain;  ///< without it the data of `response`

  /// Whether command and response are such; else a mistake was told.
  [[nodiscard]] bool readable() const;
};

/// Reads the four fields; the item may have others.
[[nodiscard]] WireExchange read_exchange(Fields& item);
/// The list `exchanges`, with nothing but these fields.
[[nodiscard]] std::vector<WireExchange> read_exchanges(Fields& in);

/// What opening the response yielded, against the vector.
[[nodiscard]] Outcome check_opened(const WireExchange& exchange,
                                   const globalplatform::Unwrapped& opened, ByteView data);
/// Opens the response, if there is one.
[[nodiscard]] Outcome check_response(const WireExchange& exchange,
                                     globalplatform::SecureChannel& channel);

/// A refusal: it counts as `check` only when it is worded as the vector says, if it says so.
[[nodiscard]] Mismatch refused(std::string_view check, const std::string& reason,
                               const Error& error);

/// Checks one after the other; a mismatch says in which it is.
template <typename Exchange, typename Check>
Outcome check_each(const std::vector<Exchange>& exchanges, Check check) {
  for (std::size_t i = 0; i < exchanges.size(); ++i)
    if (Outcome wrong = check(exchanges[i])) {
      wrong->detail = fmt::format("of exchange {}", i + 1);
      return wrong;
    }
  return {};
}

}  // namespace assay::vectors

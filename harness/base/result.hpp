// SPDX-License-Identifier: Apache-2.0
// How work that can fail says so: Result<T>, a value or an Error written for the person who must fix it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace assay {

/// Why we could not do our work. What a card answers is never an Error.
enum class ErrorCode {
  malformed,     ///< the input breaks the rules of its format
  out_of_range,  ///< well formed, but too long, too short, too big
  not_found,     ///< a file, name, reader or key is missing
  unsupported,   ///< understood, but this build or target cannot do it
  timeout,       ///< the watchdog ended an exchange
  card_mute,     ///< the card is there and does not answer
  reader_lost,   ///< the reader, its service or the card is gone
  refused,       ///< a safety rule or another program's claim forbids it
  internal,      ///< an operating-system or library call failed unexpectedly
};

[[nodiscard]] std::string_view name(ErrorCode code) noexcept;

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  ///< names the thing, the value, and what was wanted
  std::string where;    ///< "file:line:column" or "APDU 3"; empty when there is no better place

  /// "where: message", or the message alone.
  [[nodiscard]] std::string text() const;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// Makes the unhappy half of a Result: `return fail(ErrorCode::malformed, "odd number of digits: {}", n);`
template <typename... Args>
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> text,
                                         Args&&... args) {
  return tl::unexpected<Error>(
      Error{code, fmt::format(text, std::forward<Args>(args)...), std::string()});
}

/// The same error, with its place filled in if it had none.
[[nodiscard]] tl::unexpected<Error> at(std::string where, Error error);

}  // namespace assay

#define ASSAY_CONCAT_INNER(a, b) a##b
#define ASSAY_CONCAT(a, b) ASSAY_CONCAT_INNER(a, b)

// Assigns the value of `expression` to `target`, or returns its Error to the caller.
#define TRY(target, expression) \
  ASSAY_TRY_NAMED(ASSAY_CONCAT(assay_try_, __LINE__), target, expression)
#define ASSAY_TRY_NAMED(name, target, expression)              \
  auto name = (expression);                                    \
  if (!name) return ::tl::unexpected(std::move(name).error()); \
  target = *std::move(name)

// For a Result<void>, or a value nobody needs.
#define TRY_VOID(expression)                                                         \
  do {                                                                               \
    auto assay_try_void = (expression);                                              \
    if (!assay_try_void) return ::tl::unexpected(std::move(assay_try_void).error()); \
  } while (false)

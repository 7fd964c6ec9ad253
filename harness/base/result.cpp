// SPDX-License-Identifier: Apache-2.0
// Names and texts of errors.
#include "base/result.hpp"

namespace assay {

std::string_view name(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::malformed: return "malformed";
    case ErrorCode::out_of_range: return "out of range";
    case ErrorCode::not_found: return "not found";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::card_mute: return "card mute";
    case ErrorCode::reader_lost: return "reader lost";
    case ErrorCode::refused: return "refused";
    case ErrorCode::internal: return "internal";
  }
  return "unknown";
}

std::string Error::text() const {
  return where.empty() ? message : where + ": " + message;
}

tl::unexpected<Error> at(std::string where, Error error) {
  if (error.where.empty()) error.where = std::move(where);
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace assay

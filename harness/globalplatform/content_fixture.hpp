// SPDX-License-Identifier: Apache-2.0
// Keys and short forms for the tests of content management.
#pragma once

#include <string>
#include <string_view>

#include "base/hex.hpp"
#include "globalplatform/content_key.hpp"

namespace assay::globalplatform {

inline Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

/// "taken", or the words of the refusal.
inline std::string refusal(const auto& result) {
  return result ? "taken" : result.error().message;
}

inline SigningKey aes_key() {
  return SigningKey::aes(hex("000102030405060708090A0B0C0D0E0F")).value();
}

}  // namespace assay::globalplatform

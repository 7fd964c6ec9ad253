// SPDX-License-Identifier: Apache-2.0
// What unit tests of public-key cards share: objects read from a card, and signatures opened by hand: power, mask and cut.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "adapters/model_calypso/test_card.hpp"
#include "crypto/hash.hpp"
#include "crypto/rsa.hpp"

namespace assay::model::calypso {

using namespace assay::literals;

inline Bytes bytes_of(std::string_view hex) {
  return *from_hex(hex);
}

/// The 222 bytes that a signature carries; empty when anything in it is not as it has to be.
inline Bytes opened(ByteView modulus, ByteView certificate, std::size_t sent) {
  const auto key = crypto::RsaPublicKey::from_numbers(modulus, "010001"_hex);
  const auto power =
      key ? crypto::rsa_public(*key, certificate.subspan(sent)) : Result<Bytes>(Bytes(256));
  if (!power || power->back() != 0xBC) return {};
  const ByteView hash = ByteView(*power).subspan(223, 32);
  Bytes out(power->begin(), power->begin() + 223);
  for (std::uint8_t i = 0; i < 7; ++i) {
    Bytes seed = to_bytes(hash);
    append(seed, Bytes{0, 0, 0, i});
    const auto mask = crypto::sha256(seed);
    for (std::size_t j = 0; j < 32 && i * 32U + j < out.size(); ++j) out[i * 32U + j] ^= mask[j];
  }
  if ((out[0] & 0x7FU) != 0x01) return {};
  out.erase(out.begin());
  Bytes hashed = bytes_of("00000000000006F0");
  append(hashed, out);
  append(hashed, crypto::sha256(certificate.first(sent)));
  return equal(crypto::sha256(hashed), hash) ? out : Bytes();
}

/// The data of an answer 9000.
inline Bytes data(TestCard& card, std::string_view command) {
  const std::string answer = card.send(command);
  EXPECT_EQ(answer.substr(answer.size() - 4), "9000") << command;
  return bytes_of(answer.substr(0, answer.size() - 4));
}

inline Bytes object(TestCard& card, std::string_view first, std::string_view second) {
  Bytes whole = data(card, first);
  append(whole, data(card, second));
  return Bytes(whole.begin() + 5, whole.end());
}

struct Chain {
  Bytes ca, card, public_key;  ///< as the card tells them
};

inline Chain chain_of(TestCard& card) {
  Chain out;
  out.public_key = data(card, "00CADF2C00");
  out.public_key.erase(out.public_key.begin(), out.public_key.begin() + 3);
  out.ca = object(card, "00CADF4A00", "00CADF4B00");
  out.card = object(card, "00CADF4C00", "00CADF4D00");
  return out;
}

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// Packets over the air, on the card.   Source: ETSI TS 102 225, 5.1.1 to 5.2; 3GPP TS 31.115, 4.2 and 4.4.
#include "adapters/model/scp80_card.hpp"

#include <algorithm>

#include "crypto/block_cipher.hpp"

namespace assay::model::scp80 {
namespace {

constexpr std::size_t clear_head = 10;  // CPL CHL SPI KIc KID TAR
constexpr std::uint8_t checksum_bits = 0x02, ciphering_bit = 0x04, counter_bits = 0x18;
constexpr std::uint8_t reply_checksum = 0x08, reply_ciphering = 0x10;

bool is_aes(std::uint8_t octet) {
  return (octet & 0x0F) == 0x02;
}
bool is_known(std::uint8_t octet) {
  return is_aes(octet) || (octet & 0x0F) == 0x05;
}

Bytes whole_blocks(ByteView data, std::size_t block) {
  Bytes out = to_bytes(data);
  while (out.size() % block != 0) out.push_back(0x00);
  return out;
}

Bytes checksum_over(const OverTheAir& card, std::uint8_t kid, ByteView covered) {
  if (is_aes(kid)) {
    const auto mac = crypto::aes_cmac(card.mac_key, covered);
    return {mac.begin(), mac.begin() + 8};
  }
  Bytes blocks = whole_blocks(covered, 8);
  crypto::des3_cbc_encrypt(card.mac_key, {}, blocks, blocks);
  return {blocks.end() - 8, blocks.end()};
}

void decipher(const OverTheAir& card, std::uint8_t kic, MutableByteView text) {
  if (is_aes(kic))
    crypto::aes_cbc_decrypt(card.cipher_key, {}, text, text);
  else
    crypto::des3_cbc_decrypt(card.cipher_key, {}, text, text);
}

void encipher(const OverTheAir& card, std::uint8_t kic, MutableByteView text) {
  if (is_aes(kic))
    crypto::aes_cbc_encrypt(card.cipher_key, {}, text, text);
  else
    crypto::des3_cbc_encrypt(card.cipher_key, {}, text, text);
}

/// TS 102 225, 5.1.4: '10' asks for a higher counter than before, '11' for the very next one.
Verdict judge_counter(const OverTheAir& card, std::uint8_t spi1, std::uint64_t counter) {
  const std::uint8_t wish = (spi1 & counter_bits) >> 3;
  if (wish < 2) return Verdict::good;
  if (card.counter == 0xFF'FFFF'FFFF) return Verdict::counter_blocked;
  if (counter <= card.counter) return Verdict::counter_low;
  return wish == 3 && counter != card.counter + 1 ? Verdict::counter_high : Verdict::good;
}

/// What the card demands of everybody: a checksum, whatever else there is.
bool is_protected_enough(std::uint8_t spi1) {
  return (spi1 & 0x03) == checksum_bits;
}

}  // namespace

Request open_request(const OverTheAir& card, ByteView packet) {
  Request out;
  if (packet.size() < clear_head + 6) return out;
  const std::size_t length = static_cast<std::size_t>(packet[0]) << 8 | packet[1];
  const std::uint8_t spi1 = packet[3];
  const std::size_t sum = (spi1 & 0x03) == checksum_bits ? 8 : 0;
  if (length != packet.size() - 2 || packet[2] != 13 + sum) return out;
  out.readable = true;
  out.reply = packet[4];
  out.kic = packet[5];
  out.kid = packet[6];
  std::copy_n(packet.begin() + 7, 3, out.tar.begin());
  if (!is_protected_enough(spi1)) {
    out.verdict = Verdict::level_too_low;
    return out;
  }
  if (out.tar != card.tar) {
    out.verdict = Verdict::tar_unknown;
    return out;
  }
  const bool ciphered = (spi1 & ciphering_bit) != 0;
  if (!is_known(out.kid) || (ciphered && !is_known(out.kic))) return out;
  Bytes rest = to_bytes(packet.subspan(clear_head));
  if (ciphered) {
    if (rest.size() % (is_aes(out.kic) ? 16 : 8) != 0) {
      out.verdict = Verdict::ciphering_error;
      return out;
    }
    decipher(card, out.kic, rest);
  }
  if (rest.size() < 6 + sum) return out;
  Bytes covered = to_bytes(packet.first(clear_head));
  covered.insert(covered.end(), rest.begin(), rest.begin() + 6);
  covered.insert(covered.end(), rest.begin() + 14, rest.end());
  if (!equal(checksum_over(card, out.kid, covered), ByteView(rest).subspan(6, 8))) {
    out.verdict = Verdict::checksum_wrong;
    return out;
  }
  for (int i = 0; i < 5; ++i) out.counter = out.counter << 8 | rest[static_cast<std::size_t>(i)];
  const std::size_t padding = rest[5];
  if (padding > rest.size() - 14) return out;
  out.verdict = judge_counter(card, spi1, out.counter);
  out.counts = (spi1 & counter_bits) >= 0x10;
  out.data.assign(rest.begin() + 14, rest.end() - static_cast<std::ptrdiff_t>(padding));
  return out;
}

Bytes make_reply(const OverTheAir& card, const Request& request, ByteView data) {
  const std::uint8_t wish = request.reply & 0x03;  // 1 always, 2 when something is wrong
  const bool wanted = wish == 1 || (wish == 2 && request.verdict != Verdict::good);
  if (!request.readable || !wanted) return {};
  // A packet that could not be trusted is answered in the clear: its keys are the sender's claim.
  const bool trusted = is_known(request.kid) && request.verdict != Verdict::checksum_wrong;
  const std::size_t sum = trusted && (request.reply & reply_checksum) != 0 ? 8 : 0;
  const bool ciphers = trusted && is_known(request.kic) && (request.reply & reply_ciphering) != 0;
  const std::size_t block = !ciphers ? 1 : is_aes(request.kic) ? 16 : 8;
  const std::size_t padding = (block - (7 + sum + data.size()) % block) % block;
  const std::size_t length = 11 + sum + data.size() + padding;
  Bytes out{0x02,
            0x71,
            0x00,
            static_cast<std::uint8_t>(length >> 8),
            static_cast<std::uint8_t>(length),
            static_cast<std::uint8_t>(10 + sum)};
  append(out, request.tar);
  const std::size_t clear = out.size();
  for (int shift = 32; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(request.counter >> shift));
  out.push_back(static_cast<std::uint8_t>(padding));
  out.push_back(static_cast<std::uint8_t>(request.verdict));
  const std::size_t place = out.size();
  append(out, data);
  out.resize(out.size() + padding);
  if (sum != 0) {
    const Bytes made = checksum_over(card, request.kid, out);
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(place), made.begin(), made.end());
  }
  if (ciphers) encipher(card, request.kic, MutableByteView(out).subspan(clear));
  return out;
}

}  // namespace assay::model::scp80

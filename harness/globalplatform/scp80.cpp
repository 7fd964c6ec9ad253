// SPDX-License-Identifier: Apache-2.0
// Command packets out, response packets in.   Source: ETSI TS 102 225, 5.1 and 5.2; 3GPP TS 31.115, 4.2 to 4.4.
#include "globalplatform/scp80.hpp"

#include <algorithm>

#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::size_t counters = 6;       // CNTR and PCNTR
constexpr std::size_t checksum_size = 8;  // of both algorithms; AES-CMAC is cut to its first half
constexpr std::array<std::uint8_t, 3> response_marker{0x02, 0x71, 0x00};

enum class Algorithm : std::uint8_t { aes, des3 };
enum class Integrity : std::uint8_t { none, redundancy, cryptographic, signature };

/// How one direction is protected.
struct Protection {
  Integrity integrity = Integrity::none;
  bool ciphers = false;

  [[nodiscard]] std::size_t checksum() const {
    return integrity == Integrity::none ? 0 : checksum_size;
  }
};

Protection of_command(const Scp80Header& header) {
  return {Integrity(header.spi1 & 0x03), (header.spi1 & 0x04) != 0};
}

Protection of_response(const Scp80Header& header) {
  return {Integrity((header.spi2 >> 2) & 0x03), (header.spi2 & 0x10) != 0};
}

Result<Algorithm> algorithm_of(std::string_view name, std::uint8_t octet) {
  switch (octet & 0x0F) {
    case 0x02: return Algorithm::aes;
    case 0x05:
    case 0x09: return Algorithm::des3;
    default:
      return fail(
          ErrorCode::unsupported,
          "{} '{:02X}' names no algorithm known here; 2 (AES), 5 or 9 (triple DES) is wanted "
          "in its low half",
          name, octet);
  }
}

Result<void> check_key(std::string_view name, std::uint8_t octet, ByteView key) {
  TRY(const auto algorithm, algorithm_of(name, octet));
  const std::size_t des_size = (octet & 0x0F) == 0x09 ? 24 : 16;
  const bool good =
      algorithm == Algorithm::aes ? crypto::is_aes_key_length(key.size()) : key.size() == des_size;
  if (good) return {};
  return fail(ErrorCode::out_of_range, "the key of {} '{:02X}' has {} bytes; {} are wanted", name,
              octet, key.size(),
              algorithm == Algorithm::aes ? "16, 24 or 32" : std::to_string(des_size));
}

Result<void> check_integrity(Integrity integrity) {
  if (integrity == Integrity::none || integrity == Integrity::cryptographic) return {};
  return fail(ErrorCode::unsupported,
              "the SPI asks for a {}; a cryptographic checksum or none is known here",
              integrity == Integrity::redundancy ? "redundancy check" : "digital signature");
}

std::size_t block_of(std::uint8_t kic) {
  return (kic & 0x0F) == 0x02 ? 16 : 8;
}

/// Zero bytes up to a whole number of blocks, zero ICV.   Source: TS 102 225, 5.1.2 and 5.1.3.
std::array<std::uint8_t, checksum_size> checksum(const Scp80Header& header, const Scp80Keys& keys,
                                                 Bytes message) {
  std::array<std::uint8_t, checksum_size> out{};
  if ((header.kid & 0x0F) == 0x02) {
    const auto full = crypto::aes_cmac(keys.mac, message);
    std::copy_n(full.begin(), out.size(), out.begin());
    return out;
  }
  message.resize((message.size() + 7) / 8 * 8);
  crypto::des3_cbc_encrypt(keys.mac, {}, message, message);
  std::copy_n(message.end() - checksum_size, out.size(), out.begin());
  return out;
}

void encipher(const Scp80Header& header, const Scp80Keys& keys, MutableByteView part) {
  if (block_of(header.kic) == 16)
    crypto::aes_cbc_encrypt(keys.cipher, {}, part, part);
  else
    crypto::des3_cbc_encrypt(keys.cipher, {}, part, part);
}

void decipher(const Scp80Header& header, const Scp80Keys& keys, MutableByteView part) {
  if (block_of(header.kic) == 16)
    crypto::aes_cbc_decrypt(keys.cipher, {}, part, part);
  else
    crypto::des3_cbc_decrypt(keys.cipher, {}, part, part);
}

void put_counter(Bytes& out, std::uint64_t counter) {
  for (int shift = 32; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(counter >> shift));
}

std::uint64_t counter_of(ByteView five) {
  std::uint64_t counter = 0;
  for (const auto byte : five) counter = counter << 8 | byte;
  return counter;
}

/// The clear head of a response packet, checked against the packet's length.
Result<std::array<std::uint8_t, 3>> read_response_head(ByteReader& in, std::size_t checksum) {
  TRY(const auto marker, in.take<3>());
  if (marker != response_marker)
    return fail(ErrorCode::malformed, "a response packet starts with '027100', not '{}'",
                to_hex(marker));
  TRY(const auto packet_length, in.take_u16_be());
  if (packet_length != in.left())
    return fail(ErrorCode::malformed, "RPL says {} bytes, {} follow", packet_length, in.left());
  TRY(const auto header_length, in.take_u8());
  const std::size_t wanted = 3 + counters + 1 + checksum;
  if (header_length != wanted)
    return fail(ErrorCode::malformed, "RHL is {}; with a checksum of {} bytes it is {}",
                header_length, checksum, wanted);
  return in.take<3>();
}

}  // namespace

Result<void> check_scp80(const Scp80Header& header, const Scp80Keys& keys) {
  for (const auto protection : {of_command(header), of_response(header)}) {
    if (auto good = check_integrity(protection.integrity); !good)
      return at("spi", std::move(good).error());
    if (protection.ciphers)
      if (auto good = check_key("KIc", header.kic, keys.cipher); !good)
        return at("kic", std::move(good).error());
    if (protection.integrity != Integrity::none)
      if (auto good = check_key("KID", header.kid, keys.mac); !good)
        return at("kid", std::move(good).error());
  }
  return {};
}

Result<Bytes> secure_scp80_command(const Scp80Header& header, const Scp80Keys& keys,
                                   std::uint64_t counter, ByteView data) {
  TRY_VOID(check_scp80(header, keys));
  const Protection protection = of_command(header);
  if (counter > scp80_last_counter)
    return fail(ErrorCode::out_of_range, "the counter {} has more than 5 bytes", counter);
  const std::size_t inside = counters + protection.checksum() + data.size();
  const std::size_t block = protection.ciphers ? block_of(header.kic) : 1;
  const std::size_t padding = (block - inside % block) % block;
  const std::size_t header_length = 7 + counters + protection.checksum();
  const std::size_t packet_length = 1 + header_length + data.size() + padding;
  if (packet_length > 0xFFFF)
    return fail(ErrorCode::out_of_range, "{} bytes of data do not fit one command packet",
                data.size());

  Bytes packet;
  ByteWriter(packet)
      .put_u16_be(static_cast<std::uint16_t>(packet_length))
      .put_u8(static_cast<std::uint8_t>(header_length))
      .put_u8(header.spi1)
      .put_u8(header.spi2)
      .put_u8(header.kic)
      .put_u8(header.kid)
      .put(header.tar);
  const std::size_t clear = packet.size();
  put_counter(packet, counter);
  packet.push_back(static_cast<std::uint8_t>(padding));
  const std::size_t before_checksum = packet.size();
  append(packet, data);
  packet.resize(packet.size() + padding);
  if (protection.integrity != Integrity::none) {
    // The checksum covers everything but itself, and stands before the data.
    const auto sum = checksum(header, keys, packet);
    packet.insert(packet.begin() + static_cast<std::ptrdiff_t>(before_checksum), sum.begin(),
                  sum.end());
  }
  if (protection.ciphers) encipher(header, keys, MutableByteView(packet).subspan(clear));
  return packet;
}

Result<Scp80Response> open_scp80_response(const Scp80Header& header, const Scp80Keys& keys,
                                          ByteView packet) {
  TRY_VOID(check_scp80(header, keys));
  const Protection protection = of_response(header);
  ByteReader head(packet);
  Scp80Response response;
  TRY(response.tar, read_response_head(head, protection.checksum()));
  Bytes signed_part = to_bytes(packet.first(head.offset()));
  Bytes rest = to_bytes(head.rest());
  if (protection.ciphers) {
    if (rest.size() % block_of(header.kic) != 0)
      return fail(ErrorCode::malformed, "{} ciphered bytes are no whole number of blocks of {}",
                  rest.size(), block_of(header.kic));
    decipher(header, keys, rest);
  }
  ByteReader in(rest);
  TRY(const ByteView counter, in.take(5));
  TRY(const std::uint8_t padding, in.take_u8());
  TRY(const std::uint8_t status, in.take_u8());
  append(signed_part, ByteView(rest).first(in.offset()));
  TRY(const ByteView received, in.take(protection.checksum()));
  const ByteView padded = in.rest();
  append(signed_part, padded);
  if (!received.empty() &&
      !equal_in_constant_time(received, checksum(header, keys, std::move(signed_part))))
    return fail(ErrorCode::malformed, "the checksum of the response packet is wrong");
  if (padding > padded.size())
    return fail(ErrorCode::malformed, "PCNTR counts {} bytes of padding, {} bytes are there",
                padding, padded.size());
  response.counter = counter_of(counter);
  response.status = Scp80Status(status);
  response.data = to_bytes(padded.first(padded.size() - padding));
  return response;
}

}  // namespace assay::globalplatform

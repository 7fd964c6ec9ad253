// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/transcript.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "crypto/hash.hpp"

namespace assay::calypso::pki {
namespace {

constexpr std::uint8_t first_byte = 0x10;
constexpr std::uint8_t ins_open = 0x8A;
constexpr std::uint8_t ins_close = 0x8E;
constexpr std::size_t max_part = 0xFF;

bool is_below(ByteView number, ByteView limit) {
  return std::lexicographical_compare(number.begin(), number.end(), limit.begin(), limit.end());
}

bool is_in_range(ByteView scalar) {
  const bool zero = std::ranges::all_of(scalar, [](std::uint8_t byte) { return byte == 0; });
  return !zero && is_below(scalar, crypto::curve_order(crypto::Curve::p256));
}

}  // namespace

ByteView hashed_form(ByteView command) noexcept {
  const bool has_data = command.size() > 5;
  const bool has_le = has_data && command.size() == std::size_t{6} + command[4];
  return has_le ? command.first(command.size() - 1) : command;
}

bool opens_public_key_session(ByteView command) noexcept {
  return command.size() >= 4 && command[0] == 0x00 && command[1] == ins_open &&
         (command[3] & 0x07) == 3;
}

bool closes_public_key_session(ByteView command) noexcept {
  return command.size() >= 4 && command.size() <= 5 && command[0] == 0x00 &&
         command[1] == ins_close;
}

void Transcript::begin(ByteView command, ByteView answer) {
  bytes_.assign(1, first_byte);
  problem_.clear();
  exchanges_ = 0;
  add(command, answer);
}

void Transcript::add(ByteView command, ByteView answer) {
  ++exchanges_;
  put(hashed_form(command), "command");
  put(answer, "answer");
}

void Transcript::adopt(ByteView bytes, std::size_t exchanges) {
  bytes_ = to_bytes(bytes);
  problem_.clear();
  exchanges_ = exchanges;
}

void Transcript::put(ByteView part, std::string_view what) {
  if (part.size() > max_part && problem_.empty())
    problem_ = fmt::format("{} {} has {} bytes", what, exchanges_, part.size());
  bytes_.push_back(static_cast<std::uint8_t>(part.size()));
  append(bytes_, part);
}

void look_at_session_signature(const crypto::EcPublicKey& key, const Transcript& transcript,
                               ByteView signature, Findings& findings) {
  const bool whole = findings.look(
      Rule::session_transcript, transcript.is_whole(),
      [&] {
        return transcript.is_whole()
                   ? fmt::format("{} exchanges, {} bytes, SHA-256 {}", transcript.exchanges(),
                                 transcript.bytes().size(),
                                 to_hex(crypto::sha256(transcript.bytes())))
                   : transcript.problem();
      },
      [] { return std::string("parts of at most 255 bytes, whose length is one byte"); });
  const bool sized = findings.look(
      Rule::session_signature_length, signature.size() == session_signature_size,
      [&] { return fmt::format("{} bytes", signature.size()); },
      [] { return std::string("64 bytes"); });
  if (!whole || !sized) return;
  const ByteView r = signature.first(session_signature_size / 2);
  const ByteView s = signature.last(session_signature_size / 2);
  const bool in_range = findings.look(
      Rule::session_signature_range, is_in_range(r) && is_in_range(s),
      [&] { return "r " + to_hex(r) + ", s " + to_hex(s); },
      [] { return std::string("both from 1 to the order of P-256 less 1"); });
  if (!in_range) return;
  findings.look(
      Rule::session_signature,
      crypto::ecdsa_verify(key, crypto::Hash::sha256, transcript.bytes(), signature),
      [&] { return to_hex(signature); },
      [&] { return "a signature of the key " + to_hex(key.point().subspan(1, 8)) + ".."; });
}

}  // namespace assay::calypso::pki

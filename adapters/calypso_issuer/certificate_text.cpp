// SPDX-License-Identifier: Apache-2.0
// Text of certificates and trust stores, written and read.
#include "adapters/calypso_issuer/certificate_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hex.hpp"

namespace assay::calypso_issuer {
namespace {

using namespace assay::literals;

/// In lines of 32 bytes, each behind `indent`.
std::string hex_lines(ByteView bytes, std::string_view indent) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 32)
    out += fmt::format("{}{}\n", indent,
                       to_hex(bytes.subspan(i, std::min<std::size_t>(32, bytes.size() - i))));
  return out;
}

/// The same as a value of YAML between quotes, whose line breaks are blanks.
std::string quoted_lines(ByteView bytes) {
  std::string lines = hex_lines(bytes, "      ");
  return lines.substr(6, lines.size() - 7);
}

/// Without lines of comment and blanks.
std::string digits_of(std::string_view text) {
  std::string out;
  bool comment = false;
  for (const char c : text) {
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    if (!comment && c != ' ' && c != '\t' && c != '\r' && c != '\n') out += c;
  }
  return out;
}

Bytes bytes_of(std::string_view content) {
  if (auto read = from_hex(digits_of(content)); read && !read->empty()) return *std::move(read);
  return {content.begin(), content.end()};
}

void drop_object_header(Bytes& bytes) {
  constexpr auto ca = "DF 4A 82 01 80"_hex;
  constexpr auto card = "DF 4C 82 01 3C"_hex;
  if (bytes.size() < ca.size()) return;
  const ByteView begin = ByteView(bytes).first(ca.size());
  if (equal(begin, ca) || equal(begin, card))
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<long>(ca.size()));
}

}  // namespace

std::string certificate_text(std::string_view title, ByteView certificate) {
  return fmt::format("# {}\n{}", title, hex_lines(certificate, ""));
}

Result<Bytes> read_certificate_bytes(std::string_view what, std::string_view content) {
  Bytes bytes = bytes_of(content);
  drop_object_header(bytes);
  if (bytes.size() != ca_certificate_size && bytes.size() != card_certificate_size)
    return fail(ErrorCode::malformed, "{} holds {} bytes; {} of a CA or {} of a card were wanted",
                what, bytes.size(), ca_certificate_size, card_certificate_size);
  return bytes;
}

Result<Bytes> read_certificate(std::string_view what, std::string_view content) {
  TRY(Bytes bytes, read_certificate_bytes(what, content));
  const std::uint8_t wanted = bytes.size() == ca_certificate_size ? 0x90 : 0x91;
  if (bytes[0] != wanted || bytes[1] != 0x01)
    return fail(ErrorCode::malformed, "{} holds {} bytes that begin with {}; {:02X}01 was wanted",
                what, bytes.size(), to_hex(ByteView(bytes).first(2)), wanted);
  return bytes;
}

std::string trust_store_text(std::string_view name, const KeyReference& reference,
                             ByteView modulus) {
  return fmt::format(
      "# TEST ONLY. Public key of a test issuer of Calypso certificates.\n"
      "calypso_trust_store: {}\n"
      "keys:\n"
      "  - name: {}\n"
      "    key_reference: '{}'\n"
      "    exponent: 65537\n"
      "    modulus: '{}'\n",
      name, name, to_hex(reference), quoted_lines(modulus));
}

}  // namespace assay::calypso_issuer

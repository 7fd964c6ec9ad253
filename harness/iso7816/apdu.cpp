// SPDX-License-Identifier: Apache-2.0
// Splitting and building APDUs.   Source: ISO/IEC 7816-3:2006, 12.1.3 (table 8, decoding of the command APDU).
#include "iso7816/apdu.hpp"

#include "base/check.hpp"
#include "base/cursor.hpp"

namespace assay::iso7816 {
namespace {

constexpr std::size_t header_size = 4;

Error wrong_lengths(std::size_t announced, std::size_t present) {
  return {
      ErrorCode::malformed,
      fmt::format("Lc announces {} data bytes, the command has {} after it", announced, present),
      {}};
}

/// Body of two bytes and more that does not start with '00': Lc, data, and perhaps one byte of Le.
Result<CommandView> parse_short(CommandView command, ByteView body) {
  const std::size_t lc = body[0];
  const ByteView after = body.subspan(1);
  if (after.size() != lc && after.size() != lc + 1)
    return tl::unexpected(wrong_lengths(lc, after.size()));
  command.data = after.first(lc);
  if (after.size() == lc + 1) command.ne = after[lc] == 0 ? 256 : after[lc];
  return command;
}

/// Body of three bytes and more that starts with '00': two-byte lengths.
Result<CommandView> parse_extended(CommandView command, ByteView body) {
  command.extended = true;
  const std::size_t length = static_cast<std::size_t>((body[1] << 8) | body[2]);
  const ByteView after = body.subspan(3);
  if (after.empty()) {
    command.ne = length == 0 ? 65536 : static_cast<std::uint32_t>(length);
    return command;
  }
  if (length == 0)
    return fail(ErrorCode::malformed, "extended Lc is zero and {} bytes follow", after.size());
  if (after.size() != length && after.size() != length + 2)
    return tl::unexpected(wrong_lengths(length, after.size()));
  command.data = after.first(length);
  if (after.size() == length) return command;
  const std::uint32_t le = static_cast<std::uint32_t>((after[length] << 8) | after[length + 1]);
  command.ne = le == 0 ? 65536 : le;
  return command;
}

}  // namespace

ApduCase CommandView::apdu_case() const noexcept {
  if (data.empty()) return ne == 0 ? ApduCase::case1 : ApduCase::case2;
  return ne == 0 ? ApduCase::case3 : ApduCase::case4;
}

Result<CommandView> parse_command(ByteView bytes) {
  if (bytes.size() < header_size)
    return fail(ErrorCode::malformed, "a command has at least 4 bytes, this one has {}",
                bytes.size());
  CommandView command{.cla = bytes[0], .ins = bytes[1], .p1 = bytes[2], .p2 = bytes[3]};
  const ByteView body = bytes.subspan(header_size);
  if (body.empty()) return command;
  if (body.size() == 1) {
    command.ne = body[0] == 0 ? 256 : body[0];
    return command;
  }
  if (body[0] != 0) return parse_short(command, body);
  if (body.size() == 2) return fail(ErrorCode::malformed, "Lc is zero and 1 byte follows");
  return parse_extended(command, body);
}

void encode(const CommandView& command, Bytes& out) {
  ASSAY_CHECK(command.data.size() <= 65535 && command.ne <= 65536);
  ByteWriter writer(out);
  writer.put_u8(command.cla).put_u8(command.ins).put_u8(command.p1).put_u8(command.p2);
  const bool extended = command.extended || command.data.size() > 255 || command.ne > 256;
  if (!extended) {
    if (!command.data.empty())
      writer.put_u8(static_cast<std::uint8_t>(command.data.size())).put(command.data);
    if (command.ne != 0) writer.put_u8(static_cast<std::uint8_t>(command.ne));  // 256 becomes '00'
    return;
  }
  if (command.data.empty() && command.ne == 0) return;  // case 1 has no extended form
  writer.put_u8(0);
  if (!command.data.empty())
    writer.put_u16_be(static_cast<std::uint16_t>(command.data.size())).put(command.data);
  if (command.ne != 0) writer.put_u16_be(static_cast<std::uint16_t>(command.ne));
}

Bytes encode(const CommandView& command) {
  Bytes out;
  encode(command, out);
  return out;
}

Result<ResponseView> parse_response(ByteView bytes) {
  if (bytes.size() < 2)
    return fail(ErrorCode::malformed, "a response has at least 2 bytes, this one has {}",
                bytes.size());
  const ByteView trailer = bytes.last(2);
  return ResponseView{bytes.first(bytes.size() - 2),
                      StatusWord{static_cast<std::uint16_t>((trailer[0] << 8) | trailer[1])}};
}

}  // namespace assay::iso7816

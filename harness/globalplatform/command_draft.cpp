// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/command_draft.hpp"

#include <algorithm>
#include <array>

#include "base/cursor.hpp"
#include "crypto/block_cipher.hpp"
#include "iso7816/class_byte.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;

std::uint8_t recoded(std::uint8_t cla, bool keep_channel, std::uint8_t secure_messaging) noexcept {
  auto parts = iso7816::parse_class(cla);
  // Class bytes without a meaning are left to the card: the first form's bits are set as they stand.
  if (!parts)
    return static_cast<std::uint8_t>((cla & (keep_channel ? 0xF3U : 0xF0U)) |
                                     (secure_messaging << 2));
  if (!keep_channel) parts->channel = 0;
  parts->secure_messaging = secure_messaging;
  return iso7816::encode_class(*parts);
}

void append_lc(std::size_t lc, bool extended, ByteWriter& out) {
  if (!extended)
    out.put_u8(static_cast<std::uint8_t>(lc));
  else
    out.put_u8(0).put_u16_be(static_cast<std::uint16_t>(lc));
}

void append_le(const CommandDraft& draft, ByteWriter& out) {
  if (draft.plain.ne == 0) return;
  if (draft.extended())
    out.put_u16_be(static_cast<std::uint16_t>(draft.plain.ne));
  else
    out.put_u8(static_cast<std::uint8_t>(draft.plain.ne));
}

/// The C-MAC as it goes on the wire.
struct SentMac {
  std::array<std::uint8_t, 17> bytes{};
  std::size_t size = 0;
};

SentMac sent_mac(Deviation deviation, ByteView mac) {
  SentMac sent;
  sent.size = mac.size();
  std::copy(mac.begin(), mac.end(), sent.bytes.begin());
  if (deviation == Deviation::c_mac_flip_last_bit) sent.bytes[sent.size - 1] ^= 0x01;
  if (deviation == Deviation::c_mac_flip_first_bit) sent.bytes[0] ^= 0x80;
  if (deviation == Deviation::c_mac_zero) sent.bytes.fill(0);
  if (deviation == Deviation::c_mac_truncate) sent.size -= 1;
  if (deviation == Deviation::c_mac_extend) sent.size += 1;
  if (deviation == Deviation::c_mac_omit) sent.size = 0;
  return sent;
}

std::uint8_t sent_p1(const CommandDraft& draft) {
  if (draft.has(Deviation::c_mac_header_changed)) return draft.plain.p1 ^ 0xC0;
  if (draft.has(Deviation::level_changed) && draft.authenticating)
    return draft.plain.p1 == 0x00 ? 0x01 : 0x00;
  return draft.plain.p1;
}

std::uint8_t sent_class(const CommandDraft& draft) {
  if (draft.cla_as_given || draft.has(Deviation::cla_no_secure_messaging)) return draft.plain.cla;
  const std::uint8_t cla = class_as_sent(draft.plain.cla);
  if (!draft.has(Deviation::cla_other_channel)) return cla;
  auto parts = iso7816::parse_class(cla);
  if (!parts) return cla;
  parts->channel ^= 1;
  return iso7816::encode_class(*parts);
}

std::uint8_t class_covered(const CommandDraft& draft, bool modified) {
  if (draft.has(Deviation::c_mac_cla_unmodified)) modified = false;
  if (draft.has(Deviation::c_mac_cla_modified)) modified = true;
  const std::uint8_t cla = draft.plain.cla;
  if (draft.has(Deviation::c_mac_channel_included)) return modified ? class_as_sent(cla) : cla;
  return modified ? class_under_mac(cla) : class_stripped(cla);
}

/// The data field on the wire, and what it grows or shrinks by.
struct SentBody {
  ByteView bytes;
  std::size_t more = 0;  ///< bytes 00 behind it
};

SentBody sent_body(const CommandDraft& draft, ByteView body) {
  if (draft.has(Deviation::data_truncate) && !body.empty()) return {body.first(body.size() - 1), 0};
  return {body, draft.has(Deviation::data_extend) ? std::size_t{1} : 0};
}

}  // namespace

std::uint8_t class_under_mac(std::uint8_t cla) noexcept {
  return recoded(cla, false, 1);
}
std::uint8_t class_as_sent(std::uint8_t cla) noexcept {
  return recoded(cla, true, 1);
}
std::uint8_t class_stripped(std::uint8_t cla) noexcept {
  return recoded(cla, false, 0);
}

void append_mac_input(const CommandDraft& draft, ByteView body, std::size_t mac_length, Bytes& out,
                      HeaderUnderMac form) {
  const bool modified = form == HeaderUnderMac::modified;
  bool counted = modified;
  if (draft.has(Deviation::c_mac_wrong_lc)) counted = false;
  if (draft.has(Deviation::c_mac_lc_modified)) counted = true;
  const std::size_t lc = body.size() + (counted ? mac_length : 0);
  ByteWriter writer(out);
  writer.put_u8(class_covered(draft, modified)).put_u8(draft.plain.ins);
  writer.put_u8(draft.plain.p1).put_u8(draft.plain.p2);
  if (lc > 0 || form != HeaderUnderMac::unmodified_without_lc)
    append_lc(lc, draft.extended(), writer);
  writer.put(body);  // Le is not covered
  if (draft.has(Deviation::c_mac_le_included)) append_le(draft, writer);
}

Result<void> append_secured(const CommandDraft& draft, ByteView body, ByteView mac, Bytes& out) {
  const SentMac closing = sent_mac(draft.deviation, mac);
  const SentBody opening = sent_body(draft, body);
  const std::size_t lc = opening.bytes.size() + opening.more + closing.size;
  const std::size_t most = draft.extended() ? 65535 : 255;
  if (body.size() + mac.size() > most || lc > most)
    return fail(ErrorCode::out_of_range,
                "{} bytes of command data make {} under protection, {} fit",
                draft.plain.data.size(), std::max(body.size() + mac.size(), lc), most);
  ByteWriter writer(out);
  writer.put_u8(sent_class(draft));
  writer.put_u8(draft.has(Deviation::c_mac_ins_changed) ? draft.plain.ins ^ 0x10 : draft.plain.ins);
  writer.put_u8(sent_p1(draft));
  writer.put_u8(draft.has(Deviation::c_mac_p2_changed) ? draft.plain.p2 ^ 0x01 : draft.plain.p2);
  if (lc > 0)
    append_lc(lc, draft.extended(), writer);
  else if (draft.extended() && draft.plain.ne > 0)
    writer.put_u8(0);
  const std::size_t body_at = out.size();
  writer.put(opening.bytes);
  if (opening.more > 0) writer.put_u8(0);
  writer.put({closing.bytes.data(), closing.size});
  if (!body.empty() && draft.has(Deviation::c_mac_data_changed))
    out[body_at + body.size() - 1] ^= 0x01;
  if (draft.is_encrypted() && draft.has(Deviation::c_enc_flip_bit)) out[body_at] ^= 0x80;
  append_le(draft, writer);
  return {};
}

void pad_for_encryption(const CommandDraft& draft, std::size_t block, Bytes& body) {
  body.assign(draft.plain.data.begin(), draft.plain.data.end());
  const std::size_t data = body.size();
  if (draft.has(Deviation::c_enc_no_padding) && data % block == 0) return;
  crypto::pad80(body, block);
  if (draft.has(Deviation::c_enc_wrong_padding)) body[data] = 0x00;
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// Commands under the secure messaging of SCP10, as they must be and with the mistakes of a terminal.   Source: GPC F.3.2.1 to F.3.2.4.
#include "globalplatform/scp10_mac.hpp"
#include "globalplatform/scp10_messaging.hpp"
#include "iso7816/class_byte.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using crypto::Block8;
using Deviation = TerminalDeviation;

constexpr std::uint8_t padding_indicator = 0x01;  // ISO 7816-4: 80, then 00
constexpr std::size_t mac_length = 8;

/// Bits b4 b3 of the classes of channels 0 to 3, bit b6 of the others.   Source: GPC F.3.2.1, F.3.2.2.
std::uint8_t protected_class(std::uint8_t cla, bool c_mac) {
  if ((cla & 0x40) != 0) return cla | 0x20;
  return cla | (c_mac ? 0x0C : 0x08);
}

/// GPC F.3.2.1: the channel is zero, whichever class byte carries it.
std::uint8_t channel_zero(std::uint8_t cla) {
  const bool further = (cla & 0x40) != 0;
  return static_cast<std::uint8_t>(cla & (further ? 0xF0 : 0xFC));
}

Bytes le_bytes(const iso7816::CommandView& plain) {
  if (plain.extended || plain.ne > 256)
    return {static_cast<std::uint8_t>(plain.ne >> 8), static_cast<std::uint8_t>(plain.ne)};
  return {static_cast<std::uint8_t>(plain.ne)};
}

Bytes object(iso7816::Tag tag, ByteView value) {
  Bytes out;
  iso7816::append_tlv(out, tag, value);
  return out;
}

/// The header as it is sent, behind the back of the C-MAC where that is the mistake.
void change_header(iso7816::CommandView& out, const iso7816::CommandView& plain,
                   Deviation deviation) {
  if (deviation == Deviation::cla_no_secure_messaging) out.cla = plain.cla;
  if (deviation == Deviation::cla_encryption_only) out.cla = protected_class(plain.cla, false);
  if (deviation == Deviation::c_mac_ins_changed) out.ins ^= 0x10;
  if (deviation == Deviation::c_mac_header_changed) out.p1 ^= 0xC0;
  if (deviation == Deviation::c_mac_p2_changed) out.p2 ^= 0x01;
  if (deviation != Deviation::cla_other_channel) return;
  if (auto parts = iso7816::parse_class(out.cla)) {
    parts->channel ^= 1;
    out.cla = iso7816::encode_class(*parts);
  }
}

/// The value of the object '8E' as it is sent.
Bytes sent_mac(const Block8& mac, Deviation deviation) {
  Bytes out(mac.begin(), mac.end());
  if (deviation == Deviation::c_mac_flip_last_bit) out.back() ^= 0x01;
  if (deviation == Deviation::c_mac_flip_first_bit) out.front() ^= 0x80;
  if (deviation == Deviation::c_mac_zero) std::fill(out.begin(), out.end(), std::uint8_t{0});
  if (deviation == Deviation::c_mac_truncate) out.pop_back();
  if (deviation == Deviation::c_mac_extend) out.push_back(0x00);
  return out;
}

Block8 full_triple_des_mac(ByteView key, const Block8& icv, ByteView message) {
  return crypto::des3_full_mac(key, icv, message);
}

}  // namespace

Result<void> Scp10Messaging::check_keys_for(Deviation deviation) const {
  const bool needs_encryption =
      deviation == Deviation::c_mac_wrong_key || deviation == Deviation::c_enc_unasked;
  if (needs_encryption && !keys_.c_enc)
    return fail(ErrorCode::unsupported, "deviation {} needs a session key for encryption",
                name(deviation));
  if (deviation == Deviation::c_enc_wrong_key && !keys_.c_mac)
    return fail(ErrorCode::unsupported, "deviation {} needs a session key for C-MACs",
                name(deviation));
  return {};
}

/// 01 || triple DES in CBC mode from zero over the padded data.   Source: GPC F.3.2.2.
Bytes Scp10Messaging::cryptogram(ByteView data, Deviation deviation) const {
  const ByteView used = key(deviation == Deviation::c_enc_wrong_key ? keys_.c_mac : keys_.c_enc);
  Bytes padded = to_bytes(data);
  if (deviation != Deviation::c_enc_no_padding || data.size() % 8 != 0) crypto::pad80(padded, 8);
  if (deviation == Deviation::c_enc_wrong_padding) padded[data.size()] = 0x00;
  Block8 icv{};
  if (deviation == Deviation::c_enc_counter_icv && keys_.c_mac)
    icv = scp10_icv(used, keys_.keys[*keys_.c_mac].counter);
  if (deviation == Deviation::c_enc_ecb)
    crypto::des3_ecb_encrypt(used, padded, padded);
  else
    crypto::des3_cbc_encrypt(used, icv, padded, padded);
  Bytes out{padding_indicator};
  if (deviation == Deviation::c_enc_other_indicator) out[0] = 0x02;
  if (deviation == Deviation::c_enc_no_indicator) out.clear();
  append(out, padded);
  return out;
}

Scp10Messaging::Objects Scp10Messaging::objects_of(const iso7816::CommandView& plain,
                                                   Deviation deviation) const {
  const bool mac = level_.c_mac();
  Objects out;
  if (!plain.data.empty()) {
    const bool asked = level_.c_encryption() || deviation == Deviation::c_enc_unasked;
    const bool encrypted = asked && deviation != Deviation::c_enc_omit;
    const bool other = deviation == Deviation::objects_other_tag;
    out.covered_data = out.data = encrypted ? object(other ? 0x85
                                                     : mac ? 0x87
                                                           : 0x86,
                                                     cryptogram(plain.data, deviation))
                                            : object(other ? 0x85 : 0x81, plain.data);
    if (encrypted && deviation == Deviation::c_mac_wrong_order)
      out.covered_data = object(0x81, plain.data);
  }
  if (plain.ne != 0) out.le = object(mac ? 0x97 : 0x96, le_bytes(plain));
  return out;
}

Bytes Scp10Messaging::mac_input(const iso7816::CommandView& plain, const Objects& objects,
                                Deviation deviation) const {
  const bool secure_class =
      reading_.secure_class_under_mac != (deviation == Deviation::c_mac_cla_modified);
  const std::uint8_t cla = secure_class ? protected_class(plain.cla, true) : plain.cla;
  const bool channel = deviation == Deviation::c_mac_channel_included;
  Bytes out{
      channel ? cla : channel_zero(cla), plain.ins, plain.p1, plain.p2, 0x80, 0x00, 0x00, 0x00};
  if (deviation == Deviation::c_mac_header_not_filled) out.resize(4);
  if (deviation == Deviation::c_mac_header_left_out) out.clear();
  append(out, objects.covered_data);
  if (deviation != Deviation::c_mac_le_left_out) append(out, objects.le);
  return out;
}

Block8 Scp10Messaging::c_mac(ByteView input, Deviation deviation) const {
  const Scp10Key& mac_key = keys_.keys[*keys_.c_mac];
  std::uint64_t counter = mac_key.counter;
  if (deviation == Deviation::c_mac_stale_counter) --counter;
  if (deviation == Deviation::order_command_lost) ++counter;
  const ByteView used =
      deviation == Deviation::c_mac_wrong_key ? key(keys_.c_enc) : ByteView(mac_key.value);
  Block8 icv = scp10_icv(used, counter);
  if (deviation == Deviation::c_mac_icv_zero) icv = Block8{};
  if (deviation == Deviation::c_mac_icv_plain) icv = scp10_counter_block(counter);
  if (deviation == Deviation::c_mac_icv_other_cipher)
    crypto::des3_ecb_encrypt(used, scp10_counter_block(counter), icv);
  if (deviation == Deviation::c_mac_other_algorithm) return full_triple_des_mac(used, icv, input);
  if (deviation != Deviation::c_mac_wrong_padding) return scp10_mac(used, icv, input);
  Bytes blocks = to_bytes(input);
  blocks.resize((blocks.size() + 7) / 8 * 8);
  return scp10_mac_of_blocks(used, icv, blocks);
}

/// The objects in their order: data, Le, C-MAC; or in that of the mistake.
Bytes Scp10Messaging::assembled(const Objects& objects, const Bytes& mac, Deviation deviation) {
  const bool data = deviation != Deviation::objects_data_missing;
  const bool le = deviation != Deviation::objects_le_missing;
  const Bytes closing =
      deviation == Deviation::c_mac_omit || mac.empty() ? Bytes() : object(0x8E, mac);
  Bytes out;
  if (deviation == Deviation::objects_c_mac_first) append(out, closing);
  if (deviation == Deviation::objects_le_first) append(out, objects.le);
  const std::size_t data_at = out.size();
  if (data) append(out, objects.data);
  const std::size_t data_end = out.size();
  if (le && deviation != Deviation::objects_le_first) append(out, objects.le);
  if (deviation != Deviation::objects_c_mac_first) append(out, closing);
  if (deviation == Deviation::objects_truncate && !out.empty()) out.pop_back();
  if (data_end == data_at) return out;
  if (deviation == Deviation::c_mac_data_changed) out[data_end - 1] ^= 0x01;
  if (deviation == Deviation::c_enc_flip_bit && out[data_at] != 0x81) {
    const std::size_t length_field = out[data_at + 1] < 0x80 ? 1 : 2;
    out[data_at + 1 + length_field + 1] ^= 0x80;  // behind tag, length and padding indicator
  }
  return out;
}

Result<void> Scp10Messaging::wrap(const iso7816::CommandView& plain, Bytes& wrapped,
                                  Deviation deviation) {
  TRY_VOID(check_keys_for(deviation));
  const bool encrypted =
      !plain.data.empty() && (level_.c_encryption() || deviation == Deviation::c_enc_unasked);
  iso7816::CommandView out = plain;
  Bytes sent;
  if (level_.c_mac() || encrypted) {
    const Objects objects = objects_of(plain, deviation);
    const std::size_t room = plain.extended ? 65535 : 255;
    const std::size_t size =
        objects.data.size() + objects.le.size() + (level_.c_mac() ? mac_length + 2 : 0);
    if (size > room)
      return fail(ErrorCode::out_of_range, "the protected data have {} bytes, {} fit", size, room);
    out.cla = protected_class(plain.cla, level_.c_mac());
    Bytes mac;
    if (level_.c_mac()) {
      mac = sent_mac(c_mac(mac_input(plain, objects, deviation), deviation), deviation);
      if (counts(deviation)) ++keys_.keys[*keys_.c_mac].counter;
    }
    sent = assembled(objects, mac, deviation);
    change_header(out, plain, deviation);
  }
  if (!sent.empty()) out.data = sent;
  // GPC F.3.2.4: with R-MAC something always comes back.
  if (level_.r_mac() && out.ne == 0) out.ne = 256;
  wrapped.clear();
  iso7816::encode(out, wrapped);
  return {};
}

bool Scp10Messaging::counts(Deviation deviation) noexcept {
  // GPC F.3.2.1: the counter rises with each verification; here is nothing to verify.
  return deviation != Deviation::c_mac_omit && deviation != Deviation::cla_no_secure_messaging &&
         deviation != Deviation::cla_encryption_only && deviation != Deviation::cla_other_channel;
}

void Scp10Messaging::count_command() noexcept {
  if (level_.c_mac()) ++keys_.keys[*keys_.c_mac].counter;
}

}  // namespace assay::globalplatform

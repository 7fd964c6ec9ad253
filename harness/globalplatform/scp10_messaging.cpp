// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_messaging.hpp"

#include <algorithm>

#include "crypto/block_cipher.hpp"
#include "globalplatform/command_draft.hpp"
#include "iso7816/class_byte.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using crypto::Block8;

constexpr std::uint8_t padding_indicator = 0x01;  // ISO 7816-4: 80, then 00
constexpr std::size_t mac_length = 8;

/// GPC F.2.3: the counter, single DES under the first part of the key; the counter rises.
Block8 next_icv(Scp10Key& key) {
  Block8 counter{};
  for (std::size_t i = 0; i < 8; ++i)
    counter[7 - i] = static_cast<std::uint8_t>(key.counter >> (8 * i));
  ++key.counter;
  return crypto::des_encrypt_block(ByteView(key.value).first(8), counter);
}

Block8 combined(const Block8& left, ByteView right) {
  Block8 out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = left[i] ^ right[i];
  return out;
}

/// Single DES with a final triple DES (GPC B.1.2.2), for keys of two and of three parts.
Block8 mac_of(ByteView key, const Block8& icv, ByteView message) {
  Bytes blocks = to_bytes(message);
  crypto::pad80(blocks, 8);
  ByteView left(blocks);
  Block8 chained = icv;
  for (; left.size() > 8; left = left.subspan(8))
    chained = crypto::des_encrypt_block(key.first(8), combined(chained, left.first(8)));
  const Block8 last = combined(chained, left);
  Block8 out{};
  crypto::des3_ecb_encrypt(key, last, out);
  return out;
}

/// Bits b4 b3 of the classes of channels 0 to 3, bit b6 of the others.   Source: GPC F.3.2.1, F.3.2.2.
std::uint8_t protected_class(std::uint8_t cla, bool c_mac) {
  if ((cla & 0x40) != 0) return cla | 0x20;
  return cla | (c_mac ? 0x0C : 0x08);
}

Bytes le_bytes(const iso7816::CommandView& plain) {
  if (plain.extended || plain.ne > 256)
    return {static_cast<std::uint8_t>(plain.ne >> 8), static_cast<std::uint8_t>(plain.ne)};
  return {static_cast<std::uint8_t>(plain.ne)};
}

/// The objects of a protected response.
struct Parts {
  std::optional<ByteView> plain;   ///< 81
  std::optional<ByteView> cipher;  ///< 87, without the padding indicator
  ByteView covered;                ///< everything before the R-MAC
  std::optional<iso7816::StatusWord> sw;
  ByteView mac;
};

/// Order: 81 or 87, 99, 8E. Nothing when they do not come so.
std::optional<Parts> parts_of(ByteView body) {
  Parts out;
  iso7816::TlvReader reader(body);
  std::size_t read = 0;
  while (!reader.at_end()) {
    const auto next = reader.next();
    if (!next || !*next) return std::nullopt;
    const iso7816::Tlv& object = **next;
    const bool first = read == 0;
    if (first && object.tag == 0x81) {
      out.plain = object.value;
    } else if (first && object.tag == 0x87 && !object.value.empty() &&
               object.value[0] == padding_indicator) {
      out.cipher = object.value.subspan(1);
    } else if (object.tag == 0x99 && object.value.size() == 2 && !out.sw) {
      out.sw =
          iso7816::StatusWord{static_cast<std::uint16_t>((object.value[0] << 8) | object.value[1])};
    } else if (object.tag == 0x8E && object.value.size() == mac_length && out.sw &&
               reader.at_end()) {
      out.mac = object.value;
      out.covered = body.first(read);
    } else {
      return std::nullopt;
    }
    read += object.whole.size();
  }
  return out.mac.empty() ? std::nullopt : std::optional(out);
}

}  // namespace

Result<Scp10Messaging> Scp10Messaging::begin(Scp10Keys keys, SecurityLevel level,
                                             Scp10Reading reading) {
  struct Need {
    bool wanted;
    bool there;
    std::string_view what;
  };
  const Need needs[] = {{level.c_mac(), keys.c_mac.has_value(), "C-MAC"},
                        {level.c_encryption(), keys.c_enc.has_value(), "C-ENC"},
                        {level.r_mac(), keys.r_mac.has_value(), "R-MAC"},
                        {level.r_encryption(), keys.r_enc.has_value(), "R-ENC"}};
  for (const Need& need : needs)
    if (need.wanted && !need.there)
      return fail(ErrorCode::not_found,
                  "level {:02X} wants {}, and no template brings a key for it", level.value,
                  need.what);
  return Scp10Messaging(std::move(keys), level, reading);
}

ByteView Scp10Messaging::key(const std::optional<std::size_t>& use) const {
  return keys_.keys[*use].value;
}

/// 01 || triple DES in CBC mode from zero over the padded data.   Source: GPC F.3.2.2.
Bytes Scp10Messaging::cryptogram(ByteView data) const {
  Bytes padded = to_bytes(data);
  crypto::pad80(padded, 8);
  crypto::des3_cbc_encrypt(key(keys_.c_enc), Block8{}, padded, padded);
  Bytes out{padding_indicator};
  append(out, padded);
  return out;
}

Bytes Scp10Messaging::objects_of(const iso7816::CommandView& plain) const {
  const bool mac = level_.c_mac();
  Bytes out;
  if (!plain.data.empty()) {
    if (level_.c_encryption())
      iso7816::append_tlv(out, mac ? 0x87 : 0x86, cryptogram(plain.data));
    else
      iso7816::append_tlv(out, 0x81, plain.data);
  }
  if (plain.ne != 0) iso7816::append_tlv(out, mac ? 0x97 : 0x96, le_bytes(plain));
  return out;
}

Bytes Scp10Messaging::mac_input(const iso7816::CommandView& plain, ByteView objects) const {
  const std::uint8_t cla =
      reading_.secure_class_under_mac ? protected_class(plain.cla, true) : plain.cla;
  // GPC F.3.2.1: the channel is zero, whichever class byte carries it.
  const bool further = (cla & 0x40) != 0;
  Bytes out{static_cast<std::uint8_t>(cla & (further ? 0xF0 : 0xFC)),
            plain.ins,
            plain.p1,
            plain.p2,
            0x80,
            0x00,
            0x00,
            0x00};
  append(out, objects);
  return out;
}

Result<void> Scp10Messaging::wrap(const iso7816::CommandView& plain, Bytes& wrapped) {
  const bool encrypted = level_.c_encryption() && !plain.data.empty();
  iso7816::CommandView out = plain;
  Bytes objects;
  if (level_.c_mac() || encrypted) {
    objects = objects_of(plain);
    const std::size_t room = plain.extended ? 65535 : 255;
    const std::size_t size = objects.size() + (level_.c_mac() ? mac_length + 2 : 0);
    if (size > room)
      return fail(ErrorCode::out_of_range, "the protected data have {} bytes, {} fit", size, room);
    out.cla = protected_class(plain.cla, level_.c_mac());
  }
  if (level_.c_mac()) {
    Scp10Key& mac_key = keys_.keys[*keys_.c_mac];
    const Block8 icv = next_icv(mac_key);
    const Block8 mac = mac_of(mac_key.value, icv, mac_input(plain, objects));
    iso7816::append_tlv(objects, 0x8E, mac);
  }
  if (!objects.empty()) out.data = objects;
  // GPC F.3.2.4: with R-MAC something always comes back.
  if (level_.r_mac() && out.ne == 0) out.ne = 256;
  wrapped.clear();
  iso7816::encode(out, wrapped);
  return {};
}

void Scp10Messaging::decrypt(ByteView cipher, Unwrapped& result, Bytes& data) const {
  result.decryption = Unwrapped::Decryption::failed;
  if (cipher.empty() || cipher.size() % 8 != 0) return;
  data.resize(cipher.size());
  crypto::des3_cbc_decrypt(key(keys_.r_enc), Block8{}, cipher, data);
  const std::size_t length = crypto::unpadded_length(data);
  if (length == 0 || length > data.size()) {
    data.clear();
    return;
  }
  data.resize(length);
  result.decryption = Unwrapped::Decryption::done;
}

void Scp10Messaging::open_protected(ByteView body, Unwrapped& result, Bytes& data) {
  Scp10Key& mac_key = keys_.keys[*keys_.r_mac];
  const Block8 icv = next_icv(mac_key);  // rises whatever comes of it
  result.r_mac = body.empty() ? Unwrapped::RMac::absent : Unwrapped::RMac::malformed;
  const auto parts = parts_of(body);
  if (!parts || *parts->sw != result.sw ||
      parts->cipher.has_value() != (level_.r_encryption() && (parts->plain || parts->cipher)))
    return;
  const Block8 mac = mac_of(mac_key.value, icv, parts->covered);
  result.expected_r_mac = make_short<Short<16>>(mac);
  result.received_r_mac = make_short<Short<16>>(parts->mac);
  result.r_mac =
      equal_in_constant_time(mac, parts->mac) ? Unwrapped::RMac::valid : Unwrapped::RMac::wrong;
  if (result.r_mac != Unwrapped::RMac::valid) return;
  if (parts->cipher) return decrypt(*parts->cipher, result, data);
  if (parts->plain) data = to_bytes(*parts->plain);
}

Unwrapped Scp10Messaging::unwrap(const iso7816::ResponseView& response, Bytes& data) {
  Unwrapped result;
  result.sw = response.sw;
  data.clear();
  const bool error = response.sw != iso7816::sw::ok && !response.sw.is_warning();
  if (level_.r_mac() && !error) {
    open_protected(response.data, result, data);
    return result;
  }
  if (!level_.r_encryption() || error || response.data.empty()) {
    data = to_bytes(response.data);
    return result;
  }
  // GPC F.3.2.5: tag 86 alone.
  result.decryption = Unwrapped::Decryption::failed;
  iso7816::TlvReader reader(response.data);
  const auto object = reader.next();
  const bool good = object && *object && reader.at_end() && (*object)->tag == 0x86 &&
                    !(*object)->value.empty() && (*object)->value[0] == padding_indicator;
  if (good) decrypt((*object)->value.subspan(1), result, data);
  return result;
}

Result<Bytes> Scp10Messaging::encrypt_sensitive(ByteView data, bool cbc) const {
  if (!keys_.c_dek)
    return fail(ErrorCode::not_found, "no template brings a key for sensitive data of commands");
  if (data.empty() || data.size() % 8 != 0)
    return fail(ErrorCode::out_of_range,
                "{} bytes of sensitive data are no whole blocks of 8 bytes", data.size());
  Bytes out(data.size());
  if (cbc)
    crypto::des3_cbc_encrypt(key(keys_.c_dek), Block8{}, data, out);
  else
    crypto::des3_ecb_encrypt(key(keys_.c_dek), data, out);
  return out;
}

}  // namespace assay::globalplatform

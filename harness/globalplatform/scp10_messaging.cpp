// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_messaging.hpp"

#include <algorithm>

#include "globalplatform/scp10_mac.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using crypto::Block8;

constexpr std::uint8_t padding_indicator = 0x01;  // ISO 7816-4: 80, then 00
constexpr std::size_t mac_length = 8;

/// GPC F.2.3: the counter rises with each MAC.
Block8 next_icv(Scp10Key& key) {
  return scp10_icv(key.value, key.counter++);
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
  const Block8 mac = scp10_mac(mac_key.value, icv, parts->covered);
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

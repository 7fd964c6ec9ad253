// SPDX-License-Identifier: Apache-2.0
// Secure messaging of SCP10: objects of ISO/IEC 7816-4 around data, Le and status word.   Source: GPC F.1.6, F.2.3, F.3.2.
#include <algorithm>

#include "adapters/model/scp10_card.hpp"
#include "adapters/model/secure_channel.hpp"
#include "crypto/block_cipher.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;
using crypto::Block8;

constexpr std::size_t block = 8;
constexpr std::size_t mac_size = 8;
constexpr std::uint8_t padding_indicator = 0x01;  // ISO/IEC 7816-4: 80, then 00

namespace tag {
constexpr iso7816::Tag plain = 0x81, cipher_alone = 0x86, cipher = 0x87;
constexpr iso7816::Tag le_alone = 0x96, le = 0x97, status = 0x99, mac = 0x8E;
}  // namespace tag

/// The objects of a protected command, in the order they must have.
struct Objects {
  std::optional<iso7816::Tlv> data;
  std::optional<iso7816::Tlv> le;
  std::optional<iso7816::Tlv> mac;
};

Block8 counter_block(std::uint64_t counter) {
  Block8 out{};
  for (std::size_t i = 0; i < block; ++i)
    out[i] = static_cast<std::uint8_t>(counter >> (8 * (block - 1 - i)));
  return out;
}

/// DES padding, or zeros alone as far as the block is not full.
Bytes padded(ByteView message, bool zeros_alone) {
  Bytes out = to_bytes(message);
  if (zeros_alone)
    out.resize((out.size() + block - 1) / block * block);
  else
    crypto::pad80(out, block);
  return out;
}

/// GPC B.1.2.2: single DES, the last block with triple DES; the ICV is the counter enciphered by single DES (F.2.3).
Block8 checksum(const Exchange& x, const SessionKey& key, std::uint64_t counter, ByteView message,
                bool zeros_alone) {
  Block8 chain = counter_block(counter);
  const ByteView single = key.view().first(block);
  if (!x.deviates(scp10_icv_in_clear)) chain = crypto::des_encrypt_block(single, chain);
  const Bytes padded = scp10::padded(message, zeros_alone);
  for (std::size_t at = 0; at < padded.size(); at += block) {
    for (std::size_t i = 0; i < block; ++i) chain[i] ^= padded[at + i];
    if (at + block < padded.size()) {
      chain = crypto::des_encrypt_block(single, chain);
    } else if (x.deviates(scp10_mac_single_des)) {
      chain = crypto::des_encrypt_block(single, chain);
    } else {
      crypto::des3_ecb_encrypt(key.view(), chain, chain);
    }
  }
  return chain;
}

std::uint64_t& counter_for_responses(SessionKeys& keys) {
  return keys.one_mac_key ? keys.c_mac_counter : keys.r_mac_counter;
}

bool is_data(const Exchange& x, iso7816::Tag seen) {
  if (seen == tag::plain) return !x.deviates(scp10_plain_data_under_80);
  return seen == tag::cipher_alone || seen == tag::cipher;
}

bool read_objects(const Exchange& x, Objects& objects) {
  iso7816::TlvReader reader(x.command.data);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object || !*object) return false;
    if (objects.mac && !x.deviates(scp10_objects_in_any_order)) return false;
    const iso7816::Tag seen = (*object)->tag;
    if (is_data(x, seen) && !objects.data && !objects.le) {
      objects.data = **object;
    } else if ((seen == tag::le || seen == tag::le_alone) && !objects.le) {
      objects.le = **object;
    } else if (seen == tag::mac && !objects.mac) {
      objects.mac = **object;
    } else {
      return false;
    }
  }
  return objects.data || objects.le || objects.mac;
}

/// Whether the objects are those of one of F.3.2.1 to F.3.2.3: odd tags under a checksum, even ones without.
bool belong_together(const Exchange& x, const Objects& objects) {
  if (objects.mac) {
    if (objects.mac->value.size() != mac_size) return false;
    if (objects.data && objects.data->tag == tag::cipher_alone) return false;
    const iso7816::Tag le = x.deviates(scp10_le_under_96_alone) ? tag::le_alone : tag::le;
    return !objects.le || objects.le->tag == le;
  }
  if (!objects.data || objects.data->tag != tag::cipher_alone) return false;
  const iso7816::Tag le = x.deviates(scp10_le_under_97_alone) ? tag::le : tag::le_alone;
  return !objects.le || objects.le->tag == le;
}

/// F.3.2.1, F.3.2.2: b4 b3 are 11 with a checksum and 10 without; on further channels b6 says it for both.
bool class_fits(const Exchange& x, const Objects& objects) {
  if (x.deviates(scp10_class_bits_ignored)) return true;
  const std::uint8_t said = x.command.parts.secure_messaging;
  if (x.command.parts.channel >= 4) return said != 0;
  return said == (objects.mac ? 3 : 2);
}

/// GPC F.1.6: what the level asks for, or more.
bool meets_level(const Exchange& x, const Objects& objects) {
  const SecureSession& session = x.session();
  if (session.requires_level(level::c_mac) && !objects.mac && !x.deviates(scp10_mac_may_be_missing))
    return false;
  if (!session.requires_level(level::c_decryption)) return true;
  if (!objects.data) return !x.deviates(scp10_nothing_to_decrypt_refused);
  return objects.data->tag != tag::plain || x.deviates(scp10_plain_data_taken);
}

/// F.3.2.2: after the padding indicator, triple DES in CBC mode from zero. Empty when that cannot be read.
ByteView decrypted(Exchange& x, ByteView value) {
  const SessionKeys& keys = x.session().scp10_keys;
  if (keys.c_enc.size == 0 || value.empty()) return {};
  if (value[0] != padding_indicator && !x.deviates(scp10_padding_indicator_ignored)) return {};
  const ByteView cipher = value.subspan(1);
  if (cipher.empty() || cipher.size() % block != 0 || cipher.size() > x.plain.size()) return {};
  const MutableByteView plain = MutableByteView(x.plain).first(cipher.size());
  const bool from_counter = x.deviates(scp10_decrypts_from_counter);
  crypto::des3_cbc_decrypt(keys.c_enc.view(),
                           from_counter ? counter_block(keys.c_mac_counter) : Block8{}, cipher,
                           plain);
  std::size_t length = crypto::unpadded_length(plain);
  if (length > plain.size() && x.deviates(scp10_padding_unchecked)) length = plain.size();
  return length > plain.size() ? ByteView() : plain.first(length);
}

/// What the checksum covers of the data: the whole object (F.3.2.1, F.3.2.3).
void cover_data(Exchange& x, const iso7816::Tlv& data, Message& message) {
  const ByteView header = data.whole.first(data.whole.size() - data.value.size());
  if (data.tag == tag::plain && x.deviates(scp10_mac_over_bare_data)) {
    message.put(data.value);
  } else if (data.tag == tag::cipher && x.deviates(scp10_mac_over_decrypted_data)) {
    Bytes plain;
    iso7816::append_tlv(plain, tag::plain, decrypted(x, data.value));
    message.put(plain);
  } else if (data.tag == tag::cipher && x.deviates(scp10_mac_without_indicator)) {
    message.put(header).put(data.value.subspan(data.value.empty() ? 0 : 1));
  } else {
    message.put(data.whole);
  }
}

/// F.3.2.1. The counter moves on whatever comes of the command.
bool mac_is_right(Exchange& x, const Objects& objects) {
  SessionKeys& keys = x.session().scp10_keys;
  if (keys.c_mac.size == 0)
    return x.deviates(scp10_missing_mac_key_passes);  // F.1.6: a key that is not there
  Message message;
  // Decision 0021: the class byte of the command as it was, on channel zero.
  const std::uint8_t cla = x.command.cla;
  const bool as_sent = x.deviates(scp10_mac_over_class_as_sent);
  const bool with_channel = x.deviates(scp10_mac_over_channel);
  const int bare = (cla & 0x40) != 0 ? 0xC0 : 0x80;  // the bits of the channel are zero, no more
  const int covered = as_sent ? 0xFF : with_channel ? bare | 0x03 : bare;
  if (!x.deviates(scp10_mac_without_header)) {
    message.put(static_cast<std::uint8_t>(cla & covered)).put(x.command.ins);
    message.put(x.command.p1).put(x.command.p2).put(0x80).put(0x00).put(0x00).put(0x00);
  }
  if (objects.data) cover_data(x, *objects.data, message);
  if (objects.le && !x.deviates(scp10_mac_without_le)) message.put(objects.le->whole);
  const Block8 right = checksum(x, keys.c_mac, keys.c_mac_counter, message.view(),
                                x.deviates(scp10_mac_with_zero_padding));
  if (!x.deviates(scp10_counter_stands)) ++keys.c_mac_counter;
  const std::size_t compared = x.deviates(scp10_mac_half_compared) ? 4 : mac_size;
  return equal_in_constant_time(ByteView(right).first(compared),
                                objects.mac->value.first(compared)) ||
         x.deviates(scp10_c_mac_unchecked);
}

/// Le as it stands inside.
bool read_le(Exchange& x, const Objects& objects) {
  x.outer_ne = x.command.ne;
  x.command.ne = 0;
  if (!objects.le) return true;
  if (objects.le->value.size() != 1) return false;
  const std::uint8_t asked = objects.le->value[0];
  x.command.ne = asked == 0 ? max_short_response : asked;
  return true;
}

/// F.1.6: while a command is processed the level tells what it brought; decision 0023, 13.
void reflect(Exchange& x, const Objects& objects) {
  if (x.deviates(scp10_level_of_session_told)) return;
  std::uint8_t& current = x.session().current_level;
  x.level_before = current;
  if (objects.mac) current |= level::c_mac;
  if (objects.data && objects.data->tag != tag::plain) current |= level::c_decryption;
}

bool unprotect_announced(Exchange& x) {
  Objects objects;
  if (!read_objects(x, objects) || !belong_together(x, objects)) return false;
  if (!class_fits(x, objects) || !meets_level(x, objects)) return false;
  if (objects.mac && !mac_is_right(x, objects)) return false;
  if (!read_le(x, objects)) return false;
  reflect(x, objects);
  if (!objects.data) {
    x.command.data = {};
    return true;
  }
  const bool plain = objects.data->tag == tag::plain;
  x.command.data = plain ? objects.data->value : decrypted(x, objects.data->value);
  return plain || x.command.data.data() != nullptr;
}

/// Without protection: only where no checksum is asked for, and with encryption alone only without data (F.3.2.2).
bool may_be_plain(const Exchange& x) {
  if (x.deviates(scp10_plain_command_taken)) return true;
  if (fetches_certificate(x) && x.deviates(scp10_certificates_always_in_clear)) return true;
  if (x.session().requires_level(level::c_mac)) return false;
  if (!x.session().requires_level(level::c_decryption)) return true;
  return x.command.data.empty() ? !x.deviates(scp10_encryption_of_nothing_wanted)
                                : x.deviates(scp10_plain_data_alone_taken);
}

Bytes encrypted(const Exchange& x, ByteView data) {
  const SessionKeys& keys = x.session().scp10_keys;
  const Bytes padded = scp10::padded(data, x.deviates(scp10_answers_with_zero_padding));
  Bytes out(1 + padded.size());
  out[0] = padding_indicator;
  const bool from_counter = x.deviates(scp10_answers_encrypted_from_counter);
  crypto::des3_cbc_encrypt(keys.r_enc.view(),
                           from_counter ? counter_block(keys.c_mac_counter) : Block8{}, padded,
                           MutableByteView(out).subspan(1));
  return out;
}

StatusWord security_error(Exchange& x) {
  x.response.clear();
  abort_session(x);
  return x.refusal;
}

/// More data than Le inside asks for. '00' has no bound here: what is long leaves in pieces. With R-MAC, a command without
/// Le counts as one with '00' (F.3.2.4).
std::optional<StatusWord> exceeds_le(Exchange& x, bool with_mac) {
  const std::uint32_t asked = x.command.ne == 0 && with_mac ? max_short_response : x.command.ne;
  const std::size_t size = x.response.size();
  if (asked == max_short_response || size <= asked) return std::nullopt;
  x.response.clear();
  return StatusWord{static_cast<std::uint16_t>(0x6C00 | (size & 0xFF))};
}

/// F.2.5: the whole data field is encrypted.
ByteView encrypted_part(const Exchange& x) {
  if (!x.deviates(scp10_value_alone_encrypted)) return x.response;
  iso7816::TlvReader reader(x.response);
  const auto object = reader.next();
  const bool is_object = object && *object && reader.at_end();
  return is_object ? (*object)->value : ByteView(x.response);
}

/// The response data in the object in which they leave; none when there are no data.
Bytes data_object(const Exchange& x, bool with_mac, bool with_cipher) {
  Bytes out;
  if (with_cipher) {
    const bool odd = with_mac || x.deviates(scp10_answer_encrypted_under_87);
    iso7816::append_tlv(out, odd ? tag::cipher : tag::cipher_alone,
                        encrypted(x, encrypted_part(x)));
  } else if (!x.response.empty()) {
    const bool even = x.deviates(scp10_answers_data_under_80);
    iso7816::append_tlv(out, even ? iso7816::Tag{0x80} : tag::plain, x.response);
  }
  return out;
}

/// What the R-MAC covers of them: the same object (F.3.2.4, F.3.2.6).
Bytes covered_data(const Exchange& x, const Bytes& sent, bool with_cipher) {
  if (sent.empty()) return sent;
  Bytes out;
  if (!with_cipher) return x.deviates(scp10_r_mac_over_bare_data) ? x.response : sent;
  if (x.deviates(scp10_r_mac_over_plain_data)) {
    iso7816::append_tlv(out, tag::plain, x.response);
    return out;
  }
  out = sent;
  const std::size_t indicator = out[1] < 0x80 ? 2 : 3;  // behind tag and length
  if (x.deviates(scp10_r_mac_without_indicator))
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(indicator));
  return out;
}

/// F.3.2.4 to F.3.2.6.
void wrap(Exchange& x, StatusWord status, bool with_mac, bool with_cipher) {
  SessionKeys& keys = x.session().scp10_keys;
  Bytes out = data_object(x, with_mac, with_cipher);
  if (with_mac) {
    Bytes covered = covered_data(x, out, with_cipher);
    const std::array<std::uint8_t, 2> said{status.sw1(), status.sw2()};
    if (!x.deviates(scp10_r_mac_without_status)) {
      iso7816::append_tlv(out, tag::status, said);
      iso7816::append_tlv(covered, tag::status, said);
    }
    std::uint64_t& counter = counter_for_responses(keys);
    const SessionKey& key = x.deviates(scp10_r_mac_with_c_mac_key) ? keys.c_mac : keys.r_mac;
    const Block8 mac =
        checksum(x, key, counter, covered, x.deviates(scp10_r_mac_with_zero_padding));
    if (!x.deviates(scp10_r_mac_counter_stands)) ++counter;
    if (x.deviates(scp10_r_mac_padding_sent)) crypto::pad80(out, block);
    iso7816::append_tlv(out, tag::mac, mac);
  }
  x.response = out;
}

/// F.3.2.5, F.3.2.6: what is there is encrypted, and an error has nothing.
bool is_encrypted(const Exchange& x, StatusWord status) {
  if (!x.response.empty()) return !x.deviates(scp10_answers_in_clear);
  return x.deviates(status.is_error() ? scp10_answers_to_errors_encrypted
                                      : scp10_answers_of_nothing_encrypted);
}

}  // namespace

bool unprotect(Exchange& x) {
  if (!x.session().scp10_keys.established) return false;  // INTERNAL AUTHENTICATE is due
  if (x.command.parts.secure_messaging == 0) return may_be_plain(x);
  return unprotect_announced(x);
}

StatusWord receive_outside(Exchange& x) {
  Objects objects;
  const bool welcome = x.deviates(scp10_protected_command_opens_session);
  if (!welcome || !read_objects(x, objects)) return sw::security_status_not_satisfied;
  SecureSession& session = x.session();
  session = {};
  session.phase = SessionPhase::open;
  session.protocol = protocol_number;
  session.security_domain = x.card().scp10.owner;
  session.current_level = session.initial_level = level::authenticated;
  session.scp10_keys.established = true;
  x.command.data = objects.data ? objects.data->value : ByteView();
  return read_le(x, objects) ? sw::ok : sw::wrong_data;
}

StatusWord protect(Exchange& x, StatusWord status, std::uint8_t level) {
  if (x.level_before && !x.deviates(scp10_level_stays_raised))
    x.session().current_level = *x.level_before;
  if (x.deviates(scp10_level_of_first_command))
    x.session().current_level &= level::authenticated | level::any_authenticated;
  const bool bare = status.is_error() && !x.deviates(scp10_errors_under_r_mac);
  if (status.is_error() && x.deviates(scp10_counter_stands_after_error))
    --x.session().scp10_keys.c_mac_counter;
  const bool with_mac = (level & level::r_mac) != 0 && !bare &&
                        !x.deviates(scp10_answers_without_r_mac) &&
                        !(x.response.empty() && x.deviates(scp10_empty_answers_without_r_mac));
  const bool with_cipher = (level & level::r_encryption) != 0 && is_encrypted(x, status);
  if (!with_mac && !with_cipher) return status;
  const SessionKeys& keys = x.session().scp10_keys;
  if ((with_mac && keys.r_mac.size == 0) || (with_cipher && keys.r_enc.size == 0))
    return x.deviates(scp10_missing_response_key_in_clear) ? status : security_error(x);
  if (x.deviates(scp10_r_mac_wants_le) && x.command.ne == 0) return status;
  if (const auto refused = exceeds_le(x, with_mac)) return *refused;
  wrap(x, status, with_mac, with_cipher);
  x.r_mac_added = true;
  const std::uint32_t outside = x.outer_ne.value_or(x.command.ne);
  x.command.ne = outside == 0 ? max_short_response : outside;
  return status;
}

std::size_t response_room(std::uint8_t level) noexcept {
  const bool with_mac = (level & level::r_mac) != 0;
  const std::size_t beside_mac = max_short_response - (with_mac ? 4 + 2 + mac_size : 0);
  const std::size_t inside = beside_mac - 3;  // '81', '86' or '87', and a length of two bytes
  if ((level & level::r_encryption) == 0) return with_mac ? inside : max_short_response;
  return (inside - 1) / block * block - 1;  // at least one byte of padding
}

}  // namespace assay::model::scp10

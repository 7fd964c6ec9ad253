// SPDX-License-Identifier: Apache-2.0
// What the off-card entity asks of a session: level and control reference templates, and the keys that follow from them.
// Source: GPC F.1.5, F.2.3, F.3.1.
#include <algorithm>

#include "adapters/model/scp10_card.hpp"
#include "crypto/hash.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;

constexpr std::uint8_t checksum = 0xB4, confidentiality = 0xB8;  // CCT, CT
constexpr std::uint8_t all_levels =
    level::c_mac | level::c_decryption | level::r_mac | level::r_encryption;

/// Table F-11, tag '95'.
namespace usage {
constexpr std::uint8_t commands = 0x10, responses = 0x20, messages = 0x30;
constexpr std::uint8_t data_in_responses = 0x40, data_in_commands = 0x80, sensitive_data = 0xC0;
}  // namespace usage

bool is_des(std::uint8_t type) {  // table 11-16: DES, in one mode or the other or either
  return type >= 0x80 && type <= 0x84;
}

/// F.3.1.1: two or three parts.
bool is_key_size(const Exchange& x, std::size_t size) {
  return size == 16 || size == 24 || (size == 8 && x.deviates(scp10_short_session_key_taken));
}

/// One object of a template, each of them once.
StatusWord read_part(const Exchange& x, const iso7816::Tlv& part, bool transport, Template& made) {
  const ByteView value = part.value;
  switch (part.tag) {
    case 0x95:
      if (made.usage != 0 || value.size() != 1) return sw::wrong_data;
      made.usage = value[0];
      return sw::ok;
    case 0x80:
      if (value.size() > 1 && !x.deviates(scp10_long_key_type_taken)) return sw::wrong_data;
      if (value.empty() || is_des(value[0]) || x.deviates(scp10_any_key_type)) return sw::ok;
      return transport ? sw::wrong_data : algorithm_not_supported;  // F-33 knows 6A80 alone
    case 0xD1:
      if (!transport && x.deviates(scp10_key_in_agreement_taken)) return sw::ok;
      if (!transport || !made.key.empty() || !is_key_size(x, value.size())) return sw::wrong_data;
      made.key = value;
      return sw::ok;
    case 0x91:
      if (!transport || !made.counter.empty() || value.size() != 8) return sw::wrong_data;
      made.counter = value;
      return sw::ok;
    default: return sw::wrong_data;
  }
}

/// Table F-11: the tag tells what a usage can be.
bool usage_fits(const Exchange& x, const Template& made) {
  switch (made.usage) {
    case usage::commands:
    case usage::responses:
    case usage::messages: return true;
    case usage::data_in_responses:
    case usage::data_in_commands:
    case usage::sensitive_data:
      return made.tag == confidentiality || x.deviates(scp10_checksum_key_for_data);
    default: return made.usage != 0 && x.deviates(scp10_any_usage);
  }
}

/// Key transport brings the key, and a counter for a key that makes checksums.
bool is_complete(const Exchange& x, const Template& made, bool transport) {
  if (!usage_fits(x, made)) return false;
  if (!transport) return true;
  if (made.key.empty() && x.deviates(scp10_key_may_be_missing)) return true;
  if (made.counter.empty() && x.deviates(scp10_counter_may_be_missing)) return !made.key.empty();
  return !made.key.empty() && (made.tag == confidentiality || !made.counter.empty());
}

StatusWord read_template(const Exchange& x, const iso7816::Tlv& object, bool transport,
                         Template& made) {
  const bool known = object.tag == checksum || object.tag == confidentiality;
  if (!known && !x.deviates(scp10_any_template_tag)) return sw::wrong_data;
  if (object.value.size() > 0x7F) return sw::wrong_data;
  made.tag = object.tag == confidentiality ? confidentiality : checksum;
  iso7816::TlvReader reader(object.value);
  while (!reader.at_end()) {
    const auto part = reader.next();
    if (!part || !*part) return sw::wrong_data;
    if (const StatusWord read = read_part(x, **part, transport, made); read != sw::ok) return read;
  }
  return is_complete(x, made, transport) ? sw::ok : sw::wrong_data;
}

/// No direction has two keys for one purpose.
bool overlaps(const Request& request, const Template& made) {
  return std::any_of(request.templates.begin(), request.templates.begin() + request.count,
                     [&](const Template& other) {
                       return other.tag == made.tag && (other.usage & made.usage) != 0;
                     });
}

/// Single DES, where it is taken, is triple DES with one part thrice.
void put(SessionKey& slot, ByteView key) {
  if (key.size() == 8) {
    slot.size = 16;
    std::ranges::copy(key, slot.bytes.begin());
    std::ranges::copy(key, slot.bytes.begin() + 8);
    return;
  }
  slot.size = static_cast<std::uint8_t>(key.size());
  std::ranges::copy(key, slot.bytes.begin());
}

std::uint64_t number(ByteView bytes) {
  std::uint64_t out = 0;
  for (const std::uint8_t byte : bytes) out = (out << 8) | byte;
  return out;
}

/// Table F-11, as this card keeps keys.
std::uint8_t kept_usage(const Exchange& x, const Template& made) {
  switch (made.usage) {
    case usage::commands: return x.deviates(scp10_usage_10_left_out) ? 0 : made.usage;
    case usage::responses: return x.deviates(scp10_usage_20_left_out) ? 0 : made.usage;
    case usage::messages:
      return x.deviates(scp10_usage_30_for_commands) ? usage::commands : made.usage;
    case usage::data_in_responses:
      return x.deviates(scp10_usage_40_for_responses) ? usage::responses : made.usage;
    case usage::data_in_commands:
      return x.deviates(scp10_usage_80_for_commands) ? usage::commands : made.usage;
    case usage::sensitive_data:
      return x.deviates(scp10_usage_c0_for_messages) ? usage::messages : made.usage;
    default: return made.usage;
  }
}

/// Puts a key into each place that its template names. Keys for sensitive data have none: no command here needs them.
void place(const Exchange& x, SessionKeys& keys, const Template& made, ByteView key,
           std::uint64_t counter) {
  const std::uint8_t kept = kept_usage(x, made);
  const bool commands = (kept & usage::commands) != 0;
  const bool responses = (kept & usage::responses) != 0;
  if (made.tag == confidentiality) {
    if (commands) put(keys.c_enc, key);
    if (responses) put(keys.r_enc, key);
    return;
  }
  if (commands) {
    put(keys.c_mac, key);
    keys.c_mac_counter = counter;
  }
  if (responses) {
    put(keys.r_mac, key);
    keys.r_mac_counter = counter;
  }
  if (commands && responses && !x.deviates(scp10_counter_for_each_direction))
    keys.one_mac_key = true;
}

/// Table F-12: odd numbers for checksums, 2 and 4 for confidentiality, 5 and 6 for sensitive data.
class Numbering {
 public:
  std::uint8_t of(const Template& made) {
    if (made.tag == checksum) return static_cast<std::uint8_t>(1 + 2 * checksums_++);
    if ((made.usage & usage::sensitive_data) != 0) return static_cast<std::uint8_t>(5 + data_++);
    return static_cast<std::uint8_t>(2 + 2 * ciphers_++);
  }

 private:
  std::uint8_t checksums_ = 0, ciphers_ = 0, data_ = 0;
};

/// Tables F-7, F-10, F-32: 'D3' with one byte stands first. Takes it off `rest`.
StatusWord read_level(const Exchange& x, ByteView& rest, Request& request) {
  iso7816::TlvReader reader(rest);
  const auto first = reader.next();
  if (!first || !*first) return sw::wrong_data;
  if ((*first)->tag != 0xD3)
    return x.deviates(scp10_level_may_be_missing) ? sw::ok : sw::wrong_data;
  const ByteView value = (*first)->value;
  const bool longer = value.size() > 1 && x.deviates(scp10_level_of_any_length);
  if (value.size() != 1 && !longer) return sw::wrong_data;
  if ((value[0] & ~all_levels) != 0 && !x.deviates(scp10_any_level)) return sw::wrong_data;
  request.level = value[0] & all_levels;
  rest = rest.subspan((*first)->whole.size());
  return sw::ok;
}

/// The template in front of `rest`, which it is taken off.
std::optional<iso7816::Tlv> take_template(const Exchange& x, ByteView& rest) {
  iso7816::TlvReader reader(rest);
  const auto object = reader.next();
  iso7816::Tlv out;
  if (object && *object) {
    out = **object;
  } else if (rest.size() > 1 && x.deviates(scp10_template_length_unchecked)) {
    out = {.tag = rest[0], .value = rest.subspan(2), .whole = rest};
  } else {
    return std::nullopt;
  }
  if (x.deviates(scp10_template_reaches_to_end)) {
    out.value = rest.subspan(out.whole.size() - out.value.size());
    out.whole = rest;
  }
  rest = rest.subspan(out.whole.size());
  return out;
}

std::array<std::uint8_t, 20> hashed_key(const Exchange& x, ByteView secret, ByteView position) {
  std::array<std::uint8_t, 20> out{};
  if (x.deviates(scp10_keys_with_sha256)) {
    std::array<std::uint8_t, 32> longer{};
    crypto::digest_into(crypto::Hash::sha256, {secret, position}, longer);
    std::copy_n(longer.begin(), out.size(), out.begin());
  } else if (x.deviates(scp10_keys_counter_in_front)) {
    crypto::digest_into(crypto::Hash::sha1, {position, secret}, out);
  } else {
    crypto::digest_into(crypto::Hash::sha1, {secret, position}, out);
  }
  return out;
}

}  // namespace

StatusWord read_request(const Exchange& x, ByteView bytes, bool transport, Request& request) {
  ByteView rest = bytes;
  if (const StatusWord read = read_level(x, rest, request); read != sw::ok) return read;
  while (!rest.empty()) {
    const auto object = take_template(x, rest);
    if (!object || request.count == Request::max_templates) return sw::wrong_data;
    Template made;
    if (const StatusWord read = read_template(x, *object, transport, made); read != sw::ok)
      return read;
    if (overlaps(request, made) && !x.deviates(scp10_second_key_for_one_purpose))
      return sw::wrong_data;
    request.templates[request.count++] = made;
    if (x.deviates(scp10_one_template_alone)) break;
  }
  const bool any = request.count != 0 || x.deviates(scp10_request_without_template_taken);
  return any ? sw::ok : sw::wrong_data;
}

StatusWord find_request(const Exchange& x, ByteView padded, Request& request, ByteView& found) {
  StatusWord answer = sw::wrong_data;
  const std::size_t last = x.deviates(scp10_one_byte_of_padding) ? 2 : padded.size();
  for (std::size_t begin = 1; begin < last; ++begin) {
    Request read;
    const StatusWord result = read_request(x, padded.subspan(begin), false, read);
    if (result == algorithm_not_supported) answer = result;
    if (result != sw::ok) continue;
    request = read;
    found = padded.subspan(begin);
    return sw::ok;
  }
  return answer;
}

void take_keys(const Exchange& x, const Request& request, SessionKeys& keys) {
  keys = {};
  keys.established = true;
  for (std::uint8_t i = 0; i < request.count; ++i) {
    const Template& made = request.templates[i];
    const bool stale = x.deviates(scp10_counter_object_ignored);
    const bool first = x.deviates(scp10_first_key_for_everything);
    const ByteView key = first ? request.templates[0].key : made.key;
    const bool cut = key.size() == 24 && x.deviates(scp10_third_key_part_ignored);
    place(x, keys, made, cut ? key.first(16) : key, stale ? 0 : number(made.counter));
  }
}

void derive_keys(const Exchange& x, const Request& request, ByteView off_card_secret,
                 ByteView card_secret, SessionKeys& keys) {
  keys = {};
  keys.established = true;
  std::array<std::uint8_t, Initiation::secret_size> joint{};
  for (std::size_t i = 0; i < joint.size(); ++i)
    joint[i] = static_cast<std::uint8_t>(off_card_secret[i] ^ card_secret[i]);
  if (x.deviates(scp10_keys_from_card_secret)) std::ranges::copy(card_secret, joint.begin());
  if (x.deviates(scp10_keys_from_entity_secret)) std::ranges::copy(off_card_secret, joint.begin());
  // F.2.3: the last four bytes of both, that of the card in front.
  std::uint64_t counter = number(card_secret.last(4)) << 32 | number(off_card_secret.last(4));
  if (x.deviates(scp10_counter_halves_swapped)) counter = counter << 32 | counter >> 32;
  if (x.deviates(scp10_counter_from_zero)) counter = 0;
  Numbering numbering;
  for (std::uint8_t i = 0; i < request.count; ++i) {
    const Template& made = request.templates[i];
    std::uint8_t place_of_key = numbering.of(made);
    if (x.deviates(scp10_keys_numbered_from_zero)) --place_of_key;
    if (x.deviates(scp10_keys_numbered_in_order)) place_of_key = i + 1;
    const std::array<std::uint8_t, 4> position{0, 0, 0, place_of_key};
    const auto hashed = hashed_key(x, joint, position);
    const bool last = x.deviates(scp10_keys_from_end_of_hash);
    place(x, keys, made, last ? ByteView(hashed).last(16) : ByteView(hashed).first(16), counter);
  }
}

}  // namespace assay::model::scp10

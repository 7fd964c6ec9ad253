// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/card_capability.hpp"

#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "crypto/elliptic.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using iso7816::Tag;
using iso7816::tag_text;

/// Names of bits, lowest first; an empty one is reserved.
using BitNames = std::array<std::string_view, 8>;
constexpr BitNames key_lengths{"AES-128", "AES-192", "AES-256", "", "", "", "", ""};
constexpr BitNames ciphers{"triple DES", "AES-128", "AES-192", "AES-256", "", "", "", "with ICV"};
constexpr BitNames signatures_1{"RSA 1024",     "RSA above 1024", "DES MAC", "AES-128 CMAC",
                                "AES-192 CMAC", "AES-256 CMAC",   "ECC 256", "ECC 384"};
constexpr BitNames signatures_2{"ECC 512", "ECC 521", "", "", "", "", "", ""};
constexpr std::array<std::string_view, 4> hash_names{"SHA-1", "SHA-256", "SHA-384", "SHA-512"};

Result<void> check_bits(std::uint8_t value, const BitNames& names, Tag tag) {
  for (std::size_t bit = 0; bit < names.size(); ++bit)
    if ((value >> bit & 1) != 0 && names[bit].empty())
      return fail(ErrorCode::malformed, "{} has reserved bit {} set", tag_text(tag), bit + 1);
  return {};
}

Result<void> check_size(const iso7816::Tlv& object, std::size_t wanted) {
  if (object.value.size() == wanted) return {};
  return fail(ErrorCode::malformed, "{} has {} bytes, {} were wanted", tag_text(object.tag),
              object.value.size(), wanted);
}

Result<void> check_not_empty(const iso7816::Tlv& object) {
  if (!object.value.empty()) return {};
  return fail(ErrorCode::malformed, "{} is empty", tag_text(object.tag));
}

Result<void> check_shortest(const iso7816::Tlv& object) {
  Bytes header;
  iso7816::append_tlv_header(header, object.tag, object.value.size());
  if (header.size() + object.value.size() == object.whole.size()) return {};
  return fail(ErrorCode::malformed, "the length of {} is longer than needed", tag_text(object.tag));
}

/// Objects in ascending order of their tags, those of `repeated` several times.
class Ascending {
 public:
  explicit Ascending(Tag repeated) : repeated_(repeated) {}
  Result<void> accept(const iso7816::Tlv& object, std::size_t place) {
    TRY_VOID(check_shortest(object));
    if (previous_ && (place < place_ || (place == place_ && object.tag != repeated_)))
      return fail(ErrorCode::malformed, "{} comes after {}", tag_text(object.tag),
                  tag_text(*previous_));
    previous_ = object.tag;
    place_ = place;
    return {};
  }

 private:
  Tag repeated_;
  std::optional<Tag> previous_;
  std::size_t place_ = 0;
};

Result<std::vector<std::uint16_t>> read_suites(const iso7816::Tlv& object) {
  if (object.value.empty() || object.value.size() % 2 != 0)
    return fail(ErrorCode::malformed, "83 in A0 has {} bytes; cipher suites have 2 each",
                object.value.size());
  std::vector<std::uint16_t> out;
  for (std::size_t at = 0; at < object.value.size(); at += 2)
    out.push_back(static_cast<std::uint16_t>(object.value[at] << 8 | object.value[at + 1]));
  return out;
}

Result<void> take_scp_object(ScpCapability& out, const iso7816::Tlv& object) {
  switch (object.tag) {
    case 0x80:
      TRY_VOID(check_size(object, 1));
      out.protocol = object.value[0];
      return {};
    case 0x81: out.options = to_bytes(object.value); return check_not_empty(object);
    case 0x82:
      TRY_VOID(check_size(object, 1));
      out.key_lengths = object.value[0];
      return check_bits(object.value[0], key_lengths, object.tag);
    case 0x83: {
      TRY(out.tls_suites, read_suites(object));
      return {};
    }
    case 0x84:
      TRY_VOID(check_size(object, 1));
      out.longest_psk = object.value[0];
      return {};
    default:
      return fail(ErrorCode::malformed, "{} in A0 is none of 80 to 84", tag_text(object.tag));
  }
}

Result<ScpCapability> parse_scp(ByteView value) {
  ScpCapability out;
  iso7816::TlvReader in(value);
  Ascending order(0);
  bool has_protocol = false;
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    TRY_VOID(order.accept(*object, object->tag));
    TRY_VOID(take_scp_object(out, *object));
    has_protocol |= object->tag == 0x80;
  }
  if (!has_protocol) return fail(ErrorCode::malformed, "A0 has no 80, the protocol");
  if (out.options.empty()) return fail(ErrorCode::malformed, "A0 has no 81, the options");
  return out;
}

Result<void> take_hashes(CardCapability& out, const iso7816::Tlv& object) {
  TRY_VOID(check_not_empty(object));
  for (const std::uint8_t hash : object.value)
    if (hash < 1 || hash > hash_names.size())
      return fail(ErrorCode::malformed, "hash {:02X} in 83 is none of 01 to 04", hash);
  out.load_file_hashes = to_bytes(object.value);
  return {};
}

Result<void> take_ciphers(CardCapability& out, const iso7816::Tlv& object) {
  TRY_VOID(check_not_empty(object));  // more bytes may be appended in the future
  TRY_VOID(check_bits(object.value[0], ciphers, object.tag));
  out.load_file_ciphers = to_bytes(object.value);
  return {};
}

Result<void> take_signatures(std::optional<Bytes>& out, const iso7816::Tlv& object) {
  if (object.value.size() != 1 && object.value.size() != 2)
    return fail(ErrorCode::malformed, "{} has {} bytes, 1 or 2 were wanted", tag_text(object.tag),
                object.value.size());
  if (object.value.size() == 2) TRY_VOID(check_bits(object.value[1], signatures_2, object.tag));
  out = to_bytes(object.value);
  return {};
}

Result<void> take(CardCapability& out, const iso7816::Tlv& object) {
  switch (object.tag) {
    case 0xA0: {
      TRY(auto protocol, parse_scp(object.value));
      out.protocols.push_back(std::move(protocol));
      return {};
    }
    case 0x81: out.domain_privileges = to_bytes(object.value); return check_size(object, 3);
    case 0x82: out.application_privileges = to_bytes(object.value); return check_size(object, 3);
    case 0x83: return take_hashes(out, object);
    case 0x84: return take_ciphers(out, object);
    case 0x85: return take_signatures(out.token_signatures, object);
    case 0x86: return take_signatures(out.receipt_signatures, object);
    case 0x87: return take_signatures(out.dap_signatures, object);
    case 0x88: out.key_parameters = to_bytes(object.value); return check_not_empty(object);
    default:
      return fail(ErrorCode::malformed, "{} in 67 is none of A0 and 81 to 88",
                  tag_text(object.tag));
  }
}

Result<void> check_mandatory(const CardCapability& data) {
  if (data.protocols.empty()) return fail(ErrorCode::malformed, "67 has no A0, a protocol");
  if (data.application_privileges.empty())
    return fail(ErrorCode::malformed, "67 has no 82, the privileges of applications");
  if (data.load_file_hashes.empty())
    return fail(ErrorCode::malformed, "67 has no 83, the load file hashes");
  return {};
}

void put_scp(Bytes& out, const ScpCapability& protocol) {
  Bytes inside;
  const auto put_byte = [&](Tag tag, std::uint8_t value) {
    iso7816::append_tlv(inside, tag, ByteView(&value, 1));
  };
  put_byte(0x80, protocol.protocol);
  iso7816::append_tlv(inside, 0x81, protocol.options);
  if (protocol.key_lengths) put_byte(0x82, *protocol.key_lengths);
  if (protocol.tls_suites) {
    Bytes suites;
    for (const std::uint16_t suite : *protocol.tls_suites) {
      suites.push_back(static_cast<std::uint8_t>(suite >> 8));
      suites.push_back(static_cast<std::uint8_t>(suite));
    }
    iso7816::append_tlv(inside, 0x83, suites);
  }
  if (protocol.longest_psk) put_byte(0x84, *protocol.longest_psk);
  iso7816::append_tlv(out, 0xA0, inside);
}

void add_bits(std::vector<std::string>& out, std::uint8_t value, const BitNames& names) {
  for (std::size_t bit = 0; bit < names.size(); ++bit)
    if ((value >> bit & 1) != 0) out.emplace_back(names[bit]);
}

std::string signatures_text(ByteView value) {
  std::vector<std::string> names;
  add_bits(names, value[0], signatures_1);
  if (value.size() > 1) add_bits(names, value[1], signatures_2);
  return join(names, ", ");
}

std::string scp_text(const ScpCapability& protocol) {
  std::string text =
      fmt::format("SCP{:02X} i={}", protocol.protocol, to_spaced_hex(protocol.options));
  if (protocol.key_lengths) {
    std::vector<std::string> names;
    add_bits(names, *protocol.key_lengths, key_lengths);
    text += ", keys " + join(names, ", ");
  }
  if (protocol.tls_suites)
    text += fmt::format(", {} TLS cipher suites", protocol.tls_suites->size());
  if (protocol.longest_psk)
    text += fmt::format(", pre-shared keys up to {} bytes", *protocol.longest_psk);
  return text;
}

std::string references_text(ByteView value) {
  std::vector<std::string> names;
  for (const std::uint8_t reference : value) {
    const auto curve = crypto::curve_of_reference(reference);
    names.push_back(curve ? std::string(crypto::name(*curve)) : fmt::format("{:02X}", reference));
  }
  return join(names, ", ");
}

}  // namespace

Result<CardCapability> parse_card_capability(ByteView object) {
  iso7816::TlvReader outer(object);
  TRY(const auto whole, outer.next());
  if (!whole || whole->tag != 0x67)
    return fail(ErrorCode::malformed, "{} stands where 67 was wanted",
                whole ? tag_text(whole->tag) : "nothing");
  TRY_VOID(check_shortest(*whole));
  if (!outer.at_end()) return fail(ErrorCode::malformed, "something follows 67");
  CardCapability out;
  Ascending order(0xA0);
  iso7816::TlvReader in(whole->value);
  while (!in.at_end()) {
    TRY(const auto item, in.next());
    TRY_VOID(order.accept(*item, item->tag == 0xA0 ? 0 : item->tag));
    TRY_VOID(take(out, *item));
  }
  TRY_VOID(check_mandatory(out));
  return out;
}

Bytes write_card_capability(const CardCapability& data) {
  Bytes inside;
  for (const ScpCapability& protocol : data.protocols) put_scp(inside, protocol);
  if (data.domain_privileges) iso7816::append_tlv(inside, 0x81, *data.domain_privileges);
  iso7816::append_tlv(inside, 0x82, data.application_privileges);
  iso7816::append_tlv(inside, 0x83, data.load_file_hashes);
  const std::array others{
      std::pair{Tag{0x84}, &data.load_file_ciphers}, std::pair{Tag{0x85}, &data.token_signatures},
      std::pair{Tag{0x86}, &data.receipt_signatures}, std::pair{Tag{0x87}, &data.dap_signatures},
      std::pair{Tag{0x88}, &data.key_parameters}};
  for (const auto& [tag, value] : others)
    if (*value) iso7816::append_tlv(inside, tag, **value);
  Bytes out;
  iso7816::append_tlv(out, 0x67, inside);
  return out;
}

std::vector<std::string> explain(const CardCapability& data) {
  std::vector<std::string> out;
  for (const ScpCapability& protocol : data.protocols) out.push_back(scp_text(protocol));
  if (data.domain_privileges)
    out.push_back("privileges of security domains: " + to_hex(*data.domain_privileges));
  out.push_back("privileges of applications: " + to_hex(data.application_privileges));
  std::vector<std::string> hashes;
  for (const std::uint8_t hash : data.load_file_hashes) hashes.emplace_back(hash_names[hash - 1u]);
  out.push_back("load file hashes: " + join(hashes, ", "));
  if (data.load_file_ciphers) {
    std::vector<std::string> names;
    add_bits(names, (*data.load_file_ciphers)[0], ciphers);
    out.push_back("load file ciphers: " + join(names, ", "));
  }
  if (data.token_signatures) out.push_back("tokens: " + signatures_text(*data.token_signatures));
  if (data.receipt_signatures)
    out.push_back("receipts: " + signatures_text(*data.receipt_signatures));
  if (data.dap_signatures) out.push_back("DAP: " + signatures_text(*data.dap_signatures));
  if (data.key_parameters) out.push_back("curves: " + references_text(*data.key_parameters));
  return out;
}

}  // namespace assay::globalplatform

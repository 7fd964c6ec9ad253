// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp11_agreement.hpp"

#include "globalplatform/confirmation.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "globalplatform/strict_tlv.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::uint8_t scp11 = 0x11;
constexpr std::uint8_t aes = 0x88;
constexpr std::uint8_t parameter_identifiers = 0x04;
constexpr std::string_view structure = "key agreement";

std::uint8_t parameter_of(Scp11Variant variant) {
  constexpr std::array<std::uint8_t, 3> bits{0x01, 0x00, 0x03};
  return bits[static_cast<std::size_t>(variant)];
}

Result<Scp11Variant> variant_of(std::uint8_t parameters) {
  for (const auto variant : {Scp11Variant::a, Scp11Variant::b, Scp11Variant::c})
    if ((parameters & ~parameter_identifiers) == parameter_of(variant)) return variant;
  return fail(ErrorCode::unsupported,
              "{}: parameters {:02X} name no variant: 00 is SCP11b, 01 SCP11a, 03 SCP11c",
              structure, parameters);
}

Result<void> read_protocol(StrictTlv& in, KeyAgreementRequest& out) {
  TRY(const auto protocol, in.take({0x90, "protocol and parameters", 2, 2}));
  if (protocol.value[0] != scp11)
    return fail(ErrorCode::unsupported, "{}: protocol {:02X} stands where 11 was wanted", structure,
                protocol.value[0]);
  TRY(out.variant, variant_of(protocol.value[1]));
  out.identifiers = (protocol.value[1] & parameter_identifiers) != 0;
  return {};
}

Result<void> read_keys_wanted(StrictTlv& in, KeyAgreementRequest& out) {
  TRY(const auto usage, in.take({0x95, "the key usage", 1, 1}));
  out.key_usage = usage.value[0];
  TRY(const auto level, level_of_key_usage(out.key_usage));
  (void)level;
  TRY(const auto type, in.take({0x80, "the key type", 1, 1}));
  out.key_type = type.value[0];
  if (out.key_type != aes)
    return fail(ErrorCode::unsupported, "{}: key type {:02X} stands where 88 (AES) was wanted",
                structure, out.key_type);
  TRY(const auto length, in.take({0x81, "the key length", 1, 1}));
  out.key_length = length.value[0];
  if (!crypto::is_aes_key_length(out.key_length))
    return fail(ErrorCode::unsupported, "{}: keys of {} bytes are no AES keys", structure,
                out.key_length);
  return {};
}

Result<void> read_template(ByteView value, KeyAgreementRequest& out) {
  StrictTlv in(value, structure);
  TRY_VOID(read_protocol(in, out));
  TRY_VOID(read_keys_wanted(in, out));
  TRY(const auto host_id, in.take_if({0x84, "the host identifier", 1, 127}));
  if (host_id && !out.identifiers)
    return fail(ErrorCode::malformed,
                "{}: a host identifier (tag 84) without the parameter that asks for it", structure);
  if (host_id) out.host_id = to_bytes(host_id->value);
  return in.finish();
}

Result<crypto::EcPublicKey> card_point(const Scp11Host& host, Scp11Variant variant,
                                       const KeyAgreementAnswer& answer) {
  auto point = crypto::EcPublicKey::from_point(host.card_key->curve(), answer.point);
  if (!point) return fail(point.error().code, "the card's public key: {}", point.error().message);
  if (variant == Scp11Variant::c && !equal(answer.point, host.card_key->point()))
    return fail(ErrorCode::refused,
                "an answer of SCP11c has another point than the card's static key");
  return point;
}

void cut(ByteView& from, std::size_t length, SessionKey& to) {
  to.assign(from.first(length));
  from = from.subspan(length);
}

}  // namespace

std::string_view name(Scp11Variant variant) noexcept {
  constexpr std::array<std::string_view, 3> names{"SCP11a", "SCP11b", "SCP11c"};
  return names[static_cast<std::size_t>(variant)];
}

Result<KeyAgreementRequest> parse_key_agreement_request(ByteView data) {
  KeyAgreementRequest out;
  StrictTlv in(data, structure);
  TRY(const auto crt, in.take({0xA6, "the control reference template", 1, 0xFFFF}));
  TRY_VOID(read_template(crt.value, out));
  TRY(const auto point, in.take({0x5F49, "the ephemeral public key", 1, 0xFFFF}));
  TRY_VOID(in.finish());
  out.ephemeral_point = to_bytes(point.value);
  return out;
}

Bytes encode(const KeyAgreementRequest& request) {
  const std::uint8_t parameters = static_cast<std::uint8_t>(
      parameter_of(request.variant) | (request.identifiers ? parameter_identifiers : 0));
  Bytes crt;
  iso7816::append_tlv(crt, 0x90, std::array{scp11, parameters});
  iso7816::append_tlv(crt, 0x95, std::array{request.key_usage});
  iso7816::append_tlv(crt, 0x80, std::array{request.key_type});
  iso7816::append_tlv(crt, 0x81, std::array{request.key_length});
  if (!request.host_id.empty()) iso7816::append_tlv(crt, 0x84, request.host_id);
  Bytes out;
  iso7816::append_tlv(out, 0xA6, crt);
  iso7816::append_tlv(out, 0x5F49, request.ephemeral_point);
  return out;
}

Result<KeyAgreementAnswer> parse_key_agreement_answer(ByteView data) {
  StrictTlv in(data, "answer to a key agreement");
  TRY(const auto point, in.take({0x5F49, "the card's public key", 1, 0xFFFF}));
  TRY(const auto receipt, in.take({0x86, "the receipt", 16, 16}));
  TRY_VOID(in.finish());
  KeyAgreementAnswer out;
  out.point = to_bytes(point.value);
  out.point_object = to_bytes(point.whole);
  std::copy(receipt.value.begin(), receipt.value.end(), out.receipt.begin());
  return out;
}

Result<SecurityLevel> level_of_key_usage(std::uint8_t usage) {
  // GPC 11.1.9: 10 command, 20 response, 04 checksum, 08 confidentiality.
  const bool known = (usage & ~0x3C) == 0 && (usage & 0x14) == 0x14;
  if (!known)
    return fail(ErrorCode::unsupported,
                "{}: key usage {:02X} is no secure messaging with C-MAC; 34 and 3C are usual",
                structure, usage);
  const bool response = (usage & 0x20) != 0;
  const bool encryption = (usage & 0x08) != 0;
  return SecurityLevel{static_cast<std::uint8_t>(0x01 | (encryption ? 0x02 : 0) |
                                                 (response ? 0x10 : 0) |
                                                 (response && encryption ? 0x20 : 0))};
}

Bytes scp11_shared_info(const KeyAgreementRequest& request, ByteView card_id) {
  Bytes out{request.key_usage, request.key_type, request.key_length};
  if (!request.identifiers) return out;
  out.push_back(static_cast<std::uint8_t>(request.host_id.size()));
  append(out, request.host_id);
  append(out, card_id);
  return out;
}

void Scp11SessionKeys::clear() noexcept {
  receipt.clear();
  channel.clear();
  dek.clear();
}

void derive_scp11_keys(crypto::Hash hash, ByteView shared_ephemeral, ByteView shared_static,
                       ByteView shared_info, std::size_t key_length, Scp11SessionKeys& out) {
  ASSAY_CHECK(crypto::is_aes_key_length(key_length));
  SecureBytes z(shared_ephemeral.begin(), shared_ephemeral.end());
  z.insert(z.end(), shared_static.begin(), shared_static.end());
  const SecureBytes keys = crypto::x963_kdf(hash, z, shared_info, 5 * key_length);
  ByteView left(keys);
  cut(left, key_length, out.receipt);
  cut(left, key_length, out.channel.enc);
  cut(left, key_length, out.channel.mac);
  cut(left, key_length, out.channel.rmac);
  cut(left, key_length, out.dek);
}

crypto::Block16 scp11_receipt(ByteView receipt_key, ByteView request, ByteView point_object) {
  Bytes covered = to_bytes(request);
  append(covered, point_object);
  return crypto::aes_cmac(receipt_key, covered);
}

bool AgreedSession::receipt_is_valid() const noexcept {
  return equal(expected_receipt, received_receipt);
}

Result<void> agree(const Scp11Host& host, ByteView request, ByteView answer, AgreedSession& out) {
  TRY(const auto sent, parse_key_agreement_request(request));
  TRY(const auto received, parse_key_agreement_answer(answer));
  TRY(out.level, level_of_key_usage(sent.key_usage));
  if (sent.variant != Scp11Variant::b && host.static_key == nullptr)
    return fail(ErrorCode::not_found, "{} wants a static key of the terminal, and there is none",
                name(sent.variant));
  TRY(const auto point, card_point(host, sent.variant, received));
  TRY(const auto ephemeral, crypto::ecdh(*host.ephemeral_key, point));
  const auto& own = sent.variant == Scp11Variant::b ? *host.ephemeral_key : *host.static_key;
  TRY(const auto static_secret, crypto::ecdh(own, *host.card_key));
  derive_scp11_keys(host.hash, ephemeral, static_secret, scp11_shared_info(sent, host.card_id),
                    sent.key_length, out.keys);
  out.expected_receipt = scp11_receipt(out.keys.receipt.view(), request, received.point_object);
  out.received_receipt = received.receipt;
  out.s16 = host.s16;
  out.unconfirmed =
      unconfirmed_part(sent.variant, host.card_key->curve(), sent.key_length, host.s16);
  return {};
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_authentication.hpp"

#include <algorithm>

namespace assay::globalplatform {
namespace {

constexpr auto digest = crypto::Hash::sha1;  // GPC F.2.2
constexpr std::size_t secret_length = 32;

Result<void> want_length(ByteView value, std::size_t wanted, std::string_view name) {
  if (value.size() == wanted) return {};
  return fail(ErrorCode::out_of_range, "{} has {} bytes, {} were wanted", name, value.size(),
              wanted);
}

Result<void> want_same_length(const crypto::RsaPublicKey& own, const crypto::RsaPublicKey& card) {
  if (own.length() == card.length()) return {};
  return fail(ErrorCode::unsupported,
              "the moduli of both sides have {} and {} bytes; they must be alike (GPC F.1.4.4)",
              own.length(), card.length());
}

SecureBytes joined(ByteView first, ByteView second) {
  SecureBytes out(first.begin(), first.end());
  out.insert(out.end(), second.begin(), second.end());
  return out;
}

/// Whether twice the number is below the modulus: it is then smaller than its difference to it.
bool is_smaller_of_both(ByteView number, const crypto::RsaPublicKey& key) {
  if ((number[0] & 0x80) != 0) return false;
  SecureBytes twice(number.size());
  for (std::size_t i = 0; i < number.size(); ++i) {
    const int carry = i + 1 < number.size() ? number[i + 1] >> 7 : 0;
    twice[i] = static_cast<std::uint8_t>(((number[i] << 1) | carry) & 0xFF);
  }
  return std::ranges::lexicographical_compare(twice, key.modulus());
}

}  // namespace

Result<Scp10Options> Scp10Options::parse(std::uint8_t i) {
  if (i != 0x01 && i != 0x02)
    return fail(
        ErrorCode::unsupported,
        "i = {:02X} of SCP10: 01 (agreement, with recovery) and 02 (transport, without) are "
        "described by GPC F.1.4",
        i);
  Scp10Options out;
  out.value_ = i;
  return out;
}

Result<Bytes> scp10_transport(const Scp10Request& request, const crypto::RsaPublicKey& card,
                              ByteView padding) {
  return crypto::pkcs1_encrypt(card, encode(request, true), padding);
}

Result<Bytes> scp10_transport_signature(const Scp10Request& request, ByteView card_challenge,
                                        const crypto::RsaPrivateKey& own) {
  TRY_VOID(want_length(card_challenge, 16, "the card challenge"));
  return crypto::pkcs1_sign(own, digest, joined(encode(request, true), card_challenge));
}

bool scp10_transport_answer_is_right(const Scp10Request& request, ByteView own_challenge,
                                     ByteView answer, const crypto::RsaPublicKey& card) {
  SecureBytes covered;
  for (const auto& one : request.templates)
    covered.insert(covered.end(), one.key.begin(), one.key.end());
  return crypto::pkcs1_verify(card, digest, joined(covered, own_challenge), answer);
}

Result<std::size_t> scp10_padding_length(const Scp10Request& request,
                                         const crypto::RsaPublicKey& own) {
  const std::size_t used = encode(request, false).size() + secret_length;
  const std::size_t room = crypto::recoverable_length(own);
  if (used + 1 > room)
    return fail(
        ErrorCode::out_of_range,
        "request and secret have {} bytes, a signature with recovery carries {} beside one of "
        "padding",
        used, room - 1);
  return room - used;
}

Result<Bytes> scp10_agreement_signature(const Scp10Request& request,
                                        const Scp10AgreementInput& input,
                                        const crypto::RsaPrivateKey& own,
                                        const crypto::RsaPublicKey& card) {
  TRY_VOID(want_same_length(own.public_key(), card));
  TRY_VOID(want_length(input.off_card_secret, secret_length, "the off-card secret"));
  TRY_VOID(want_length(input.card_challenge, 8, "the card challenge"));
  TRY_VOID(want_length(input.card_id, 8, "the card identifier"));
  TRY(const std::size_t fill, scp10_padding_length(request, own.public_key()));
  TRY_VOID(want_length(input.padding, fill, "the random padding"));
  const SecureBytes recoverable =
      joined(joined(input.padding, encode(request, false)), input.off_card_secret);
  TRY(const Bytes signature,
      crypto::recovery_sign(own, recoverable, joined(input.card_challenge, input.card_id),
                            crypto::RecoveryForm::smaller));
  return crypto::rsa_public(card, signature);
}

Result<SecureBytes> scp10_card_secret(ByteView answer, ByteView own_challenge, ByteView own_id,
                                      const crypto::RsaPrivateKey& own,
                                      const crypto::RsaPublicKey& card) {
  TRY_VOID(want_same_length(own.public_key(), card));
  TRY_VOID(want_length(own_challenge, 8, "the off-card challenge"));
  TRY_VOID(want_length(own_id, 8, "the off-card identifier"));
  TRY_VOID(want_length(answer, own.length(), "the encrypted signature of the card"));
  TRY(const SecureBytes signature, crypto::rsa_private(own, answer));
  if (!is_smaller_of_both(signature, card))  // GPC F.1.4.3
    return fail(ErrorCode::malformed,
                "the card's signature is greater than its difference to the modulus");
  TRY(const Bytes recovered, crypto::recovery_open(card, signature, joined(own_challenge, own_id)));
  if (recovered.size() < secret_length + 1)
    return fail(ErrorCode::malformed, "the card's signature recovers {} bytes, 33 were wanted",
                recovered.size());
  return SecureBytes(recovered.end() - static_cast<std::ptrdiff_t>(secret_length), recovered.end());
}

}  // namespace assay::globalplatform

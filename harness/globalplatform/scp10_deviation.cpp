// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_deviation.hpp"

#include <algorithm>
#include <array>

namespace assay::globalplatform {
namespace {

using Deviation = Scp10Deviation;

// specs/gp/scp10/terminal-deviations.yaml says the same; a test compares them word for word.
constexpr std::array<Scp10DeviationInfo, 42> table{{
    {Deviation::rsa_certificate_signature_flip, "rsa_certificate.signature_flip",
     "The last bit of the certificate's signature is wrong."},
    {Deviation::rsa_certificate_signature_other_key, "rsa_certificate.signature_other_key",
     "The certificate is signed by the off-card entity itself, not by its issuer."},
    {Deviation::rsa_certificate_signature_zero, "rsa_certificate.signature_zero",
     "The certificate's signature is all zero bytes."},
    {Deviation::rsa_certificate_signature_truncate, "rsa_certificate.signature_truncate",
     "The last byte of the certificate's signature is missing, and its length says so."},
    {Deviation::rsa_certificate_wrong_hash, "rsa_certificate.wrong_hash",
     "The hash inside the certificate's signature is that of another message."},
    {Deviation::rsa_certificate_other_oid, "rsa_certificate.other_oid",
     "The signature without recovery names another digest algorithm than it uses."},
    {Deviation::rsa_certificate_wrong_padding, "rsa_certificate.wrong_padding",
     "The block inside the certificate's signature has one wrong byte of padding, or another "
     "header with recovery."},
    {Deviation::rsa_certificate_digest_not_last, "rsa_certificate.digest_not_last",
     "The block of a signature without recovery has less padding, and bytes behind the digest."},
    {Deviation::rsa_certificate_wrong_trailer, "rsa_certificate.wrong_trailer",
     "The block of a signature with recovery ends in another byte than BC."},
    {Deviation::rsa_certificate_content_changed, "rsa_certificate.content_changed",
     "One bit of the certificate is changed after it was signed."},
    {Deviation::rsa_certificate_truncate, "rsa_certificate.truncate",
     "The last byte of the certificate is missing, and its length does not say so."},
    {Deviation::rsa_certificate_extend, "rsa_certificate.extend",
     "One byte 00 follows the certificate."},
    {Deviation::rsa_certificate_other_tag, "rsa_certificate.other_tag",
     "The certificate has the tag 7F20."},
    {Deviation::rsa_certificate_no_signature, "rsa_certificate.no_signature",
     "The certificate has no signature."},
    {Deviation::rsa_certificate_no_key, "rsa_certificate.no_key",
     "The certificate has no public key, and is signed so."},
    {Deviation::rsa_certificate_modulus_short, "rsa_certificate.modulus_short",
     "The certified modulus lacks its last byte, and is signed so."},
    {Deviation::session_keys_flip, "session_keys.flip",
     "One bit of the cryptogram that brings the session keys is changed."},
    {Deviation::session_keys_block_type, "session_keys.block_type",
     "The block that brings the session keys begins with 0001."},
    {Deviation::session_keys_first_byte, "session_keys.first_byte",
     "The block that brings the session keys begins with 0102."},
    {Deviation::session_keys_no_separator, "session_keys.no_separator",
     "No byte 00 ends the padding of the block that brings the session keys."},
    {Deviation::session_keys_short_padding, "session_keys.short_padding",
     "The padding of the block that brings the session keys has seven bytes; their request must be "
     "that long."},
    {Deviation::session_keys_truncate, "session_keys.truncate",
     "The last byte of the cryptogram that brings the session keys is missing."},
    {Deviation::session_keys_extend, "session_keys.extend",
     "One byte 00 follows the cryptogram that brings the session keys."},
    {Deviation::session_keys_not_reduced, "session_keys.not_reduced",
     "The cryptogram that brings the session keys is the modulus itself."},
    {Deviation::session_keys_own_key, "session_keys.own_key",
     "The session keys are encrypted under the key of the off-card entity."},
    {Deviation::signature_flip, "signature.flip", "The last bit of the signature is wrong."},
    {Deviation::signature_other_key, "signature.other_key",
     "The signature is made with the key of the external trust point."},
    {Deviation::signature_zero, "signature.zero", "The signature is all zero bytes."},
    {Deviation::signature_truncate, "signature.truncate",
     "The last byte of the signature is missing."},
    {Deviation::signature_extend, "signature.extend", "One byte 00 follows the signature."},
    {Deviation::signature_stale_challenge, "signature.stale_challenge",
     "The signature covers the challenge before the latest one."},
    {Deviation::signature_replay, "signature.replay",
     "The signature of the initiation before is sent once more."},
    {Deviation::signature_other_level, "signature.other_level",
     "The signature covers another security level (XOR 01) than the one asked for before."},
    {Deviation::signature_other_keys, "signature.other_keys",
     "The signature covers templates whose last bit differs from those of the session keys."},
    {Deviation::signature_wrong_hash, "signature.wrong_hash",
     "The hash inside the signature is that of another message."},
    {Deviation::signature_other_oid, "signature.other_oid",
     "The signature without recovery is made with SHA-256, and names it."},
    {Deviation::signature_wrong_padding, "signature.wrong_padding",
     "The block inside the signature has one wrong byte of padding, or another header with "
     "recovery."},
    {Deviation::signature_digest_not_last, "signature.digest_not_last",
     "The block of a signature without recovery has less padding, and bytes behind the digest."},
    {Deviation::signature_wrong_trailer, "signature.wrong_trailer",
     "The block of a signature with recovery ends in another byte than BC."},
    {Deviation::signature_other_card_id, "signature.other_card_id",
     "The signature covers another card identifier."},
    {Deviation::signature_not_encrypted, "signature.not_encrypted",
     "The signature with recovery is sent without being encrypted."},
    {Deviation::signature_own_encryption, "signature.own_encryption",
     "The signature with recovery is encrypted under the key of the off-card entity."},
}};

}  // namespace

std::span<const Scp10DeviationInfo> scp10_deviations() noexcept {
  return table;
}

std::optional<Scp10Deviation> find_scp10_deviation(std::string_view name) noexcept {
  const auto found = std::ranges::find(table, name, &Scp10DeviationInfo::name);
  if (found == table.end()) return std::nullopt;
  return found->deviation;
}

}  // namespace assay::globalplatform

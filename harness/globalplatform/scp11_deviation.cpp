// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp11_deviation.hpp"

#include <algorithm>
#include <array>

namespace assay::globalplatform {
namespace {

using Deviation = Scp11Deviation;

// specs/gp/scp11/terminal-deviations.yaml says the same; a test compares them word for word.
constexpr std::array<Scp11DeviationInfo, 31> table{{
    {Deviation::certificate_signature_flip, "certificate.signature_flip",
     "The last bit of the certificate's signature is wrong."},
    {Deviation::certificate_signature_other_key, "certificate.signature_other_key",
     "The certificate is signed by another key than that of the CA."},
    {Deviation::certificate_signature_zero, "certificate.signature_zero",
     "Both numbers of the certificate's signature are zero."},
    {Deviation::certificate_signature_truncate, "certificate.signature_truncate",
     "The last byte of the certificate's signature is missing, and its length says so."},
    {Deviation::certificate_content_changed, "certificate.content_changed",
     "One bit of the certificate is changed after it was signed."},
    {Deviation::certificate_truncate, "certificate.truncate",
     "The last byte of the certificate is missing, and its length does not say so."},
    {Deviation::certificate_extend, "certificate.extend", "One byte 00 follows the certificate."},
    {Deviation::certificate_usage_signature, "certificate.usage_signature",
     "The key is certified for the verification of signatures, not for key agreement."},
    {Deviation::certificate_expired, "certificate.expired",
     "The certificate expired on 1 January 2020."},
    {Deviation::certificate_key_off_curve, "certificate.key_off_curve",
     "The certified point is not on its curve."},
    {Deviation::certificate_key_compressed, "certificate.key_compressed",
     "The certified point is in the compressed form."},
    {Deviation::certificate_unknown_authority, "certificate.unknown_authority",
     "The certificate names another CA than the one that signed it."},
    {Deviation::certificate_other_curve, "certificate.other_curve",
     "The certificate says that its key is on another curve."},
    {Deviation::certificate_length_not_minimal, "certificate.length_not_minimal",
     "The length of the serial number is not in its shortest coding."},
    {Deviation::certificate_fields_swapped, "certificate.fields_swapped",
     "The subject identifier stands before the identifier of the CA."},
    {Deviation::certificate_field_twice, "certificate.field_twice",
     "The key usage stands twice, first for signatures, then for key agreement."},
    {Deviation::certificate_no_serial, "certificate.no_serial",
     "The certificate has no serial number."},
    {Deviation::certificate_no_usage, "certificate.no_usage", "The certificate has no key usage."},
    {Deviation::certificate_no_key, "certificate.no_key", "The certificate has no public key."},
    {Deviation::certificate_no_signature, "certificate.no_signature",
     "The certificate has no signature."},
    {Deviation::certificate_other_tag, "certificate.other_tag",
     "The certificate has another tag than 7F21."},
    {Deviation::ephemeral_off_curve, "ephemeral.off_curve",
     "The ephemeral point is not on the curve."},
    {Deviation::ephemeral_infinity, "ephemeral.infinity",
     "The point at infinity, 00, stands for the ephemeral key."},
    {Deviation::ephemeral_compressed, "ephemeral.compressed",
     "The ephemeral point is in the compressed form."},
    {Deviation::ephemeral_hybrid, "ephemeral.hybrid", "The ephemeral point is in the hybrid form."},
    {Deviation::ephemeral_not_reduced, "ephemeral.not_reduced",
     "The X coordinate of the ephemeral point is not below the prime."},
    {Deviation::ephemeral_zero, "ephemeral.zero",
     "Both coordinates of the ephemeral point are zero."},
    {Deviation::ephemeral_other_curve, "ephemeral.other_curve",
     "The ephemeral point is on another curve of about the same size."},
    {Deviation::ephemeral_truncate, "ephemeral.truncate",
     "The last byte of the ephemeral point is missing."},
    {Deviation::ephemeral_extend, "ephemeral.extend", "One byte 00 follows the ephemeral point."},
    {Deviation::agreement_other_static_key, "agreement.other_static_key",
     "The terminal agrees with another static key than the certified one, and goes on."},
}};

}  // namespace

std::span<const Scp11DeviationInfo> scp11_deviations() noexcept {
  return table;
}

std::optional<Scp11Deviation> find_scp11_deviation(std::string_view name) noexcept {
  const auto found = std::ranges::find(table, name, &Scp11DeviationInfo::name);
  if (found == table.end()) return std::nullopt;
  return found->deviation;
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// What specs/vectors holds without the flag Unconfirmed, as rules.
#include "globalplatform/confirmation.hpp"

#include "globalplatform/scp11_agreement.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform {

std::string_view unconfirmed_part(const SecureChannel& channel) noexcept {
  if (channel.implicitly_initiated()) return "SCP02 with implicit initiation";
  if (channel.protocol() == 0x10) return "SCP10";
  const std::uint8_t i = channel.option_i();
  if (channel.protocol() == 0x01 && i == 0x15) return "SCP01 with ICV encryption";
  if (channel.protocol() == 0x02 && i != 0x15 && i != 0x55)
    return "SCP02 with options other than 15 and 55";
  return {};
}

std::string_view unconfirmed_part(Scp11Variant variant, crypto::Curve curve, std::size_t key_length,
                                  bool s16) noexcept {
  using crypto::Curve;
  if (variant == Scp11Variant::b) return "SCP11b";
  const bool is_usual = key_length == 16 && !s16;
  if (curve == Curve::p256 && (variant == Scp11Variant::a ? key_length == 16 || !s16 : is_usual))
    return {};
  if (variant == Scp11Variant::a && is_usual &&
      (curve == Curve::p384 || curve == Curve::brainpool_p256r1))
    return {};
  return "SCP11 with a curve, key length or MAC size that no published session has";
}

}  // namespace assay::globalplatform

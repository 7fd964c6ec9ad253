// SPDX-License-Identifier: Apache-2.0
#include "engine/scp11_keys.hpp"

#include "engine/bench_group.hpp"

namespace assay::engine {
namespace {

/// The elliptic values of one group.
class Group : public BenchGroup {
 public:
  using BenchGroup::BenchGroup;

  [[nodiscard]] Result<crypto::Curve> curve(std::string_view part, crypto::Curve otherwise) const {
    TRY(const auto reference, byte(part, crypto::key_parameter_reference(otherwise)));
    auto curve = crypto::curve_of_reference(reference);
    return curve ? std::move(curve) : about(part, curve.error());
  }

  [[nodiscard]] Result<std::optional<crypto::EcPrivateKey>> private_key(std::string_view part,
                                                                        crypto::Curve curve) const {
    if (find(part).empty()) return std::optional<crypto::EcPrivateKey>();
    auto key = crypto::EcPrivateKey::from_scalar(curve, find(part));
    if (!key) return about(part, key.error());
    return std::optional(*std::move(key));
  }

  [[nodiscard]] Result<std::optional<crypto::EcPublicKey>> public_key(std::string_view part,
                                                                      crypto::Curve curve) const {
    if (find(part).empty()) return std::optional<crypto::EcPublicKey>();
    auto key = crypto::EcPublicKey::from_point(curve, find(part));
    if (!key) return about(part, key.error());
    return std::optional(*std::move(key));
  }
};

Result<void> read_keys(const Group& group, Scp11Keys& out) {
  TRY(const auto ca_curve, group.curve("ca_curve", out.curve));
  TRY(const auto sd_ca_curve, group.curve("sd_ca_curve", out.curve));
  TRY(out.card_key, group.public_key("sd_key", out.curve));
  TRY(out.card_authority_key, group.public_key("sd_ca_key", sd_ca_curve));
  TRY(out.oce_key, group.private_key("oce_key", out.curve));
  TRY(out.authority_key, group.private_key("ca_key", ca_curve));
  return {};
}

Result<void> read_options(const Group& group, Scp11Keys& out) {
  TRY(const auto length, group.byte("kdf_hash_length", 0x20));
  const auto hash = crypto::hash_of_length(length);
  if (!hash)
    return group.wrong("kdf_hash_length", ErrorCode::malformed,
                       fmt::format(" is {:02X}: 20, 30 and 40 are lengths of hashes", length));
  out.hash = *hash;
  const ByteView i = group.find("i");
  out.s16 = !i.empty() && (i[0] & 0x40) != 0;
  return {};
}

}  // namespace

Result<Scp11Keys> read_scp11_keys(const Names::Ixit& ixit, std::string_view name) {
  const Group group(ixit, name);
  if (group.find("key_id").empty())
    return fail(ErrorCode::not_found, "the bench has no keys '{}' for SCP11", name);
  Scp11Keys out;
  out.name = name;
  TRY(out.curve, group.curve("curve", crypto::Curve::p256));
  TRY(out.key_version, group.byte("key_version", 0));
  TRY(out.key_id, group.byte("key_id", 0));
  TRY(out.authority_version, group.byte("ca_key_version", 0));
  TRY(out.authority_id, group.byte("ca_key_id", 0x10));
  TRY_VOID(read_options(group, out));
  TRY_VOID(read_keys(group, out));
  out.card_id = to_bytes(group.find("card_id"));
  out.oce_certificate = to_bytes(group.find("oce_certificate"));
  return out;
}

}  // namespace assay::engine

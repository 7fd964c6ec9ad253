// SPDX-License-Identifier: Apache-2.0
#include "engine/scp10_keys.hpp"

#include "engine/bench_group.hpp"
#include "globalplatform/scp10_authentication.hpp"

namespace assay::engine {
namespace {

using globalplatform::Scp10Field;

/// A number of one, two or three bytes as BER codes lengths.
std::optional<std::size_t> take_length(ByteView& left) {
  if (left.empty()) return std::nullopt;
  const std::size_t more = left[0] < 0x80 ? 0 : left[0] & 0x7FU;
  if (more > 2 || left.size() < 1 + more) return std::nullopt;
  std::size_t out = left[0];
  if (more > 0) out = left[1];
  if (more == 2) out = (out << 8) | left[2];
  left = left.subspan(1 + more);
  return out;
}

std::optional<iso7816::Tag> take_tag(ByteView& left) {
  const bool two = !left.empty() && (left[0] & 0x1F) == 0x1F;
  if (left.size() < (two ? 2U : 1U)) return std::nullopt;
  const iso7816::Tag tag = two ? static_cast<iso7816::Tag>((left[0] << 8) | left[1]) : left[0];
  left = left.subspan(two ? 2 : 1);
  return tag;
}

Result<std::vector<Scp10Field>> read_layout(const BenchGroup& group) {
  ByteView left = group.find("certificate_layout");
  std::vector<Scp10Field> out;
  while (!left.empty()) {
    const auto tag = take_tag(left);
    const auto length = take_length(left);
    if (!tag || !length)
      return group.wrong("certificate_layout", ErrorCode::malformed,
                         ": tags and lengths are wanted, such as 42 08 5F20 08 81 8180 82 03");
    out.push_back({*tag, *length});
  }
  return out;
}

Result<void> read_format(const BenchGroup& group, Scp10Bench& out) {
  TRY(const auto form, group.byte("certificate_form", 0xBE));
  if (form != 0xBE && form != 0xAE)
    return group.wrong("certificate_form", ErrorCode::malformed,
                       fmt::format(" is {:02X}: BE and AE are forms of certificates", form));
  TRY(const auto recovery, group.byte("certificate_recovery", 0x00));
  out.format = {form == 0xBE, recovery != 0x00};
  TRY(out.layout, read_layout(group));
  return {};
}

}  // namespace

Result<Scp10Bench> read_scp10_bench(const Names::Ixit& ixit, std::string_view name) {
  const BenchGroup group(ixit, name);
  if (group.find("i").empty())
    return fail(ErrorCode::not_found, "the bench has no keys '{}' for SCP10", name);
  Scp10Bench out;
  out.name = name;
  TRY(out.option_i, group.byte("i", 0x01));
  if (const auto known = globalplatform::Scp10Options::parse(out.option_i); !known)
    return group.about("i", known.error());
  TRY_VOID(read_format(group, out));
  TRY(out.card_key, group.rsa_public("sd"));
  TRY(out.card_issuer, group.rsa_public("tp_in"));
  TRY(out.own_key, group.rsa_private("oce"));
  TRY(out.own_issuer, group.rsa_private("tp_ex"));
  out.card_id = to_bytes(group.find("sd_id"));
  out.own_id = to_bytes(group.find("oce_id"));
  out.own_certificate = to_bytes(group.find("oce_certificate"));
  return out;
}

}  // namespace assay::engine

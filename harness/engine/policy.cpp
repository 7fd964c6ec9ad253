// SPDX-License-Identifier: Apache-2.0
#include "engine/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "crypto/elliptic.hpp"

namespace assay::engine {
namespace {

const SecureBytes* value_of(const Names::Ixit& ixit, std::string_view group,
                            std::string_view name) {
  const auto found = ixit.find(fmt::format("{}.{}", group, name));
  return found == ixit.end() ? nullptr : &found->second;
}

std::string aes_of(std::size_t bytes) {
  return fmt::format("aes-{}", bytes * 8);
}

/// KIc and KID of SCP80 name their algorithm in the low half: 2 AES, others DES.   Source: ETSI TS 102 225, 5.1.2.
void add_scp80(const Names::Ixit& ixit, std::string_view group, std::vector<std::string>& out) {
  for (const auto& [name, key] : {std::pair{"kic", "kic_key"}, std::pair{"kid", "kid_key"}}) {
    const SecureBytes* which = value_of(ixit, group, name);
    const SecureBytes* bytes = value_of(ixit, group, key);
    if (which == nullptr || which->size() != 1) continue;
    if (((*which)[0] & 0x0F) == 0x02)
      out.push_back(aes_of(bytes == nullptr ? 16 : bytes->size()));
    else if (((*which)[0] & 0x0F) != 0x00)
      out.emplace_back("des");
  }
}

void add_scp11(const Names::Ixit& ixit, std::string_view group, std::vector<std::string>& out) {
  if (const SecureBytes* length = value_of(ixit, group, "key_length");
      length != nullptr && length->size() == 1)
    out.push_back(aes_of((*length)[0]));
  const SecureBytes* reference = value_of(ixit, group, "curve");
  if (reference == nullptr || reference->size() != 1) return;
  if (const auto curve = crypto::curve_of_reference((*reference)[0]))
    out.push_back(fmt::format("ecc-{}", crypto::curve_bits(*curve)));
}

std::set<std::string, std::less<>> groups_of(const Names::Ixit& ixit) {
  std::set<std::string, std::less<>> out;
  for (const auto& [name, value] : ixit)
    if (const auto dot = name.find('.'); dot != std::string::npos) out.insert(name.substr(0, dot));
  return out;
}

}  // namespace

std::vector<std::string> algorithms_of_group(const Names::Ixit& ixit, std::string_view group) {
  std::vector<std::string> out;
  const bool single = group.starts_with("scp02") || group.starts_with("scp10");
  if (single || group.starts_with("scp01")) out.emplace_back("des");
  if (single) out.emplace_back("single-des");
  if (group.starts_with("scp10")) out.emplace_back("sha-1");
  if (const SecureBytes* enc = value_of(ixit, group, "enc");
      enc != nullptr && group.starts_with("scp03"))
    out.push_back(aes_of(enc->size()));
  if (group.starts_with("scp11")) add_scp11(ixit, group, out);
  if (group.starts_with("scp80")) add_scp80(ixit, group, out);
  for (const auto& [name, value] : ixit)
    if (name.starts_with(fmt::format("{}.", group)) && name.find("modulus") != std::string::npos &&
        value.size() == 128)
      out.emplace_back("rsa-1024");
  return out;
}

std::map<std::string, std::string, std::less<>> forbidden_groups(
    const std::vector<script::ForbiddenAlgorithm>& forbidden, const Names::Ixit& ixit) {
  std::map<std::string, std::string, std::less<>> out;
  for (const auto& group : groups_of(ixit)) {
    const auto needed = algorithms_of_group(ixit, group);
    for (const auto& line : forbidden)
      if (std::ranges::find(needed, line.algorithm) != needed.end())
        out.try_emplace(group, fmt::format("the keys {} need {}, which the policy forbids: {}",
                                           group, line.algorithm, line.place));
  }
  return out;
}

Result<void> check_key_version(const std::map<std::string, std::string, std::less<>>& forbidden,
                               const Names::Ixit& ixit, std::uint8_t version) {
  const std::string* why = nullptr;
  for (const auto& group : groups_of(ixit)) {
    const SecureBytes* held = value_of(ixit, group, "key_version");
    const bool fits =
        group.starts_with("scp0") && held != nullptr && held->size() == 1 && (*held)[0] == version;
    if (!fits) continue;
    const auto found = forbidden.find(group);
    if (found == forbidden.end()) return {};
    why = &found->second;
  }
  if (why == nullptr) return {};
  return fail(ErrorCode::refused, "key version {:02X}: {}", version, *why);
}

bool is_key_value(std::string_view ixit_name) noexcept {
  constexpr std::array<std::string_view, 2> others{"sd_aid", "i"};
  const auto dot = ixit_name.find('.');
  return dot != std::string_view::npos &&
         std::ranges::find(others, ixit_name.substr(dot + 1)) == others.end();
}

bool is_key(const catalogue::Catalogue& catalogue, std::string_view ixit_name) {
  const auto known = catalogue.ixit.find(ixit_name);
  return ixit_name.ends_with(".key_version") ||
         (known != catalogue.ixit.end() && known->second.secret);
}

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
// Finding key sets among the IXIT of a bench.
#include "engine/key_ring.hpp"

#include <fmt/format.h>

namespace assay::engine {
namespace {

const SecureBytes* part(const Names::Ixit& ixit, std::string_view group, std::string_view suffix) {
  const auto found = ixit.find(fmt::format("{}.{}", group, suffix));
  return found == ixit.end() ? nullptr : &found->second;
}

std::optional<KeyGroup> read_group(const Names::Ixit& ixit, std::string_view name,
                                   const SecureBytes& version) {
  const auto* enc = part(ixit, name, "enc");
  const auto* mac = part(ixit, name, "mac");
  const auto* dek = part(ixit, name, "dek");
  if (enc == nullptr || mac == nullptr || dek == nullptr || version.size() != 1)
    return std::nullopt;
  KeyGroup group;
  group.name = name;
  group.keys.version = version[0];
  group.keys.enc = *enc;
  group.keys.mac = *mac;
  group.keys.dek = *dek;
  if (const auto* aid = part(ixit, name, "sd_aid")) group.security_domain = to_bytes(*aid);
  if (const auto* i = part(ixit, name, "i"); i != nullptr && i->size() == 1)
    group.option_i = (*i)[0];
  return group;
}

}  // namespace

KeyRing::KeyRing(const Names::Ixit& ixit,
                 const std::map<std::string, std::string, std::less<>>& forbidden)
    : ixit_(&ixit) {
  if (const auto isd = ixit.find("isd_aid"); isd != ixit.end()) isd_aid_ = to_bytes(isd->second);
  constexpr std::string_view suffix = ".key_version";
  for (const auto& [name, value] : ixit) {
    if (!name.ends_with(suffix)) continue;
    const auto group_name = std::string_view(name).substr(0, name.size() - suffix.size());
    if (forbidden.contains(group_name)) continue;
    auto group = read_group(ixit, group_name, value);
    if (group) groups_.push_back(*std::move(group));
  }
}

const KeyGroup* KeyRing::find(std::string_view name) const noexcept {
  for (const auto& group : groups_)
    if (group.name == name) return &group;
  return nullptr;
}

const KeyGroup* KeyRing::find(std::uint8_t version, unsigned protocol,
                              ByteView selected_aid) const noexcept {
  const KeyGroup* best = nullptr;
  for (const auto& group : groups_) {
    // "scp03_192" and "scp03" both hold keys of protocol 03.
    const bool fits = group.keys.version == version && group.name.size() >= 5 &&
                      group.name.starts_with("scp0") &&
                      group.name[4] == static_cast<char>('0' + protocol);
    if (!fits) continue;
    if (!group.security_domain.empty() && equal(group.security_domain, selected_aid)) return &group;
    if (best == nullptr || (group.security_domain.empty() && !best->security_domain.empty()))
      best = &group;
  }
  return best;
}

}  // namespace assay::engine

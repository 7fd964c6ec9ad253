// SPDX-License-Identifier: Apache-2.0
// KeyRing: the key sets of a bench, found by group name or by what INITIALIZE UPDATE answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "engine/value.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::engine {

/// IXIT names "scp03_192.key_version", ".enc", ".mac", ".dek" and perhaps ".sd_aid" and ".i" make the group "scp03_192".
struct KeyGroup {
  std::string name;
  globalplatform::KeySet keys;
  Bytes security_domain;  ///< AID of the holder; empty: the Issuer Security Domain
  std::optional<std::uint8_t> option_i;
};

class KeyRing {
 public:
  /// Reads every complete group; one without all three keys is left out, and so is one that is forbidden.
  /// `ixit` must outlive the ring.
  explicit KeyRing(const Names::Ixit& ixit,
                   const std::map<std::string, std::string, std::less<>>& forbidden = {});

  /// The group of that name, or nullptr.
  [[nodiscard]] const KeyGroup* find(std::string_view name) const noexcept;

  /// A group with this version whose name begins with the protocol ("scp02", "scp03"); among several, the one that belongs
  /// to the selected security domain.
  [[nodiscard]] const KeyGroup* find(std::uint8_t version, unsigned protocol,
                                     ByteView selected_aid) const noexcept;

  /// AID of the Issuer Security Domain; empty when the bench does not tell.
  [[nodiscard]] ByteView issuer_security_domain() const noexcept { return isd_aid_; }

  /// Everything the bench gives, for keys that are no symmetric sets.
  [[nodiscard]] const Names::Ixit& ixit() const noexcept { return *ixit_; }

 private:
  const Names::Ixit* ixit_;
  std::vector<KeyGroup> groups_;
  Bytes isd_aid_;
};

}  // namespace assay::engine

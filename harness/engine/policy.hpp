// SPDX-License-Identifier: Apache-2.0
// What a deployment forbids: algorithms named by the bench, and the groups of keys whose use needs one of them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value.hpp"
#include "script/ics.hpp"

namespace assay::engine {

/// Algorithms that using the keys of an IXIT group ("scp02_55") needs, by the words of the policy.
///
/// SCP01: des. SCP02 and SCP10: des and single-des (the MAC is single DES but for its last block, GPC B.1.2.2), SCP10 also
/// sha-1. SCP03: the AES of its key length. SCP11: the AES of its session keys, and the size of its curve. SCP80: what
/// KIc and KID name. Any group: rsa-1024 when one of its values, called modulus, has 128 bytes.
[[nodiscard]] std::vector<std::string> algorithms_of_group(const Names::Ixit& ixit,
                                                           std::string_view group);

/// Groups that must not be used, each with the sentence that says why.
[[nodiscard]] std::map<std::string, std::string, std::less<>> forbidden_groups(
    const std::vector<script::ForbiddenAlgorithm>& forbidden, const Names::Ixit& ixit);

/// Whether a terminal that names this key version can only mean keys that are forbidden.
/// Errors: `refused`, with the reason. A version that no group has, or one that is allowed too, is none of the policy's
/// business; SCP11 has versions of its own.
[[nodiscard]] Result<void> check_key_version(
    const std::map<std::string, std::string, std::less<>>& forbidden, const Names::Ixit& ixit,
    std::uint8_t version);

/// Whether a value belongs to the keys of its group, rather than only naming a security domain or an option.
[[nodiscard]] bool is_key_value(std::string_view ixit_name) noexcept;

/// Whether a run without this value lacks a key: the value is secret, or is the version by which scripts find a set of keys.
[[nodiscard]] bool is_key(const catalogue::Catalogue& catalogue, std::string_view ixit_name);

}  // namespace assay::engine

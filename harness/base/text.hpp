// SPDX-License-Identifier: Apache-2.0
// Small text work: trimming, splitting, wildcards, and "did you mean".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);

/// Shell wildcards `*` and `?`, whole text, case matters.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text) noexcept;

/// The candidate a typing mistake most likely meant, or empty when none is near (a third of the letters at most).
[[nodiscard]] std::string_view nearest(std::string_view wrong,
                                       std::span<const std::string_view> candidates);

/// ", did you mean 'x'?" or nothing; made to be appended to a message.
[[nodiscard]] std::string did_you_mean(std::string_view wrong,
                                       std::span<const std::string_view> candidates);

}  // namespace assay

// SPDX-License-Identifier: Apache-2.0
// Readers: choosing one by its name.
#include "adapters/pcsc/readers.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"

namespace assay::pcsc {
namespace {

std::string quoted(const std::vector<std::string>& names) {
  std::vector<std::string> quoted_names;
  for (const auto& name : names) quoted_names.push_back("'" + name + "'");
  return join(quoted_names, ", ");
}

bool contains_word(std::string_view text, std::string_view word) noexcept {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  return !std::ranges::search(text, word, same).empty();
}

}  // namespace

Result<std::string> choose_reader(std::span<const std::string> names, std::string_view pattern) {
  if (names.empty())
    return fail(ErrorCode::not_found, "no reader '{}': pcscd knows no reader at all", pattern);
  if (const auto exact = std::ranges::find(names, pattern); exact != names.end()) return *exact;
  std::vector<std::string> matching;
  std::ranges::copy_if(names, std::back_inserter(matching),
                       [&](const std::string& name) { return matches_glob(pattern, name); });
  if (matching.size() == 1) return matching[0];
  if (!matching.empty())
    return fail(ErrorCode::not_found, "'{}' means {} readers, name one of them: {}", pattern,
                matching.size(), quoted(matching));
  const std::vector<std::string_view> views(names.begin(), names.end());
  return fail(ErrorCode::not_found, "no reader matches '{}'{}; there is {}", pattern,
              did_you_mean(pattern, views), quoted({names.begin(), names.end()}));
}

bool is_vpcd_reader(std::string_view name) noexcept {
  return matches_glob("Virtual PCD*", name);
}

bool is_contactless(std::string_view reader, ByteView atr) noexcept {
  constexpr std::array<std::string_view, 5> words{"contactless", "picc", "nfc", "rfid", " cl "};
  if (std::ranges::any_of(words, [&](auto word) { return contains_word(reader, word); }))
    return true;
  return atr.size() >= 5 && atr[0] == 0x3B && (atr[1] & 0xF0) == 0x80 && atr[2] == 0x80 &&
         atr[3] == 0x01 && atr.size() == 5u + (atr[1] & 0x0F);
}

std::vector<std::string> split_names(std::string_view multi_string) {
  std::vector<std::string> names;
  for (const auto name : split(multi_string, '\0'))
    if (!name.empty()) names.emplace_back(name);
  return names;
}

}  // namespace assay::pcsc

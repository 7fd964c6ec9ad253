// SPDX-License-Identifier: Apache-2.0
// The mistakes that the terminal side of a Calypso session can make on purpose.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace assay::calypso {

enum class TerminalDeviation {
  none,
  // On the opening:
  key_other_level,
  key_other_version,
  key_other_card,
  digest_opening_changed,
  digest_opening_cut,
  // On an exchange inside the session:
  digest_exchange_left_out,
  digest_command_left_out,
  digest_answer_left_out,
  digest_status_left_out,
  digest_le_included,
  digest_fifth_byte_left_out,
  digest_order_swapped,
  digest_exchange_repeated,
  digest_command_changed,
  digest_answer_changed,
  encryption_forgotten,
  encryption_unasked,
  // On the close, or on an authentication in the middle:
  mac_flip_last_bit,
  mac_flip_first_bit,
  mac_zero,
  mac_truncate,
  mac_extend,
  mac_replay,
  // On a ciphered PIN, a key, or a stored value operation:
  cryptogram_flip_last_bit,
  cryptogram_other_challenge,
  cryptogram_other_key,
};

struct TerminalDeviationInfo {
  TerminalDeviation deviation;
  std::string_view name;  ///< as `deviate:` names it
  std::string_view risk;
  std::string_view says;
};

/// All but `none`, in the order of the enumeration. specs/calypso/terminal-deviations.yaml says the same.
[[nodiscard]] std::span<const TerminalDeviationInfo> terminal_deviations() noexcept;
[[nodiscard]] std::optional<TerminalDeviation> find_terminal_deviation(
    std::string_view name) noexcept;
[[nodiscard]] std::string_view name(TerminalDeviation deviation) noexcept;

}  // namespace assay::calypso

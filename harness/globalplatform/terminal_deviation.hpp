// SPDX-License-Identifier: Apache-2.0
// Terminal deviations: the mistakes of an off-card entity that a card must refuse, as named values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::globalplatform {

/// One mistake, taken at the decision it changes. `none` is the correct terminal.
enum class TerminalDeviation : std::uint8_t {
  none,
  c_mac_flip_last_bit,
  c_mac_flip_first_bit,
  c_mac_omit,
  c_mac_zero,
  c_mac_truncate,
  c_mac_extend,
  c_mac_wrong_key,
  c_mac_not_chained,
  c_mac_stale_chaining,
  c_mac_cla_unmodified,
  c_mac_cla_modified,
  c_mac_channel_included,
  c_mac_wrong_lc,
  c_mac_lc_modified,
  c_mac_le_included,
  c_mac_wrong_padding,
  c_mac_other_algorithm,
  c_mac_wrong_order,
  c_mac_no_icv_encryption,
  c_mac_icv_encrypted,
  c_mac_icv_other_cipher,
  c_mac_ins_changed,
  c_mac_header_changed,
  c_mac_p2_changed,
  c_mac_data_changed,
  data_truncate,
  data_extend,
  c_enc_omit,
  c_enc_unasked,
  c_enc_wrong_key,
  c_enc_stale_counter,
  c_enc_next_counter,
  c_enc_zero_icv,
  c_enc_plain_icv,
  c_enc_chained_icv,
  c_enc_ecb,
  c_enc_wrong_padding,
  c_enc_no_padding,
  c_enc_other_padding,
  c_enc_wrong_length,
  c_enc_flip_bit,
  cla_no_secure_messaging,
  cla_other_channel,
  replay,
  replay_session_before,
  order_command_lost,
  host_cryptogram_flip_last_bit,
  host_cryptogram_flip_first_bit,
  host_cryptogram_zero,
  host_cryptogram_card,
  host_cryptogram_swapped,
  host_cryptogram_wrong_key,
  host_cryptogram_other_algorithm,
  host_cryptogram_stale_counter,
  host_cryptogram_truncate,
  host_cryptogram_extend,
  level_changed,
  c_mac_stale_counter,
  c_mac_icv_zero,
  c_mac_icv_plain,
  c_mac_header_not_filled,
  c_mac_le_left_out,
  c_mac_header_left_out,
  objects_c_mac_first,
  objects_le_first,
  objects_data_missing,
  objects_le_missing,
  objects_other_tag,
  objects_truncate,
  c_enc_other_indicator,
  c_enc_no_indicator,
  c_enc_counter_icv,
  cla_encryption_only,
};

struct TerminalDeviationInfo {
  TerminalDeviation deviation = TerminalDeviation::none;
  std::string_view
      name;  ///< "c_mac.flip_last_bit": what scripts write; never reused for something else
  bool scp01 = false;     ///< can be made in SCP01
  bool scp02 = false;     ///< can be made in SCP02
  bool scp03 = false;     ///< can be made in SCP03
  bool scp10 = false;     ///< can be made in SCP10
  std::string_view risk;  ///< risk class of sending it to a real card: "auth-failure"
  std::string_view says;  ///< one sentence for listings
};

/// All of them but `none`, in the order of the enumeration. specs/gp/terminal-deviations.yaml says the same as data.
[[nodiscard]] std::span<const TerminalDeviationInfo> terminal_deviations() noexcept;

/// The deviation of this name; "none" is `none`; nothing for a name that does not exist.
[[nodiscard]] std::optional<TerminalDeviation> find_terminal_deviation(
    std::string_view name) noexcept;

/// "c_mac.flip_last_bit"; "none" for none.
[[nodiscard]] std::string_view name(TerminalDeviation deviation) noexcept;

}  // namespace assay::globalplatform

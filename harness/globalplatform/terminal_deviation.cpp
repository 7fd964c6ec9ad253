// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/terminal_deviation.hpp"

#include <algorithm>
#include <array>

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;
constexpr std::string_view risk = "auth-failure";

// specs/gp/terminal-deviations.yaml says the same; a test compares them word for word.
constexpr std::array<TerminalDeviationInfo, 30> table{{
    {Deviation::c_mac_flip_last_bit, "c_mac.flip_last_bit", true, true, risk,
     "The last bit of the C-MAC is wrong."},
    {Deviation::c_mac_flip_first_bit, "c_mac.flip_first_bit", true, true, risk,
     "The first bit of the C-MAC is wrong."},
    {Deviation::c_mac_omit, "c_mac.omit", true, true, risk,
     "The class byte announces secure messaging and there is no C-MAC."},
    {Deviation::c_mac_zero, "c_mac.zero", true, true, risk, "The C-MAC is all zero bytes."},
    {Deviation::c_mac_truncate, "c_mac.truncate", true, true, risk,
     "The last byte of the C-MAC is missing."},
    {Deviation::c_mac_wrong_key, "c_mac.wrong_key", true, true, risk,
     "The C-MAC is computed with S-ENC."},
    {Deviation::c_mac_not_chained, "c_mac.not_chained", true, true, risk,
     "The C-MAC starts from zero instead of the C-MAC before it."},
    {Deviation::c_mac_cla_unmodified, "c_mac.cla_unmodified", true, true, risk,
     "The C-MAC covers the class byte without its secure messaging bit."},
    {Deviation::c_mac_channel_included, "c_mac.channel_included", true, true, risk,
     "The C-MAC covers the class byte with the number of the logical channel."},
    {Deviation::c_mac_wrong_lc, "c_mac.wrong_lc", true, true, risk,
     "The C-MAC covers an Lc that does not count the C-MAC."},
    {Deviation::c_mac_le_included, "c_mac.le_included", true, true, risk,
     "The C-MAC covers the Le field too."},
    {Deviation::c_mac_wrong_order, "c_mac.wrong_order", true, true, risk,
     "Encryption and C-MAC are done in the order of the other protocol."},
    {Deviation::c_mac_no_icv_encryption, "c_mac.no_icv_encryption", true, false, risk,
     "The C-MAC before this one is used as ICV without being encrypted."},
    {Deviation::c_mac_header_changed, "c_mac.header_changed", true, true, risk,
     "P1 is changed (XOR C0) after the C-MAC was computed."},
    {Deviation::c_mac_data_changed, "c_mac.data_changed", true, true, risk,
     "The last bit of the data field is changed after the C-MAC was computed."},
    {Deviation::c_enc_omit, "c_enc.omit", true, true, risk,
     "The data field is sent in clear although the level asks for encryption."},
    {Deviation::c_enc_stale_counter, "c_enc.stale_counter", false, true, risk,
     "The encryption uses the counter of the command before."},
    {Deviation::c_enc_zero_icv, "c_enc.zero_icv", false, true, risk,
     "The encryption starts from zero instead of the encrypted counter."},
    {Deviation::c_enc_wrong_padding, "c_enc.wrong_padding", true, true, risk,
     "The padding before encryption has 00 in place of its first byte 80."},
    {Deviation::c_enc_flip_bit, "c_enc.flip_bit", true, true, risk,
     "The first bit of the encrypted data is changed on the way."},
    {Deviation::cla_no_secure_messaging, "cla.no_secure_messaging", true, true, risk,
     "The C-MAC is there and the class byte does not announce it."},
    {Deviation::replay, "replay", true, true, risk,
     "The protected command before this one is sent once more."},
    {Deviation::host_cryptogram_flip_last_bit, "host_cryptogram.flip_last_bit", true, true, risk,
     "The last bit of the host cryptogram is wrong, under a right C-MAC."},
    {Deviation::host_cryptogram_flip_first_bit, "host_cryptogram.flip_first_bit", true, true, risk,
     "The first bit of the host cryptogram is wrong, under a right C-MAC."},
    {Deviation::host_cryptogram_zero, "host_cryptogram.zero", true, true, risk,
     "The host cryptogram is all zero bytes, under a right C-MAC."},
    {Deviation::host_cryptogram_card, "host_cryptogram.card", true, true, risk,
     "The card's own cryptogram is sent back to it, under a right C-MAC."},
    {Deviation::host_cryptogram_swapped, "host_cryptogram.swapped", false, true, risk,
     "The host cryptogram is made from the card's challenge first, under a right C-MAC."},
    {Deviation::host_cryptogram_wrong_key, "host_cryptogram.wrong_key", true, true, risk,
     "The host cryptogram is made with the other of S-ENC and S-MAC, under a right C-MAC."},
    {Deviation::host_cryptogram_truncate, "host_cryptogram.truncate", true, true, risk,
     "The last byte of the host cryptogram is missing, under a right C-MAC."},
    {Deviation::level_changed, "level.changed", true, true, risk,
     "The security level of EXTERNAL AUTHENTICATE is lowered to 00 (or raised from it) after the "
     "C-MAC was computed."},
}};

}  // namespace

std::span<const TerminalDeviationInfo> terminal_deviations() noexcept {
  return table;
}

std::optional<TerminalDeviation> find_terminal_deviation(std::string_view name) noexcept {
  if (name == "none") return TerminalDeviation::none;
  const auto found = std::ranges::find(table, name, &TerminalDeviationInfo::name);
  if (found == table.end()) return std::nullopt;
  return found->deviation;
}

std::string_view name(TerminalDeviation deviation) noexcept {
  const auto found = std::ranges::find(table, deviation, &TerminalDeviationInfo::deviation);
  return found == table.end() ? "none" : found->name;
}

}  // namespace assay::globalplatform

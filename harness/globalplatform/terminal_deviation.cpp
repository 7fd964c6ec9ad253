// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/terminal_deviation.hpp"

#include <algorithm>
#include <array>

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;
constexpr std::string_view risk = "auth-failure";

// specs/gp/terminal-deviations.yaml says the same; a test compares them word for word.
constexpr std::array<TerminalDeviationInfo, 73> table{{
    {Deviation::c_mac_flip_last_bit, "c_mac.flip_last_bit", true, true, true, true, risk,
     "The last bit of the C-MAC is wrong."},
    {Deviation::c_mac_flip_first_bit, "c_mac.flip_first_bit", true, true, true, true, risk,
     "The first bit of the C-MAC is wrong."},
    {Deviation::c_mac_omit, "c_mac.omit", true, true, true, true, risk,
     "The class byte announces secure messaging and there is no C-MAC."},
    {Deviation::c_mac_zero, "c_mac.zero", true, true, true, true, risk,
     "The C-MAC is all zero bytes."},
    {Deviation::c_mac_truncate, "c_mac.truncate", true, true, true, true, risk,
     "The last byte of the C-MAC is missing."},
    {Deviation::c_mac_extend, "c_mac.extend", true, true, true, true, risk,
     "One byte 00 follows the C-MAC."},
    {Deviation::c_mac_wrong_key, "c_mac.wrong_key", true, true, true, true, risk,
     "The C-MAC is computed with S-ENC."},
    {Deviation::c_mac_not_chained, "c_mac.not_chained", true, true, true, false, risk,
     "The C-MAC starts from zero instead of the C-MAC before it."},
    {Deviation::c_mac_stale_chaining, "c_mac.stale_chaining", true, true, true, false, risk,
     "The C-MAC starts from the C-MAC before the one it must start from."},
    {Deviation::c_mac_cla_unmodified, "c_mac.cla_unmodified", true, true, true, false, risk,
     "The C-MAC covers the class byte without its secure messaging bit."},
    {Deviation::c_mac_cla_modified, "c_mac.cla_modified", false, true, false, true, risk,
     "The C-MAC covers the class byte with its secure messaging bit, where the option wants it "
     "without."},
    {Deviation::c_mac_channel_included, "c_mac.channel_included", true, true, true, true, risk,
     "The C-MAC covers the class byte with the number of the logical channel."},
    {Deviation::c_mac_wrong_lc, "c_mac.wrong_lc", true, true, true, false, risk,
     "The C-MAC covers an Lc that does not count the C-MAC."},
    {Deviation::c_mac_lc_modified, "c_mac.lc_modified", false, true, false, false, risk,
     "The C-MAC covers an Lc that counts the C-MAC, where the option wants it without."},
    {Deviation::c_mac_le_included, "c_mac.le_included", true, true, true, false, risk,
     "The C-MAC covers the Le field too."},
    {Deviation::c_mac_wrong_padding, "c_mac.wrong_padding", true, true, false, true, risk,
     "The input of the C-MAC is padded with zero bytes only."},
    {Deviation::c_mac_other_algorithm, "c_mac.other_algorithm", true, true, false, true, risk,
     "The C-MAC is computed with the DES MAC of the other protocol: full triple DES for SCP02, "
     "single DES with a final triple DES for SCP01."},
    {Deviation::c_mac_wrong_order, "c_mac.wrong_order", true, true, true, true, risk,
     "Encryption and C-MAC are done in the order of the other protocol."},
    {Deviation::c_mac_no_icv_encryption, "c_mac.no_icv_encryption", true, true, false, false, risk,
     "The C-MAC before this one is used as ICV without being encrypted."},
    {Deviation::c_mac_icv_encrypted, "c_mac.icv_encrypted", true, true, false, false, risk,
     "The ICV is encrypted where the option has none of it, or where it is the first of the "
     "session."},
    {Deviation::c_mac_icv_other_cipher, "c_mac.icv_other_cipher", true, true, false, true, risk,
     "The ICV is encrypted with the cipher of the other protocol: triple DES for SCP02, single DES "
     "for SCP01."},
    {Deviation::c_mac_ins_changed, "c_mac.ins_changed", true, true, true, true, risk,
     "INS is changed (XOR 10) after the C-MAC was computed."},
    {Deviation::c_mac_header_changed, "c_mac.header_changed", true, true, true, true, risk,
     "P1 is changed (XOR C0) after the C-MAC was computed."},
    {Deviation::c_mac_p2_changed, "c_mac.p2_changed", true, true, true, true, risk,
     "P2 is changed (XOR 01) after the C-MAC was computed."},
    {Deviation::c_mac_data_changed, "c_mac.data_changed", true, true, true, true, risk,
     "The last bit of the data field is changed after the C-MAC was computed."},
    {Deviation::data_truncate, "data.truncate", true, true, true, false, risk,
     "The last byte of the data field is left out after the C-MAC was computed."},
    {Deviation::data_extend, "data.extend", true, true, true, false, risk,
     "One byte 00 is put between the data field and the C-MAC."},
    {Deviation::c_enc_omit, "c_enc.omit", true, true, true, true, risk,
     "The data field is sent in clear although the level asks for encryption."},
    {Deviation::c_enc_unasked, "c_enc.unasked", true, true, true, true, risk,
     "The data field is encrypted although the level does not ask for it."},
    {Deviation::c_enc_wrong_key, "c_enc.wrong_key", true, true, true, true, risk,
     "The data field is encrypted with S-MAC."},
    {Deviation::c_enc_stale_counter, "c_enc.stale_counter", false, false, true, false, risk,
     "The encryption uses the counter of the command before."},
    {Deviation::c_enc_next_counter, "c_enc.next_counter", false, false, true, false, risk,
     "The encryption uses the counter of the command that comes next."},
    {Deviation::c_enc_zero_icv, "c_enc.zero_icv", false, false, true, false, risk,
     "The encryption starts from zero instead of the encrypted counter."},
    {Deviation::c_enc_plain_icv, "c_enc.plain_icv", false, false, true, false, risk,
     "The encryption starts from the counter without its being encrypted."},
    {Deviation::c_enc_chained_icv, "c_enc.chained_icv", true, true, false, false, risk,
     "The encryption starts from the C-MAC before instead of zero."},
    {Deviation::c_enc_ecb, "c_enc.ecb", true, true, true, true, risk,
     "The data field is encrypted block by block, without chaining."},
    {Deviation::c_enc_wrong_padding, "c_enc.wrong_padding", true, true, true, true, risk,
     "The padding before encryption has 00 in place of its first byte 80."},
    {Deviation::c_enc_no_padding, "c_enc.no_padding", false, true, true, true, risk,
     "A data field of whole blocks is encrypted without padding."},
    {Deviation::c_enc_other_padding, "c_enc.other_padding", true, true, false, false, risk,
     "The data field is padded by the rule of the other protocol: with a length byte for SCP02, "
     "without one for SCP01."},
    {Deviation::c_enc_wrong_length, "c_enc.wrong_length", true, false, false, false, risk,
     "The length byte in front of the data says one byte less."},
    {Deviation::c_enc_flip_bit, "c_enc.flip_bit", true, true, true, true, risk,
     "The first bit of the encrypted data is changed on the way."},
    {Deviation::cla_no_secure_messaging, "cla.no_secure_messaging", true, true, true, true, risk,
     "The C-MAC is there and the class byte does not announce it."},
    {Deviation::cla_other_channel, "cla.other_channel", true, true, true, true, risk,
     "The class byte names another logical channel than the one the session runs on."},
    {Deviation::replay, "replay", true, true, true, true, risk,
     "The protected command before this one is sent once more."},
    {Deviation::replay_session_before, "replay.session_before", true, true, true, true, risk,
     "The latest command of the session before this one is sent once more."},
    {Deviation::order_command_lost, "order.command_lost", true, true, true, true, risk,
     "The command is protected as if another had gone before it, which was never sent."},
    {Deviation::host_cryptogram_flip_last_bit, "host_cryptogram.flip_last_bit", true, true, true,
     false, risk, "The last bit of the host cryptogram is wrong, under a right C-MAC."},
    {Deviation::host_cryptogram_flip_first_bit, "host_cryptogram.flip_first_bit", true, true, true,
     false, risk, "The first bit of the host cryptogram is wrong, under a right C-MAC."},
    {Deviation::host_cryptogram_zero, "host_cryptogram.zero", true, true, true, false, risk,
     "The host cryptogram is all zero bytes, under a right C-MAC."},
    {Deviation::host_cryptogram_card, "host_cryptogram.card", true, true, true, false, risk,
     "The card's own cryptogram is sent back to it, under a right C-MAC."},
    {Deviation::host_cryptogram_swapped, "host_cryptogram.swapped", false, false, true, false, risk,
     "The host cryptogram is made from the card's challenge first, under a right C-MAC."},
    {Deviation::host_cryptogram_wrong_key, "host_cryptogram.wrong_key", true, true, true, false,
     risk, "The host cryptogram is made with the other of S-ENC and S-MAC, under a right C-MAC."},
    {Deviation::host_cryptogram_other_algorithm, "host_cryptogram.other_algorithm", true, true,
     false, false, risk,
     "The host cryptogram is made with a single DES MAC with a final triple DES, under a right "
     "C-MAC."},
    {Deviation::host_cryptogram_stale_counter, "host_cryptogram.stale_counter", false, true, false,
     false, risk, "The host cryptogram is made with the counter before, under a right C-MAC."},
    {Deviation::host_cryptogram_truncate, "host_cryptogram.truncate", true, true, true, false, risk,
     "The last byte of the host cryptogram is missing, under a right C-MAC."},
    {Deviation::host_cryptogram_extend, "host_cryptogram.extend", true, true, true, false, risk,
     "One byte 00 follows the host cryptogram, under a right C-MAC."},
    {Deviation::level_changed, "level.changed", true, true, true, false, risk,
     "The security level of EXTERNAL AUTHENTICATE is lowered to 00 (or raised from it) after the "
     "C-MAC was computed."},
    {Deviation::c_mac_stale_counter, "c_mac.stale_counter", false, false, false, true, risk,
     "The C-MAC is made with the counter of the MAC before."},
    {Deviation::c_mac_icv_zero, "c_mac.icv_zero", false, false, false, true, risk,
     "The C-MAC starts from zero instead of the encrypted counter."},
    {Deviation::c_mac_icv_plain, "c_mac.icv_plain", false, false, false, true, risk,
     "The C-MAC starts from the counter without its being encrypted."},
    {Deviation::c_mac_header_not_filled, "c_mac.header_not_filled", false, false, false, true, risk,
     "The C-MAC covers the header without the bytes 80000000 that fill its block."},
    {Deviation::c_mac_le_left_out, "c_mac.le_left_out", false, false, false, true, risk,
     "The C-MAC does not cover the object of Le."},
    {Deviation::c_mac_header_left_out, "c_mac.header_left_out", false, false, false, true, risk,
     "The C-MAC does not cover the header."},
    {Deviation::objects_c_mac_first, "objects.c_mac_first", false, false, false, true, risk,
     "The object of the C-MAC stands before the others."},
    {Deviation::objects_le_first, "objects.le_first", false, false, false, true, risk,
     "The object of Le stands before that of the data, under a right C-MAC over the usual order."},
    {Deviation::objects_data_missing, "objects.data_missing", false, false, false, true, risk,
     "The object of the data is left out after the C-MAC was computed."},
    {Deviation::objects_le_missing, "objects.le_missing", false, false, false, true, risk,
     "The object of Le is left out after the C-MAC was computed."},
    {Deviation::objects_other_tag, "objects.other_tag", false, false, false, true, risk,
     "The object of the data has the tag 85, under a right C-MAC."},
    {Deviation::objects_truncate, "objects.truncate", false, false, false, true, risk,
     "The last byte of the data field is missing, and the length of the C-MAC does not say so."},
    {Deviation::c_enc_other_indicator, "c_enc.other_indicator", false, false, false, true, risk,
     "The padding indicator before the encrypted data is 02."},
    {Deviation::c_enc_no_indicator, "c_enc.no_indicator", false, false, false, true, risk,
     "The padding indicator before the encrypted data is missing."},
    {Deviation::c_enc_counter_icv, "c_enc.counter_icv", false, false, false, true, risk,
     "The encryption starts from the encrypted counter instead of zero."},
    {Deviation::cla_encryption_only, "cla.encryption_only", false, false, false, true, risk,
     "The class byte announces encryption without C-MAC, and there is one."},
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

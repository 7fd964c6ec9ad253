// SPDX-License-Identifier: Apache-2.0
#include "calypso/terminal_deviation.hpp"

#include <algorithm>
#include <array>

namespace assay::calypso {
namespace {

using Deviation = TerminalDeviation;
constexpr std::string_view risk = "auth-failure";

// specs/calypso/terminal-deviations.yaml says the same; a test compares them word for word.
constexpr std::array table{
    TerminalDeviationInfo{Deviation::key_other_level, "calypso.key.other_level", risk,
                          "The session is computed with the key of another level: load for "
                          "personalization, debit for load, load for debit."},
    TerminalDeviationInfo{Deviation::key_other_version, "calypso.key.other_version", risk,
                          "The session is computed with a KVC one higher than the card's."},
    TerminalDeviationInfo{Deviation::key_other_card, "calypso.key.other_card", risk,
                          "The session is computed with the key of a card whose serial number "
                          "differs in its last bit."},
    TerminalDeviationInfo{Deviation::digest_opening_changed, "calypso.digest.opening_changed", risk,
                          "The digest begins with an opening answer whose last bit is changed."},
    TerminalDeviationInfo{
        Deviation::digest_opening_cut, "calypso.digest.opening_cut", risk,
        "The digest begins with the opening answer without the record that was read along."},
    TerminalDeviationInfo{Deviation::digest_exchange_left_out, "calypso.digest.exchange_left_out",
                          risk, "This command and its answer do not enter the digest."},
    TerminalDeviationInfo{Deviation::digest_command_left_out, "calypso.digest.command_left_out",
                          risk, "This command does not enter the digest, its answer does."},
    TerminalDeviationInfo{
        Deviation::digest_answer_left_out, "calypso.digest.answer_left_out", risk,
        "The answer to this command does not enter the digest, the command does."},
    TerminalDeviationInfo{Deviation::digest_status_left_out, "calypso.digest.status_left_out", risk,
                          "The answer to this command enters the digest without its status word."},
    TerminalDeviationInfo{Deviation::digest_le_included, "calypso.digest.le_included", risk,
                          "The command, which has data and Le, enters the digest with its Le."},
    TerminalDeviationInfo{
        Deviation::digest_fifth_byte_left_out, "calypso.digest.fifth_byte_left_out", risk,
        "The command, which has no data, enters the digest without its fifth byte."},
    TerminalDeviationInfo{Deviation::digest_order_swapped, "calypso.digest.order_swapped", risk,
                          "The answer enters the digest before its command."},
    TerminalDeviationInfo{Deviation::digest_exchange_repeated, "calypso.digest.exchange_repeated",
                          risk, "The command and its answer enter the digest twice."},
    TerminalDeviationInfo{Deviation::digest_command_changed, "calypso.digest.command_changed", risk,
                          "The command enters the digest with its last bit changed."},
    TerminalDeviationInfo{
        Deviation::digest_answer_changed, "calypso.digest.answer_changed", risk,
        "The answer enters the digest with the last bit before its status word changed."},
    TerminalDeviationInfo{Deviation::encryption_forgotten, "calypso.encryption.forgotten", risk,
                          "The command is sent in clear although encryption is on."},
    TerminalDeviationInfo{Deviation::encryption_unasked, "calypso.encryption.unasked", risk,
                          "The command is enciphered although encryption is off."},
    TerminalDeviationInfo{Deviation::mac_flip_last_bit, "calypso.mac.flip_last_bit", risk,
                          "The last bit of the terminal's MAC is wrong."},
    TerminalDeviationInfo{Deviation::mac_flip_first_bit, "calypso.mac.flip_first_bit", risk,
                          "The first bit of the terminal's MAC is wrong."},
    TerminalDeviationInfo{Deviation::mac_zero, "calypso.mac.zero", risk,
                          "The terminal's MAC is all zero bytes."},
    TerminalDeviationInfo{
        Deviation::mac_truncate, "calypso.mac.truncate", risk,
        "Half of the terminal's MAC is missing: two bytes of four, four of eight."},
    TerminalDeviationInfo{Deviation::mac_extend, "calypso.mac.extend", risk,
                          "The terminal's MAC has as many zero bytes behind it again: eight bytes "
                          "for four, sixteen for eight."},
    TerminalDeviationInfo{Deviation::mac_replay, "calypso.mac.replay", risk,
                          "The terminal's MAC is that of the session before."},
    TerminalDeviationInfo{Deviation::cryptogram_flip_last_bit, "calypso.cryptogram.flip_last_bit",
                          risk, "The last bit of the cryptogram is wrong."},
    TerminalDeviationInfo{Deviation::cryptogram_other_challenge,
                          "calypso.cryptogram.other_challenge", risk,
                          "The cryptogram is made for a card challenge whose last bit differs."},
    TerminalDeviationInfo{Deviation::cryptogram_other_key, "calypso.cryptogram.other_key", risk,
                          "The cryptogram is made with the key of another level: load for "
                          "personalization, debit for load, load for debit."},
};

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

}  // namespace assay::calypso

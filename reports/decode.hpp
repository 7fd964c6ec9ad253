// SPDX-License-Identifier: Apache-2.0
// Decoding for people: a command, response, TLV tree, ATR or CPLC told line by line. Bad bytes give a line that says so.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "catalogue/catalogue.hpp"
#include "iso7816/status_word.hpp"
#include "journal/records.hpp"

namespace assay::reports {

using Lines = std::vector<std::string>;

/// How much of a hostile input is told before "…" stands for the rest.
inline constexpr std::size_t most_decoded_lines = 400;

/// "INITIALIZE UPDATE", or "INS 50" when nothing in the catalogue fits; the catalogue may be absent.
[[nodiscard]] std::string command_name(ByteView command, const catalogue::Catalogue* catalogue);

/// Name and clause, class byte, parameters with the fields they carry, data by field or as a TLV tree, Le.
/// Secret bytes, and fields that the catalogue calls secret, show as dots.
[[nodiscard]] Lines explain_command(ByteView command, const catalogue::Catalogue* catalogue,
                                    std::span<const journal::SecretRange> secrets = {});

/// Status word with its meaning (that of the command first, then that of ISO), data by the first form of answer that
/// fits, or as a TLV tree. `command` is what the response answers, or nullptr.
[[nodiscard]] Lines explain_response(ByteView response, const catalogue::Command* command);

/// The data part of a response alone.
[[nodiscard]] Lines explain_data(ByteView data, const catalogue::Command* command);

/// One line for each data object, indented by depth; names where GPC or ISO/IEC 7816 give one.
[[nodiscard]] Lines explain_tlv(ByteView bytes);

[[nodiscard]] Lines explain_atr(ByteView bytes);

/// Card production life cycle data: 42 bytes, with or without the header 9F7F 2A.
[[nodiscard]] Lines explain_cplc(ByteView bytes);

/// What the status word means, in the words of the command when it has some: "6A88  key set not found (GPC E.5.1.7)".
[[nodiscard]] std::string explain_status_word(iso7816::StatusWord sw,
                                              const catalogue::Command* command);

/// "channel 0, GlobalPlatform, no secure messaging".
[[nodiscard]] std::string explain_class(std::uint8_t cla);

/// "ISD" and other identifiers everybody meets; empty when unknown.
[[nodiscard]] std::string_view aid_name(ByteView aid) noexcept;

/// "1.2.840.114283.1", or hex when the bytes are no object identifier.
[[nodiscard]] std::string oid_text(ByteView bytes);

}  // namespace assay::reports

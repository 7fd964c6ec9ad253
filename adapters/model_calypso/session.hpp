// SPDX-License-Identifier: Apache-2.0
// The secure session of the card: what enters its digest, its cipher, its MACs and its end.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

/// The command enters the digest as it came, and its data are deciphered where the session ciphers.
void take_command_into_session(Exchange& x);
/// The answer is ciphered where the session ciphers, and enters the digest with its status word.
void take_answer_into_session(Exchange& x, StatusWord answered);

/// A command as it enters digest and signature: without the Le of case 4, with the fifth byte of case 1.
[[nodiscard]] Bytes command_item(const Exchange& x);
/// Adds length and bytes to what a PKI session signs; what finds no room is left out.
void put_in_transcript(const Exchange& x, ByteView item);

/// 4 bytes in a regular session, 8 in an extended one.
[[nodiscard]] std::size_t mac_size(const Exchange& x);
/// Whether these bytes, of the right number, are the terminal's MAC now.
[[nodiscard]] bool is_terminal_mac(const Exchange& x, ByteView mac);
void put_card_mac(Exchange& x);

/// The last session of this application is known to the terminal: written.
void mark_ratified(CalypsoState& state, CalypsoEnvironment& environment, std::uint8_t application);

void end_session(CalypsoState& state);
/// Ends the session and cancels what it changed.
void abort_session(CalypsoState& state);

/// Adds an item to the answer of the close: its length, itself included, and its bytes.
void postpone(const Exchange& x, ByteView bytes);

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// Finding files and deciding on access to them.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

/// The EF with this short identifier in the current DF, which then is the current EF; 0 means the current EF.
/// '6986' without a current EF, '6A82' for one that does not exist. Else `file` is its index.
StatusWord locate(Exchange& x, std::uint8_t sfi, const File*& file);

/// Whether the current DF is invalidated.
[[nodiscard]] bool is_invalidated(const Exchange& x);

/// What stands against access: '6985' for never, '6982' for a PIN, session, key or encryption that is missing.
[[nodiscard]] StatusWord may(const Exchange& x, const Access& condition);

/// The same for a modification of an EF: a DF that is invalidated comes first, and PKI mode allows nothing but always.
[[nodiscard]] StatusWord may_modify(const Exchange& x, const File& file, Group group);
[[nodiscard]] StatusWord may_read(const Exchange& x, const File& file);

/// Takes this command out of the budget of the session: '6400' when it does not fit. Outside of a session: nothing.
[[nodiscard]] StatusWord charge(Exchange& x, bool counter = false);

/// A modification is complete: outside of a session it is written now.
void finish_modification(Exchange& x);

/// A record of a file (from 1) as it reads, simulated counters included.
void put_record(Exchange& x, const File& file, std::uint8_t record, std::size_t begin,
                std::size_t size);
[[nodiscard]] std::size_t place_of(const Exchange& x, const File& file, std::uint8_t record);

[[nodiscard]] inline bool has_records(const File& file) {
  return file.type != FileType::binary;
}

/// Longest answer to this command.
[[nodiscard]] std::size_t room(const Exchange& x);

}  // namespace assay::model::calypso

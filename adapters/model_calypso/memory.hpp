// SPDX-License-Identifier: Apache-2.0
// The memory of files: read and changed in an image, written page by page through a journal, whole or not at all.
#pragma once

#include <cstdint>

#include "adapters/model_calypso/calypso_environment.hpp"
#include "adapters/model_calypso/calypso_state.hpp"
#include "base/bytes.hpp"

namespace assay::model::calypso {

/// The memory as the terminal sees it, changes of an open session included.
[[nodiscard]] ByteView bytes_at(const CalypsoState& state, std::size_t place, std::size_t size);

/// Changes the image; nothing is written yet. Shape: `bytes` may lie in the image itself.
void change(CalypsoState& state, std::size_t place, ByteView bytes);

/// Writes every change: into the journal, then the mark that makes it due, then into the memory, then the mark away. A single
/// page is one write, and needs no journal.
void commit(CalypsoState& state, CalypsoEnvironment& environment);

/// Forgets every change.
void cancel(CalypsoState& state);

/// After a reset: brings what is due in the journal into the memory, and the memory into the image.
void recover(CalypsoState& state, CalypsoEnvironment& environment);

/// Big-endian numbers.
[[nodiscard]] std::uint32_t number_at(const CalypsoState& state, std::size_t place,
                                      std::size_t size);
void change_number(CalypsoState& state, std::size_t place, std::size_t size, std::uint32_t value);

}  // namespace assay::model::calypso

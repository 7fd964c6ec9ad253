// SPDX-License-Identifier: Apache-2.0
// The frame that all blocks of 48 and 32 bytes share: signature of 8 bytes, record, reference, serial number of the SAM
// it comes from or goes to, FA FF 40, 80 00 00.   Source: decision 0024 for the computations, 0027 for the checks.
#pragma once

#include "adapters/model_sam/exchange.hpp"

namespace assay::model::sam {

namespace frame {
inline constexpr std::size_t signature_size = 8;
inline constexpr std::size_t record = 8;
inline constexpr std::size_t record_size = 29;
inline constexpr std::size_t reference = 37;
inline constexpr std::size_t serial = 38;
inline constexpr std::size_t constants = 42;
inline constexpr std::size_t size = 48;
}  // namespace frame

/// Reference, serial number and constants, behind a record.
void append_tail(Bytes& out, std::uint8_t reference, ByteView serial);

/// mac(system key, 0B, challenge || everything after the signature), cut to 8 bytes.
[[nodiscard]] Block8 record_signature(const Key& key, ByteView challenge, ByteView rest);

/// Answers a block for another SAM: record enciphered under `key` and that SAM's challenge, then signed.
void answer_protected(Exchange& x, const Key& key, ByteView record);

/// Reads a block that was written to us: frame, challenge of the mode in P1, signature, event counter, then the record.
StatusWord open_protected(Exchange& x, const Key& key, Bytes& record);

}  // namespace assay::model::sam

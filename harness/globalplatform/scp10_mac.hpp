// SPDX-License-Identifier: Apache-2.0
// The MAC of SCP10 and the ICV it starts from.   Source: GPC B.1.2.2, F.2.3.
#pragma once

#include "base/bytes.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::globalplatform {

/// Eight bytes, big-endian.
[[nodiscard]] crypto::Block8 scp10_counter_block(std::uint64_t counter) noexcept;

/// The counter, single DES under the first part of the key.
[[nodiscard]] crypto::Block8 scp10_icv(ByteView key, std::uint64_t counter);

/// Single DES with a final triple DES over the message with DES padding, for keys of two and of three parts.
[[nodiscard]] crypto::Block8 scp10_mac(ByteView key, const crypto::Block8& icv, ByteView message);

/// The same over whole blocks as they stand.
[[nodiscard]] crypto::Block8 scp10_mac_of_blocks(ByteView key, const crypto::Block8& icv,
                                                 ByteView blocks);

}  // namespace assay::globalplatform

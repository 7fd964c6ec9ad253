// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_mac.hpp"

namespace assay::globalplatform {

using crypto::Block8;

namespace {

Block8 combined(const Block8& left, ByteView right) {
  Block8 out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = left[i] ^ right[i];
  return out;
}

}  // namespace

Block8 scp10_counter_block(std::uint64_t counter) noexcept {
  Block8 out{};
  for (std::size_t i = 0; i < 8; ++i) out[7 - i] = static_cast<std::uint8_t>(counter >> (8 * i));
  return out;
}

Block8 scp10_icv(ByteView key, std::uint64_t counter) {
  return crypto::des_encrypt_block(key.first(8), scp10_counter_block(counter));
}

Block8 scp10_mac_of_blocks(ByteView key, const Block8& icv, ByteView blocks) {
  Block8 chained = icv;
  for (; blocks.size() > 8; blocks = blocks.subspan(8))
    chained = crypto::des_encrypt_block(key.first(8), combined(chained, blocks.first(8)));
  const Block8 last = combined(chained, blocks);
  Block8 out{};
  crypto::des3_ecb_encrypt(key, last, out);
  return out;
}

Block8 scp10_mac(ByteView key, const Block8& icv, ByteView message) {
  Bytes blocks = to_bytes(message);
  crypto::pad80(blocks, 8);
  return scp10_mac_of_blocks(key, icv, blocks);
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// OSP-1 over AES-128.
#include "crypto/open_stand_in.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace assay::crypto::open_stand_in {
namespace {

Block16 first_block(Purpose purpose, ByteView nonce) {
  ASSAY_CHECK(nonce.size() <= 11);
  Block16 block{};
  block[0] = static_cast<std::uint8_t>(purpose);
  std::copy(nonce.begin(), nonce.end(), block.begin() + 1);
  return block;
}

void count_up(Block16& block) {
  for (std::size_t i = block.size(); i-- > 12;)
    if (++block[i] != 0) return;
}

}  // namespace

Block16 mac(ByteView key, Purpose purpose, ByteView message) {
  const std::array<std::uint8_t, 1> tag{static_cast<std::uint8_t>(purpose)};
  return aes_cmac(key, tag, message);
}

Block16 mask(ByteView key, Purpose purpose, ByteView challenge) {
  ASSAY_CHECK(challenge.size() == 8);
  return aes_encrypt_block(key, first_block(purpose, challenge));
}

void apply_keystream(ByteView key, Purpose purpose, ByteView nonce, MutableByteView data) {
  Block16 counter = first_block(purpose, nonce);
  for (std::size_t done = 0; done < data.size(); count_up(counter)) {
    const Block16 stream = aes_encrypt_block(key, counter);
    for (std::size_t i = 0; i < stream.size() && done < data.size(); ++i, ++done)
      data[done] ^= stream[i];
  }
}

void SessionDigest::add(ByteView item) {
  ASSAY_CHECK(item.size() <= 0xFFFF);
  std::array<std::uint8_t, 18> head{};
  std::copy(chain.begin(), chain.end(), head.begin());
  head[16] = static_cast<std::uint8_t>(item.size() >> 8);
  head[17] = static_cast<std::uint8_t>(item.size());
  chain = aes_cmac(key, head, item);
}

Block16 SessionDigest::mac_of(Speaker speaker, std::uint8_t authentications) const {
  const std::array<std::uint8_t, 2> tail{static_cast<std::uint8_t>(speaker), authentications};
  return aes_cmac(key, chain, tail);
}

}  // namespace assay::crypto::open_stand_in

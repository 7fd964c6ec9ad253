// SPDX-License-Identifier: Apache-2.0
#include "crypto/block_cipher.hpp"

#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "crypto/keyed_cipher.hpp"

namespace assay::crypto {
namespace {

using Algorithm = KeyedCipher::Algorithm;

KeyedCipher& aes(ByteView key) {
  return keyed_cipher(Algorithm::aes, key);
}

/// The 24 bytes that OpenSSL wants; wiped when they go.
struct Des3Key {
  std::array<std::uint8_t, 24> bytes;

  explicit Des3Key(ByteView key) {
    ASSAY_CHECK(key.size() == 8 || key.size() == 16 || key.size() == 24);
    // K, K, K makes triple DES single DES, which the default provider no longer has by itself; K1, K2, K1: GPC B.1.
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = key[i % key.size()];
  }
  Des3Key(const Des3Key&) = delete;
  Des3Key& operator=(const Des3Key&) = delete;
  ~Des3Key() { wipe(bytes.data(), bytes.size()); }
};

KeyedCipher& des3(ByteView key) {
  const Des3Key full(key);
  return keyed_cipher(Algorithm::des3, full.bytes);
}

template <std::size_t N>
void xor_into(std::array<std::uint8_t, N>& block, const std::uint8_t* other) {
  for (std::size_t i = 0; i < N; ++i) block[i] = static_cast<std::uint8_t>(block[i] ^ other[i]);
}

template <std::size_t N>
void cbc_encrypt(KeyedCipher& cipher, const std::array<std::uint8_t, N>& icv, ByteView in,
                 MutableByteView out) {
  ASSAY_CHECK(in.size() % N == 0 && out.size() == in.size());
  std::array<std::uint8_t, N> chain = icv;
  for (std::size_t at = 0; at < in.size(); at += N) {
    xor_into(chain, in.data() + at);
    cipher.encrypt(chain.data(), chain.data(), N);
    std::memcpy(out.data() + at, chain.data(), N);
  }
}

template <std::size_t N>
void cbc_decrypt(KeyedCipher& cipher, const std::array<std::uint8_t, N>& icv, ByteView in,
                 MutableByteView out) {
  ASSAY_CHECK(in.size() % N == 0 && out.size() == in.size());
  std::array<std::uint8_t, N> previous = icv;
  std::array<std::uint8_t, N> block;
  for (std::size_t at = 0; at < in.size(); at += N) {
    std::memcpy(block.data(), in.data() + at, N);
    std::array<std::uint8_t, N> plain;
    cipher.decrypt(block.data(), plain.data(), N);
    xor_into(plain, previous.data());
    std::memcpy(out.data() + at, plain.data(), N);
    previous = block;
  }
}

void ecb(ByteView in, MutableByteView out, std::size_t block, KeyedCipher& cipher,
         void (KeyedCipher::*direction)(const std::uint8_t*, std::uint8_t*, std::size_t)) {
  ASSAY_CHECK(in.size() % block == 0 && out.size() == in.size());
  if (!in.empty()) (cipher.*direction)(in.data(), out.data(), in.size());
}

/// CBC over message || 80 00.. with all blocks but the last under `chaining`, the last under `closing`.
Block8 des_mac(ByteView chaining_key, ByteView closing_key, const Block8& icv, ByteView message) {
  Block8 chain = icv;
  const std::size_t whole = message.size() / 8 * 8;
  if (whole > 0) {
    KeyedCipher& cipher = des3(chaining_key);
    for (std::size_t at = 0; at < whole; at += 8) {
      xor_into(chain, message.data() + at);
      cipher.encrypt(chain.data(), chain.data(), 8);
    }
  }
  Block8
      last{};  // GPC B.1.3: there always is a padding byte, so the last block always holds the padding
  std::copy(message.begin() + static_cast<std::ptrdiff_t>(whole), message.end(), last.begin());
  last[message.size() - whole] = 0x80;
  xor_into(chain, last.data());
  des3(closing_key).encrypt(chain.data(), chain.data(), 8);
  return chain;
}

/// CMAC as its bytes come, in any number of pieces.   Source: NIST SP 800-38B, 6.2.
class Cmac {
 public:
  explicit Cmac(ByteView key) : cipher_(aes(key)) {}

  void add(ByteView bytes) {
    // A full block waits until more bytes show that it is not the last one.
    while (!bytes.empty()) {
      if (filled_ == 16) flush();
      const std::size_t count = std::min<std::size_t>(16 - filled_, bytes.size());
      for (std::size_t i = 0; i < count; ++i)
        chain_[filled_ + i] = static_cast<std::uint8_t>(chain_[filled_ + i] ^ bytes[i]);
      filled_ += count;
      bytes = bytes.subspan(count);
    }
  }

  Block16 finish() {
    const std::uint8_t* subkeys = cipher_.cmac_subkeys().data();
    if (filled_ < 16) chain_[filled_] = static_cast<std::uint8_t>(chain_[filled_] ^ 0x80);
    xor_into(chain_, filled_ == 16 ? subkeys : subkeys + 16);
    cipher_.encrypt(chain_.data(), chain_.data(), 16);
    return chain_;
  }

 private:
  void flush() {
    cipher_.encrypt(chain_.data(), chain_.data(), 16);
    filled_ = 0;
  }

  KeyedCipher& cipher_;
  Block16 chain_{};
  std::size_t filled_ = 0;
};

}  // namespace

Block16 aes_cmac(ByteView key, ByteView message) {
  return aes_cmac(key, message, {});
}

Block16 aes_cmac(ByteView key, ByteView first, ByteView second) {
  Cmac cmac(key);
  cmac.add(first);
  cmac.add(second);
  return cmac.finish();
}

Block16 aes_encrypt_block(ByteView key, const Block16& block) {
  Block16 out;
  aes(key).encrypt(block.data(), out.data(), out.size());
  return out;
}

void aes_cbc_encrypt(ByteView key, const Block16& icv, ByteView in, MutableByteView out) {
  cbc_encrypt(aes(key), icv, in, out);
}

void aes_cbc_decrypt(ByteView key, const Block16& icv, ByteView in, MutableByteView out) {
  cbc_decrypt(aes(key), icv, in, out);
}

void des3_cbc_encrypt(ByteView key, const Block8& icv, ByteView in, MutableByteView out) {
  cbc_encrypt(des3(key), icv, in, out);
}

void des3_cbc_decrypt(ByteView key, const Block8& icv, ByteView in, MutableByteView out) {
  cbc_decrypt(des3(key), icv, in, out);
}

void des3_ecb_encrypt(ByteView key, ByteView in, MutableByteView out) {
  ecb(in, out, 8, des3(key), &KeyedCipher::encrypt);
}

void des3_ecb_decrypt(ByteView key, ByteView in, MutableByteView out) {
  ecb(in, out, 8, des3(key), &KeyedCipher::decrypt);
}

Block8 des_encrypt_block(ByteView key, const Block8& block) {
  ASSAY_CHECK(key.size() == 8);
  Block8 out;
  des3(key).encrypt(block.data(), out.data(), out.size());
  return out;
}

Block8 des3_full_mac(ByteView key, const Block8& icv, ByteView message) {
  ASSAY_CHECK(key.size() == 16 || key.size() == 24);
  return des_mac(key, key, icv, message);
}

Block8 des_retail_mac(ByteView key, const Block8& icv, ByteView message) {
  ASSAY_CHECK(key.size() == 16);
  // ISO/IEC 9797-1 algorithm 3 ends with decryption under K2 and encryption under K1: its last block is triple DES.
  return des_mac(key.first(8), key, icv, message);
}

void pad80(Bytes& data, std::size_t block) {
  ASSAY_CHECK(block == 8 || block == 16);
  data.push_back(0x80);
  while (data.size() % block != 0) data.push_back(0x00);
}

std::size_t unpadded_length(ByteView data) noexcept {
  std::size_t length = data.size();
  while (length > 0 && data[length - 1] == 0x00) --length;
  return length > 0 && data[length - 1] == 0x80 ? length - 1 : data.size() + 1;
}

std::array<std::uint8_t, 3> des_key_check_value(ByteView key) {
  Block8 block{};
  des3_ecb_encrypt(key, block, block);
  return {block[0], block[1], block[2]};
}

std::array<std::uint8_t, 3> aes_key_check_value(ByteView key) {
  Block16 block;
  block.fill(0x01);
  const Block16 encrypted = aes_encrypt_block(key, block);
  return {encrypted[0], encrypted[1], encrypted[2]};
}

}  // namespace assay::crypto

// SPDX-License-Identifier: Apache-2.0
// Signatures with message recovery: ISO/IEC 9796-2:2002, scheme 1, SHA-1 named by the trailer BC, as GPC F.1.4 uses it.
#include <openssl/bn.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "crypto/openssl.hpp"
#include "crypto/rsa.hpp"

namespace assay::crypto {
namespace {

constexpr std::uint8_t header =
    0x6A;  // 01: scheme 1; 1: part of the message is outside; then no padding
constexpr std::uint8_t trailer = 0xBC;  // the hash is known to both sides
constexpr std::size_t hash_bytes = 20;

/// modulus - block
Bytes difference(const RsaPublicKey& key, ByteView block) {
  const BigNumber number = big_number(key.modulus());
  ASSAY_CHECK(BN_sub(number.get(), number.get(), big_number(block).get()) == 1);
  Bytes out(key.length());
  write_number(number.get(), out);
  return out;
}

Result<void> check_block(ByteView block, ByteView rest) {
  if (block.back() != trailer)
    return fail(ErrorCode::malformed, "a signature with recovery ends with {}, BC was wanted",
                to_hex(block.last(1)));
  if (block[0] != header)
    return fail(ErrorCode::malformed, "a signature with recovery begins with {}, 6A was wanted",
                to_hex(block.first(1)));
  const ByteView recoverable = block.subspan(1, block.size() - hash_bytes - 2);
  std::array<std::uint8_t, hash_bytes> hashed{};
  digest_into(Hash::sha1, {recoverable, rest}, hashed);
  if (!equal(hashed, block.subspan(block.size() - hash_bytes - 1, hash_bytes)))
    return fail(ErrorCode::malformed, "the hash in a signature with recovery is another");
  return {};
}

}  // namespace

std::size_t recoverable_length(const RsaPublicKey& key) noexcept {
  return key.length() - hash_bytes - 2;
}

Result<Bytes> recovery_sign(const RsaPrivateKey& key, ByteView recoverable, ByteView rest,
                            RecoveryForm form) {
  if (recoverable.size() != recoverable_length(key.public_key()))
    return fail(ErrorCode::out_of_range,
                "a signature with recovery of {} bytes carries {} bytes, not {}", key.length(),
                recoverable_length(key.public_key()), recoverable.size());
  Bytes block{header};
  append(block, recoverable);
  block.resize(key.length());
  digest_into(Hash::sha1, {recoverable, rest},
              MutableByteView(block).subspan(block.size() - hash_bytes - 1, hash_bytes));
  block.back() = trailer;
  TRY(const SecureBytes power, rsa_private(key, block));
  Bytes plain(power.begin(), power.end());
  if (form == RecoveryForm::plain) return plain;
  return std::min(difference(key.public_key(), plain), plain);
}

Result<Bytes> recovery_open(const RsaPublicKey& key, ByteView signature, ByteView rest) {
  TRY(Bytes block, rsa_public(key, signature));
  // The last four bits of a block are 1100; those of its difference to the modulus are others.   Source: ISO/IEC 9796-2, 7.
  if ((block.back() & 0x0F) != 0x0C) block = difference(key, block);
  TRY_VOID(check_block(block, rest));
  return Bytes(block.begin() + 1, block.end() - hash_bytes - 1);
}

}  // namespace assay::crypto

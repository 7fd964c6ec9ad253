// SPDX-License-Identifier: Apache-2.0
// Load files: DAP blocks, the hash of the load file data block, and its encryption.
// Source: GPC 11.6.2.3, C.2, C.3, C.6.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/hash.hpp"
#include "globalplatform/content_key.hpp"

namespace assay::globalplatform {

struct DapBlock {
  Bytes domain_aid;
  Bytes signature;
};

struct LoadFile {
  std::vector<DapBlock> daps;
  Bytes block;  ///< value of C4, or of D4 when ciphered
  bool ciphered = false;
  std::optional<Bytes> icv;  ///< value of D3
};

/// Errors: `malformed` for objects in another order, a DAP block that is not 4F then C3, an ICV before a plain block, one
/// that is not a block long, lengths that are not the shortest, bytes left over.
[[nodiscard]] Result<LoadFile> parse_load_file(ByteView bytes);
[[nodiscard]] Bytes write_load_file(const LoadFile& file);

/// A key that encrypts load files.
class LoadFileKey {
 public:
  enum class Kind : std::uint8_t { des, aes };
  /// Errors: `malformed` for a DES key of other than 16 bytes, an AES key of other than 16, 24 or 32.
  [[nodiscard]] static Result<LoadFileKey> make(Kind kind, ByteView key);

  [[nodiscard]] std::size_t block_length() const noexcept { return kind_ == Kind::des ? 8 : 16; }
  /// The weakest hash that goes with it.   Source: GPC table C-3.
  [[nodiscard]] crypto::Hash weakest_hash() const noexcept;

  /// Pads and encrypts in CBC; without ICV it is zero.   Source: GPC C.6.
  /// Errors: `malformed` for an ICV of another length.
  [[nodiscard]] Result<Bytes> encrypt(ByteView plain, const std::optional<Bytes>& icv) const;
  /// Errors: `malformed` for an ICV or data of another length, or data that do not end in padding.
  [[nodiscard]] Result<Bytes> decrypt(ByteView cipher, const std::optional<Bytes>& icv) const;

 private:
  LoadFileKey(Kind kind, ByteView key) : kind_(kind), key_(key.begin(), key.end()) {}
  Kind kind_;
  SecureBytes key_;
};

/// The hash algorithm of a load file data block hash, by its length.   Source: GPC C.2.
/// Errors: `malformed` for a length that no algorithm has.
[[nodiscard]] Result<crypto::Hash> load_file_hash(ByteView hash);

/// Whether this hash is strong enough beside a signature or cipher whose weakest one is `wanted`.
/// Errors: `refused`, naming both.   Source: GPC table C-3.
[[nodiscard]] Result<void> check_hash_strength(crypto::Hash hash, crypto::Hash wanted,
                                               std::string_view because);

}  // namespace assay::globalplatform

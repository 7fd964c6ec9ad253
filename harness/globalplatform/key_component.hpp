// SPDX-License-Identifier: Apache-2.0
// Components of keys that PUT KEY and STORE DATA carry: their types, which of them are secret, which make a key together.
// Source: GPC 11.1.8, 11.8.2.3.4 to 11.8.2.3.6, B.6.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// A row of the key type table.
struct KeyType {
  std::uint8_t value = 0;
  std::string_view name;  ///< "RSA modulus"
  bool secret = false;    ///< encrypted on its way to the card
};

/// Errors: `unsupported` for values that are private, reserved, or kept for historical reasons.
[[nodiscard]] Result<KeyType> key_type(std::uint8_t value);

struct KeyComponent {
  std::uint8_t type = 0;
  SecureBytes value;
};

/// Whether these components, in this order, are a key or a set of curve parameters, with values that can be right:
/// lengths, a point on its curve, a scalar below the order.
/// Errors: `malformed`, naming the component.
[[nodiscard]] Result<void> check_components(std::span<const KeyComponent> components);

/// The three bytes of a DES or AES key; nothing for other kinds.   Source: GPC B.6.
[[nodiscard]] Bytes key_check_value(std::span<const KeyComponent> components);

/// Whether a check value belongs to these components.
/// Errors: `malformed` for one that is missing, of another length, or beside a kind of key that has none; `refused` for
/// one of another key.
[[nodiscard]] Result<void> check_key_check_value(std::span<const KeyComponent> components,
                                                 ByteView value);

/// Encrypts and decrypts components, as the secure channel of the session does it.
class DataEncryptionKey {
 public:
  enum class Mode : std::uint8_t {
    des_ecb,  ///< SCP01 and SCP02 with explicit initiation: GPC E.4.7
    des_cbc,  ///< SCP02 with implicit initiation: GPC E.4.7
    aes_cbc,  ///< SCP03: GPD 6.2.8
  };
  /// Errors: `malformed` for a key of a length that the mode has not.
  [[nodiscard]] static Result<DataEncryptionKey> make(Mode mode, ByteView key);

  [[nodiscard]] std::size_t block_length() const noexcept {
    return mode_ == Mode::aes_cbc ? 16 : 8;
  }
  /// Encrypts, with bytes `filler` behind the value up to whole blocks.
  [[nodiscard]] Bytes encrypt(ByteView value, std::uint8_t filler = 0x00) const;
  /// Shape: whole blocks.
  [[nodiscard]] SecureBytes decrypt(ByteView cipher) const;

 private:
  DataEncryptionKey(Mode mode, ByteView key) : mode_(mode), key_(key.begin(), key.end()) {}
  Mode mode_;
  SecureBytes key_;
};

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// The data field of PUT KEY and of its response.   Source: GPC 11.8.2.3, 11.8.3.1.
#pragma once

#include <vector>

#include "globalplatform/key_component.hpp"
#include "globalplatform/length_value.hpp"

namespace assay::globalplatform {

/// One key data field.
struct KeyField {
  std::vector<KeyComponent> components;
  Bytes check_value;      ///< 3 bytes for DES and AES, none for RSA and ECC
  bool extended = false;  ///< types of two bytes, FF first, and the two values below
  Bytes usage;            ///< GPC 11.1.9, 0 to 2 bytes
  Bytes access;           ///< GPC 11.1.10, 0 or 1 byte
};

struct PutKeyData {
  std::uint8_t new_version = 0;
  std::vector<KeyField> keys;
};

/// What the specification leaves to the sender.
struct PutKeyStyle {
  bool length_in_every_block =
      false;  ///< table 11-70 even where the value needs no padding; SCP03 does so
  Length128 length_128 = Length128::two_bytes;
  std::uint8_t filler = 0x00;  ///< the arbitrary bytes behind a value
};

/// Errors: as `check_components` and `check_key_check_value`; `malformed` for a version outside 01 .. 7F or without keys.
[[nodiscard]] Result<Bytes> write_put_key(const PutKeyData& data, const DataEncryptionKey& dek,
                                          const PutKeyStyle& style);
/// Reads and decrypts.
/// Errors: as above; `malformed` for lengths that do not agree, naming the component.
[[nodiscard]] Result<PutKeyData> parse_put_key(ByteView data, const DataEncryptionKey& dek);

/// Whether a response names this version and the check values of these keys.
/// Errors: `refused`, naming what differs.
[[nodiscard]] Result<void> check_put_key_response(const PutKeyData& data, ByteView response);

}  // namespace assay::globalplatform

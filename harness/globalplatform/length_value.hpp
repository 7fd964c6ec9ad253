// SPDX-License-Identifier: Apache-2.0
// Fields that stand behind their length, as the data of INSTALL, of keys and of receipts are made of.
// Source: GPC 11.5.2.3, 11.8.2.3.1, 11.1.6.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/bytes.hpp"
#include "base/cursor.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// How a length of 128 is written: two bytes as BER has it, or the single byte '80' that older cards know.
enum class Length128 : std::uint8_t { two_bytes, one_byte };

/// Appends a BER length in its shortest form.   Shape: at most 65535.
void put_length(Bytes& out, std::size_t length, Length128 form = Length128::two_bytes);

/// Reads a length of 1 to 3 bytes; '80' alone is 128.
/// Errors: `malformed`, naming `what`, for a length cut short, longer than needed, or of more than 3 bytes.
[[nodiscard]] Result<std::size_t> take_length(ByteReader& in, std::string_view what);

/// Appends length and value.
void put_length_value(Bytes& out, ByteView value);

/// A value behind its length.
/// Errors: as `take_length`; `malformed` when fewer bytes follow.
[[nodiscard]] Result<ByteView> take_length_value(ByteReader& in, std::string_view what);

/// Errors: `malformed` unless the AID has 5 to 16 bytes, or none where `may_be_empty`.   Source: ISO/IEC 7816-4, 8.2.1.2.
[[nodiscard]] Result<void> check_aid(ByteView aid, std::string_view what,
                                     bool may_be_empty = false);

}  // namespace assay::globalplatform

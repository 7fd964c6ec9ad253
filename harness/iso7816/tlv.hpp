// SPDX-License-Identifier: Apache-2.0
// BER-TLV data objects: syntax only, no meaning of tags.   Source: ISO/IEC 7816-4:2020, 6.3 (ISO/IEC 8825-1, 8.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::iso7816 {

/// A tag with its bytes read as one big-endian number: '9F7F' is 0x9F7F. At most 3 bytes.
using Tag = std::uint32_t;

/// One data object where it lies.
struct Tlv {
  Tag tag = 0;
  ByteView value;
  ByteView whole;  ///< tag, length and value
  bool constructed = false;
};

/// Walks over data objects that stand side by side, without a copy and without going into templates.
///
/// State: `next` yields one object a call and nothing at the end; padding bytes '00' and 'FF' between objects are not
/// skipped. Errors: `malformed` for a tag or length cut short, a tag over 3 bytes, a length over 3 bytes (or the
/// indefinite form), a value longer than what is left; the offset is named.
class TlvReader {
 public:
  explicit TlvReader(ByteView bytes) noexcept : bytes_(bytes) {}

  [[nodiscard]] Result<std::optional<Tlv>> next();
  [[nodiscard]] bool at_end() const noexcept { return offset_ == bytes_.size(); }

 private:
  ByteView bytes_;
  std::size_t offset_ = 0;
};

/// The first object with this tag among those side by side in `bytes`; nothing if there is none.
/// Errors: as TlvReader, for what stands before the object.
[[nodiscard]] Result<std::optional<Tlv>> find(ByteView bytes, Tag tag);

/// Follows a path such as "66/73/64#2/06": tags in hex from outside in, `#n` for the n-th (from 1) that fits.
///
/// "E3[4F=A0000001510000]/C5" goes into the first E3 that holds, directly inside, a 4F of exactly this value; several
/// brackets must all hold, and "#n" after them counts those that fit. Yields nothing when an object on the way is
/// missing. Errors: `malformed` for a path that cannot be read or bytes that are not data objects.
[[nodiscard]] Result<std::optional<Tlv>> find_path(ByteView bytes, std::string_view path);

/// Deepest nesting of templates that counts as data objects; what no card needs only wastes our stack.
inline constexpr std::size_t max_template_depth = 32;

/// Whether every byte belongs to a well-formed data object, templates looked into down to `max_template_depth`.
[[nodiscard]] bool is_tlv(ByteView bytes) noexcept;

/// Whether bit 6 of the first tag byte marks a template.
[[nodiscard]] bool is_constructed(Tag tag) noexcept;

/// Appends tag and length, both in their shortest coding. Shape: length at most 0xFFFFFF.
void append_tlv_header(Bytes& out, Tag tag, std::size_t length);

/// Appends a whole object.
void append_tlv(Bytes& out, Tag tag, ByteView value);

/// "9F7F", at least two digits.
[[nodiscard]] std::string tag_text(Tag tag);

}  // namespace assay::iso7816

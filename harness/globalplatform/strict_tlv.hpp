// SPDX-License-Identifier: Apache-2.0
// StrictTlv: data objects that must come in a given order and in their shortest coding, as signed structures want it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {

/// Which object is wanted, and how long its value may be.
struct ObjectRule {
  iso7816::Tag tag = 0;
  std::string_view name;  ///< "the serial number"
  std::size_t min_size = 0;
  std::size_t max_size = 0;
};

/// Walks over objects side by side and takes them one after the other.
///
/// Errors: `malformed`, naming the structure, the object and what stands there: another tag, a length out of range or not
/// in its shortest coding, bytes left over.
class StrictTlv {
 public:
  StrictTlv(ByteView bytes, std::string_view structure) : left_(bytes), structure_(structure) {}

  [[nodiscard]] Result<iso7816::Tlv> take(const ObjectRule& rule);
  /// Nothing when another tag stands there, or the end.
  [[nodiscard]] Result<std::optional<iso7816::Tlv>> take_if(const ObjectRule& rule);
  [[nodiscard]] Result<void> finish() const;

  [[nodiscard]] ByteView left() const noexcept { return left_; }

 private:
  [[nodiscard]] Result<std::optional<iso7816::Tlv>> peek() const;
  [[nodiscard]] Result<void> check(const iso7816::Tlv& object, const ObjectRule& rule) const;

  ByteView left_;
  std::string_view structure_;
};

}  // namespace assay::globalplatform

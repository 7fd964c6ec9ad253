// SPDX-License-Identifier: Apache-2.0
// The parts of an ATR as scripts look at them; a broken ATR is data here, so each part tells for itself whether it is there.
// Source: ISO/IEC 7816-3:2006, 8.2; ISO/IEC 7816-4:2020, 12.1.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace assay::engine {

/// One part: its bytes when it is there, or why it cannot be told; absent when neither.
struct AtrPart {
  std::optional<ByteView> bytes;
  std::string problem;
  bool valid = false;  ///< keeps its own rule, see below
};

/// Looks up a part. `atr` must outlive the views; the protocols are kept inside.
class AtrParts {
 public:
  explicit AtrParts(ByteView atr);
  AtrParts(const AtrParts&) = delete;
  AtrParts& operator=(const AtrParts&) = delete;

  /// atr (valid: T0, every TDi and the rule for TCK account for all bytes, none left over), ts, interface_bytes,
  /// protocols (T of each TDi, one that repeats the one before left out; '00' without TD1), historical_bytes (valid:
  /// COMPACT-TLV where their category says so), capabilities (of compact tag 7), tck (valid: as 8.2.5 asks, be it absent).
  [[nodiscard]] const AtrPart& find(std::string_view name) const;

 private:
  [[nodiscard]] bool take_interface_bytes(ByteView& rest);
  [[nodiscard]] bool take_historical_bytes(ByteView& rest);
  void take_check(ByteView rest);
  void spoil(const std::string& problem);

  ByteView atr_;
  Bytes types_;  ///< T values as announced
  AtrPart whole_, ts_, interface_, protocols_, historical_, capabilities_, tck_;
};

}  // namespace assay::engine

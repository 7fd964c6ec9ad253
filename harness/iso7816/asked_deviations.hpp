// SPDX-License-Identifier: Apache-2.0
// AskedDeviations: what a channel is besides, when its model can tell which of its deviations a case could have felt.
#pragma once

#include <string_view>
#include <vector>

namespace assay::iso7816 {

class AskedDeviations {
 public:
  AskedDeviations() = default;
  AskedDeviations(const AskedDeviations&) = delete;
  AskedDeviations& operator=(const AskedDeviations&) = delete;
  virtual ~AskedDeviations() = default;

  /// From now on notes which deviations are asked for.
  virtual void note_deviations() = 0;

  /// Ids of the deviations whose decision was reached since they were taken last, by rewinding as well; a case with power cuts
  /// rewinds many times. Under any other deviation the card would have answered the same commands with the same bytes.
  [[nodiscard]] virtual std::vector<std::string_view> take_asked_deviations() = 0;
};

}  // namespace assay::iso7816

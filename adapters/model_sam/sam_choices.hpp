// SPDX-License-Identifier: Apache-2.0
// What the profiles of the model SAM differ in, and the state and claims made of it. Private to this room.
#pragma once

#include <vector>

#include "adapters/model_common/model_family.hpp"
#include "adapters/model_sam/sam_state.hpp"

namespace assay::model::sam {

struct Choices {
  Product product = Product::c1;
  bool locked = false;     ///< has a lock that forbids changes of keys and of itself
  bool recorded = false;   ///< serial number, counters, system keys of published exchanges
  bool exhausted = false;  ///< every event counter stands at its ceiling
  bool worn = false;       ///< near the end of its lifetime, beyond the warning
  bool keyless = false;    ///< has no system keys
  bool full = false;       ///< has no empty record for keys
  bool bare_ca = false;    ///< has no key for certificates
};

[[nodiscard]] PersistentState make_state(const Choices& choices);
[[nodiscard]] std::vector<NamedValue> make_ics(const Choices& choices);
[[nodiscard]] std::vector<NamedValue> make_ixit(const Choices& choices);

}  // namespace assay::model::sam

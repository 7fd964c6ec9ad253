// SPDX-License-Identifier: Apache-2.0
// Refusals that many commands share, with the status word each command has for them.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

enum class Refusal : std::uint8_t {
  no_current_file,
  file_not_found,
  wrong_type,
  never,
  invalidated,
  pin,      ///< not presented
  session,  ///< none, or with another key
  record,   ///< or offset that is not there
  parameters,
  length,
  room,  ///< in the session
};

/// '6986', '6A82', '6981', '6985', '6985', '6982', '6982', '6A83', '6B00', '6700', '6400'; a deviation of the command may
/// say another one, or 9000 where it forgets the check.
[[nodiscard]] StatusWord refuse(const Exchange& x, Refusal refusal);

}  // namespace assay::model::calypso

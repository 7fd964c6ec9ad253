// SPDX-License-Identifier: Apache-2.0
// Addressing in binary files: P1 names the EF and P2 the offset, or both the offset in the current EF.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

StatusWord locate_binary(Exchange& x, const File*& file, std::size_t& offset);

}  // namespace assay::model::calypso

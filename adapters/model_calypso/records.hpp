// SPDX-License-Identifier: Apache-2.0
// Adding a record to a cyclic file.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

/// Shape: `data` is at most one record; a shorter one is filled with zeros.
void push_record(Exchange& x, const File& file, ByteView data);

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// What the card tells about applications and files: FCI, the 25 bytes of '85 17', the list of EFs.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

/// '6F' of the current application: name, serial number, startup information.
void put_fci(Exchange& x);
void put_ef_header(Exchange& x, const File& file);
/// The current DF, or the MF.
void put_df_header(Exchange& x);

}  // namespace assay::model::calypso

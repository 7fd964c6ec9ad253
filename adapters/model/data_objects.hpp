// SPDX-License-Identifier: Apache-2.0
// Data objects that the card makes up itself from its registry and keys.   Source: GPC 11.3.3.1, H.2 to H.4.
#pragma once

#include "adapters/model/exchange.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {

/// Puts tag and length in front of everything behind `begin`.
void enclose(Bytes& out, std::size_t begin, iso7816::Tag tag);

/// Template '73': Card Recognition Data, or Security Domain Management Data of another domain (GPC H.2, H.3).
void put_recognition_data(Exchange& x, std::uint8_t domain);

/// Contents of 'E0': one 'C0' for each key (GPC 11.3.3.1.1, basic layout).
void put_key_information(Exchange& x, std::uint8_t domain);

/// Contents of '67' (GPC H.4).
void put_capabilities(Exchange& x);

}  // namespace assay::model

// SPDX-License-Identifier: Apache-2.0
// What tags mean inside the templates that GlobalPlatform cards send.   Source: GPC 11 and appendix H; ISO/IEC 7816-4.
#pragma once

#include <string>
#include <string_view>

#include "iso7816/tlv.hpp"

namespace assay::reports {

/// The name of `tag` directly inside `parent` (0 at the top); empty when unknown.
[[nodiscard]] std::string_view tag_name(iso7816::Tag parent, iso7816::Tag tag) noexcept;

/// What the value says, for the few objects whose coding is plain: AIDs, life cycle states, privileges, OIDs, key
/// information. Empty for all others.
[[nodiscard]] std::string value_note(iso7816::Tag parent, iso7816::Tag tag, ByteView value);

}  // namespace assay::reports

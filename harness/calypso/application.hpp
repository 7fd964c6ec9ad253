// SPDX-License-Identifier: Apache-2.0
// Application: what a terminal knows of the one it selected: from the FCI, or from the ATR of a card of revision 1.
#pragma once

#include <optional>

#include "calypso/product.hpp"

namespace assay::calypso {

struct Application {
  Bytes name;  ///< of the DF, 5 to 16 bytes; empty in revision 1
  SerialNumber serial{};
  StartupInformation startup;
  ProductFeatures features;
  std::optional<BufferSize> buffer;
  std::size_t max_data = 0;  ///< bytes in one command of a session
  bool hce = false;
};

/// The answer to SELECT APPLICATION, and to GET DATA 006F. The order of the objects does not matter.
///
/// Errors: `malformed`, naming the object: no 6F, no name (84), serial number (C7) or startup information (53); a name
/// outside 5 to 16 bytes, a serial number of other than 8; those of parse_startup_information.
[[nodiscard]] Result<Application> parse_fci(ByteView fci);

/// The ATR of a card of revision 1. Shape: 20 bytes, 3B8F8001805A, six of startup information, four of serial, 829000, check.
/// Errors: `malformed`, naming the part that differs.
[[nodiscard]] Result<Application> parse_revision_1_atr(ByteView atr);

}  // namespace assay::calypso

// SPDX-License-Identifier: Apache-2.0
// What every reader of a script needs at hand: the catalogue to look names up in, and where mistakes go.
#pragma once

#include <string>

#include "catalogue/catalogue.hpp"
#include "document/mistakes.hpp"

namespace assay::script {

struct Reading {
  const catalogue::Catalogue& catalogue;
  document::Mistakes& mistakes;
};

}  // namespace assay::script

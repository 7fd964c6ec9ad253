// SPDX-License-Identifier: Apache-2.0
// Approved outputs: what a reporter writes is compared with a file beside it; UPDATE_GOLDEN=1 rewrites the file.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace assay::reports {

/// Whether `actual` is what reports/golden/`file` holds.
inline ::testing::AssertionResult is_golden(std::string_view actual, const std::string& file) {
  const std::string path = std::string(ASSAY_SOURCE_DIR) + "/reports/golden/" + file;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return ::testing::AssertionSuccess();
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream wanted;
  wanted << in.rdbuf();
  if (in && wanted.str() == actual) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << "differs from " << path << ", now:\n"
         << actual << "\n(UPDATE_GOLDEN=1 rewrites it; review the difference)";
}

}  // namespace assay::reports

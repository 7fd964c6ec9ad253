// SPDX-License-Identifier: Apache-2.0
// The last words of a program that found a mistake of its own.
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace assay {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "assay: internal check failed: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace assay

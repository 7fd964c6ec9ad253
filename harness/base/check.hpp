// SPDX-License-Identifier: Apache-2.0
// ASSAY_CHECK: stops the program when we, not the card or the user, made a mistake. Active in release builds.
#pragma once

namespace assay {
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;
}

#define ASSAY_CHECK(condition) \
  (static_cast<bool>(condition) ? void() : ::assay::check_failed(#condition, __FILE__, __LINE__))

// SPDX-License-Identifier: Apache-2.0
// Uses the installed room iso7816.
#include <cstdio>

#include "base/hex.hpp"
#include "iso7816/atr.hpp"
#include "iso7816/status_word.hpp"

int main() {
  using namespace assay;
  using namespace assay::literals;
  const iso7816::StatusWord sw{0x6A82};
  const std::string name = iso7816::to_string(sw);
  const std::string_view says = iso7816::meaning(sw);
  std::printf("%s: %.*s\n", name.c_str(), static_cast<int>(says.size()), says.data());
  const auto atr = iso7816::parse_atr("3B82015566B0"_hex);
  if (!atr) {
    std::puts(atr.error().message.c_str());
    return 1;
  }
  std::printf("%zu bytes of history, T=%d\n", atr->historical.size(), atr->protocols[0]);
}

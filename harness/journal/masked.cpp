// SPDX-License-Identifier: Apache-2.0
// Printing bytes of which some are secret.
#include "journal/masked.hpp"

#include "base/hex.hpp"

namespace assay::journal {

void append_masked_hex(std::string& out, ByteView bytes, std::span<const SecretRange> secrets) {
  const std::size_t start = out.size();
  append_hex(out, bytes);
  for (const auto& range : secrets) {
    if (range.offset >= bytes.size()) continue;
    const std::size_t length = std::min(range.length, bytes.size() - range.offset);
    std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(start + 2 * range.offset), 2 * length,
                '.');
  }
}

std::string masked_spaced_hex(ByteView bytes, std::span<const SecretRange> secrets) {
  std::string packed, out;
  append_masked_hex(packed, bytes, secrets);
  for (std::size_t i = 0; i < packed.size(); i += 2) {
    if (i != 0) out += ' ';
    out.append(packed, i, 2);
  }
  return out;
}

}  // namespace assay::journal

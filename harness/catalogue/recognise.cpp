// SPDX-License-Identifier: Apache-2.0
// Finding the command that a header most likely belongs to.
#include "catalogue/catalogue.hpp"
#include "iso7816/class_byte.hpp"

namespace assay::catalogue {
namespace {

/// Equal but for channel, chaining and protection.   Source: ISO/IEC 7816-4:2020, 5.4.1.
bool same_family(std::uint8_t a, std::uint8_t b) {
  const auto left = iso7816::parse_class(a);
  const auto right = iso7816::parse_class(b);
  return left && right ? left->proprietary == right->proprietary : a == b;
}

/// 0 when a fixed parameter contradicts; more, the more of the header is told apart by it.
int parameter_score(const Command& command, const HeaderByte& byte, std::uint8_t value) {
  if (byte.fixed) return *byte.fixed == value ? 3 : 0;
  const auto found = command.defaults.find(byte.field);
  if (found == command.defaults.end() || !found->second.is_constant()) return 1;
  const Bytes usual = found->second.constant();
  return byte.index < usual.size() && usual[byte.index] == value ? 2 : 1;
}

int score(const Command& command, ByteView header) {
  if (!command.ins.fixed || *command.ins.fixed != header[1]) return 0;
  if (command.cla.fixed && !same_family(*command.cla.fixed, header[0])) return 0;
  return parameter_score(command, command.p1, header[2]) *
         parameter_score(command, command.p2, header[3]);
}

}  // namespace

const Command* recognise(const Catalogue& catalogue, ByteView command) {
  if (command.size() < 4) return nullptr;
  const Command* best = nullptr;
  int best_score = 0;
  for (const auto& [name, candidate] : catalogue.commands) {
    const int reached = score(candidate, command);
    if (reached <= best_score) continue;
    best = &candidate;
    best_score = reached;
  }
  return best;
}

}  // namespace assay::catalogue

// SPDX-License-Identifier: Apache-2.0
// Finding the command that a header most likely belongs to.
#include <algorithm>

#include "catalogue/catalogue.hpp"
#include "iso7816/apdu.hpp"
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
  if (!byte.bits.empty()) {
    const std::uint8_t mask = byte.rest_mask();
    if ((value & mask) != byte.rest) return 0;
    return mask == 0 ? 1 : 2;
  }
  const auto found = command.defaults.find(byte.field);
  if (found == command.defaults.end() || !found->second.is_constant()) return 1;
  const Bytes usual = found->second.constant();
  return byte.index < usual.size() && usual[byte.index] == value ? 2 : 1;
}

int score(const Command& command, ByteView header) {
  if (!command.ins.fixed || *command.ins.fixed != header[1]) return 0;
  if (command.cla.fixed && !same_family(*command.cla.fixed, header[0])) return 0;
  if (!command.classes.empty() &&
      std::ranges::find(command.classes, header[0]) == command.classes.end())
    return 0;
  return parameter_score(command, command.p1, header[2]) *
         parameter_score(command, command.p2, header[3]);
}

/// The sizes a data field made of these fields can have.
std::pair<std::size_t, std::size_t> size_range(const std::vector<Field>& fields) {
  std::size_t least = 0, greatest = 0;
  for (const auto& field : fields) {
    const std::size_t around = field.form == Field::Form::plain ? 0
                               : field.form == Field::Form::lv  ? 1
                               : field.tag > 0xFF               ? 3
                                                                : 2;
    if (!field.optional) least += field.min_size + around;
    greatest += field.max_size + around;
  }
  return {least, greatest};
}

/// Whether the data field has a size that the command can have. Commands that are told apart by that alone, such as
/// the forms of VERIFY PIN, are known by given classes; others may be wrapped, so that their size says nothing.
bool size_fits(const Command& command, ByteView bytes) {
  if (command.classes.empty() || bytes.size() < 5) return true;
  const auto view = iso7816::parse_command(bytes);
  if (!view) return false;
  const auto [least, greatest] = size_range(command.data);
  return view->data.size() >= least && view->data.size() <= greatest;
}

}  // namespace

const Command* recognise(const Catalogue& catalogue, ByteView command) {
  if (command.size() < 4) return nullptr;
  const Command* best = nullptr;
  int best_score = 0;
  for (const auto& [name, candidate] : catalogue.commands) {
    int reached = score(candidate, command);
    if (reached != 0 && size_fits(candidate, command)) reached += 100;
    if (reached <= best_score) continue;
    best = &candidate;
    best_score = reached;
  }
  return best;
}

}  // namespace assay::catalogue

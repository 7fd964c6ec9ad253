// SPDX-License-Identifier: Apache-2.0
// Invalidate and Rehabilitate the current DF.
#include <array>

#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/memory.hpp"
#include "adapters/model_calypso/refusal.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

std::size_t group_asked(const Exchange& x, Group group) {
  if (group == Group::update && x.deviates(invalidate_asks_group_0))
    group = Group::read;
  else if (group == Group::read && x.deviates(rehabilitate_asks_group_1))
    group = Group::update;
  return static_cast<std::size_t>(group);
}

StatusWord set_status(Exchange& x, bool invalid, Group group) {
  if (x.command.p1 != 0 || x.command.p2 != 0) return sw::wrong_parameters;
  if (!x.command.data.empty()) return refuse(x, Refusal::length);
  if (!x.has_application()) return sw::conditions;
  const Access& condition = x.application().groups[group_asked(x, group)];
  if (const StatusWord allowed = may(x, condition); allowed != sw::ok) return allowed;
  if (x.session().kind == SessionKind::pki && condition.condition != access::always)
    return sw::not_allowed;
  const bool is_so = is_invalidated(x) == invalid &&
                     !x.deviates(invalid ? invalidates_twice : rehabilitates_valid);
  if (is_so && !x.features().room_before_state) return sw::conditions;
  if (const StatusWord fits = charge(x); fits != sw::ok) return fits;
  if (is_so) return sw::conditions;

  if (!invalid && x.deviates(rehabilitate_without_effect)) return sw::ok;
  const std::array<std::uint8_t, 1> status{static_cast<std::uint8_t>(invalid ? 1 : 0)};
  change(x.state, x.application().header + header::status, status);
  finish_modification(x);
  return sw::ok;
}

}  // namespace

StatusWord invalidate(Exchange& x) {
  return set_status(x, true, Group::update);
}
StatusWord rehabilitate(Exchange& x) {
  return set_status(x, false, Group::read);
}

}  // namespace assay::model::calypso

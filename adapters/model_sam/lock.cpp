// SPDX-License-Identifier: Apache-2.0
// UNLOCK: the secret itself (static), or what only its holder can compute from a challenge (dynamic).
#include "adapters/model_sam/exchange.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

bool is_right(Exchange& x) {
  const KeyValue& secret = x.sam().lock.value;
  const ByteView data = x.command.data;
  if (x.deviates(unlock_unchecked)) return true;
  if (data.size() == 16) {
    const std::size_t compared = x.deviates(unlock_compares_8) ? 8 : 16;
    return equal_in_constant_time(ByteView(secret).first(compared), data.first(compared));
  }
  if (x.deviates(dynamic_unlock_is_static) && equal(data, ByteView(secret).first(8))) return true;
  const auto expected =
      osp::mac(secret, osp::Purpose::sam_unlock, ByteView(x.now().challenge.bytes));
  return equal_in_constant_time(ByteView(expected).first(8), data);
}

}  // namespace

StatusWord unlock(Exchange& x) {
  const std::size_t size = x.command.data.size();
  if (!x.has_parameters(0, 0)) return sw::wrong_parameters;
  if (size != 16 && (size != 8 || x.deviates(dynamic_unlock_refused))) return sw::wrong_length;
  const bool locked = x.sam().lock.is_present() && !x.now().unlocked;
  if (!locked) return x.deviates(unlock_of_unlocked) ? sw::ok : sw::conditions_not_satisfied;
  const bool dynamic = size == 8;
  if (dynamic && x.now().challenge.size != 8 && !x.deviates(dynamic_unlock_without_challenge))
    return sw::conditions_not_satisfied;
  if (!is_right(x))
    return x.deviates(wrong_unlock_says_6985) ? sw::conditions_not_satisfied : sw::wrong_cryptogram;
  if (!x.deviates(unlock_changes_nothing)) x.now().unlocked = true;
  return sw::ok;
}

}  // namespace assay::model::sam

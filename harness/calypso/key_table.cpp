// SPDX-License-Identifier: Apache-2.0
// Resolving KIF and KVC.
#include "calypso/key_table.hpp"

#include <algorithm>

namespace assay::calypso {

Result<SessionLevel> session_level(std::uint8_t key_index) {
  if (key_index >= 1 && key_index <= 3) return static_cast<SessionLevel>(key_index);
  return fail(ErrorCode::out_of_range,
              "key index {} names no session key: 1 personalization, 2 load, 3 debit", key_index);
}

Result<void> KeyTable::set_default_kifs(ByteView kifs) {
  if (kifs.size() != 3)
    return fail(ErrorCode::malformed, "default KIFs are three bytes, one a level, not {}",
                kifs.size());
  std::ranges::copy(kifs, default_kifs_.begin());
  return {};
}

Result<void> KeyTable::set_default_kvcs(ByteView kvcs) {
  if (kvcs.size() != 3)
    return fail(ErrorCode::malformed, "default KVCs are three bytes, one a level, not {}",
                kvcs.size());
  std::ranges::copy(kvcs, default_kvcs_.emplace().begin());
  return {};
}

Result<void> KeyTable::set_rows(ByteView rows) {
  if (rows.size() % 3 != 0)
    return fail(ErrorCode::malformed,
                "rows of level, KVC and KIF have three bytes each; there are {}", rows.size());
  rows_.clear();
  for (std::size_t i = 0; i < rows.size(); i += 3) {
    TRY(const SessionLevel level, session_level(rows[i]));
    rows_.push_back({level, rows[i + 1], rows[i + 2]});
  }
  return {};
}

Result<void> KeyTable::set_authorized(ByteView pairs) {
  if (pairs.size() % 2 != 0)
    return fail(ErrorCode::malformed,
                "authorized keys are pairs of KIF and KVC; there are {} bytes", pairs.size());
  authorized_.emplace();
  for (std::size_t i = 0; i < pairs.size(); i += 2)
    authorized_->push_back({pairs[i], pairs[i + 1]});
  return {};
}

Result<Key> KeyTable::resolve(SessionLevel level, std::optional<std::uint8_t> kif,
                              std::optional<std::uint8_t> kvc) const {
  if (!kvc && default_kvcs_) kvc = (*default_kvcs_)[static_cast<std::size_t>(level) - 1];
  if (!kvc)
    return fail(ErrorCode::not_found,
                "the card does not tell the KVC of its session key, and the bench gives none");
  if (!kif) {
    const auto row = std::ranges::find_if(
        rows_, [&](const Row& each) { return each.level == level && each.kvc == *kvc; });
    kif = row != rows_.end() ? row->kif : default_kif(level);
  }
  const Key key{*kif, *kvc};
  if (authorized_ && std::ranges::find(*authorized_, key) == authorized_->end())
    return fail(ErrorCode::refused, "the key with KIF {:02X} and KVC {:02X} is not authorized",
                key.kif, key.kvc);
  return key;
}

}  // namespace assay::calypso

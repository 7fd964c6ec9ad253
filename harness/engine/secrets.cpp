// SPDX-License-Identifier: Apache-2.0
// Finding secret values among bytes.
#include "engine/secrets.hpp"

#include <algorithm>

namespace assay::engine {

Secrets::Secrets(const catalogue::Catalogue& catalogue, const Names::Ixit& ixit) {
  for (const auto& [name, value] : ixit) {
    const auto known = catalogue.ixit.find(name);
    if (known != catalogue.ixit.end() && known->second.secret) add(value);
  }
}

void Secrets::add(ByteView value) {
  if (value.size() < least_size) return;
  const bool known =
      std::ranges::any_of(values_, [&](const SecureBytes& each) { return equal(each, value); });
  if (known) return;
  values_.emplace_back(value.begin(), value.end());
  begins_[value[0]] = true;
}

void Secrets::find(ByteView bytes, std::vector<journal::SecretRange>& out) const {
  // Every exchange is searched: one look at each byte, and a comparison only where a value may begin.
  for (std::size_t at = 0; at + least_size <= bytes.size(); ++at) {
    if (!begins_[bytes[at]]) continue;
    const ByteView rest = bytes.subspan(at);
    for (const SecureBytes& value : values_)
      if (rest.size() >= value.size() && equal(rest.first(value.size()), value))
        out.push_back({at, value.size()});
  }
}

void find_value(ByteView value, ByteView bytes, std::vector<journal::SecretRange>& out) {
  if (value.empty()) return;
  for (auto at = bytes.begin();; ++at) {
    at = std::search(at, bytes.end(), value.begin(), value.end());
    if (at == bytes.end()) return;
    out.push_back({static_cast<std::size_t>(at - bytes.begin()), value.size()});
  }
}

}  // namespace assay::engine

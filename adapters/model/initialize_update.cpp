// SPDX-License-Identifier: Apache-2.0
// INITIALIZE UPDATE for every protocol.   Source: GPC E.5.1; GPD 7.1.1.
#include "adapters/model/exchange.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/scp01_card.hpp"
#include "adapters/model/secure_channel.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

KeySet* first_of_protocol(Exchange& x, const KeySet& keys) {
  for (KeySet& set : x.card().key_sets)
    if (set.owner == keys.owner && set.protocol == keys.protocol) return &set;
  return nullptr;
}

KeySet* asked_keys(Exchange& x, std::uint8_t domain) {
  const std::uint8_t version = x.command.p1;
  if (version == 0 && x.deviates(initialize_update_version_zero_unknown)) return nullptr;
  KeySet* keys =
      find_explicit_key_set(x.card(), domain, version);  // 00: the first one (GPC E.5.1.3)
  if (keys == nullptr && x.deviates(initialize_update_any_version))
    keys = find_explicit_key_set(x.card(), domain, 0);
  if (x.deviates(initialize_update_first_keys_used) && keys != nullptr)
    keys = first_of_protocol(x, *keys);
  return keys;
}

/// GPD 5.1, 7.1.1: the parameter i as it is.
std::uint8_t told_option(const Exchange& x, std::uint8_t option) {
  if (x.deviates(scp03_option_not_told)) return 0;
  if (x.deviates(scp03_option_without_r_enc)) return option & 0xBF;
  if (x.deviates(scp03_option_without_r_mac)) return option & 0x9F;
  if (x.deviates(scp03_option_without_pseudo_random)) return option & 0xEF;
  if (x.deviates(scp03_option_without_s16)) return option & 0xFE;
  return option;
}

/// Key diversification data and key information; challenge and cryptogram follow.
void put_key_information(Exchange& x, const KeySet& keys, std::uint8_t domain) {
  const bool first = x.deviates(initialize_update_first_version_told);
  const bool asked = x.deviates(initialize_update_first_keys_used) && x.command.p1 != 0;
  const std::uint8_t version = asked   ? x.command.p1
                               : first ? find_key_set(x.card(), domain, 0)->version
                                       : keys.version;
  const ByteView diversification = x.card().key_diversification_data;
  append(x.response,
         x.deviates(diversification_data_cut) ? diversification.first(9) : diversification);
  x.response.push_back(version);
  const bool misnamed = keys.protocol == 1 && x.deviates(scp01_told_as_scp02);
  x.response.push_back(misnamed ? 2 : keys.protocol);
  if (keys.protocol == 3) x.response.push_back(told_option(x, keys.options));
}

StatusWord start(Exchange& x, KeySet& keys, std::uint8_t domain) {
  SecureSession& session = x.session();
  const auto chaining = session.chaining;
  session = {};  // GPC E.1.6: every attempt terminates what was there
  if (x.deviates(scp03_chaining_not_reset)) session.chaining = chaining;
  session.protocol = keys.protocol;
  session.options = keys.options;
  session.key_size = keys.key_size;
  session.key_set = static_cast<std::uint8_t>(&keys - x.card().key_sets.data());
  put_key_information(x, keys, domain);
  const StatusWord answered = protocol_of(keys.protocol).initialize(x, keys);
  if (answered == sw::ok) session.phase = SessionPhase::initialized;
  return answered;
}

/// GPC E.5.1.4, GPD 7.1.1: always 00; GPC D.4.1.4: part of the reference to the keys.
StatusWord check_p2(const Exchange& x, const KeySet& keys) {
  const std::uint8_t p2 = x.command.p2;
  if (x.deviates(initialize_update_any_p2)) return sw::ok;
  if (keys.protocol == 1)
    return scp01::names_key_set(x, p2) ? sw::ok : sw::referenced_data_not_found;
  return p2 == 0 ? sw::ok : sw::wrong_p1_p2;
}

}  // namespace

StatusWord initialize_update(Exchange& x) {
  const bool secured = x.command.parts.secure_messaging != 0;
  if (secured && !x.deviates(initialize_update_under_secure_messaging))
    return sw::class_not_supported;
  if (x.session().phase == SessionPhase::aborted &&
      x.deviates(initialize_update_refused_after_abort))
    return sw::security_status_not_satisfied;
  const SecureSession before = x.session();
  if (x.deviates(initialize_update_ends_all_channels))
    for (LogicalChannel& channel : x.state.working.channels) channel.session = {};
  const auto chaining = before.chaining;
  x.session() = {};  // also when the attempt fails
  x.session().chaining = x.deviates(scp03_chaining_not_reset) ? chaining : decltype(chaining){};
  const std::uint8_t domain = serving_domain(x.card(), x.channel().selected);
  KeySet* keys = is_locked(x.card().entries[domain]) ? nullptr : asked_keys(x, domain);
  if (keys == nullptr) return sw::referenced_data_not_found;
  if (const StatusWord p2 = check_p2(x, *keys); p2 != sw::ok) return p2;
  const StatusWord answered = start(x, *keys, domain);
  const bool keeps =
      before.phase == SessionPhase::open && x.deviates(initialize_update_keeps_session);
  if (keeps) x.session() = before;
  return answered;
}

}  // namespace assay::model

// SPDX-License-Identifier: Apache-2.0
// INITIALIZE UPDATE for every protocol.   Source: GPC E.5.1; GPD 7.1.1.
#include <algorithm>

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
  if (x.deviates(scp03_option_r_enc_alone)) return option & 0xDF;
  if (x.deviates(scp03_option_without_pseudo_random)) return option & 0xEF;
  if (x.deviates(scp03_option_without_s16)) return option & 0xFE;
  return option;
}

std::uint8_t told_version(const Exchange& x, const KeySet& keys, std::uint8_t domain) {
  const bool asked = x.deviates(initialize_update_first_keys_used) && x.command.p1 != 0;
  if (asked || x.deviates(initialize_update_version_echoed)) return x.command.p1;
  if (!x.deviates(initialize_update_first_version_told)) return keys.version;
  return find_key_set(x.card(), domain, 0)->version;
}

std::uint8_t told_protocol(const Exchange& x, std::uint8_t protocol) {
  if (protocol == 1 && x.deviates(scp01_told_as_scp02)) return 2;
  if (protocol == 2 && x.deviates(scp02_told_as_scp01)) return 1;
  return protocol;
}

/// Key diversification data and key information; challenge and cryptogram follow.
void put_key_information(Exchange& x, const KeySet& keys, std::uint8_t domain) {
  const ByteView diversification = x.card().key_diversification_data;
  append(x.response,
         x.deviates(diversification_data_cut) ? diversification.first(9) : diversification);
  x.response.push_back(told_version(x, keys, domain));
  x.response.push_back(told_protocol(x, keys.protocol));
  if (keys.protocol == 3 || x.deviates(key_information_with_option))
    x.response.push_back(told_option(x, keys.options));
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

/// GPC D.4, E.5: any Security Domain, in any card state but TERMINATED, without security.
StatusWord check_conditions(const Exchange& x) {
  const bool issuers = x.channel().selected == issuer;
  if (!issuers && x.deviates(initialize_update_issuer_only)) return sw::instruction_not_supported;
  if (!is_security_domain(x.selected()) && x.deviates(initialize_update_to_domains_only))
    return sw::instruction_not_supported;
  if (x.card().card_state != CardState::secured && x.deviates(initialize_update_in_secured_only))
    return sw::conditions_not_satisfied;
  const bool aborted = x.session().phase == SessionPhase::aborted;
  if (aborted && x.deviates(initialize_update_refused_after_abort))
    return sw::security_status_not_satisfied;
  if (x.session().requires_level(level::c_mac) && x.deviates(initialize_update_checked_in_session))
    return sw::security_status_not_satisfied;
  return sw::ok;
}

}  // namespace

StatusWord initialize_update(Exchange& x) {
  const bool secured = x.command.parts.secure_messaging != 0;
  if (secured && !x.deviates(initialize_update_under_secure_messaging))
    return sw::class_not_supported;
  if (const StatusWord allowed = check_conditions(x); allowed != sw::ok) return allowed;
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
  if (before.phase == SessionPhase::initialized &&
      x.deviates(initialize_update_keeps_host_challenge))
    x.command.data =
        ByteView(before.host_challenge).first(std::min<std::size_t>(x.command.data.size(), 16));
  const StatusWord answered = start(x, *keys, domain);
  const bool keeps =
      before.phase == SessionPhase::open && x.deviates(initialize_update_keeps_session);
  if (keeps) x.session() = before;
  const bool warns = x.channel().failed_before && x.deviates(initialize_update_warns_after_failure);
  return answered == sw::ok && warns ? sw::more_data : answered;
}

}  // namespace assay::model

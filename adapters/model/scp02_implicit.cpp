// SPDX-License-Identifier: Apache-2.0
// SCP02 with implicit initiation: the first C-MAC opens a session, a plain command lowers it, the next C-MAC after that
// opens another.   Source: GPC E.1.2.2, E.1.5, E.1.6, E.3.3.
#include "adapters/model/registry.hpp"
#include "adapters/model/scp02_computations.hpp"

namespace assay::model::scp02 {
namespace {

using enum GpDeviation;

/// A session of its own, in which an R-MAC session that runs goes on (GPC E.1.6).
void start_anew(const Exchange& x, SecureSession& session) {
  const SecureSession before = session;
  session = {};
  if ((before.current_level & level::r_mac) == 0) return;
  if (x.deviates(implicit_r_mac_lost)) return;
  session.phase = SessionPhase::open;
  session.protocol = before.protocol;
  session.options = before.options;
  session.mac_size = before.mac_size;
  session.key_set = before.key_set;
  session.implicit = before.implicit;
  session.current_level = level::r_mac;
  session.r_mac_begun = before.r_mac_begun;
  session.r_mac_in_each = before.r_mac_in_each;
  session.s_rmac = before.s_rmac;
  session.r_mac_chaining = before.r_mac_chaining;
}

/// GPC E.1.6: the session is over and nothing is refused afterwards; an R-MAC session goes on, over this pair too.
StatusWord refuse(Exchange& x, StatusWord why) {
  if (x.deviates(implicit_wrong_c_mac_forgiven)) return why;
  start_anew(x, x.session());
  if (x.deviates(implicit_abort_refuses_everything)) x.session().phase = SessionPhase::aborted;
  if (x.session().requires_level(level::r_mac)) advance_r_mac(x, why);
  return why;
}

/// GPC E.1.2.2: integrity and no more. What a card would do that deciphers at level 03 and asks nothing else.
bool data_are_readable(Exchange& x) {
  const ByteView data = x.command.data;
  if (data.empty() || !x.deviates(implicit_data_deciphered)) return true;
  if (data.size() % mac_size != 0) return false;
  const MutableByteView plain = MutableByteView(x.plain).first(data.size());
  crypto::des3_cbc_decrypt(key_of(x.session().s_enc), Block8{}, data, plain);
  const std::size_t length = crypto::unpadded_length(plain);
  if (length > plain.size()) return false;
  x.command.data = ByteView(plain).first(length);
  return true;
}

}  // namespace

KeySet* implicit_keys(Exchange& x) noexcept {
  const std::uint8_t domain = serving_domain(x.card(), x.channel().selected);
  if (is_locked(x.card().entries[domain])) return nullptr;
  for (std::uint8_t i = 0; i < x.card().key_set_count; ++i) {
    KeySet& set = x.card().key_sets[i];
    if (set.owner == domain && starts_implicitly(set)) return &set;
  }
  return nullptr;
}

StatusWord initiate_implicitly(Exchange& x, KeySet& keys) {
  SecureSession& session = x.session();
  start_anew(x, session);
  if (keys.sequence_counter >= max_counter) return refuse(x, sw::conditions_not_satisfied);
  session.protocol = keys.protocol;
  session.options = keys.options;
  session.mac_size = mac_size;
  session.key_set = static_cast<std::uint8_t>(&keys - x.card().key_sets.data());
  session.implicit = true;
  if (x.deviates(implicit_counter_raised_first)) raise_counter(x, keys);
  make_c_mac_key(x, keys);  // GPC E.1.2.2: from the counter before it rises
  make_encryption_key(x, keys);
  if (!take_off_c_mac(x, first_icv(x, key_of(session.s_mac))) || !data_are_readable(x))
    return refuse(x, sw::security_status_not_satisfied);
  const bool raised = x.deviates(implicit_counter_raised_first);
  if (!raised && !x.deviates(implicit_counter_stands))
    raise_counter(x, keys);  // GPC E.1.2: before the command itself is processed
  session.phase = SessionPhase::open;
  x.channel().authenticated_once = true;
  session.current_level |= level::authenticated | level::c_mac;
  if (x.deviates(implicit_without_authenticated))
    session.current_level &= static_cast<std::uint8_t>(~level::authenticated);
  session.initial_level = level::authenticated;  // GPC E.1.5: the Session Security Level
  return sw::ok;
}

StatusWord receive_in_implicit_session(Exchange& x) {
  SecureSession& session = x.session();
  if (x.command.parts.secure_messaging == 0) {
    if (x.deviates(implicit_plain_refused) && session.requires_level(level::c_mac))
      return refuse(x, sw::security_status_not_satisfied);
    if (x.deviates(implicit_plain_ends_session)) start_anew(x, session);
    if (x.deviates(implicit_plain_keeps_c_mac)) return sw::ok;
    session.current_level &= static_cast<std::uint8_t>(~level::c_mac);
    return sw::ok;
  }
  if (session.requires_level(level::authenticated | level::c_mac))
    return take_off_c_mac(x, next_icv(x)) ? sw::ok : refuse(x, sw::security_status_not_satisfied);
  KeySet* keys = implicit_keys(x);
  return keys == nullptr ? refuse(x, sw::security_status_not_satisfied)
                         : initiate_implicitly(x, *keys);
}

}  // namespace assay::model::scp02

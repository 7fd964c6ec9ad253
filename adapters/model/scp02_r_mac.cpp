// SPDX-License-Identifier: Apache-2.0
// The R-MAC chain of SCP02.   Source: GPC E.3.2, E.3.3, E.4.1, E.4.5.
#include "adapters/model/scp02_computations.hpp"

namespace assay::model::scp02 {
namespace {

using enum GpDeviation;

/// GPC E.4.5: nothing of the protection, no channel; Lc is always there.
void put_plain_command(const Exchange& x, Message& message) {
  const Command& command = x.command;
  auto cla = static_cast<std::uint8_t>(command.cla & 0x80);
  if (x.deviates(scp02_r_mac_over_secured_class)) cla |= 0x04;
  if (x.deviates(scp02_r_mac_covers_channel)) cla |= command.cla & 0x03;
  message.put(cla).put(command.ins).put(command.p1).put(command.p2);
  const bool lc = !command.data.empty() || !x.deviates(scp02_r_mac_without_lc);
  if (lc) message.put(static_cast<std::uint8_t>(command.data.size())).put(command.data);
}

/// GPC E.3.2: the C-MAC of EXTERNAL AUTHENTICATE, however late R-MACs begin; E.3.3: else a MAC over the AID.
Block8 start_of_chain(const Exchange& x) {
  const SecureSession& session = x.session();
  if (x.deviates(scp02_r_mac_from_zero)) return {};
  return session.implicit ? first_icv(x, key_of(session.s_rmac)) : session.first_c_mac;
}

}  // namespace

void begin_r_mac(Exchange& x) {
  make_r_mac_key(x, x.card().key_sets[x.session().key_set]);
  x.session().r_mac_chaining = start_of_chain(x);
}

void advance_r_mac(Exchange& x, StatusWord status) {
  SecureSession& session = x.session();
  if (status.is_error() && x.deviates(scp02_r_mac_skips_errors)) return;
  Message message;
  put_plain_command(x, message);
  if (!x.deviates(scp02_r_mac_without_li))
    message.put(static_cast<std::uint8_t>(x.response.size()));
  message.put(x.response).put(status.sw1()).put(status.sw2());
  const Block8 icv =
      x.deviates(scp02_r_mac_not_chained) ? start_of_chain(x) : session.r_mac_chaining;
  session.r_mac_chaining = crypto::des_retail_mac(key_of(session.s_rmac), icv, message.view());
}

}  // namespace assay::model::scp02

// SPDX-License-Identifier: Apache-2.0
// The R-MAC chain of SCP02.   Source: GPC E.3.2, E.3.3, E.4.1, E.4.5.
#include <algorithm>

#include "adapters/model/scp02_computations.hpp"

namespace assay::model::scp02 {
namespace {

using enum GpDeviation;

constexpr std::uint8_t begin_r_mac_ins = 0x7A;

/// GPC E.4.5: nothing of the protection, no channel; Lc is always there.
void put_plain_command(const Exchange& x, Message& message) {
  const Command& command = x.command;
  auto cla = static_cast<std::uint8_t>(command.cla & 0x80);
  if (x.deviates(scp02_r_mac_over_secured_class)) cla |= 0x04;
  if (x.deviates(scp02_r_mac_covers_channel)) cla |= command.cla & 0x03;
  message.put(cla).put(command.ins).put(command.p1).put(command.p2);
  const bool as_sent = x.deviates(scp02_r_mac_over_encrypted_data) && !x.received.empty();
  const bool without = command.ins == begin_r_mac_ins && x.deviates(begin_r_mac_data_left_out);
  const ByteView data = without ? ByteView{} : as_sent ? x.received : command.data;
  const bool lc = !data.empty() || !x.deviates(scp02_r_mac_without_lc);
  if (lc) message.put(static_cast<std::uint8_t>(data.size())).put(data);
}

/// GPC E.3.2: the C-MAC of EXTERNAL AUTHENTICATE, however late R-MACs begin; E.3.3: else a MAC over the AID.
Block8 start_of_chain(const Exchange& x) {
  const SecureSession& session = x.session();
  if (x.deviates(scp02_r_mac_from_zero)) return {};
  if (!session.implicit)
    return x.deviates(scp02_r_mac_from_last_c_mac) ? chain_of(session) : session.first_c_mac;
  if (x.deviates(implicit_r_mac_from_zero)) return {};
  return first_icv(
      x, key_of(x.deviates(implicit_r_mac_icv_under_c_mac_key) ? session.s_mac : session.s_rmac));
}

/// The retail MAC as a card makes it that fills the last block with zeros and adds no 80.
Block8 zero_padded_mac(ByteView key, Block8 chain, ByteView message) {
  while (!message.empty()) {
    const ByteView block = message.first(std::min<std::size_t>(message.size(), mac_size));
    message = message.subspan(block.size());
    for (std::size_t i = 0; i < block.size(); ++i) chain[i] ^= block[i];
    if (message.empty()) {
      crypto::des3_ecb_encrypt(key, chain, chain);
    } else {
      chain = crypto::des_encrypt_block(key.first(8), chain);
    }
  }
  return chain;
}

/// GPC E.4.5: the retail MAC; the option of ICV encryption is for C-MACs alone.
Block8 response_mac(const Exchange& x, Block8 icv, ByteView message) {
  const ByteView key = key_of(x.session().s_rmac);
  if (x.deviates(scp02_r_mac_icv_encrypted)) icv = crypto::des_encrypt_block(key.first(8), icv);
  if (x.deviates(scp02_r_mac_zero_padded)) return zero_padded_mac(key, icv, message);
  return x.deviates(scp02_r_mac_full_triple_des) ? crypto::des3_full_mac(key, icv, message)
                                                 : crypto::des_retail_mac(key, icv, message);
}

}  // namespace

void begin_r_mac(Exchange& x) {
  KeySet keys = x.card().key_sets[x.session().key_set];
  const bool old = x.deviates(x.session().implicit ? implicit_r_mac_key_from_old_counter
                                                   : scp02_r_mac_key_from_old_counter);
  if (old) --keys.sequence_counter;
  make_r_mac_key(x, keys);
  x.session().r_mac_chaining = start_of_chain(x);
}

void advance_r_mac(Exchange& x, StatusWord status) {
  SecureSession& session = x.session();
  if (status.is_error() && x.deviates(scp02_r_mac_skips_errors)) return;
  Message message;
  put_plain_command(x, message);
  const bool status_first = x.deviates(scp02_r_mac_status_first);
  if (status_first) message.put(status.sw1()).put(status.sw2());
  const bool li = !(status.is_error() && x.deviates(scp02_r_mac_without_li_on_error)) &&
                  !x.deviates(scp02_r_mac_without_li);
  if (li) message.put(static_cast<std::uint8_t>(x.response.size()));
  message.put(x.response);
  if (!status_first && !x.deviates(scp02_r_mac_without_status))
    message.put(status.sw1()).put(status.sw2());
  const Block8 icv =
      x.deviates(scp02_r_mac_not_chained) ? start_of_chain(x) : session.r_mac_chaining;
  session.r_mac_chaining = response_mac(x, icv, message.view());
}

}  // namespace assay::model::scp02

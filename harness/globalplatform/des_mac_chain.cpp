// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/des_mac_chain.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;
using crypto::Block8;

Block8 other_cipher(ByteView key, const Block8& block) {
  Block8 out{};
  crypto::des3_ecb_encrypt(key, block, out);
  return out;
}

/// The MAC over whole blocks as they stand, for the terminal that pads them wrongly.
Block8 mac_of_blocks(DesMac algorithm, ByteView key, const Block8& icv, ByteView blocks) {
  Block8 state = icv;
  for (std::size_t at = 0; at < blocks.size(); at += 8) {
    for (std::size_t i = 0; i < 8; ++i) state[i] ^= blocks[at + i];
    const bool last = at + 8 == blocks.size();
    state = algorithm == DesMac::retail && !last ? crypto::des_encrypt_block(key.first(8), state)
                                                 : other_cipher(key, state);
  }
  return state;
}

Block8 mac_zero_padded(DesMac algorithm, ByteView key, const Block8& icv, ByteView message) {
  Bytes blocks = to_bytes(message);
  blocks.resize((blocks.size() + 7) / 8 * 8);
  return mac_of_blocks(algorithm, key, icv, blocks);
}

DesMac other(DesMac algorithm) {
  return algorithm == DesMac::full ? DesMac::retail : DesMac::full;
}

}  // namespace

Block8 des_mac(DesMac algorithm, ByteView key, const Block8& icv, ByteView message) {
  return algorithm == DesMac::full ? crypto::des3_full_mac(key, icv, message)
                                   : crypto::des_retail_mac(key, icv, message);
}

void DesMacChain::begin(Rules rules, const Block8& first_icv) noexcept {
  rules_ = rules;
  first_icv_ = first_icv;
  previous_ = chaining_ = signed_ = Block8{};
  started_ = false;
}

Block8 DesMacChain::icv_for(const CommandDraft& draft, ByteView mac_key) const {
  if (draft.has(Deviation::c_mac_not_chained)) return Block8{};
  // The regular command was signed just before this one: it is the one that gets lost.
  const bool lost = draft.has(Deviation::order_command_lost) && !draft.authenticating;
  const bool first = !lost && (draft.authenticating || !started_);
  Block8 icv = chaining_;
  if (first) icv = first_icv_;
  if (lost) icv = signed_;
  if (!first && draft.has(Deviation::c_mac_stale_chaining)) icv = previous_;
  bool encrypts = rules_.icv_encryption && !first;  // GPC D.1.5, E.3.4: never the first one
  if (draft.has(Deviation::c_mac_no_icv_encryption)) encrypts = false;
  if (draft.has(Deviation::c_mac_icv_encrypted)) encrypts = true;
  if (!encrypts) return icv;
  // GPC D.1.5: triple DES with the C-MAC key; GPC E.3.4: single DES with its first half.
  const bool single =
      (rules_.algorithm == DesMac::retail) != draft.has(Deviation::c_mac_icv_other_cipher);
  return single ? crypto::des_encrypt_block(mac_key.first(8), icv) : other_cipher(mac_key, icv);
}

Block8 DesMacChain::sign(const CommandDraft& draft, ByteView mac_key, ByteView enc_key,
                         ByteView input) {
  const Block8 icv = icv_for(draft, mac_key);
  const ByteView key = draft.has(Deviation::c_mac_wrong_key) ? enc_key : mac_key;
  const DesMac algorithm =
      draft.has(Deviation::c_mac_other_algorithm) ? other(rules_.algorithm) : rules_.algorithm;
  signed_ = draft.has(Deviation::c_mac_wrong_padding) ? mac_zero_padded(algorithm, key, icv, input)
                                                      : des_mac(algorithm, key, icv, input);
  return signed_;
}

void DesMacChain::advance(const CommandDraft& draft) noexcept {
  previous_ = draft.authenticating || !started_ ? first_icv_ : chaining_;
  chaining_ = signed_;
  started_ = true;
}

}  // namespace assay::globalplatform

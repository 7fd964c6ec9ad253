// SPDX-License-Identifier: Apache-2.0
// DATA CIPHER: the basic signature, for keys that are not AES ones.
#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

constexpr std::size_t most_data = 208;

bool may_sign(const Exchange& x, const Key& key) {
  if (!key.allows(1, par1::cipher_enable) && !x.deviates(cipher_enable_ignored)) return false;
  if (!key.allows(5, par5::data_cipher_enable) && !x.deviates(data_cipher_enable_ignored))
    return false;
  return !alg::is_aes(key.alg) || x.deviates(data_cipher_with_aes);
}

bool has_right_size(const Exchange& x, std::size_t size) {
  const bool whole_blocks = size % 8 == 0 || x.deviates(data_cipher_of_any_size);
  const bool fits = size <= most_data || x.deviates(data_cipher_of_216);
  return size != 0 && whole_blocks && fits;
}

}  // namespace

StatusWord data_cipher(Exchange& x) {
  if (!x.has_parameters(0x40, 0)) return sw::wrong_mode;
  const ByteView data = x.command.data;
  if (data.size() < 2 || !has_right_size(x, data.size() - 2)) return sw::wrong_length;
  const Key* key = find_work_key(x, data[0], data[1]);
  if (key == nullptr) return sw::key_not_found;
  if (!may_sign(x, *key)) return sw::conditions_not_satisfied;
  if (!x.deviates(signatures_not_counted) && !count(x, *key)) return sw::limit_reached;
  const KeyValue used = x.deviates(signing_keys_undiversified) ? key->value : current_key(x, *key);
  const auto signature =
      osp::mac(used, osp::Purpose::basic_signature,
               data.subspan(2, x.deviates(data_cipher_first_block) ? 8 : data.size() - 2));
  append(x.response, ByteView(signature).first(8));
  return sw::ok;
}

}  // namespace assay::model::sam

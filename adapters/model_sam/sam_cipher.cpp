// SPDX-License-Identifier: Apache-2.0
// SAM DATA CIPHER and SAM GENERATE KEY, one instruction: what this SAM prepares for another to be written there.
#include <algorithm>

#include "adapters/model_sam/frame.hpp"
#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;

constexpr std::uint8_t parameters_p2 = 0xA0, one_ceiling_p2 = 0xB8;
constexpr std::uint8_t system_target = 0xC0, lock_target = 0xE0, any_record = 0xF0,
                       last_record = 0x7E;

/// KIF of the system key that protects what P2 names; 00 when it names nothing.
std::uint8_t protecting_kif(std::uint8_t p2) {
  if (p2 == parameters_p2) return kif::personalization;
  if ((p2 >= 0xB1 && p2 <= 0xB3) || p2 == one_ceiling_p2) return kif::reloading;
  return p2 >= 0xE8 && p2 <= 0xEF ? kif::key_management : 0;
}

/// The same for the target of a key.
std::uint8_t transfer_kif(std::uint8_t p2) {
  if (p2 == system_target || p2 == lock_target) return kif::personalization;
  return p2 == any_record || (p2 != 0 && p2 <= last_record) ? kif::key_management : 0;
}

bool is_ready(const Exchange& x) {
  return x.now().random.size != 0 && x.now().diversifier.size != 0;
}

/// The system key that enciphers, with the KVC that the first data byte names; checked and counted.
StatusWord take_key(Exchange& x, std::uint8_t kif, const Key*& key) {
  key = find_system_key(x, kif);
  if (key == nullptr || (key->kvc != x.command.data[0] && !x.deviates(system_kvc_ignored)))
    return sw::key_not_found;
  if (!key->allows(1, par1::cipher_enable) && !x.deviates(cipher_enable_ignored))
    return sw::conditions_not_satisfied;
  return x.deviates(sam_cipher_not_counted) || count(x, *key) ? sw::ok : sw::limit_reached;
}

StatusWord cipher_data(Exchange& x, std::uint8_t kif) {
  constexpr std::size_t size = 1 + frame::record_size;
  if (x.command.data.size() != size) return sw::wrong_length;
  if (!is_ready(x)) return sw::conditions_not_satisfied;
  const Key* key = nullptr;
  if (const StatusWord taken = take_key(x, kif, key); taken != sw::ok) return taken;
  answer_protected(x, *key, x.command.data.subspan(1));
  return sw::ok;
}

const Key* find_source(const Exchange& x, std::uint8_t kif, std::uint8_t kvc) {
  if (!is_system_kif(kif) && kif != kif::lock) return find_work_key(x, kif, kvc);
  const Key* key = kif == kif::lock ? &x.sam().lock : find_system_key(x, kif);
  return key != nullptr && key->is_present() && key->kvc == kvc ? key : nullptr;
}

/// KVC of the system key, KIF and KVC of the source, ten parameters, perhaps a diversifier.
StatusWord generate_key(Exchange& x, std::uint8_t kif) {
  const bool diversified = x.command.p1 == 1;
  const ByteView data = x.command.data;
  if (data.size() != (diversified ? 21U : 13U)) return sw::wrong_length;
  if (!is_ready(x)) return sw::conditions_not_satisfied;
  const Key* source = find_source(x, data[1], data[2]);
  if (source == nullptr) return sw::key_not_found;
  const Key* key = nullptr;
  if (const StatusWord taken = take_key(x, kif, key); taken != sw::ok) return taken;
  Bytes record{source->kif, source->kvc, source->alg};
  append(record,
         x.deviates(transfer_keeps_parameters) ? ByteView(source->par) : data.subspan(3, 10));
  Block8 diversifier{};
  if (diversified) std::ranges::copy(data.last(8), diversifier.begin());
  const bool derives = diversified && !x.deviates(transfer_not_diversified);
  append(record, derives ? card_key(x, *source, diversifier) : source->value);
  answer_protected(x, *key, record);
  return sw::ok;
}

}  // namespace

StatusWord sam_cipher(Exchange& x) {
  const std::uint8_t p1 = x.command.p1, p2 = x.command.p2;
  if (const std::uint8_t kif = protecting_kif(p2); kif != 0 && p1 == 0) return cipher_data(x, kif);
  if (const std::uint8_t kif = transfer_kif(p2); kif != 0 && p1 <= 1) return generate_key(x, kif);
  return sw::wrong_parameters;
}

}  // namespace assay::model::sam

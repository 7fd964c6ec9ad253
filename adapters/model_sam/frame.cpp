// SPDX-License-Identifier: Apache-2.0
// Blocks on their way from one SAM to another.
#include "adapters/model_sam/frame.hpp"

#include <algorithm>

#include "adapters/model_sam/keys.hpp"
#include "base/hex.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

constexpr std::uint8_t static_mode = 0x08;

/// The challenge that the writer must have used: ours, or in static mode the next value of the key's event counter.
StatusWord expected_challenge(const Exchange& x, const Key& key, Block8& challenge) {
  if (x.command.p1 == static_mode) {
    if (!key.allows(2, par2::static_cipher_enable) && !x.deviates(static_mode_always))
      return sw::conditions_not_satisfied;
    const std::uint32_t next = counter_of(x, key) + (x.deviates(static_counter_of_last) ? 0 : 1);
    Bytes value(5);
    append_number(value, next, 3);
    std::ranges::copy(value, challenge.begin());
    return sw::ok;
  }
  const bool given = x.now().challenge.size == 8 || x.deviates(write_without_challenge);
  if (!given) return sw::conditions_not_satisfied;
  challenge = x.now().challenge.bytes;
  // It is spent with this command, whatever comes of it: dispatch.cpp forgets it.
  return sw::ok;
}

bool is_for_us(const Exchange& x, ByteView block) {
  Bytes tail;
  const ByteView serial = x.deviates(serial_of_block_unchecked) ? block.subspan(frame::serial, 4)
                                                                : ByteView(x.sam().serial);
  const std::uint8_t reference =
      x.deviates(reference_of_block_unchecked) ? block[frame::reference] : x.command.p2;
  append_tail(tail, reference, serial);
  return equal(block.subspan(frame::reference), tail);
}

}  // namespace

void append_tail(Bytes& out, std::uint8_t reference, ByteView serial) {
  out.push_back(reference);
  append(out, serial);
  append(out, "FA FF 40 80 00 00"_hex);
}

Block8 record_signature(const Key& key, ByteView challenge, ByteView rest) {
  Bytes message = to_bytes(challenge);
  append(message, rest);
  const auto mac = osp::mac(key.value, osp::Purpose::sam_record, message);
  Block8 out{};
  std::copy_n(mac.begin(), out.size(), out.begin());
  return out;
}

void answer_protected(Exchange& x, const Key& key, ByteView record) {
  const Block8 challenge = x.now().random.bytes;
  if (!x.deviates(random_serves_again)) x.now().random = {};
  Bytes rest = to_bytes(record);
  if (!x.deviates(sam_cipher_in_clear))
    osp::apply_keystream(key.value, osp::Purpose::sam_write, challenge, rest);
  const ByteView target = ByteView(x.now().diversifier.bytes).last(4);
  append_tail(rest, x.command.p2,
              x.deviates(sam_cipher_own_serial) ? ByteView(x.sam().serial) : target);
  append(x.response, record_signature(key, challenge, rest));
  append(x.response, rest);
}

StatusWord open_protected(Exchange& x, const Key& key, Bytes& record) {
  const ByteView block = x.command.data;
  if (!key.allows(1, par1::cipher_enable) && !x.deviates(cipher_enable_ignored))
    return sw::conditions_not_satisfied;
  Block8 challenge{};
  const StatusWord found = expected_challenge(x, key, challenge);
  if (found != sw::ok) return found;
  if (!is_for_us(x, block)) return sw::wrong_data;
  const Block8 signature = record_signature(key, challenge, block.subspan(frame::record));
  const bool right = equal_in_constant_time(signature, block.first(frame::signature_size));
  if (!right && !x.deviates(write_signature_unchecked)) return sw::wrong_cryptogram;
  if (!count(x, key)) return sw::limit_reached;
  record = to_bytes(block.subspan(frame::record, frame::record_size));
  osp::apply_keystream(key.value, osp::Purpose::sam_write, challenge, record);
  return sw::ok;
}

}  // namespace assay::model::sam

// SPDX-License-Identifier: Apache-2.0
// PERFORM SECURITY OPERATION: signatures over data, with the SAM's serial number in them if asked for, and their
// verification, which may make the SAM busy.
#include <algorithm>

#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

constexpr std::uint8_t key_by_name = 0xFF;
constexpr std::uint8_t mode_partial = 0x40, mode_full = 0x60, mode_busy = 0x80;
constexpr std::size_t most_message = 208;

/// FF KIF KVC mode [offset] message [signature]
struct Request {
  std::uint8_t kif = 0;
  std::uint8_t kvc = 0;
  std::uint8_t mode = 0;
  std::size_t signature_size = 0;
  std::size_t offset = 0;  ///< of the traceability, in bits
  ByteView message;
  ByteView signature;

  [[nodiscard]] bool is_busy_mode() const { return (mode & mode_busy) != 0; }
  [[nodiscard]] std::uint8_t trace() const { return mode & 0x70; }
  [[nodiscard]] std::size_t traced_bits() const {
    return trace() == mode_full ? 56 : trace() == mode_partial ? 48 : 0;
  }
};

/// Whether key reference, mode and size are known ones.
bool has_known_mode(const Exchange& x) {
  const ByteView data = x.command.data;
  const std::uint8_t trace = data[3] & 0x70;
  const std::size_t size = data[3] & 0x0F;
  const bool known = trace == 0 || trace == mode_partial || trace == mode_full;
  return data[0] == key_by_name && known && size != 0 &&
         (size <= 8 || x.deviates(signature_of_any_size));
}

StatusWord split(const Exchange& x, bool verifies, Request& request) {
  const ByteView data = x.command.data;
  if (data.size() < 5) return sw::wrong_length;
  if (!has_known_mode(x)) return sw::wrong_data;
  request.kif = data[1];
  request.kvc = data[2];
  request.mode = data[3];
  request.signature_size = std::min(data[3] & 0x0F, 8);
  const std::size_t begin = request.traced_bits() != 0 ? 6 : 4;
  const std::size_t behind = verifies ? request.signature_size : 0;
  if (data.size() <= begin + behind) return sw::wrong_length;
  request.message = data.subspan(begin, data.size() - begin - behind);
  request.signature = data.last(behind);
  const std::size_t most = most_message - (begin - 4);
  if (request.message.size() > most && !x.deviates(long_messages_signed)) return sw::wrong_length;
  if (request.traced_bits() == 0) return sw::ok;
  request.offset = number_of(data.subspan(4, 2));
  const std::size_t room = 8 * request.message.size();
  const bool fits = request.offset + request.traced_bits() <= room;
  return fits || x.deviates(offset_unchecked) ? sw::ok : sw::wrong_data;
}

void write_bits(Bytes& message, std::size_t offset, ByteView value) {
  for (std::size_t i = 0; i < 8 * value.size(); ++i) {
    const std::size_t at = offset + i;
    if (at / 8 >= message.size()) return;
    const auto mask = static_cast<std::uint8_t>(0x80U >> (at % 8));
    const bool bit = (value[i / 8] >> (7 - i % 8) & 1) != 0;
    message[at / 8] =
        static_cast<std::uint8_t>(bit ? message[at / 8] | mask : message[at / 8] & ~mask);
  }
}

/// The serial number, whole or its last three bytes, then the counter of the key.
Bytes traced(const Exchange& x, const Request& request, const Key& key) {
  Bytes message = to_bytes(request.message);
  if (request.traced_bits() == 0) return message;
  const bool full = request.trace() == mode_full;
  const ByteView serial(x.sam().serial);
  Bytes value = to_bytes(full                            ? serial
                         : x.deviates(trace_first_bytes) ? serial.first(3)
                                                         : serial.last(3));
  append_number(value, x.deviates(trace_without_counter) ? 0 : counter_of(x, key), 3);
  const std::size_t offset = x.deviates(offset_in_bytes) ? request.offset / 8 * 8 : request.offset;
  write_bits(message, offset, value);
  return message;
}

Block8 signature_over(const Exchange& x, const Request& request, const Key& key, ByteView message) {
  Bytes signed_data;
  signed_data.push_back(request.mode);
  append(signed_data, message);
  const bool verifies = !request.signature.empty() && x.deviates(verification_undiversified);
  const bool plain = x.deviates(signing_keys_undiversified) || verifies;
  const KeyValue used = plain ? key.value : current_key(x, key);
  const auto mac = osp::mac(used, osp::Purpose::data_signature, signed_data);
  Block8 out{};
  std::copy_n(mac.begin(), 8, out.begin());
  return out;
}

StatusWord compute(Exchange& x) {
  Request request;
  if (const StatusWord read = split(x, false, request); read != sw::ok) return read;
  const Key* key = find_work_key(x, request.kif, request.kvc);
  if (key == nullptr) return sw::key_not_found;
  if (!key->allows(5, par5::signature_enable)) return sw::conditions_not_satisfied;
  if (!x.deviates(signatures_not_counted) && !count(x, *key)) return sw::limit_reached;
  const Bytes message =
      x.deviates(trace_not_done) ? to_bytes(request.message) : traced(x, request, *key);
  const bool signs_given = x.deviates(message_signed_as_given);
  const Block8 signature =
      signature_over(x, request, *key, signs_given ? request.message : ByteView(message));
  const bool answers_message = request.traced_bits() != 0 && !x.deviates(traced_message_kept);
  if (answers_message) append(x.response, message);
  const std::size_t size = x.deviates(signature_always_8) ? 8 : request.signature_size;
  append(x.response, ByteView(signature).first(size));
  return sw::ok;
}

/// After a wrong signature in busy mode, time must pass before the next verification.
bool is_busy(Exchange& x) {
  if (!x.sam().busy) return false;
  if (x.env.time_us < x.now().busy_until_us || x.deviates(busy_for_ever)) return true;
  x.persist(x.sam().busy, false);
  return false;
}

bool is_right(const Exchange& x, const Request& request, const Key& key) {
  const Block8 expected = signature_over(x, request, key, request.message);
  if (x.deviates(signatures_unchecked)) return true;
  const std::size_t compared =
      x.deviates(signature_first_byte_compared) ? 1 : request.signature.size();
  return equal_in_constant_time(ByteView(expected).first(compared),
                                request.signature.first(compared));
}

StatusWord verify(Exchange& x) {
  if (is_busy(x)) return x.deviates(busy_says_6985) ? sw::conditions_not_satisfied : sw::busy;
  Request request;
  if (const StatusWord read = split(x, true, request); read != sw::ok) return read;
  const Key* key = find_work_key(x, request.kif, request.kvc);
  if (key == nullptr) return sw::key_not_found;
  if (!key->allows(5, par5::verification_enable)) return sw::conditions_not_satisfied;
  if (is_right(x, request, *key)) return sw::ok;
  const bool forgets = x.deviates(never_busy) ||
                       (request.traced_bits() != 0 && x.deviates(traced_signatures_never_busy));
  const bool delays = request.is_busy_mode() ? !forgets : x.deviates(busy_in_normal_mode);
  if (delays) {
    x.persist(x.sam().busy, true);
    x.now().busy_until_us = x.env.time_us + busy_us;
  }
  return x.deviates(wrong_signature_says_6982) ? sw::busy : sw::wrong_cryptogram;
}

}  // namespace

StatusWord perform_operation(Exchange& x) {
  if (x.has_parameters(0x9E, 0x9A)) return compute(x);
  if (x.has_parameters(0x00, 0xA8)) return verify(x);
  if (x.has_parameters(0xEE, 0xAC) && x.traits().certificates) return pso_compute_certificate(x);
  return sw::wrong_mode;
}

}  // namespace assay::model::sam

// SPDX-License-Identifier: Apache-2.0
// Frames and bodies. What came over a connection is never trusted to have the right size.
#include "adapters/hsm_channel/wire.hpp"

#include <algorithm>

namespace assay::hsm::wire {

void append_number(Bytes& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_frame(Bytes& out, std::uint8_t code, ByteView body) {
  append_number(out, 1 + body.size(), head_size);
  out.push_back(code);
  append(out, body);
}

Framing first_frame(ByteView buffer, ByteView& payload) noexcept {
  if (buffer.size() < head_size) return Framing::incomplete;
  std::uint64_t size = 0;
  for (const auto byte : buffer.first(head_size)) size = size << 8 | byte;
  if (size == 0 || size > most_payload) return Framing::broken;
  if (buffer.size() < head_size + size) return Framing::incomplete;
  payload = buffer.subspan(head_size, static_cast<std::size_t>(size));
  return Framing::complete;
}

std::uint64_t Body::number(unsigned bytes) noexcept {
  if (left_.size() < bytes) {
    good_ = false;
    return 0;
  }
  std::uint64_t value = 0;
  for (const auto byte : left_.first(bytes)) value = value << 8 | byte;
  left_ = left_.subspan(bytes);
  return value;
}

ByteView Body::rest() noexcept {
  const ByteView all = left_;
  left_ = {};
  return all;
}

void append_info(Bytes& out, const assay_hsm_info& info) {
  append_number(out, info.features, 4);
  append_number(out, info.started, 1);
  append_number(out, info.channels, 4);
  append_number(out, info.channels_open, 4);
  append_number(out, info.groups, 4);
  append_number(out, info.idle_us, 8);
  append_number(out, info.operations, 8);
  append_number(out, info.lifetime, 8);
  append_number(out, info.atr_size, 1);
  append(out, ByteView(info.atr, std::min<std::size_t>(info.atr_size, sizeof info.atr)));
  const std::string_view product = info.product != nullptr ? info.product : "";
  for (const char letter : product.substr(0, 64)) out.push_back(static_cast<std::uint8_t>(letter));
}

bool read_info(ByteView bytes, assay_hsm_info& info, std::string_view& product) {
  Body body(bytes);
  info.features = static_cast<std::uint32_t>(body.number(4));
  info.started = static_cast<std::uint32_t>(body.number(1));
  info.channels = static_cast<std::uint32_t>(body.number(4));
  info.channels_open = static_cast<std::uint32_t>(body.number(4));
  info.groups = static_cast<std::uint32_t>(body.number(4));
  info.idle_us = body.number(8);
  info.operations = body.number(8);
  info.lifetime = body.number(8);
  const std::uint64_t size = body.number(1);
  if (!body.is_good() || size > sizeof info.atr) return false;
  for (std::size_t i = 0; i < size; ++i) info.atr[i] = static_cast<std::uint8_t>(body.number(1));
  info.atr_size = static_cast<std::uint8_t>(size);
  if (!body.is_good()) return false;
  const ByteView rest = body.rest();
  product = {reinterpret_cast<const char*>(rest.data()), rest.size()};
  return true;
}

void append_audit(Bytes& out, const assay_hsm_audit& audit) {
  for (const auto number :
       {audit.opened, audit.closed, audit.given_up, audit.refused, audit.exchanges,
        audit.operations, audit.keys_loaded, audit.keys_deleted, audit.keys_invalidated,
        audit.start_ups, audit.start_ups_refused})
    append_number(out, number, 8);
}

bool read_audit(ByteView bytes, assay_hsm_audit& audit) {
  Body body(bytes);
  for (auto* number : {&audit.opened, &audit.closed, &audit.given_up, &audit.refused,
                       &audit.exchanges, &audit.operations, &audit.keys_loaded, &audit.keys_deleted,
                       &audit.keys_invalidated, &audit.start_ups, &audit.start_ups_refused})
    *number = body.number(8);
  return body.is_done();
}

}  // namespace assay::hsm::wire

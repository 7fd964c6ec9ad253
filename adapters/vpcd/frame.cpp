// SPDX-License-Identifier: Apache-2.0
// Frames of the vpcd protocol: cut out of a stream, and put together.
#include "adapters/vpcd/frame.hpp"

#include "base/check.hpp"
#include "base/cursor.hpp"

namespace assay::vpcd {

void encode_frame(ByteView payload, Bytes& out) {
  ASSAY_CHECK(payload.size() <= longest_payload);
  ByteWriter(out).put_u16_be(static_cast<std::uint16_t>(payload.size())).put(payload);
}

void FrameDecoder::feed(ByteView bytes) {
  if (offset_ == buffer_.size()) clear();
  append(buffer_, bytes);
}

std::optional<ByteView> FrameDecoder::next() {
  if (pending() < 2) return std::nullopt;
  const std::size_t size = static_cast<std::size_t>(buffer_[offset_] << 8 | buffer_[offset_ + 1]);
  if (pending() < 2 + size) return std::nullopt;
  const ByteView payload = ByteView(buffer_).subspan(offset_ + 2, size);
  offset_ += 2 + size;
  return payload;
}

void FrameDecoder::clear() noexcept {
  buffer_.clear();
  offset_ = 0;
}

}  // namespace assay::vpcd

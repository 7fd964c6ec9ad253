// SPDX-License-Identifier: Apache-2.0
// Property: a stream yields the same frames however it is cut, and the frames and the rest are the whole stream.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "adapters/vpcd/frame.hpp"
#include "base/check.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = 1 + data[0] % 7u;  // the first byte says how the rest is cut
  const ByteView stream(data + 1, size - 1);
  vpcd::FrameDecoder decoder;
  Bytes rebuilt;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    decoder.feed(stream.subspan(at, std::min(piece, stream.size() - at)));
    while (const auto payload = decoder.next()) vpcd::encode_frame(*payload, rebuilt);
  }
  ASSAY_CHECK(rebuilt.size() + decoder.pending() == stream.size());
  ASSAY_CHECK(equal(rebuilt, stream.first(rebuilt.size())));
  return 0;
}

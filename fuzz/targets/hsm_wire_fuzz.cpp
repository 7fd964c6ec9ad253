// SPDX-License-Identifier: Apache-2.0
// Property: a frame found in any bytes is the frame that its code and body make; what bodies tell never leaves its bounds, and info
// that was read is written back as it came.
#include <cstddef>
#include <cstdint>

#include "adapters/hsm_channel/wire.hpp"
#include "base/check.hpp"

using namespace assay;
namespace wire = assay::hsm::wire;

namespace {

void check_info(ByteView body) {
  assay_hsm_info info{};
  std::string_view product;
  if (!wire::read_info(body, info, product) || product.size() > 64) return;
  if (product.find('\0') != std::string_view::npos) return;
  const std::string name(product);
  info.product = name.c_str();
  Bytes again;
  wire::append_info(again, info);
  ASSAY_CHECK(equal(again, body));
}

void check_audit(ByteView body) {
  assay_hsm_audit audit{};
  if (!wire::read_audit(body, audit)) return;
  Bytes again;
  wire::append_audit(again, audit);
  ASSAY_CHECK(equal(again, body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  check_info(bytes);
  check_audit(bytes);
  ByteView payload;
  if (wire::first_frame(bytes, payload) != wire::Framing::complete) return 0;
  Bytes again;
  wire::append_frame(again, payload[0], payload.subspan(1));
  ASSAY_CHECK(equal(again, bytes.first(again.size())));
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Property: objects lie side by side without a gap, are written back to the same tags and values, and a path leads to each.
// Input: one byte with the length of a path, the path, then data objects.
#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "iso7816/tlv.hpp"

namespace {

using namespace assay;

void is_written_back(const iso7816::Tlv& object) {
  Bytes written;
  iso7816::append_tlv(written, object.tag, object.value);
  ASSAY_CHECK(written.size() <= object.whole.size());  // the shortest coding
  iso7816::TlvReader reader(written);
  const auto again = reader.next();
  ASSAY_CHECK(again && *again && reader.at_end());
  ASSAY_CHECK((*again)->tag == object.tag && equal((*again)->value, object.value));
}

/// The first object of a tag is what `find` and a path of one tag yield.
void is_found(ByteView bytes, const iso7816::Tlv& object) {
  const auto found = iso7816::find(bytes, object.tag);
  const auto led_to = iso7816::find_path(bytes, iso7816::tag_text(object.tag));
  ASSAY_CHECK(found && *found && led_to && *led_to);
  ASSAY_CHECK((*found)->whole.data() == (*led_to)->whole.data());
  ASSAY_CHECK((*found)->whole.data() <= object.whole.data());
}

void walk(ByteView bytes) {
  iso7816::TlvReader reader(bytes);
  std::size_t offset = 0;
  std::size_t looked_up = 0;
  while (true) {
    const auto object = reader.next();
    if (!object) {
      ASSAY_CHECK(!iso7816::is_tlv(bytes));
      return;
    }
    if (!*object) break;
    ASSAY_CHECK((*object)->whole.data() == bytes.data() + offset);
    offset += (*object)->whole.size();
    is_written_back(**object);
    if (looked_up++ < 16) is_found(bytes, **object);
  }
  ASSAY_CHECK(offset == bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t path_size = std::min<std::size_t>(data[0], size - 1);
  const std::string path(data + 1, data + 1 + path_size);
  const ByteView bytes(data + 1 + path_size, size - 1 - path_size);
  walk(bytes);
  const auto found = iso7816::find_path(bytes, path);
  if (!found) ASSAY_CHECK(found.error().code == ErrorCode::malformed);
  if (found && *found) is_written_back(**found);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Property: a file header has 25 bytes or is refused; a list of EFs accounts for eight bytes an entry.
#include "base/check.hpp"
#include "calypso/file_header.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  for (const auto product : {calypso::Product::prime_2, calypso::Product::prime_3}) {
    const auto file = calypso::parse_file_header(bytes, product);
    if (file) {
      ASSAY_CHECK(size == 25);
      ASSAY_CHECK(file->sfi == data[2]);
      ASSAY_CHECK(!calypso::access_text(file->access[0], file->key_levels[0]).empty());
    } else {
      ASSAY_CHECK(!file.error().message.empty());
    }
  }
  const auto list = calypso::parse_ef_list(bytes);
  if (list) ASSAY_CHECK(list->size() * 8 < size);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Property: what is read of content management is written again as the same bytes; what is refused says why.
// Input: which reader (first byte), P1, P2, then the data.
#include <array>

#include "base/check.hpp"
#include "globalplatform/card_capability.hpp"
#include "globalplatform/card_recognition.hpp"
#include "globalplatform/load_file.hpp"
#include "globalplatform/production_data.hpp"
#include "globalplatform/receipt.hpp"
#include "globalplatform/token.hpp"

using namespace assay;
using namespace globalplatform;

namespace {

/// A length of 128 may be written as '80', which is written again as '81 80': then only the values must agree.
template <typename Parsed, typename Write>
void check(const Result<Parsed>& parsed, ByteView data, const Write& write) {
  if (!parsed) {
    ASSAY_CHECK(!parsed.error().message.empty());
    return;
  }
  const Bytes written = write(*parsed);
  ASSAY_CHECK(equal(written, data) || written.size() > data.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 3) return 0;
  const std::uint8_t p1 = bytes[1], p2 = bytes[2];
  const ByteView data(bytes + 3, size - 3);
  switch (bytes[0] % 8) {
    case 0:
      check(parse_install(p1, p2, data), data,
            [](const InstallData& install) { return write_install(install).value(); });
      break;
    case 1:
      check(parse_delete(p1, p2, data), data,
            [](const DeleteData& command) { return write_delete(command).value(); });
      break;
    case 2: check(parse_load_file(data), data, write_load_file); break;
    case 3: check(parse_confirmation_field(data), data, write_confirmation_field); break;
    case 4:
      check(parse_confirmation(data,
                               (p1 & 1) != 0 ? TokenIdentifier::present : TokenIdentifier::absent),
            data, write_confirmation);
      break;
    case 5: check(parse_card_data(data), data, write_card_data); break;
    case 6: check(parse_card_capability(data), data, write_card_capability); break;
    default:
      check(parse_production_data(data), data,
            [](const ProductionData& production) { return write_production_data(production); });
  }
  return 0;
}

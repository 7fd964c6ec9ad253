// SPDX-License-Identifier: Apache-2.0
// Property: keys that are read from PUT KEY or STORE DATA are read as the same keys from what is written of them.
// Input: bit 0 of the first byte chooses STORE DATA, bits 1 and 2 the cipher; then the data.
#include <algorithm>

#include "base/check.hpp"
#include "globalplatform/put_key.hpp"
#include "globalplatform/store_data_keys.hpp"

using namespace assay;
using namespace globalplatform;

namespace {

bool same(const std::vector<KeyComponent>& left, const std::vector<KeyComponent>& right) {
  return std::ranges::equal(left, right, [](const KeyComponent& a, const KeyComponent& b) {
    return a.type == b.type && a.value == b.value;
  });
}

void check_put_key(ByteView data, const DataEncryptionKey& dek) {
  const auto parsed = parse_put_key(data, dek);
  if (!parsed) return;
  const auto again = parse_put_key(write_put_key(*parsed, dek, {}).value(), dek);
  ASSAY_CHECK(again && again->keys.size() == parsed->keys.size());
  for (std::size_t i = 0; i < parsed->keys.size(); ++i)
    ASSAY_CHECK(same(parsed->keys[i].components, again->keys[i].components));
}

void check_stored(ByteView data, const DataEncryptionKey& dek) {
  const auto parsed = parse_stored_keys(data, dek);
  if (!parsed) return;
  const auto written = write_stored_keys(*parsed, KeyTemplates::whole, dek);
  if (!written) return;  // the shared form may leave out what the other one needs
  const auto again = parse_stored_keys(*written, dek);
  ASSAY_CHECK(again && again->size() == parsed->size());
  for (std::size_t i = 0; i < parsed->size(); ++i)
    ASSAY_CHECK(same((*parsed)[i].components, (*again)[i].components));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 1) return 0;
  constexpr std::array modes{DataEncryptionKey::Mode::aes_cbc, DataEncryptionKey::Mode::des_ecb,
                             DataEncryptionKey::Mode::des_cbc, DataEncryptionKey::Mode::aes_cbc};
  Bytes key(16);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  const auto dek = DataEncryptionKey::make(modes[bytes[0] >> 1 & 3], key);
  const ByteView data(bytes + 1, size - 1);
  if ((bytes[0] & 1) == 0)
    check_put_key(data, *dek);
  else
    check_stored(data, *dek);
  return 0;
}

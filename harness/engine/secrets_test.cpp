// SPDX-License-Identifier: Apache-2.0
#include "engine/secrets.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

using namespace literals;

std::vector<std::pair<std::size_t, std::size_t>> places(const Secrets& secrets, ByteView bytes) {
  std::vector<journal::SecretRange> found;
  secrets.find(bytes, found);
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (const auto& range : found) out.emplace_back(range.offset, range.length);
  return out;
}

using Places = std::vector<std::pair<std::size_t, std::size_t>>;

TEST(Secrets, AreFoundWhereverTheyStand) {
  Secrets secrets;
  secrets.add("31323334"_hex);
  EXPECT_EQ(places(secrets, "31323334 00 31323334 9000"_hex), (Places{{0, 4}, {5, 4}}));
  EXPECT_EQ(places(secrets, "313233"_hex), Places{});
  EXPECT_EQ(places(secrets, "3132333531323339"_hex), Places{});
}

TEST(Secrets, OverlappingPlacesAreAllFound) {
  Secrets secrets;
  secrets.add("11111111"_hex);
  EXPECT_EQ(places(secrets, "111111111190"_hex), (Places{{0, 4}, {1, 4}}));
}

TEST(Secrets, ValuesOfFewBytesAreNotLookedFor) {
  Secrets secrets;
  secrets.add("900000"_hex);
  EXPECT_EQ(places(secrets, "9000009000"_hex), Places{});
}

TEST(Secrets, AreTheValuesThatTheCatalogueCallsSecret) {
  catalogue::Catalogue catalogue;
  catalogue.ixit["pin"].secret = true;
  catalogue.ixit["aid"].secret = false;
  const Bytes pin = to_bytes("31323334"_hex), aid = to_bytes("A000000151"_hex);
  Names::Ixit ixit;
  ixit.emplace("pin", SecureBytes(pin.begin(), pin.end()));
  ixit.emplace("aid", SecureBytes(aid.begin(), aid.end()));
  const Secrets secrets(catalogue, ixit);
  EXPECT_EQ(places(secrets, "A00000015131323334"_hex), (Places{{5, 4}}));
}

}  // namespace
}  // namespace assay::engine

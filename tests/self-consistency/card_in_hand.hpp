// SPDX-License-Identifier: Apache-2.0
// A model card and what its bench file would say, and a run over many of them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "adapters/model/gp_card.hpp"
#include "adapters/model/gp_profile.hpp"
#include "base/hex.hpp"
#include "base/random.hpp"
#include "globalplatform/secure_channel.hpp"
#include "iso7816/apdu.hpp"

namespace assay::self_consistency {

/// A product of the model, and the names of its bench.
struct CardProduct {
  std::string profile;
  model::GpState state;
  std::map<std::string, std::string> ixit, ics;

  explicit CardProduct(std::string name) : profile(std::move(name)) {
    const model::GpProduct made = model::make_gp_product(profile).value();
    state = made.state;
    for (const auto& [key, value] : made.claims.ixit) ixit[key] = value;
    for (const auto& [key, value] : made.claims.ics) ics[key] = value;
  }
  /// The value of the IXIT; empty for a name that it does not have.
  [[nodiscard]] Bytes value_of(const std::string& name) const {
    const auto found = ixit.find(name);
    return found == ixit.end() ? Bytes{} : from_hex(found->second).value();
  }
};

/// One card of a product, with dice of its own.
class CardInHand {
 public:
  CardInHand(const CardProduct& product, std::uint64_t seed) : state(product.state) {
    environment_.random = Random(seed ^ 0xC0FFEE);
  }

  /// The view lives until the next exchange.
  iso7816::ResponseView exchange(ByteView command) {
    model::step(state, command, environment_, answer_);
    return iso7816::parse_response(answer_).value();
  }
  /// What a copy of the card without sessions would answer.
  [[nodiscard]] Bytes answer_without_session(ByteView command) const {
    CardInHand copy = *this;
    for (model::LogicalChannel& one : copy.state.working.channels) one.session = {};
    return to_bytes(copy.exchange(command).data);
  }
  [[nodiscard]] const Bytes& answer() const noexcept { return answer_; }

  model::GpState state;

 private:
  model::GpEnvironment environment_;
  Bytes answer_;
};

/// What protected answers were seen, so that a test which has become empty shows.
struct SeenAnswers {
  int commands = 0;
  int r_macs = 0;
  int encrypted_answers = 0;

  void count(const globalplatform::Unwrapped& opened) {
    using globalplatform::Unwrapped;
    ++commands;
    r_macs += opened.r_mac == Unwrapped::RMac::valid ? 1 : 0;
    encrypted_answers += opened.decryption == Unwrapped::Decryption::done ? 1 : 0;
  }
};

/// Runs one dialogue for each seed, the products in turn, up to the first that fails.
template <typename Dialogue, typename Product, typename Seen>
void run_dialogues(const std::vector<Product>& products, int sessions, Seen& seen) {
  for (int i = 0; i < sessions; ++i) {
    const Product& product = products[static_cast<std::size_t>(i) % products.size()];
    Dialogue(product, static_cast<std::uint64_t>(i), seen).run();
    ASSERT_FALSE(testing::Test::HasFailure()) << product.name() << ", seed " << i;
  }
}

}  // namespace assay::self_consistency

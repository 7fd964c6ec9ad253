// SPDX-License-Identifier: Apache-2.0
// Property: whatever commands a model card gets, it answers 2 to 65,538 bytes with a status word of 6x or 9x, and a
// snapshot taken on the way gives the same answers again.
//
// Input: one byte for the profile, one for a deviation, then commands, each behind its length in one byte; length FF
// stands for a reset.
#include <algorithm>
#include <vector>

#include "adapters/model/gp_card.hpp"
#include "adapters/model/gp_profile.hpp"
#include "base/check.hpp"

namespace {

using namespace assay;

struct Card {
  model::GpState state;
  model::GpEnvironment environment;
};

constexpr std::uint8_t reset_mark = 0xFF;

void check_answer(ByteView answer) {
  ASSAY_CHECK(answer.size() >= 2 && answer.size() <= 65538);
  const std::uint8_t sw1 = answer[answer.size() - 2];
  ASSAY_CHECK((sw1 >= 0x61 && sw1 <= 0x6F) || (sw1 >= 0x90 && sw1 <= 0x9F));
}

/// Feeds the commands; `compare` answers what the same commands gave before, or takes them down.
void run(Card& card, ByteView commands, std::vector<Bytes>& answers, bool compare) {
  Bytes response;
  std::size_t exchange = 0;
  while (!commands.empty()) {
    const std::uint8_t size = commands[0];
    commands = commands.subspan(1);
    if (size == reset_mark) {
      model::reset(card.state, card.environment);
      continue;
    }
    const ByteView command = commands.first(std::min<std::size_t>(size, commands.size()));
    commands = commands.subspan(command.size());
    model::step(card.state, command, card.environment, response);
    check_answer(response);
    if (compare) ASSAY_CHECK(equal(answers[exchange], response));
    if (!compare) answers.push_back(response);
    ++exchange;
  }
}

const std::vector<model::GpProduct>& products() {
  static const std::vector<model::GpProduct> made = [] {
    std::vector<model::GpProduct> all;
    for (const auto& profile : model::gp_profiles())
      all.push_back(model::make_gp_product(profile.name).value());
    return all;
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Card card;
  card.state = products()[data[0] % products().size()].state;
  const std::size_t deviation = data[1];  // past the last one: the card as it should be
  if (deviation < model::gp_deviations().size()) card.environment.deviations.set(deviation);
  const ByteView commands(data + 2, size - 2);
  const ByteView first_half = commands.first(commands.size() / 2);
  std::vector<Bytes> before;
  run(card, first_half, before, false);
  Card snapshot = card;
  std::vector<Bytes> answers;
  run(card, commands, answers, false);
  run(snapshot, commands, answers, true);
  return 0;
}

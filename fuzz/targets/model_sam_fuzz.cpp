// SPDX-License-Identifier: Apache-2.0
// Property: whatever commands a model SAM gets, it answers 2 to 258 bytes with a status word of 6x or 9x, and a
// snapshot taken on the way gives the same answers again.
//
// Input: one byte for the profile, one for a deviation, then commands, each behind its length in one byte; length FF
// stands for a reset.
#include <algorithm>
#include <vector>

#include "adapters/model_sam/sam_card.hpp"
#include "adapters/model_sam/sam_profile.hpp"
#include "base/check.hpp"

namespace {

using namespace assay;

namespace sam = model::sam;

struct Card {
  sam::SamState state;
  sam::SamEnvironment environment;
};

constexpr std::uint8_t reset_mark = 0xFF;

void check_answer(ByteView answer) {
  ASSAY_CHECK(answer.size() >= 2 && answer.size() <= 258);
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
      sam::reset(card.state, card.environment);
      continue;
    }
    const ByteView command = commands.first(std::min<std::size_t>(size, commands.size()));
    commands = commands.subspan(command.size());
    sam::step(card.state, command, card.environment, response);
    check_answer(response);
    if (compare) ASSAY_CHECK(equal(answers[exchange], response));
    if (!compare) answers.push_back(response);
    ++exchange;
  }
}

const std::vector<sam::SamProduct>& products() {
  static const std::vector<sam::SamProduct> made = [] {
    std::vector<sam::SamProduct> all;
    for (const auto& profile : sam::sam_profiles())
      all.push_back(sam::make_sam_product(profile.name).value());
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
  if (deviation < sam::sam_deviations().size()) card.environment.deviations.set(deviation);
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

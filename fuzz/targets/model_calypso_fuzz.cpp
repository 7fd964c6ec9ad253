// SPDX-License-Identifier: Apache-2.0
// Property: whatever commands a Calypso card gets, it answers 2 to 258 bytes with a status word of 6x or 9x, a snapshot taken
// on the way gives the same answers again, and a cut of power anywhere leaves a memory that is written whole or not at all:
// after the reset nothing is due in the journal.
//
// Input: one byte for the product, two for a deviation, one for the write behind which power is cut (FF: none), then commands,
// each behind its length in one byte; length FF stands for a loss of power, FE for a deselection.
#include <algorithm>
#include <vector>

#include "adapters/model_calypso/calypso_card.hpp"
#include "adapters/model_calypso/card_profile.hpp"
#include "base/check.hpp"

namespace {

using namespace assay;
using namespace assay::model;

struct Card {
  calypso::CalypsoState state;
  calypso::CalypsoEnvironment environment;
};

constexpr std::uint8_t deselection_mark = 0xFE;  ///< 0xFF takes the power away
constexpr std::uint8_t no_cut = 0xFF;
constexpr std::size_t header_size = 4;

void check_answer(ByteView answer) {
  ASSAY_CHECK(answer.size() >= 2 && answer.size() <= 258);
  const std::uint8_t sw1 = answer[answer.size() - 2];
  ASSAY_CHECK((sw1 >= 0x61 && sw1 <= 0x6F) || (sw1 >= 0x90 && sw1 <= 0x9F));
}

void lose(Card& card, calypso::Loss loss) {
  calypso::reset(card.state, card.environment, loss);
  ASSAY_CHECK(card.state.working.changed.none());
  if (card.environment.deviations.none()) ASSAY_CHECK(card.state.persistent.journal.pending.none());
}

/// Feeds the commands; `compare` answers what the same commands gave before, or takes them down.
void run(Card& card, ByteView commands, std::vector<Bytes>& answers, bool compare) {
  Bytes response;
  std::size_t exchange = 0;
  while (!commands.empty()) {
    const std::uint8_t size = commands[0];
    commands = commands.subspan(1);
    if (size >= deselection_mark || !card.environment.has_power()) {
      lose(card, size == deselection_mark ? calypso::Loss::deselection : calypso::Loss::power);
      if (size >= deselection_mark) continue;
    }
    const ByteView command = commands.first(std::min<std::size_t>(size, commands.size()));
    commands = commands.subspan(command.size());
    calypso::step(card.state, command, card.environment, response);
    check_answer(response);
    if (compare) ASSAY_CHECK(equal(answers[exchange], response));
    if (!compare) answers.push_back(response);
    ++exchange;
  }
}

const std::vector<calypso::CalypsoState>& products() {
  static const std::vector<calypso::CalypsoState> made = [] {
    std::vector<calypso::CalypsoState> all;
    for (const auto* model : {"calypso-prime", "calypso-light", "calypso-basic", "calypso-hce"})
      for (const auto& profile : calypso::built_in_profiles(model))
        all.push_back(
            calypso::make_card(calypso::built_in_profile(model, profile.name).value()).value());
    return all;
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < header_size) return 0;
  Card card;
  card.state = products()[data[0] % products().size()];
  card.environment.random = Random(1);
  const std::size_t deviation = static_cast<std::size_t>(data[1]) << 8U | data[2];
  if (deviation < calypso::calypso_deviations().size()) card.environment.deviations.set(deviation);
  if (data[3] != no_cut) card.environment.last_write = data[3];
  const ByteView commands(data + header_size, size - header_size);
  const ByteView first_half = commands.first(commands.size() / 2);
  std::vector<Bytes> before;
  run(card, first_half, before, false);
  Card snapshot = card;
  std::vector<Bytes> answers;
  run(card, commands, answers, false);
  run(snapshot, commands, answers, true);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Calypso: a whole validation at a gate, card, SAM and terminal in one process.
#include <benchmark/benchmark.h>

#include "adapters/model_profiles/calypso_families.hpp"
#include "adapters/model_sam/sam_channel.hpp"
#include "base/check.hpp"
#include "base/hex.hpp"
#include "calypso/application.hpp"
#include "calypso/sam_dialogue.hpp"
#include "calypso/secure_session.hpp"

namespace assay {
namespace {

using namespace literals;

constexpr auto select_transport = "00 A4 04 00 09 31 54 49 43 2E 49 43 41 31 00"_hex;
/// Debit key, record 1 of the environment read along; the challenge follows.
constexpr auto open_debit = "00 8A 0B 39 04"_hex;
constexpr auto read_contracts = "00 B2 01 4C 1D"_hex;
constexpr auto read_events = "00 B2 01 44 1D"_hex;
constexpr auto read_counters = "00 B2 01 CC 1D"_hex;
constexpr auto update_special_event =
    "00 DC 01 EC 1D 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 11 12 13 14 15 16 17 18 19 1A 1B 1C"_hex;
constexpr auto decrease = "00 30 01 C8 03 00 00 01 00"_hex;

std::unique_ptr<iso7816::CardChannel> open_card() {
  for (const model::ModelFamily& family : model::calypso::families())
    if (family.name == "calypso-prime") return family.open({}).value();
  ASSAY_CHECK(false);
  return nullptr;
}

/// A gate: what it holds from one passenger to the next.
class Gate {
 public:
  Gate()
      : card_(open_card()),
        sam_(model::sam::open_sam_model({}).value()),
        dialogue_(calypso::SamDialogue::start(*sam_).value()),
        session_(*dialogue_, keys_) {}

  /// Select, open with a read, three reads, update, decrease, close with ratification. Returns whether all went well.
  bool validate() {
    if (!card_->rewind(1)) return false;  // the counter of the card would else come to its end
    if (!card_->transmit(select_transport, answer_)) return false;
    const auto application = calypso::parse_fci(ByteView(answer_).first(answer_.size() - 2));
    return application && open(application->serial) && work() && close();
  }

 private:
  bool open(const calypso::SerialNumber& serial) {
    const auto challenge = session_.challenge(calypso::SessionMode::regular);
    if (!challenge) return false;
    Bytes command = to_bytes(open_debit);
    append(command, *challenge);
    command.push_back(0x00);
    if (!card_->transmit(command, answer_)) return false;
    return session_
        .open({.mode = calypso::SessionMode::regular,
               .diversifier = serial,
               .level = calypso::SessionLevel::debit,
               .answer = ByteView(answer_).first(answer_.size() - 2)})
        .has_value();
  }

  bool work() {
    for (const ByteView command :
         {ByteView(read_contracts), ByteView(read_events), ByteView(read_counters),
          ByteView(update_special_event), ByteView(decrease)}) {
      if (!session_.exchange(*card_, command, answer_)) return false;
      if (!ends_well()) return false;
    }
    return true;
  }

  bool close() {
    const auto mac = session_.close();
    if (!mac) return false;
    Bytes command = to_bytes("00 8E 80 00 04"_hex);
    append(command, *mac);
    command.push_back(0x00);
    if (!card_->transmit(command, answer_) || !ends_well()) return false;
    const auto verified = session_.verify(ByteView(answer_).first(answer_.size() - 2));
    session_.end();
    return verified && *verified;
  }

  [[nodiscard]] bool ends_well() const {
    return answer_.size() >= 2 && answer_[answer_.size() - 2] == 0x90;
  }

  std::unique_ptr<iso7816::CardChannel> card_, sam_;
  std::unique_ptr<calypso::SamDialogue> dialogue_;
  calypso::KeyTable keys_;
  calypso::SecureSession session_;
  Bytes answer_;
};

void calypso_validation(benchmark::State& state) {
  Gate gate;
  for (auto _ : state)
    if (!gate.validate()) {
      state.SkipWithError("the validation went wrong");
      break;
    }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(calypso_validation);

}  // namespace
}  // namespace assay

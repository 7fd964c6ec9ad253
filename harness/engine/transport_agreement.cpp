// SPDX-License-Identifier: Apache-2.0
// The part of Transport that leads to sessions of SCP11: certificates and key agreements.
#include "engine/transport.hpp"
#include "iso7816/tlv.hpp"

namespace assay::engine {
namespace {

using catalogue::SessionEffect;
using globalplatform::Scp11Deviation;

bool fits(Scp11Deviation deviation, SessionEffect effect) {
  if (deviation == Scp11Deviation::none) return true;
  return globalplatform::concerns_certificate(deviation) ? effect == SessionEffect::certify
                                                         : effect == SessionEffect::agree;
}

bool effect_is_store(const CompiledStep& step) {
  return step.script->command->session == SessionEffect::store;
}

bool belongs_to_scp11(SessionEffect effect) {
  return effect == SessionEffect::certify || effect == SessionEffect::agree ||
         effect == SessionEffect::store;
}

}  // namespace

Result<void> Transport::prepare_agreement(const CompiledStep& step, LogicalChannelState& state,
                                          Random& random) {
  const SessionEffect effect =
      step.script->verb == script::Verb::send ? step.script->command->session : SessionEffect::none;
  if (!fits(step.scp11_deviation, effect))
    return fail(ErrorCode::unsupported, "the deviation {} does not belong to {}",
                step.script->deviate, step.script->title);
  if (!belongs_to_scp11(effect)) return {};
  if (!state.agreement) state.agreement = std::make_unique<Agreement>();
  const auto& group = step.script->keys;
  if (group.empty()) return {};  // raw values only: nothing is made, and no session will follow
  if (effect == SessionEffect::store) return state.agreement->prepare_store(keys_.ixit(), group);
  if (effect == SessionEffect::certify)
    return state.agreement->prepare_certificate(keys_.ixit(), group, step.scp11_deviation);
  return state.agreement->prepare_agreement(keys_.ixit(), group, step.scp11_deviation, random);
}

void Transport::fetch_rest(const CompiledStep& step, Port& port, LogicalChannelState& state,
                           Sent& sent) {
  constexpr int most_pieces = 32;
  const auto waits = [&] {
    return sent.outcome == journal::Outcome::answered && sent.answer.sw.sw1() == 0x61;
  };
  if (!waits()) return;
  collected_ = to_bytes(sent.answer.data);
  for (int i = 0; i < most_pieces && waits(); ++i) {
    const std::uint8_t channel = step.script->channel;
    const auto cla = static_cast<std::uint8_t>(channel < 4 ? channel : 0x40 | (channel - 4));
    wire_ = {cla, 0xC0, 0x00, 0x00, sent.answer.sw.sw2()};
    const auto utc = clock_.utc_ns();
    const auto start = clock_.monotonic_ns();
    transmit(port, sent);
    const auto response = iso7816::parse_response(response_);
    sent.answer = response ? Answer{response->data, response->sw, {}} : Answer{};
    append(collected_, sent.answer.data);
    tell(port, sent, utc, start, Protection::none);
  }
  sent.answer.data = collected_;
  if (effect_is_store(step)) return note_agreement(step, state, port, sent);
  (void)note_initiation(step, state, port, sent);
}

void Transport::note_agreement(const CompiledStep& step, LogicalChannelState& state, Port& port,
                               const Sent& sent) {
  const SessionEffect effect = step.script->command->session;
  const bool good = sent.answer.sw == iso7816::sw::ok && !step.script->keys.empty();
  if (effect == SessionEffect::store && good) state.agreement->take_store(sent.answer.data);
  if (effect != SessionEffect::agree) return;
  state.end_session();
  if (!good || !state.agreement->finish(command_.data, sent.answer.data)) return;
  globalplatform::SecureChannel::begin_agreed(state.session, state.agreement->session());
  state.begun = state.open = true;
  note_unconfirmed(state.agreement->session().unconfirmed);
  if (guard_.ledger != nullptr) (void)guard_.ledger->success(port.identity);
}

}  // namespace assay::engine

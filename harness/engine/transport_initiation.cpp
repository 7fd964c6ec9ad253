// SPDX-License-Identifier: Apache-2.0
// The part of Transport that leads to sessions of SCP10: certificates, session keys, signatures of both sides.
#include "engine/transport.hpp"
#include "globalplatform/confirmation.hpp"

namespace assay::engine {
namespace {

using catalogue::SessionEffect;
using globalplatform::Scp10Deviation;

constexpr std::uint8_t ins_get_challenge = 0x84;
constexpr std::uint8_t chaining = 0x10;  ///< bit b5: more of the command comes

bool fits(Scp10Deviation deviation, SessionEffect effect) {
  if (deviation == Scp10Deviation::none) return true;
  if (globalplatform::concerns_rsa_certificate(deviation)) return effect == SessionEffect::present;
  if (globalplatform::concerns_session_keys(deviation)) return effect == SessionEffect::entrust;
  return effect == SessionEffect::prove;
}

bool belongs_to_scp10(SessionEffect effect) {
  return effect >= SessionEffect::environment && effect <= SessionEffect::demand;
}

SessionEffect effect_of(const CompiledStep& step) {
  return step.script->verb == script::Verb::send ? step.script->command->session
                                                 : SessionEffect::none;
}

bool is_interindustry(std::uint8_t cla) {
  return (cla & 0x80) == 0;
}

}  // namespace

Result<void> Transport::initiate_scp10(const CompiledStep& step, const Scope& scope) {
  LogicalChannelState& state = state_of(step);
  Bytes request;
  TRY_VOID(append_value(step.request, scope, request));
  if (!state.initiation) state.initiation = std::make_unique<Initiation>();
  TRY_VOID(state.initiation->begin(keys_.ixit(), step.script->keys, request, *scope.random));
  note_unconfirmed("SCP10");
  return {};
}

Result<void> Transport::prepare_initiation(const CompiledStep& step, LogicalChannelState& state,
                                           Random& random) {
  const SessionEffect effect = effect_of(step);
  if (!fits(step.scp10_deviation, effect))
    return fail(ErrorCode::unsupported, "the deviation {} does not belong to {}",
                step.script->deviate, step.script->title);
  if (!state.initiation || !state.initiation->is_begun()) return {};
  if (step.data_override && step.data_override->is_constant()) return {};
  Initiation& initiation = *state.initiation;
  switch (effect) {
    case SessionEffect::present: return initiation.prepare_certificate(step.scp10_deviation);
    case SessionEffect::entrust:
      return initiation.prepare_session_keys(step.scp10_deviation, random);
    case SessionEffect::prove: return initiation.prepare_signature(step.scp10_deviation, random);
    case SessionEffect::demand: initiation.prepare_challenge(random); return {};
    default: return {};
  }
}

bool Transport::note_initiation(const CompiledStep& step, LogicalChannelState& state, Port& port,
                                const Sent& sent) {
  const SessionEffect effect = effect_of(step);
  const bool good = sent.answer.sw == iso7816::sw::ok;
  const bool begun = state.initiation && state.initiation->is_begun();
  const bool asks_for_challenge =
      command_.ins == ins_get_challenge && is_interindustry(command_.cla);
  if (begun && asks_for_challenge && good) state.initiation->take_challenge(sent.answer.data);
  if (!belongs_to_scp10(effect)) return begun && asks_for_challenge;
  if (effect == SessionEffect::environment || effect == SessionEffect::present)
    state.end_session();  // GPC F.1.3.2, whatever comes of the command
  if (!begun || !good) return true;
  const bool more = is_interindustry(command_.cla) && (command_.cla & chaining) != 0;
  Initiation& initiation = *state.initiation;
  bool opened = false;
  if (effect == SessionEffect::fetch)
    initiation.take_certificate(sent.answer.data, is_interindustry(command_.cla));
  if (effect == SessionEffect::prove && !more) {
    state.end_session();
    opened = initiation.finish_external();
    if (guard_.ledger != nullptr) (void)guard_.ledger->success(port.identity);
  }
  if (effect == SessionEffect::demand)
    opened = initiation.finish_internal(command_.data, sent.answer.data);
  if (opened) open_scp10(state);
  return true;
}

void Transport::open_scp10(LogicalChannelState& state) {
  state.end_session();
  const auto begun =
      globalplatform::SecureChannel::begin_scp10(state.session, state.initiation->session());
  state.begun = state.open = begun.has_value();
  if (state.begun) note_unconfirmed(globalplatform::unconfirmed_part(*state.session));
}

}  // namespace assay::engine

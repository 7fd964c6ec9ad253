// SPDX-License-Identifier: Apache-2.0
// Sending steps and following the secure channel sessions they open and end.
#include "engine/transport.hpp"

#include "globalplatform/confirmation.hpp"

#include <utility>

#include "iso7816/class_byte.hpp"
#include "iso7816/own_time.hpp"
#include "iso7816/tlv.hpp"

namespace assay::engine {
namespace {

using catalogue::SessionEffect;
using globalplatform::TerminalDeviation;
using script::Verb;

constexpr std::uint8_t ins_select = 0xA4;
constexpr std::uint8_t ins_manage_channel = 0x70;
constexpr std::uint8_t ins_initialize_update = 0x50;
constexpr std::uint8_t ins_external_authenticate = 0x82;

SessionEffect effect_of(const CompiledStep& step) {
  return step.script->verb == Verb::send ? step.script->command->session : SessionEffect::none;
}

/// Whether the script leaves the host cryptogram to the session, so that the session builds the whole command.
bool leaves_cryptogram_to_session(const CompiledStep& step) {
  if (step.data_override || step.script->secure == script::Secure::none) return false;
  for (const auto& field : step.data) {
    const auto& pieces = field.value.pieces;
    if (pieces.size() == 1 && pieces[0].kind == ValuePiece::Kind::session &&
        pieces[0].session == SessionValue::host_cryptogram && !pieces[0].slice)
      return true;
  }
  return false;
}

/// Commands of the OPEN travel in clear unless the script says otherwise: a session belongs to a security domain. So does
/// INITIALIZE UPDATE, which has no class with secure messaging (GPC E.5.1.2).
bool travels_protected(const CompiledStep& step, std::uint8_t cla) {
  if (!step.protectable) return false;
  if (step.script->secure == script::Secure::session) return true;
  const SessionEffect effect = effect_of(step);
  const bool begins = effect == SessionEffect::initiate || effect == SessionEffect::certify ||
                      effect == SessionEffect::agree;
  return (cla & 0x80) != 0 && !begins;
}

journal::Outcome outcome_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::out_of_range:
      return journal::Outcome::malformed;  // longer than a response can be
    case ErrorCode::card_mute: return journal::Outcome::mute;
    case ErrorCode::timeout: return journal::Outcome::timeout;
    case ErrorCode::reader_lost: return journal::Outcome::lost;
    default: return journal::Outcome::failed;
  }
}

/// The AID a SELECT selected: as the control information tells it, or else as it was asked for.
Bytes aid_of(ByteView answer, ByteView asked_for) {
  const auto name = iso7816::find_path(answer, "6F/84");
  return to_bytes(name && *name ? (*name)->value : asked_for);
}

/// The header as the script wants it; the C-MAC is computed over it.
Result<globalplatform::AuthenticateHeader> authenticate_header(const CompiledStep& step,
                                                               const Scope& scope) {
  globalplatform::AuthenticateHeader header;
  header.channel = step.script->channel;
  if (step.script->cla) {
    TRY(header.cla, header_byte(step.header[0], scope));
  }
  TRY(header.ins, header_byte(step.header[1], scope));
  TRY(header.p2, header_byte(step.header[3], scope));
  return header;
}

}  // namespace

Scope Transport::scope_for(const CompiledStep& step, std::span<const Bytes> slots,
                           Random& random) const {
  const Port& port = ports_[step.port];
  const auto& state = port.logical[step.script->channel];
  return {slots,
          &random,
          state.current(),
          state.host_challenge,
          port.channel->atr(),
          &known_secrets_,
          state.agreement.get(),
          state.initiation.get(),
          port.calypso.get()};
}

Result<void> Transport::reset(Port& port, iso7816::ResetKind kind) {
  // The SAM that the terminal computes with forgets what it was told, whichever of the two is reset.
  if (ports_[0].calypso && &port != ports_.data()) ports_[0].calypso->forget();
  return port.reset(kind, clock_);
}

Result<Transport::Protection> Transport::make_ready(const CompiledStep& step, Scope& scope,
                                                    LogicalChannelState& state) {
  TRY_VOID(prepare_agreement(step, state, *scope.random));
  TRY_VOID(prepare_initiation(step, state, *scope.random));
  scope.agreement = state.agreement.get();
  scope.initiation = state.initiation.get();
  TRY_VOID(make_calypso_values(step, scope));
  TRY(const Protection protection, prepare(step, scope, state));
  return pass_calypso(step, protection);
}

Sent Transport::send(const CompiledStep& step, Scope scope) {
  Sent sent;
  Port& port = ports_[step.port];
  LogicalChannelState& state = state_of(step);
  const Result<Protection> protection = make_ready(step, scope, state);
  if (!protection) {
    sent.outcome = journal::Outcome::failed;
    sent.problem = protection.error().message;
    return sent;
  }
  if (auto counted = count_attempt(step, port, *protection); !counted) {
    sent.outcome = journal::Outcome::failed;
    sent.problem = counted.error().message;
    return sent;
  }
  sent.was_sent = true;
  const auto utc = clock_.utc_ns();
  const auto start = clock_.monotonic_ns();
  transmit(port, sent);
  if (sent.outcome == journal::Outcome::answered) interpret(step, port, *protection, sent);
  if (sent.outcome != journal::Outcome::answered && port.calypso) port.calypso->lost();
  note_implicit_session(step, *protection, state, port, sent);
  tell(port, sent, utc, start, *protection);
  const SessionEffect effect = effect_of(step);
  const bool may_be_long = effect == SessionEffect::store || effect == SessionEffect::fetch ||
                           effect == SessionEffect::demand;
  if (may_be_long && *protection == Protection::none) fetch_rest(step, port, state, sent);
  return sent;
}

Result<Transport::Protection> Transport::prepare(const CompiledStep& step, const Scope& scope,
                                                 LogicalChannelState& state) {
  secrets_.clear();
  if (step.script->verb == Verb::apdu) return prepare_raw(step, scope, state);
  if (effect_of(step) == SessionEffect::authenticate && leaves_cryptogram_to_session(step)) {
    // The header may carry what the script asks for; the session adds cryptogram and C-MAC.
    TRY_VOID(prepare_authenticate(step, scope, state));
    return Protection::none;
  }
  TRY(command_, build_command(step, scope, data_, secrets_));
  for (auto& range : secrets_) range.offset += command_.extended || data_.size() > 255 ? 7 : 5;
  wire_.clear();
  iso7816::encode(command_, wire_);
  return protect(step, travels_protected(step, command_.cla), command_, state);
}

Result<Transport::Protection> Transport::prepare_raw(const CompiledStep& step, const Scope& scope,
                                                     LogicalChannelState& state) {
  wire_.clear();
  TRY_VOID(append_value(step.raw, scope, wire_, &secrets_));
  const auto parsed = iso7816::parse_command(wire_);
  command_ = parsed ? *parsed : iso7816::CommandView{};
  const bool wanted = step.script->secure == script::Secure::session;
  if (wanted && state.open && !parsed) return tl::unexpected(parsed.error());
  if (!parsed) return Protection::none;
  plain_.assign(wire_.begin(), wire_.end());
  return protect(step, wanted, iso7816::parse_command(plain_).value(), state);
}

Result<Transport::Protection> Transport::protect(const CompiledStep& step, bool wanted,
                                                 const iso7816::CommandView& command,
                                                 LogicalChannelState& state) {
  if (!state.open) return Protection::none;
  const auto parts = iso7816::parse_class(command.cla);
  const bool counts_in_clear = state.session->implicitly_initiated() && parts &&
                               parts->proprietary && parts->secure_messaging == 0;
  if (!wanted && !counts_in_clear) return Protection::none;
  plain_.assign(wire_.begin(), wire_.end());
  if (wanted) {
    TRY_VOID(state.session->wrap(command, step.deviation, wire_));
    return Protection::session;
  }
  TRY_VOID(state.session->wrap_unprotected(command, wire_));
  return Protection::unprotected;
}

Result<void> Transport::prepare_authenticate(const CompiledStep& step, const Scope& scope,
                                             LogicalChannelState& state) {
  if (!state.begun)
    return fail(ErrorCode::not_found,
                "EXTERNAL AUTHENTICATE has no session to finish: no INITIALIZE UPDATE was answered "
                "on logical channel "
                "{} with keys that the bench has and its policy allows",
                step.script->channel);
  TRY(const std::uint8_t level, header_byte(step.header[2], scope));
  TRY(const auto header, authenticate_header(step, scope));
  state.open = false;
  TRY_VOID(state.session->authenticate(globalplatform::SecurityLevel{level}, step.deviation,
                                       authenticate_, header));
  wire_.clear();
  iso7816::encode(authenticate_.view(), wire_);
  command_ = authenticate_.view();
  return {};
}

Result<void> Transport::initiate(const CompiledStep& step, const Scope& scope) {
  if (step.script->keys.starts_with("scp10")) return initiate_scp10(step, scope);
  LogicalChannelState& state = state_of(step);
  const KeyGroup* group = keys_.find(step.script->keys);
  if (group == nullptr)
    return fail(ErrorCode::not_found, "the bench has no keys '{}'", step.script->keys);
  Bytes counter, aid;
  TRY_VOID(append_value(step.counter, scope, counter));
  if (step.aid)
    TRY_VOID(append_value(*step.aid, scope, aid));
  else if (!state.selected_aid.empty())
    aid = state.selected_aid;
  else
    aid = group->security_domain.empty() ? to_bytes(keys_.issuer_security_domain())
                                         : group->security_domain;
  state.end_session();
  globalplatform::ImplicitStart how;
  how.option_i = group->option_i.value_or(how.option_i);
  how.sequence_counter = counter;
  how.aid = aid;
  TRY_VOID(globalplatform::SecureChannel::initiate(state.session, group->keys, how));
  state.begun = state.open = state.awaits_first_c_mac = true;
  note_unconfirmed(globalplatform::unconfirmed_part(*state.session));
  return {};
}

/// The first C-MAC of a session of implicit initiation is what EXTERNAL AUTHENTICATE is elsewhere.
void Transport::note_implicit_session(const CompiledStep& step, Protection protection,
                                      LogicalChannelState& state, Port& port, const Sent& sent) {
  if (!state.open || !state.session->implicitly_initiated()) return;
  if (protection == Protection::unprotected) state.awaits_first_c_mac = true;
  if (protection != Protection::session || step.deviation != TerminalDeviation::none) return;
  const bool first = std::exchange(state.awaits_first_c_mac, false);
  const bool good = sent.outcome == journal::Outcome::answered && sent.answer.sw == iso7816::sw::ok;
  if (first && good && guard_.ledger != nullptr) (void)guard_.ledger->success(port.identity);
}

Result<void> Transport::count_attempt(const CompiledStep& step, const Port& port,
                                      Protection protection) {
  if (guard_.ledger == nullptr || !port.channel->description().capabilities.real) return {};
  const bool begins = effect_of(step) == SessionEffect::initiate ||
                      (command_.ins == ins_initialize_update && (command_.cla & 0x80) != 0);
  const bool authenticates_alone =
      command_.ins == ins_external_authenticate && !state_of(step).begun;
  const bool first_c_mac = protection == Protection::session && state_of(step).awaits_first_c_mac;
  if (!begins && !authenticates_alone && !first_c_mac && !presents_pin(port)) return {};
  return guard_.ledger->attempt(port.identity, guard_.limit);
}

namespace {

std::optional<std::uint64_t> own_time_of(const Port& port) {
  const auto* keeper = dynamic_cast<const iso7816::OwnTime*>(port.channel.get());
  if (keeper == nullptr) return std::nullopt;
  return keeper->own_time_us();
}

void note_own_time(std::optional<std::uint64_t> before, const Port& port, Sent& sent) {
  const auto after = own_time_of(port);
  if (!before || !after) return;
  sent.took_ns = static_cast<std::int64_t>((*after - *before) * 1000);
  std::array<std::uint8_t, 8> took{};
  for (std::size_t i = 0; i < took.size(); ++i)
    took[i] = static_cast<std::uint8_t>((*after - *before) >> (8 * (7 - i)));
  sent.answer.own_time = took;
}

}  // namespace

void Transport::transmit(Port& port, Sent& sent) {
  ++exchanges_;
  sent.well_formed = iso7816::parse_command(wire_).has_value();
  const auto before = own_time_of(port);
  const auto start = clock_.monotonic_ns();
  if (const auto writes = std::exchange(cut_after_, std::nullopt))
    return transmit_and_cut(port, *writes, sent);
  const auto done = port.channel->transmit(wire_, response_);
  sent.took_ns = clock_.monotonic_ns() - start;
  if (done) {
    note_own_time(before, port, sent);
    return;
  }
  sent.outcome = outcome_of(done.error().code);
  sent.problem = done.error().message;
  response_.clear();
}

void Transport::transmit_and_cut(Port& port, std::uint32_t writes, Sent& sent) {
  response_.clear();
  const auto ended = port.channel->transmit_and_cut(wire_, writes);
  if (!ended) {
    sent.outcome = outcome_of(ended.error().code);
    sent.problem = ended.error().message;
    return;
  }
  sent.outcome = journal::Outcome::cut;
  sent.ended = *ended;
  sent.problem = *ended ? "power went before the answer"
                        : fmt::format("power went after {} of its writes", writes);
}

void Transport::interpret(const CompiledStep& step, Port& port, Protection protection, Sent& sent) {
  const auto response = iso7816::parse_response(response_);
  if (!response) {
    sent.outcome = journal::Outcome::malformed;
    sent.problem =
        fmt::format("the answer has {} byte{}, a response has at least the 2 of its status word",
                    response_.size(), response_.size() == 1 ? "" : "s");
    return;
  }
  LogicalChannelState& state = state_of(step);
  sent.answer.data = response->data;
  sent.answer.sw = response->sw;
  if (port.calypso) interpret_calypso(port, sent);
  if (protection == Protection::session || protection == Protection::unprotected) {
    auto unwrapped = state.session->unwrap(*response, opened_);
    if (unwrapped) {
      sent.answer.protection = *unwrapped;
      sent.answer.data = opened_;
    }
  }
  note_answer_secrets(step, sent.answer.data);
  note_session_effects(step, port, state, sent);
}

/// The fields that the catalogue calls secret, such as the private key that a SAM makes for a card.
void Transport::note_answer_secrets(const CompiledStep& step, ByteView data) {
  answer_secrets_.clear();
  if (step.script->command == nullptr || data.empty()) return;
  const auto is_secret = [](const catalogue::Field& field) { return field.secret; };
  if (std::ranges::none_of(step.script->command->answers, [&](const auto& form) {
        return std::ranges::any_of(form.fields, is_secret);
      }))
    return;
  const AnswerFields fields = take_apart(*step.script->command, data);
  if (fields.form == nullptr) return;
  for (std::size_t i = 0; i < fields.form->fields.size(); ++i)
    if (is_secret(fields.form->fields[i]) && fields.values[i])
      answer_secrets_.push_back(*fields.values[i]);
}

void Transport::note_session_effects(const CompiledStep& step, Port& port,
                                     LogicalChannelState& state, const Sent& sent) {
  const bool good = sent.answer.sw.is_success();
  const auto effect = effect_of(step);
  if (effect == SessionEffect::store || effect == SessionEffect::agree)
    return note_agreement(step, state, port, sent);
  if (note_initiation(step, state, port, sent)) return;
  if (effect == SessionEffect::initiate) {
    state.end_session();
    state.host_challenge.assign(command_.data.begin(), command_.data.end());
    if (good) begin_session(step, state, sent.answer);
  } else if (effect == SessionEffect::authenticate) {
    state.open = sent.answer.sw == iso7816::sw::ok && state.begun && state.session->authenticated();
    if (state.open && guard_.ledger != nullptr) (void)guard_.ledger->success(port.identity);
  } else if (command_.ins == ins_select && command_.p1 == 0x04 && good) {
    // A selection ends the application session, and the secure channel session with it (GPC 10.2.3).
    state.end_session();
    state.selected_aid = aid_of(sent.answer.data, command_.data);
  } else if (command_.ins == ins_manage_channel && command_.p1 == 0x80 && good &&
             command_.p2 < logical_channels) {
    port.logical[command_.p2].end_session();
  }
}

void Transport::begin_session(const CompiledStep& step, LogicalChannelState& state,
                              const Answer& answer) {
  const auto parsed = globalplatform::parse_initialize_update(answer.data);
  if (!parsed) return;
  const KeyGroup* group =
      step.script->keys.empty()
          ? keys_.find(parsed->key_version, parsed->protocol, state.selected_aid)
          : keys_.find(step.script->keys);
  if (group == nullptr) return;
  globalplatform::StartOptions options;
  options.option_i = group->option_i.value_or(options.option_i);
  options.invoking_aid = group->security_domain.empty() ? keys_.issuer_security_domain()
                                                        : ByteView(group->security_domain);
  if (!state.selected_aid.empty())
    options.invoking_aid = state.selected_aid;  // GPD 6.2.2.1: of the application that asks
  const auto started = globalplatform::SecureChannel::restart(
      state.session, group->keys, state.host_challenge, answer.data, options);
  state.begun = started.has_value();
  if (state.begun) note_unconfirmed(globalplatform::unconfirmed_part(*state.session));
}

/// A C-MAC alone leaves the data in clear, at other places when the length fields grow; and a card may send back what it
/// was given. So the wire and the answers are searched.
void Transport::note_secrets(Protection protection) {
  wire_secrets_.clear();
  response_secrets_.clear();
  opened_secrets_.clear();
  if (protection == Protection::none) {
    wire_secrets_ = secrets_;
  } else {
    for (const auto& range : secrets_)
      find_value(ByteView(plain_).subspan(range.offset, range.length), wire_, wire_secrets_);
  }
  known_secrets_.find(wire_, wire_secrets_);
  known_secrets_.find(response_, response_secrets_);
  const ByteView plain = protection == Protection::none ? wire_ : plain_;
  for (const auto& range : secrets_)
    if (range.length >= Secrets::least_size)
      find_value(plain.subspan(range.offset, range.length), response_, response_secrets_);
  if (protection != Protection::none) known_secrets_.find(opened_, opened_secrets_);
  for (const ByteView value : answer_secrets_) {
    find_value(value, response_, response_secrets_);
    find_value(value, opened_, opened_secrets_);
  }
  answer_secrets_.clear();
}

void Transport::tell(const Port& port, const Sent& sent, std::int64_t utc, std::int64_t start,
                     Protection protection) {
  journal::ExchangeRecord record;
  record.role = port.role;
  record.command = wire_;
  record.response = response_;
  note_secrets(protection);
  record.secrets = wire_secrets_;
  record.response_secrets = response_secrets_;
  record.outcome = sent.outcome;
  record.remark = sent.problem;
  record.utc_ns = utc;
  record.monotonic_ns = start;
  record.duration_ns = clock_.monotonic_ns() - start;
  if (protection != Protection::none) {
    if (secrets_.empty() && wire_secrets_.empty()) record.plain_command = plain_;
    if (sent.answer.protection ? sent.answer.protection->ok() : protection == Protection::calypso)
      record.plain_response = opened_;
    record.plain_response_secrets = opened_secrets_;
  }
  listener_.exchanged(record);
}

}  // namespace assay::engine

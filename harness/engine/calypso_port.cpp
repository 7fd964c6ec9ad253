// SPDX-License-Identifier: Apache-2.0
// What a Calypso terminal makes of the commands and answers that pass.
#include "engine/calypso_port.hpp"

#include <algorithm>
#include <utility>

#include "calypso/file_header.hpp"

namespace assay::engine {
namespace {

using calypso::SessionMode;
using Deviation = calypso::TerminalDeviation;
using State = CalypsoVerification::State;

constexpr std::uint8_t ins_select = 0xA4;
constexpr std::uint8_t ins_open = 0x8A;
constexpr std::uint8_t ins_close = 0x8E;
constexpr std::uint8_t ins_manage = 0x82;
constexpr std::uint8_t ins_get_challenge = 0x84;
constexpr std::uint8_t ins_sv_get = 0x7C;
constexpr std::uint8_t class_early = 0x94;
constexpr std::uint8_t manage_encryption = 0x02;
constexpr iso7816::StatusWord postponed{0x6200};
constexpr iso7816::StatusWord wrong_cryptogram{0x6988};

SessionMode mode_of(std::uint8_t cla, std::uint8_t p1, std::uint8_t p2) {
  if (cla == class_early)
    return (p1 & 0x80) != 0 ? SessionMode::revision_2 : SessionMode::revision_1;
  if ((p2 & 0x07) == 2) return SessionMode::extended;
  if ((p2 & 0x07) == 3) return SessionMode::pki;
  return SessionMode::regular;
}

bool is_sv_operation(std::uint8_t ins) {
  return ins == 0xB8 || ins == 0xBA || ins == 0xBC;
}

bool is_in(Deviation deviation, Deviation first, Deviation last) {
  return deviation >= first && deviation <= last;
}

tl::unexpected<Error> nothing_to_act_on(Deviation deviation, std::string_view wanted) {
  return fail(ErrorCode::unsupported, "the deviation {} changes nothing here: it acts on {}",
              calypso::name(deviation), wanted);
}

CalypsoVerification verified(const Result<bool>& right, ByteView received) {
  CalypsoVerification out;
  out.received = to_bytes(received);
  if (!right)
    out.problem = right.error().message;
  else
    out.state = *right ? State::valid : State::wrong;
  return out;
}

}  // namespace

std::optional<CalypsoValue> find_calypso_value(std::string_view name) noexcept {
  const auto found = std::ranges::find(calypso_value_names, name);
  if (found == calypso_value_names.end()) return std::nullopt;
  return static_cast<CalypsoValue>(found - calypso_value_names.begin());
}

CalypsoPort::CalypsoPort(Provider provider, calypso::KeyTable keys, SecureBytes pin,
                         std::vector<ApplicationKeys> applications)
    : provider_(std::move(provider)),
      keys_(std::move(keys)),
      pin_(std::move(pin)),
      applications_(std::move(applications)) {
  if (provider_.crypto) session_.emplace(*provider_.crypto, keys_);
  forget();
}

void CalypsoPort::forget() noexcept {
  if (session_) session_->end();
  pki_.forget();
  if (provider_.crypto) provider_.crypto->forget();
  problem_ = "no session was opened";
  knows_serial_ = false;
  file_kif_.reset();
  file_kvc_.reset();
  opening_kif_.reset();
  kvc_.reset();
  challenge_.clear();
  sv_header_.clear();
  sv_answer_.clear();
  awaits_sv_signature_ = false;
  for (auto& value : values_) value.clear();
  if (!provider_.crypto) return;
  const auto sam = provider_.crypto->serial();
  stored(CalypsoValue::sam_serial).assign(sam.begin(), sam.end());
}

void CalypsoPort::note_atr(ByteView atr) {
  const auto application = calypso::parse_revision_1_atr(atr);
  if (!application) return;
  serial_ = application->serial;
  stored(CalypsoValue::serial).assign(serial_.begin(), serial_.end());
  knows_serial_ = true;
}

Result<void> CalypsoPort::make_way(std::string_view role) {
  if (!provider_.crypto || provider_.role != role) return {};
  TRY_VOID(provider_.crypto->settle());
  provider_.crypto->forget();  // the command may select another diversifier
  return {};
}

CalypsoPort::Effect CalypsoPort::effect_of(ByteView command) const noexcept {
  if (command.size() < 4 || (command[0] != 0x00 && command[0] != class_early)) return Effect::none;
  if (command[1] == ins_open) return Effect::open;
  if (command[1] == ins_close) return command.size() > 5 ? Effect::close : Effect::abort;
  if (command[1] == ins_manage && command[2] == 0x00 && session_ && session_->is_open())
    return Effect::manage;
  return Effect::none;
}

// Making values.

Result<ByteView> CalypsoPort::value(CalypsoValue wanted) const {
  static constexpr std::array<std::uint8_t, 32> zeros{};
  const bool wide = sv_answer_.size() > 60;
  if (drafting_ && (bit_of(wanted) & made_values) != 0) {
    switch (wanted) {
      case CalypsoValue::key_cryptogram: return ByteView(zeros);
      case CalypsoValue::sv_challenge:
      case CalypsoValue::sv_transaction: return ByteView(zeros).first(3);
      case CalypsoValue::sv_signature: return ByteView(zeros).first(wide ? 10 : 5);
      default: return ByteView(zeros).first(8);
    }
  }
  const Bytes& found = values_[static_cast<std::size_t>(wanted)];
  if (!found.empty()) return ByteView(found);
  return fail(ErrorCode::not_found, "${}{} has no value here: {}", "calypso.",
              calypso_value_names[static_cast<std::size_t>(wanted)],
              has_provider() ? problem_ : provider_.missing);
}

Result<void> CalypsoPort::make(CalypsoValues wanted, const iso7816::CommandView& draft,
                               const CalypsoParameters& parameters, Deviation deviation,
                               Random& random) {
  bool sv_made = false;
  for (std::size_t i = 0; i < calypso_value_names.size(); ++i) {
    const auto value = static_cast<CalypsoValue>(i);
    if ((bit_of(value) & wanted & made_values) == 0) continue;
    const bool is_sv = value >= CalypsoValue::sv_challenge;
    if (is_sv && std::exchange(sv_made, true)) continue;
    TRY_VOID(make_one(value, draft, parameters, deviation, random));
  }
  return {};
}

Result<void> CalypsoPort::make_one(CalypsoValue value, const iso7816::CommandView& draft,
                                   const CalypsoParameters& parameters, Deviation deviation,
                                   Random& random) {
  if (value == CalypsoValue::challenge) {
    opening_kif_ = parameters.kif;
    return make_challenge(draft, random);
  }
  if (!has_provider()) return fail(ErrorCode::not_found, "{}", provider_.missing);
  if (value == CalypsoValue::terminal_mac) return make_terminal_mac(draft, deviation);
  if (!knows_serial_)
    return fail(ErrorCode::not_found,
                "no application was selected, so the serial number of the card is not known");
  if (value == CalypsoValue::pin_cryptogram) return make_pin(parameters, deviation);
  if (value == CalypsoValue::key_cryptogram) return make_key(draft, parameters, deviation);
  return make_sv(draft, deviation);
}

Result<void> CalypsoPort::make_challenge(const iso7816::CommandView& draft, Random& random) {
  Bytes& out = stored(CalypsoValue::challenge);
  const SessionMode mode = mode_of(draft.cla, draft.p1, draft.p2);
  if (mode == SessionMode::pki) {
    out.resize(8);
    random.fill(out);
    return {};
  }
  if (!has_provider()) return fail(ErrorCode::not_found, "{}", provider_.missing);
  problem_ = "the session was not opened";
  TRY(out, session_->challenge(mode));
  return {};
}

Result<void> CalypsoPort::make_terminal_mac(const iso7816::CommandView& draft,
                                            Deviation deviation) {
  if (!session_->is_open()) return fail(ErrorCode::not_found, "no MAC can be made: {}", problem_);
  if (deviation != Deviation::none &&
      !is_in(deviation, Deviation::mac_flip_last_bit, Deviation::mac_replay))
    return nothing_to_act_on(deviation, "something else than a MAC");
  Bytes& out = stored(CalypsoValue::terminal_mac);
  if (draft.ins == ins_manage) {
    TRY(out, session_->authenticate(deviation));
  } else {
    TRY(out, session_->close(deviation));
  }
  return {};
}

Result<Bytes> CalypsoPort::challenge_for(Deviation deviation) {
  if (challenge_.size() != 8)
    return fail(ErrorCode::not_found,
                "the card gave no challenge for this: GET CHALLENGE comes first, and serves once");
  Bytes out = std::exchange(challenge_, {});
  if (deviation == Deviation::cryptogram_other_challenge) out.back() ^= 0x01;
  return out;
}

Result<calypso::Key> CalypsoPort::key_for(const CalypsoParameters& parameters,
                                          calypso::SessionLevel level) const {
  const auto index = static_cast<std::size_t>(level) - 1;
  auto kif = parameters.kif;
  auto kvc = parameters.kvc;
  if (!kif && file_kif_) kif = (*file_kif_)[index];
  if (!kvc && file_kvc_) kvc = (*file_kvc_)[index];
  if (!kvc) kvc = kvc_;
  return keys_.resolve(level, kif, kvc);
}

Result<void> CalypsoPort::make_pin(const CalypsoParameters& parameters, Deviation deviation) {
  using calypso::SessionLevel;
  const SecureBytes& pin = parameters.pin.empty() ? pin_ : parameters.pin;
  if (pin.size() != 4)
    return fail(ErrorCode::not_found, "a PIN of 4 bytes is wanted, from calypso: pin or the bench");
  calypso::PinRequest request;
  request.diversifier = serial_;
  const bool is_change = !parameters.new_pin.empty();
  const auto level = is_change ? SessionLevel::personalization : SessionLevel::debit;
  if (session_->is_open() && !parameters.kif) {
    request.key = session_->key();
  } else {
    TRY(request.key, key_for(parameters, level));
  }
  if (deviation == Deviation::cryptogram_other_key)
    request.key = calypso::key_of_other_level(keys_, level, request.key);
  TRY(const Bytes challenge, challenge_for(deviation));
  request.challenge = challenge;
  request.pin = pin;
  request.new_pin = parameters.new_pin;
  Bytes& out = stored(CalypsoValue::pin_cryptogram);
  TRY(out, provider_.crypto->cipher_pin(request));
  if (deviation == Deviation::cryptogram_flip_last_bit) out.back() ^= 0x01;
  return {};
}

Result<void> CalypsoPort::make_key(const iso7816::CommandView& draft,
                                   const CalypsoParameters& parameters, Deviation deviation) {
  calypso::KeyRequest request;
  request.diversifier = serial_;
  const auto issuer = calypso::SessionLevel::personalization;
  TRY(request.ciphering, key_for(parameters, issuer));
  if (deviation == Deviation::cryptogram_other_key)
    request.ciphering = calypso::key_of_other_level(keys_, issuer, request.ciphering);
  CalypsoParameters loaded;
  loaded.kif = parameters.new_kif;
  loaded.kvc = parameters.new_kvc;
  const auto level = calypso::session_level(draft.p2);
  TRY(request.loaded, key_for(loaded, level.value_or(calypso::SessionLevel::debit)));
  TRY(const Bytes challenge, challenge_for(deviation));
  request.challenge = challenge;
  Bytes& out = stored(CalypsoValue::key_cryptogram);
  TRY(out, provider_.crypto->cipher_key(request));
  if (deviation == Deviation::cryptogram_flip_last_bit) out.back() ^= 0x01;
  return {};
}

Result<void> CalypsoPort::make_sv(const iso7816::CommandView& draft, Deviation deviation) {
  if (sv_answer_.empty())
    return fail(ErrorCode::not_found, "no SV GET was answered, which comes before the operation");
  if (!is_sv_operation(draft.ins))
    return fail(ErrorCode::not_found, "stored value cryptograms are for B8, BA and BC only");
  const bool reload = draft.ins == 0xB8;
  const std::size_t size = reload ? 11 : 8;
  if (draft.data.size() < size)
    return fail(ErrorCode::out_of_range,
                "the data field has {} bytes before the cryptogram, {} are "
                "wanted",
                draft.data.size(), size);
  Bytes partial{draft.ins, 0, 0, static_cast<std::uint8_t>(draft.data.size())};
  append(partial, draft.data.first(size));
  partial[4] = 0;  // where the SAM's challenge will stand
  calypso::SvRequest request;
  request.operation = static_cast<calypso::SvOperation>(draft.ins);
  request.diversifier = serial_;
  request.get_header = sv_header_;
  request.get_answer = sv_answer_;
  request.partial = partial;
  TRY(const auto made, provider_.crypto->prepare_sv(request, sv_answer_.size() > 60));
  stored(CalypsoValue::sv_challenge).assign(made.challenge.begin(), made.challenge.end());
  stored(CalypsoValue::sv_transaction).assign(made.transaction.begin(), made.transaction.end());
  stored(CalypsoValue::sv_signature) = made.signature;
  if (deviation == Deviation::cryptogram_flip_last_bit)
    stored(CalypsoValue::sv_signature).back() ^= 0x01;
  return {};
}

// What travels.

Result<bool> CalypsoPort::send(ByteView command, Bytes& wire, CalypsoValues made,
                               Deviation deviation) {
  command_.assign(command.begin(), command.end());
  deviation_ = deviation;
  const Effect effect = effect_of(command);
  in_session_ = session_ && session_->is_open() && effect != Effect::close &&
                effect != Effect::abort && effect != Effect::manage;
  const bool of_opening =
      is_in(deviation, Deviation::key_other_level, Deviation::digest_opening_cut);
  const bool of_exchange =
      is_in(deviation, Deviation::digest_exchange_left_out, Deviation::encryption_unasked);
  const bool of_mac = is_in(deviation, Deviation::mac_flip_last_bit, Deviation::mac_replay);
  constexpr CalypsoValues cryptograms = bit_of(CalypsoValue::pin_cryptogram) |
                                        bit_of(CalypsoValue::key_cryptogram) |
                                        bit_of(CalypsoValue::sv_signature);
  if (of_opening && effect != Effect::open) return nothing_to_act_on(deviation, "an opening");
  if (of_exchange && !in_session_)
    return nothing_to_act_on(deviation, "a command inside a session");
  if (of_mac && (made & bit_of(CalypsoValue::terminal_mac)) == 0)
    return nothing_to_act_on(deviation, "a command with $calypso.terminal_mac");
  if (deviation >= Deviation::cryptogram_flip_last_bit && (made & cryptograms) == 0)
    return nothing_to_act_on(deviation, "a command with a cryptogram of the provider");
  wire.assign(command.begin(), command.end());
  if (!in_session_) return false;
  const bool is_ours = of_exchange;
  TRY_VOID(session_->send(command, wire, is_ours ? deviation : Deviation::none));
  return session_->is_encrypted() || !equal(wire, command);
}

void CalypsoPort::lost() noexcept {
  if (session_) session_->end();
  pki_.lost();
  problem_ = "the session ended with a command that was not answered";
}

CalypsoAnswer CalypsoPort::receive(ByteView response, Bytes& plain) {
  CalypsoAnswer out;
  plain.assign(response.begin(), response.end());
  out.pki = pki_.note(command_, response);
  const auto parsed = iso7816::parse_response(response);
  if (!parsed) return out;
  const Effect effect = effect_of(command_);
  const bool opens = effect == Effect::open && parsed->sw == iso7816::sw::ok;
  if (in_session_ && !opens) {
    auto digested = session_->receive(response, plain);
    if (!digested) {
      session_->end();
      problem_ = "the session ended: " + digested.error().message;
    }
    out.ciphered = !equal(plain, response);
  }
  const auto clear = iso7816::parse_response(plain);
  if (!clear) return out;
  if (opens) note_open(clear->data, out);
  if (effect == Effect::close) note_close(*clear, out);
  if (effect == Effect::manage) note_manage(*clear, out);
  if (effect == Effect::abort && clear->sw.is_success() && session_) {
    session_->end();
    problem_ = "the session was aborted";
  }
  if (effect == Effect::none) note_exchange(*clear, out);
  return out;
}

void CalypsoPort::note_open(ByteView answer, CalypsoAnswer&) {
  const SessionMode mode = mode_of(command_[0], command_[2], command_[3]);
  awaits_sv_signature_ = false;
  const auto parsed = calypso::parse_opening(mode, answer);
  if (!parsed) {
    problem_ = "the opening answer cannot be read: " + parsed.error().message;
    return;
  }
  stored(CalypsoValue::card_challenge) = parsed->challenge;
  if (parsed->kvc) kvc_ = parsed->kvc;
  if (!session_ || mode == SessionMode::pki) return;
  const auto level = calypso::session_level(command_[2] & 0x07);
  if (!level || !knows_serial_) {
    problem_ = level ? "no application was selected, so the serial number of the card is not known"
                     : level.error().message;
    return;
  }
  const bool is_ours = is_in(deviation_, Deviation::key_other_level, Deviation::digest_opening_cut);
  auto kif = std::exchange(opening_kif_, std::nullopt);
  if (!kif && file_kif_) kif = (*file_kif_)[static_cast<std::size_t>(*level) - 1];
  const auto opened =
      session_->open({mode, serial_, *level, answer, kif}, is_ours ? deviation_ : Deviation::none);
  if (!opened) {
    problem_ = "the session was not opened: " + opened.error().message;
    return;
  }
  stored(CalypsoValue::kif) = {session_->key().kif};
  stored(CalypsoValue::kvc) = {session_->key().kvc};
}

CalypsoVerification CalypsoPort::verify_mac(ByteView mac) {
  stored(CalypsoValue::card_mac) = to_bytes(mac);
  return verified(session_->verify(mac), mac);
}

CalypsoVerification CalypsoPort::verify_sv(ByteView signature) {
  return verified(provider_.crypto->check_sv(signature), signature);
}

void CalypsoPort::note_close(const iso7816::ResponseView& response, CalypsoAnswer& out) {
  if (!session_ || !session_->is_open()) return;
  if (response.sw == wrong_cryptogram || response.sw == iso7816::sw::conditions_not_satisfied) {
    session_->end();
    problem_ = "the card ended the session with '" + iso7816::to_string(response.sw) + "'";
  }
  if (response.sw != iso7816::sw::ok) return;
  const auto closing =
      calypso::parse_closing(response.data, calypso::mac_size_of(session_->mode()));
  if (!closing) {
    out.card_mac =
        CalypsoVerification{State::absent, to_bytes(response.data), closing.error().message};
  } else {
    out.card_mac = verify_mac(closing->mac);
    if (awaits_sv_signature_ && !closing->postponed.empty())
      out.sv_signature = verify_sv(closing->postponed.back());
  }
  awaits_sv_signature_ = false;
  session_->end();
  problem_ = "the session was closed";
}

void CalypsoPort::note_manage(const iso7816::ResponseView& response, CalypsoAnswer& out) {
  if (response.sw == wrong_cryptogram) {
    session_->end();
    problem_ = "the card ended the session with '6988'";
  }
  if (response.sw != iso7816::sw::ok) return;
  session_->set_encryption((command_[3] & manage_encryption) != 0);
  if ((command_[3] & 0x01) == 0) return;
  if (response.data.size() == 8)
    out.card_mac = verify_mac(response.data);
  else
    out.card_mac = CalypsoVerification{State::absent, to_bytes(response.data),
                                       "the answer is no MAC of 8 bytes"};
}

void CalypsoPort::note_exchange(const iso7816::ResponseView& response, CalypsoAnswer& out) {
  const std::uint8_t ins = command_.size() > 3 ? command_[1] : 0;
  const bool good = response.sw == iso7816::sw::ok;
  const bool selected = good || response.sw == iso7816::sw::card_locked_warning;
  if (ins == ins_select && command_[2] == 0x04 && selected) note_selection(response.data);
  if (good) note_file(response.data);
  if (ins == ins_get_challenge && good) challenge_ = to_bytes(response.data);
  if (ins == ins_sv_get && good) {
    sv_header_ = {ins, command_[2], command_[3], 0x00};
    sv_answer_ = to_bytes(response.data);
    append(sv_answer_, std::array<std::uint8_t, 2>{0x90, 0x00});
  }
  if (!is_sv_operation(ins)) return;
  awaits_sv_signature_ = response.sw == postponed;
  if (good && provider_.crypto && !sv_answer_.empty()) out.sv_signature = verify_sv(response.data);
  if (good || awaits_sv_signature_) sv_answer_.clear();
}

void CalypsoPort::note_selection(ByteView answer) {
  if (session_) session_->end();
  problem_ = "no session was opened since the selection";
  file_kif_.reset();
  file_kvc_.reset();
  kvc_.reset();
  challenge_.clear();
  sv_answer_.clear();
  const auto application = calypso::parse_fci(answer);
  knows_serial_ = application.has_value();
  if (!knows_serial_) return;
  serial_ = application->serial;
  stored(CalypsoValue::serial).assign(serial_.begin(), serial_.end());
  for (const ApplicationKeys& known : applications_)
    if (equal(known.aid, application->name)) file_kif_ = known.kif;
}

/// The header of a directory tells its keys.
void CalypsoPort::note_file(ByteView answer) {
  if (answer.size() != 25 || answer[0] != 0x85) return;
  const auto file = calypso::parse_file_header(answer);
  if (!file || file->file_type == calypso::FileType::ef) return;
  file_kif_ = file->kif;
  file_kvc_ = file->kvc;
}

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/secure_channel.hpp"

#include <algorithm>

#include "globalplatform/scp01_channel.hpp"
#include "globalplatform/scp02_channel.hpp"
#include "globalplatform/scp03_channel.hpp"
#include "iso7816/class_byte.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;

constexpr std::uint8_t ins_external_authenticate = 0x82;

bool is_external_authenticate(ByteView encoded) {
  return encoded.size() > 1 && encoded[1] == ins_external_authenticate;
}

bool concerns_host_cryptogram(Deviation deviation) {
  return deviation >= Deviation::host_cryptogram_flip_last_bit &&
         deviation <= Deviation::host_cryptogram_extend;
}

bool belongs_to(Deviation deviation, std::uint8_t protocol) {
  const auto known = terminal_deviations();
  const auto found = std::ranges::find(known, deviation, &TerminalDeviationInfo::deviation);
  if (found == known.end()) return false;
  if (protocol == 0x01) return found->scp01;
  if (protocol == 0x10) return found->scp10;
  return protocol == 0x02 ? found->scp02 : found->scp03;
}

Result<void> check_deviation(Deviation deviation, std::uint8_t protocol) {
  if (deviation == Deviation::none || belongs_to(deviation, protocol)) return {};
  return fail(ErrorCode::unsupported, "deviation {} does not belong to SCP{:02X}", name(deviation),
              protocol);
}

tl::unexpected<Error> makes_no_difference(Deviation deviation) {
  return fail(ErrorCode::unsupported,
              "deviation {} makes no difference here: the command would be the regular one",
              name(deviation));
}

Result<void> check_start(const KeySet& keys, ByteView host_challenge,
                         const InitializeUpdateAnswer& answer, const StartOptions& options) {
  if (answer.protocol == 0x01) return Scp01Channel::check(keys, host_challenge, options);
  if (answer.protocol == 0x02) return Scp02Channel::check(keys, host_challenge, options);
  return Scp03Channel::check(keys, host_challenge, answer);
}

std::unique_ptr<SecureChannel> make_channel(std::uint8_t protocol) {
  if (protocol == 0x01) return std::make_unique<Scp01Channel>();
  if (protocol == 0x02) return std::make_unique<Scp02Channel>();
  return std::make_unique<Scp03Channel>();
}

HostCryptogram extended(HostCryptogram cryptogram) {
  cryptogram.bytes[cryptogram.size] = 0x00;
  cryptogram.size += 1;
  return cryptogram;
}

iso7816::CommandApdu copied(ByteView encoded) {
  const auto sent = iso7816::parse_command(encoded);
  ASSAY_CHECK(sent.has_value());
  iso7816::CommandApdu command;
  command.cla = sent->cla;
  command.ins = sent->ins;
  command.p1 = sent->p1;
  command.p2 = sent->p2;
  command.data.assign(sent->data.begin(), sent->data.end());
  return command;
}

}  // namespace

Result<std::unique_ptr<SecureChannel>> SecureChannel::start(const KeySet& keys,
                                                            ByteView host_challenge,
                                                            ByteView initialize_update_answer,
                                                            const StartOptions& options) {
  std::unique_ptr<SecureChannel> channel;
  TRY_VOID(restart(channel, keys, host_challenge, initialize_update_answer, options));
  return channel;
}

Result<void> SecureChannel::restart(std::unique_ptr<SecureChannel>& channel, const KeySet& keys,
                                    ByteView host_challenge, ByteView initialize_update_answer,
                                    const StartOptions& options) {
  TRY(const auto answer, parse_initialize_update(initialize_update_answer));
  TRY_VOID(check_start(keys, host_challenge, answer, options));
  if (!channel || channel->speaks() != answer.protocol) channel = make_channel(answer.protocol);
  channel->begin(keys, host_challenge, answer, options);
  return {};
}

void SecureChannel::begin(const KeySet& keys, ByteView host_challenge,
                          const InitializeUpdateAnswer& answer, const StartOptions& options) {
  reset();
  answer_ = answer;
  host_challenge_ = make_short<HostChallenge>(host_challenge);
  derive(keys, options);
}

Result<void> SecureChannel::initiate(std::unique_ptr<SecureChannel>& channel, const KeySet& keys,
                                     const ImplicitStart& how) {
  TRY_VOID(Scp02Channel::check_implicit(keys, how));
  if (!channel || channel->speaks() != 0x02) channel = make_channel(0x02);
  channel->begin_implicitly(keys, how);
  return {};
}

void SecureChannel::begin_implicitly(const KeySet& keys, const ImplicitStart& how) {
  reset();
  answer_.protocol = 0x02;
  answer_.key_version = keys.version;
  answer_.option_i = how.option_i;
  answer_.sequence_counter = make_short<SequenceCounter>(how.sequence_counter);
  level_ = level::c_mac;
  authenticated_ = true;
  static_cast<Scp02Channel&>(*this).derive_implicit(keys, how);
}

void SecureChannel::reset() noexcept {
  if (!latest_.empty()) std::swap(latest_, latest_before_);
  if (!authenticate_.empty()) std::swap(authenticate_, authenticate_before_);
  forget();
  answer_ = {};
  host_challenge_ = {};
  expected_card_cryptogram_ = {};
  expected_card_challenge_.reset();
  host_cryptogram_ = {};
  level_ = {};
  latest_header_ = {};
  agreed_mac_length_ = 0;
  authenticated_ = awaiting_response_ = false;
  latest_.clear();
  authenticate_.clear();
}

HostCryptogram SecureChannel::deviating_cryptogram(Deviation deviation) const {
  HostCryptogram cryptogram = make_host_cryptogram(deviation);
  switch (deviation) {
    case Deviation::host_cryptogram_flip_last_bit:
      cryptogram.bytes[cryptogram.size - 1U] ^= 0x01;
      break;
    case Deviation::host_cryptogram_flip_first_bit: cryptogram.bytes[0] ^= 0x80; break;
    case Deviation::host_cryptogram_zero: cryptogram.bytes.fill(0); break;
    case Deviation::host_cryptogram_card:
      return make_short<HostCryptogram>(answer_.card_cryptogram.view());
    case Deviation::host_cryptogram_truncate: cryptogram.size -= 1; break;
    case Deviation::host_cryptogram_extend: return extended(cryptogram);
    default: break;
  }
  return cryptogram;
}

Result<void> SecureChannel::authenticate(SecurityLevel wanted, Deviation deviation,
                                         iso7816::CommandApdu& command,
                                         const AuthenticateHeader& header) {
  if (answer_.protocol == 0)
    return fail(ErrorCode::refused,
                "EXTERNAL AUTHENTICATE needs a session: none was started since the last reset");
  if (answer_.protocol == 0x10)
    return fail(ErrorCode::refused, "a session of SCP10 has no EXTERNAL AUTHENTICATE of this kind");
  if (implicitly_initiated())
    return fail(ErrorCode::refused,
                "a session of implicit initiation has no EXTERNAL AUTHENTICATE");
  TRY_VOID(check_deviation(deviation, answer_.protocol));
  if (deviation == Deviation::replay) return makes_no_difference(deviation);
  if (deviation == Deviation::replay_session_before) {
    if (!is_external_authenticate(authenticate_before_)) return makes_no_difference(deviation);
    authenticated_ = false;
    latest_ = authenticate_before_;
    command = copied(latest_);
    return {};
  }
  const HostCryptogram cryptogram = deviating_cryptogram(deviation);
  if (concerns_host_cryptogram(deviation) && cryptogram == host_cryptogram_)
    return makes_no_difference(deviation);
  CommandDraft draft;
  draft.plain.cla =
      header.cla.value_or(iso7816::encode_class({.proprietary = true, .channel = header.channel}));
  draft.cla_as_given = header.cla.has_value();
  draft.plain.ins = header.ins;
  draft.plain.p1 = wanted.value;
  draft.plain.p2 = header.p2;
  draft.plain.data = cryptogram.view();
  draft.deviation = deviation;
  draft.level = wanted;
  draft.authenticating = true;
  TRY_VOID(send(draft));
  authenticated_ = deviation == Deviation::none;
  awaiting_response_ = false;
  if (authenticated_) level_ = wanted;
  if (authenticated_) authenticate_ = latest_;
  command = copied(latest_);
  return {};
}

Result<void> SecureChannel::wrap(const iso7816::CommandView& plain, Deviation deviation,
                                 Bytes& wrapped) {
  if (!authenticated_)
    return fail(ErrorCode::refused,
                "no command can be protected before EXTERNAL AUTHENTICATE was built");
  awaiting_response_ = false;
  if (deviation == Deviation::replay || deviation == Deviation::replay_session_before) {
    const Bytes& again = deviation == Deviation::replay ? latest_ : latest_before_;
    if (again.empty()) return makes_no_difference(deviation);
    wrapped.assign(again.begin(), again.end());
    after_replay();
    awaiting_response_ = true;
    return {};
  }
  before_protecting();
  TRY_VOID(send({.plain = plain, .deviation = deviation, .level = level_}));
  awaiting_response_ = true;
  latest_header_ = {plain.cla, plain.ins, plain.p1, plain.p2};
  wrapped.assign(latest_.begin(), latest_.end());
  return {};
}

Result<void> SecureChannel::wrap_unprotected(const iso7816::CommandView& plain, Bytes& sent) {
  if (!authenticated_)
    return fail(ErrorCode::refused, "no session runs that a command could go unprotected in");
  TRY_VOID(send({.plain = plain, .level = level::authenticated}));
  awaiting_response_ = true;
  latest_header_ = {plain.cla, plain.ins, plain.p1, plain.p2};
  sent.assign(latest_.begin(), latest_.end());
  return {};
}

Result<void> SecureChannel::check_secret(ByteView dek, ByteView data, std::size_t block) {
  if (dek.empty())
    return fail(ErrorCode::not_found, "sensitive data want a DEK, and this key set has none");
  if (data.empty() || data.size() % block != 0)
    return fail(ErrorCode::out_of_range,
                "{} bytes of sensitive data are no whole blocks of {} bytes", data.size(), block);
  return {};
}

Result<void> SecureChannel::send(const CommandDraft& draft) {
  if (draft.deviation != Deviation::none) return send_deviating(draft);
  encoded_.clear();
  TRY_VOID(secure(draft, encoded_));
  advance(draft);
  std::swap(latest_, encoded_);
  return {};
}

Result<void> SecureChannel::send_deviating(const CommandDraft& draft) {
  TRY_VOID(check_deviation(draft.deviation, answer_.protocol));
  CommandDraft regular = draft;
  regular.deviation = Deviation::none;
  const HostCryptogram right = host_cryptogram_;
  if (draft.authenticating) regular.plain.data = right.view();
  regular_.clear();
  TRY_VOID(secure(regular, regular_));
  encoded_.clear();
  TRY_VOID(secure(draft, encoded_));
  if (encoded_ == regular_) return makes_no_difference(draft.deviation);
  if (verifies(draft.deviation)) advance(draft);
  std::swap(latest_, encoded_);
  return {};
}

Result<Unwrapped> SecureChannel::unwrap(const iso7816::ResponseView& response, Bytes& plain_data) {
  if (!awaiting_response_)
    return fail(ErrorCode::refused, "no protected command waits for its response");
  plain_data.clear();
  const Unwrapped opened = open(response, plain_data);
  if (opened.ok()) awaiting_response_ = false;
  return opened;
}

}  // namespace assay::globalplatform

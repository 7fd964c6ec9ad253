// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/secure_channel.hpp"

#include <algorithm>

#include "globalplatform/scp02_channel.hpp"
#include "globalplatform/scp03_channel.hpp"
#include "iso7816/class_byte.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;

constexpr std::uint8_t ins_external_authenticate = 0x82;

bool concerns_host_cryptogram(Deviation deviation) {
  return deviation >= Deviation::host_cryptogram_flip_last_bit &&
         deviation <= Deviation::host_cryptogram_truncate;
}

bool belongs_to(Deviation deviation, std::uint8_t protocol) {
  const auto known = terminal_deviations();
  const auto found = std::ranges::find(known, deviation, &TerminalDeviationInfo::deviation);
  return found != known.end() && (protocol == 0x02 ? found->scp02 : found->scp03);
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
  if (answer.protocol == 0x02) return Scp02Channel::check(keys, host_challenge, options);
  return Scp03Channel::check(keys, host_challenge, answer);
}

std::unique_ptr<SecureChannel> make_channel(std::uint8_t protocol) {
  if (protocol == 0x02) return std::make_unique<Scp02Channel>();
  return std::make_unique<Scp03Channel>();
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

void SecureChannel::reset() noexcept {
  forget();
  answer_ = {};
  host_challenge_ = {};
  expected_card_cryptogram_ = {};
  expected_card_challenge_.reset();
  host_cryptogram_ = {};
  level_ = {};
  latest_header_ = {};
  authenticated_ = awaiting_response_ = false;
  latest_.clear();
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
    default: break;
  }
  return cryptogram;
}

Result<void> SecureChannel::authenticate(SecurityLevel wanted, Deviation deviation,
                                         iso7816::CommandApdu& command, std::uint8_t channel,
                                         std::uint8_t p2) {
  if (answer_.protocol == 0)
    return fail(ErrorCode::refused,
                "EXTERNAL AUTHENTICATE needs a session: none was started since the last reset");
  TRY_VOID(check_deviation(deviation, answer_.protocol));
  if (deviation == Deviation::replay) return makes_no_difference(deviation);
  const HostCryptogram cryptogram = deviating_cryptogram(deviation);
  if (concerns_host_cryptogram(deviation) && cryptogram == host_cryptogram_)
    return makes_no_difference(deviation);
  CommandDraft draft;
  draft.plain.cla = iso7816::encode_class({.proprietary = true, .channel = channel});
  draft.plain.ins = ins_external_authenticate;
  draft.plain.p1 = wanted.value;
  draft.plain.p2 = p2;
  draft.plain.data = cryptogram.view();
  draft.deviation = deviation;
  draft.level = wanted;
  draft.authenticating = true;
  TRY_VOID(send(draft));
  authenticated_ = deviation == Deviation::none;
  awaiting_response_ = false;
  if (authenticated_) level_ = wanted;
  const auto sent = iso7816::parse_command(latest_);
  ASSAY_CHECK(sent.has_value());
  command.cla = sent->cla;
  command.ins = sent->ins;
  command.p1 = sent->p1;
  command.p2 = sent->p2;
  command.data.assign(sent->data.begin(), sent->data.end());
  command.ne = 0;
  command.extended = false;
  return {};
}

Result<void> SecureChannel::wrap(const iso7816::CommandView& plain, Deviation deviation,
                                 Bytes& wrapped) {
  if (!authenticated_)
    return fail(ErrorCode::refused,
                "no command can be protected before EXTERNAL AUTHENTICATE was built");
  awaiting_response_ = deviation == Deviation::replay;
  if (awaiting_response_) {
    wrapped.assign(latest_.begin(), latest_.end());
    return {};
  }
  TRY_VOID(send({.plain = plain, .deviation = deviation, .level = level_}));
  awaiting_response_ = true;
  latest_header_ = {plain.cla, plain.ins, plain.p1, plain.p2};
  wrapped.assign(latest_.begin(), latest_.end());
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

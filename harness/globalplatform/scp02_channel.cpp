// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp02_channel.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;
using crypto::Block8;

constexpr std::size_t mac_size = 8;

Result<void> check_keys(const KeySet& keys, Scp02Options options) {
  const auto same_or_none = [&](const SecureBytes& key) {
    return key.empty() || equal(key, keys.enc);
  };
  if (!options.three_keys()) {
    if (keys.enc.size() != 16)
      return fail(ErrorCode::out_of_range,
                  "SCP02 wants a base key of 16 bytes; this key set has {} (ENC)", keys.enc.size());
    if (!same_or_none(keys.mac) || !same_or_none(keys.dek))
      return fail(ErrorCode::out_of_range,
                  "SCP02 with i = '{:02X}' has one base key; this key set has several",
                  options.value());
    return {};
  }
  if (keys.enc.size() != 16 || keys.mac.size() != 16 ||
      (!keys.dek.empty() && keys.dek.size() != 16))
    return fail(ErrorCode::out_of_range,
                "SCP02 wants keys of 16 bytes; this key set has {} (ENC), {} (MAC), {} (DEK)",
                keys.enc.size(), keys.mac.size(), keys.dek.size());
  return {};
}

/// GPC E.4.1: one base key takes the place of all three.
KeySet effective(const KeySet& keys, Scp02Options options) {
  if (options.three_keys()) return keys;
  return {keys.version, keys.enc, keys.enc, keys.enc};
}

Result<void> check_aid(ByteView aid, Scp02Options options) {
  if (!options.icv_is_mac_over_aid() || (!aid.empty() && aid.size() <= 16)) return {};
  return fail(ErrorCode::out_of_range,
              "SCP02 with i = '{:02X}' makes its first ICV from the AID of the selected "
              "application, which has 1 to 16 bytes, not {}",
              options.value(), aid.size());
}

std::uint16_t raised(const SequenceCounter& counter) {
  return static_cast<std::uint16_t>(((counter.bytes[0] << 8) | counter.bytes[1]) + 1);
}

SequenceCounter counter_of(std::uint16_t value) {
  const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(value >> 8),
                                          static_cast<std::uint8_t>(value)};
  return make_short<SequenceCounter>(bytes);
}

}  // namespace

Result<void> Scp02Channel::check(const KeySet& keys, ByteView host_challenge,
                                 const StartOptions& how) {
  TRY(const Scp02Options options, Scp02Options::parse(how.option_i));
  if (!options.explicit_initiation())
    return fail(ErrorCode::unsupported,
                "SCP02 with i = '{:02X}' is initiated implicitly, without INITIALIZE UPDATE",
                how.option_i);
  TRY_VOID(check_keys(keys, options));
  TRY_VOID(check_aid(how.invoking_aid, options));
  if (host_challenge.size() != 8)
    return fail(ErrorCode::out_of_range, "the host challenge has {} bytes, SCP02 wants 8",
                host_challenge.size());
  return {};
}

Result<void> Scp02Channel::check_implicit(const KeySet& keys, const ImplicitStart& how) {
  TRY(const Scp02Options options, Scp02Options::parse(how.option_i));
  if (options.explicit_initiation())
    return fail(ErrorCode::unsupported,
                "SCP02 with i = '{:02X}' is initiated explicitly, with INITIALIZE UPDATE",
                how.option_i);
  TRY_VOID(check_keys(keys, options));
  TRY_VOID(check_aid(how.aid, options));
  if (how.sequence_counter.size() != 2)
    return fail(ErrorCode::out_of_range, "the sequence counter has {} bytes, SCP02 wants 2",
                how.sequence_counter.size());
  return {};
}

void Scp02Channel::derive(const KeySet& keys, const StartOptions& how) {
  options_ = Scp02Options::parse(how.option_i).value();
  reading_ = how.scp02;
  answer_.option_i = how.option_i;
  const ByteView counter = answer_.sequence_counter.view();
  const ByteView challenge = answer_.card_challenge.view();
  derive_scp02_keys(effective(keys, options_), counter, session_);
  expected_card_cryptogram_ =
      scp02_card_cryptogram(session_.enc.view(), host_challenge_.view(), counter, challenge);
  host_cryptogram_ =
      scp02_host_cryptogram(session_.enc.view(), host_challenge_.view(), counter, challenge);
  if (options_.pseudo_random_challenge() && !how.invoking_aid.empty())
    expected_card_challenge_ = scp02_card_challenge(session_.c_mac.view(), how.invoking_aid);
  const Block8 first_icv = options_.icv_is_mac_over_aid()
                               ? scp02_first_icv(session_.c_mac.view(), how.invoking_aid)
                               : Block8{};
  chain_.begin({DesMac::retail, options_.icv_encryption()}, first_icv);
}

void Scp02Channel::derive_implicit(const KeySet& keys, const ImplicitStart& how) {
  options_ = Scp02Options::parse(how.option_i).value();
  reading_ = how.scp02;
  static_keys_ = effective(keys, options_);
  aid_ = to_bytes(how.aid);
  derive_from_counter();
}

/// A session of implicit initiation, from `answer_.sequence_counter`.   Source: GPC E.1.2.2, E.3.3.
void Scp02Channel::derive_from_counter() {
  derive_scp02_implicit_keys(static_keys_, answer_.sequence_counter.view(), session_);
  const Block8 first_icv =
      options_.icv_is_mac_over_aid() ? scp02_first_icv(session_.c_mac.view(), aid_) : Block8{};
  chain_.begin({DesMac::retail, options_.icv_encryption()}, first_icv);
  unprotected_ = false;
}

/// GPC E.1.6: at AUTHENTICATED alone, a protected command ends the session and starts another.
void Scp02Channel::before_protecting() {
  if (!is_implicit() || !unprotected_) return;
  if (chain_.started()) answer_.sequence_counter = counter_of(raised(answer_.sequence_counter));
  derive_from_counter();
}

SecurityLevel Scp02Channel::current_level() const noexcept {
  unsigned value = unprotected_ ? 0x00 : level_.value;
  if (r_mac_mode_ != RMacMode::off) value |= 0x10;
  return SecurityLevel{static_cast<std::uint8_t>(value)};
}

HostCryptogram Scp02Channel::make_host_cryptogram(Deviation deviation) const {
  const ByteView host = host_challenge_.view();
  const ByteView card = answer_.card_challenge.view();
  const ByteView counter = answer_.sequence_counter.view();
  switch (deviation) {
    case Deviation::host_cryptogram_wrong_key:
      return scp02_host_cryptogram(session_.c_mac.view(), host, counter, card);
    case Deviation::host_cryptogram_other_algorithm:
      return scp02_host_cryptogram(session_.enc.view(), host, counter, card, DesMac::retail);
    case Deviation::host_cryptogram_stale_counter: {
      const auto before = static_cast<std::uint16_t>(raised(answer_.sequence_counter) - 2);
      return scp02_host_cryptogram(session_.enc.view(), host, counter_of(before).view(), card);
    }
    default: return host_cryptogram_;
  }
}

HeaderUnderMac Scp02Channel::header_under_mac() const noexcept {
  if (!options_.c_mac_on_unmodified_apdu()) return HeaderUnderMac::modified;
  return reading_.no_lc_without_data ? HeaderUnderMac::unmodified_without_lc
                                     : HeaderUnderMac::unmodified;
}

/// GPC E.4.6. Fills `body_`.
void Scp02Channel::encrypt(const CommandDraft& draft) {
  if (draft.has(Deviation::c_enc_other_padding)) {
    body_.assign(1, static_cast<std::uint8_t>(draft.plain.data.size()));
    append(body_, draft.plain.data);
    if (body_.size() % 8 != 0) crypto::pad80(body_, 8);
  } else {
    pad_for_encryption(draft, 8, body_);
  }
  const ByteView key =
      draft.has(Deviation::c_enc_wrong_key) ? session_.c_mac.view() : session_.enc.view();
  const Block8 icv = draft.has(Deviation::c_enc_chained_icv) ? chain_.value() : Block8{};
  if (draft.has(Deviation::c_enc_ecb))
    crypto::des3_ecb_encrypt(key, body_, body_);
  else
    crypto::des3_cbc_encrypt(key, icv, body_, body_);
}

Result<void> Scp02Channel::secure(const CommandDraft& draft, Bytes& out) {
  keep_for_r_mac(draft);
  if (!draft.carries_c_mac()) {
    iso7816::encode(draft.plain, out);
    return {};
  }
  ByteView body = draft.plain.data;
  if (draft.is_encrypted() && !draft.has(Deviation::c_enc_omit)) {
    if (is_implicit())
      return fail(ErrorCode::unsupported,
                  "deviation {} needs S-ENC, which sessions of implicit initiation do not have",
                  name(draft.deviation));
    encrypt(draft);
    body = body_;
  }
  mac_input_.clear();  // GPC E.4.4: over the data before encryption
  append_mac_input(draft, draft.has(Deviation::c_mac_wrong_order) ? body : draft.plain.data,
                   mac_size, mac_input_, header_under_mac());
  // Sessions of implicit initiation have no S-ENC to be mistaken for the C-MAC key: the R-MAC key takes its place.
  const ByteView other_key = is_implicit() ? session_.r_mac.view() : session_.enc.view();
  const Block8 mac = chain_.sign(draft, session_.c_mac.view(), other_key, mac_input_);
  return append_secured(draft, body, mac, out);
}

bool Scp02Channel::verifies(Deviation) const noexcept {
  // The card decrypts before it can look at the C-MAC: what is wrong with the encryption spoils the C-MAC too.
  return false;
}

void Scp02Channel::advance(const CommandDraft& draft) {
  if (draft.carries_c_mac())
    chain_.advance(draft);
  else
    unprotected_ = is_implicit();
  if (!draft.authenticating) return;
  authenticate_mac_ = r_chaining_ = chain_.value();  // GPC E.3.2
  r_mac_key_.assign(session_.r_mac.view());
  r_mac_mode_ = draft.level.r_mac() ? RMacMode::every_response : RMacMode::off;
}

/// GPC E.4.5: header and data without C-MAC and secure messaging, channel 0; Lc is '00' when there is no data.
void Scp02Channel::keep_for_r_mac(const CommandDraft& draft) {
  r_mac_command_.clear();
  const auto& plain = draft.plain;
  const bool extended = plain.data.size() > 255;
  r_mac_command_.insert(r_mac_command_.end(),
                        {class_stripped(plain.cla), plain.ins, plain.p1, plain.p2});
  if (extended)
    r_mac_command_.insert(r_mac_command_.end(),
                          {0x00, static_cast<std::uint8_t>(plain.data.size() >> 8)});
  r_mac_command_.push_back(static_cast<std::uint8_t>(plain.data.size()));
  append(r_mac_command_, plain.data);
}

Block8 Scp02Channel::r_mac_over(ByteView data, iso7816::StatusWord sw, const Block8& icv) {
  r_mac_input_.assign(r_mac_command_.begin(), r_mac_command_.end());
  r_mac_input_.push_back(static_cast<std::uint8_t>(data.size()));  // Li: modulo 256
  append(r_mac_input_, data);
  r_mac_input_.push_back(sw.sw1());
  r_mac_input_.push_back(sw.sw2());
  return crypto::des_retail_mac(r_mac_key_.view(), icv, r_mac_input_);
}

/// BEGIN R-MAC SESSION was accepted: it is the first exchange counted.   Source: GPC E.3.2, E.3.3, E.4.1.
void Scp02Channel::begin_r_mac(const iso7816::ResponseView& response) {
  // The counter of this time is the raised one as soon as a C-MAC was verified in this session.
  const bool from_raised = chain_.started() && !reading_.begun_r_mac_keeps_counter;
  r_mac_key_.assign(from_raised ? session_.begun_r_mac.view() : session_.r_mac.view());
  Block8 icv = authenticate_mac_;
  if (is_implicit())
    icv = options_.icv_is_mac_over_aid() ? scp02_first_icv(r_mac_key_.view(), aid_) : Block8{};
  r_mac_mode_ = latest_header_.p1 == 0x10 ? RMacMode::every_response : RMacMode::at_the_end;
  r_chaining_ = r_mac_over(response.data, response.sw, icv);
}

/// A response that carries its R-MAC.
void Scp02Channel::check_r_mac(const iso7816::ResponseView& response, Unwrapped& result) {
  if (response.data.size() < mac_size) {
    result.r_mac = response.data.empty() ? Unwrapped::RMac::absent : Unwrapped::RMac::malformed;
    result.received_r_mac = make_short<Short<16>>(response.data);
    return;
  }
  const ByteView data = response.data.first(response.data.size() - mac_size);
  // GPC E.4.5: an error counts as a response without data.
  const Block8 mac =
      r_mac_over(response.sw.is_error() ? ByteView() : data, response.sw, r_chaining_);
  result.expected_r_mac = make_short<Short<16>>(mac);
  result.received_r_mac = make_short<Short<16>>(response.data.last(mac_size));
  result.r_mac = result.expected_r_mac == result.received_r_mac ? Unwrapped::RMac::valid
                                                                : Unwrapped::RMac::wrong;
  if (result.r_mac == Unwrapped::RMac::valid) r_chaining_ = mac;
}

/// GPC E.5.4: the data field is the R-MAC of everything since BEGIN R-MAC SESSION; this exchange is not covered.
void Scp02Channel::open_end(const iso7816::ResponseView& response, Unwrapped& result,
                            Bytes& plain_data) {
  if (response.data.size() != mac_size) {
    result.r_mac = response.data.empty() ? Unwrapped::RMac::absent : Unwrapped::RMac::malformed;
    return;
  }
  result.expected_r_mac = make_short<Short<16>>(r_chaining_);
  result.received_r_mac = make_short<Short<16>>(response.data);
  result.r_mac = result.expected_r_mac == result.received_r_mac ? Unwrapped::RMac::valid
                                                                : Unwrapped::RMac::wrong;
  if (result.r_mac != Unwrapped::RMac::valid) return;
  plain_data.assign(response.data.begin(), response.data.end());
  if (latest_header_.p2 == 0x03)
    r_mac_mode_ = level_.r_mac() ? RMacMode::every_response : RMacMode::off;
}

Unwrapped Scp02Channel::open(const iso7816::ResponseView& response, Bytes& plain_data) {
  Unwrapped result;
  result.sw = response.sw;
  if (latest_header_.ends_r_mac_session() && r_mac_mode_ != RMacMode::off &&
      response.sw == iso7816::sw::ok) {
    open_end(response, result, plain_data);
    return result;
  }
  const bool begins = latest_header_.begins_r_mac_session() && r_mac_mode_ == RMacMode::off &&
                      response.sw == iso7816::sw::ok;
  if (begins) {
    begin_r_mac(response);
  } else if (r_mac_mode_ == RMacMode::every_response &&
             !(response.sw.is_error() && response.data.empty())) {
    check_r_mac(response, result);
    if (result.r_mac != Unwrapped::RMac::valid) return result;
  } else if (r_mac_mode_ != RMacMode::off) {
    // Not sent, but counted: with the R-MAC at the end only, or on an error that the transport cannot give data to.
    r_chaining_ =
        r_mac_over(response.sw.is_error() ? ByteView() : response.data, response.sw, r_chaining_);
  }
  const ByteView data = result.r_mac == Unwrapped::RMac::valid
                            ? response.data.first(response.data.size() - mac_size)
                            : response.data;
  plain_data.assign(data.begin(), data.end());
  return result;
}

/// GPC E.4.7.
Result<void> Scp02Channel::encrypt_secret(ByteView data, Bytes& out) const {
  TRY_VOID(check_secret(session_.dek.view(), data, 8));
  out.resize(data.size());
  if (is_implicit())
    crypto::des3_cbc_encrypt(session_.dek.view(), Block8{}, data, out);
  else
    crypto::des3_ecb_encrypt(session_.dek.view(), data, out);
  return {};
}

void Scp02Channel::forget() noexcept {
  options_ = {};
  reading_ = {};
  session_.clear();
  static_keys_ = {};
  aid_.clear();
  chain_.begin({}, Block8{});
  unprotected_ = false;
  authenticate_mac_ = r_chaining_ = Block8{};
  r_mac_mode_ = RMacMode::off;
  r_mac_key_.clear();
}

}  // namespace assay::globalplatform

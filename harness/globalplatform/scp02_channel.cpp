// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp02_channel.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;
using crypto::Block8;

constexpr std::size_t mac_size = 8;
// Bits of i, GPC table E-1.
constexpr std::uint8_t three_keys = 0x01;
constexpr std::uint8_t explicit_initiation = 0x04;
constexpr std::uint8_t icv_encryption = 0x10;
constexpr std::uint8_t r_mac_support = 0x20;
constexpr std::uint8_t pseudo_random_challenge = 0x40;

}  // namespace

Result<void> Scp02Channel::check(const KeySet& keys, ByteView host_challenge,
                                 const StartOptions& options) {
  const unsigned i = options.scp02_option_i;
  constexpr unsigned wanted = three_keys | explicit_initiation;
  constexpr unsigned known = wanted | icv_encryption | r_mac_support | pseudo_random_challenge;
  if ((i & wanted) != wanted || (i & ~known) != 0)
    return fail(ErrorCode::unsupported,
                "SCP02 with i = '{:02X}': only explicit initiation with three keys and C-MAC on "
                "the modified APDU, "
                "such as '15' and '55', is done",
                i);
  if (keys.enc.size() != 16 || keys.mac.size() != 16 ||
      (!keys.dek.empty() && keys.dek.size() != 16))
    return fail(ErrorCode::out_of_range,
                "SCP02 wants keys of 16 bytes; this key set has {} (ENC), {} (MAC), {} (DEK)",
                keys.enc.size(), keys.mac.size(), keys.dek.size());
  if (host_challenge.size() != 8)
    return fail(ErrorCode::out_of_range, "the host challenge has {} bytes, SCP02 wants 8",
                host_challenge.size());
  return {};
}

void Scp02Channel::derive(const KeySet& keys, const StartOptions& options) {
  answer_.option_i = options.scp02_option_i;
  const ByteView counter = answer_.sequence_counter.view();
  const ByteView challenge = answer_.card_challenge.view();
  derive_scp02_keys(keys, counter, session_);
  expected_card_cryptogram_ =
      scp02_card_cryptogram(session_.enc.view(), host_challenge_.view(), counter, challenge);
  host_cryptogram_ =
      scp02_host_cryptogram(session_.enc.view(), host_challenge_.view(), counter, challenge);
  if ((answer_.option_i & pseudo_random_challenge) != 0 && !options.invoking_aid.empty())
    expected_card_challenge_ = scp02_card_challenge(session_.c_mac.view(), options.invoking_aid);
}

HostCryptogram Scp02Channel::make_host_cryptogram(Deviation deviation) const {
  if (deviation != Deviation::host_cryptogram_wrong_key) return host_cryptogram_;
  return scp02_host_cryptogram(session_.c_mac.view(), host_challenge_.view(),
                               answer_.sequence_counter.view(), answer_.card_challenge.view());
}

/// GPC E.3.2, E.3.4.
Block8 Scp02Channel::icv_for(const CommandDraft& draft) const {
  if (draft.authenticating || draft.has(Deviation::c_mac_not_chained)) return Block8{};
  const bool plain =
      (answer_.option_i & icv_encryption) == 0 || draft.has(Deviation::c_mac_no_icv_encryption);
  return plain ? chaining_ : crypto::des_encrypt_block(session_.c_mac.view().first(8), chaining_);
}

Result<void> Scp02Channel::secure(const CommandDraft& draft, Bytes& out) {
  keep_for_r_mac(draft);
  if (!draft.carries_c_mac()) {
    iso7816::encode(draft.plain, out);
    return {};
  }
  ByteView body = draft.plain.data;
  if (draft.is_encrypted() && !draft.has(Deviation::c_enc_omit)) {  // GPC E.4.6
    pad_for_encryption(draft, 8, body_);
    crypto::des3_cbc_encrypt(session_.enc.view(), Block8{}, body_, body_);
    body = body_;
  }
  mac_input_.clear();  // GPC E.4.4: over the data before encryption
  append_mac_input(draft, draft.has(Deviation::c_mac_wrong_order) ? body : draft.plain.data,
                   mac_size, mac_input_);
  const ByteView key =
      draft.has(Deviation::c_mac_wrong_key) ? session_.enc.view() : session_.c_mac.view();
  sent_mac_ = crypto::des_retail_mac(key, icv_for(draft), mac_input_);
  return append_secured(draft, body, sent_mac_, out);
}

bool Scp02Channel::verifies(Deviation) const noexcept {
  // The card decrypts before it can look at the C-MAC: what is wrong with the encryption spoils the C-MAC too.
  return false;
}

void Scp02Channel::advance(const CommandDraft& draft) {
  if (draft.carries_c_mac()) chaining_ = sent_mac_;
  if (!draft.authenticating) return;
  authenticate_mac_ = r_chaining_ = sent_mac_;  // GPC E.3.2
  r_mac_begun_ = false;
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
  const SessionKey& key = r_mac_begun_ ? session_.begun_r_mac : session_.r_mac;
  return crypto::des_retail_mac(key.view(), icv, r_mac_input_);
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
    r_mac_begun_ = true;
    r_mac_mode_ = latest_header_.p1 == 0x10 ? RMacMode::every_response : RMacMode::at_the_end;
    r_chaining_ = r_mac_over(response.data, response.sw, authenticate_mac_);
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

void Scp02Channel::forget() noexcept {
  session_.clear();
  chaining_ = authenticate_mac_ = r_chaining_ = sent_mac_ = Block8{};
  r_mac_mode_ = RMacMode::off;
  r_mac_begun_ = false;
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp03_channel.hpp"

#include "globalplatform/level_rules.hpp"
#include "globalplatform/scp_options.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;
using crypto::Block16;

Block16 counter_block(std::uint64_t counter) {
  Block16 block{};
  for (std::size_t i = 0; i < 8; ++i) block[15 - i] = static_cast<std::uint8_t>(counter >> (8 * i));
  return block;
}

/// GPD 6.2.5: responses with an error status word come bare.
bool is_protected(iso7816::StatusWord sw) {
  return sw == iso7816::sw::ok || sw.is_warning();
}

}  // namespace

Result<void> Scp03Channel::check(const KeySet& keys, ByteView host_challenge,
                                 const InitializeUpdateAnswer& answer) {
  if (!crypto::is_aes_key_length(keys.enc.size()) || keys.mac.size() != keys.enc.size())
    return fail(
        ErrorCode::out_of_range,
        "SCP03 wants keys of 16, 24 or 32 bytes, all alike; this key set has {} (ENC) and {} (MAC)",
        keys.enc.size(), keys.mac.size());
  if (host_challenge.size() != answer.card_challenge.size)
    return fail(ErrorCode::out_of_range,
                "the host challenge has {} bytes and the card's has {}; they must be alike",
                host_challenge.size(), answer.card_challenge.size);
  return {};
}

void Scp03Channel::derive(const KeySet& keys, const StartOptions& options) {
  const ByteView host = host_challenge_.view();
  const ByteView card = answer_.card_challenge.view();
  derive_scp03_keys(keys, host, card, session_);
  dek_.assign(keys.dek);
  expected_card_cryptogram_ = scp03_card_cryptogram(session_.mac.view(), host, card, mac_length());
  host_cryptogram_ = scp03_host_cryptogram(session_.mac.view(), host, card, mac_length());
  const bool pseudo_random =
      Scp03Options(answer_.option_i).pseudo_random_challenge() && !answer_.sequence_counter.empty();
  if (pseudo_random && !options.invoking_aid.empty())
    expected_card_challenge_ = scp03_card_challenge(keys.enc, answer_.sequence_counter.view(),
                                                    options.invoking_aid, mac_length());
}

HostCryptogram Scp03Channel::make_host_cryptogram(Deviation deviation) const {
  const ByteView host = host_challenge_.view();
  const ByteView card = answer_.card_challenge.view();
  if (deviation == Deviation::host_cryptogram_swapped)
    return scp03_host_cryptogram(session_.mac.view(), card, host, mac_length());
  if (deviation == Deviation::host_cryptogram_wrong_key)
    return scp03_host_cryptogram(session_.enc.view(), host, card, mac_length());
  return host_cryptogram_;
}

/// GPD 6.2.6. Fills `body_`.
void Scp03Channel::encrypt(const CommandDraft& draft) {
  pad_for_encryption(draft, 16, body_);
  std::uint64_t counter = counter_ + 1;
  if (draft.has(Deviation::c_enc_stale_counter)) counter -= 1;
  if (draft.has(Deviation::c_enc_next_counter) || draft.has(Deviation::order_command_lost))
    counter += 1;
  const ByteView key =
      draft.has(Deviation::c_enc_wrong_key) ? session_.mac.view() : session_.enc.view();
  Block16 icv = counter_block(counter);
  if (!draft.has(Deviation::c_enc_plain_icv)) icv = crypto::aes_encrypt_block(key, icv);
  if (draft.has(Deviation::c_enc_zero_icv)) icv = Block16{};
  if (!draft.has(Deviation::c_enc_ecb)) return crypto::aes_cbc_encrypt(key, icv, body_, body_);
  const MutableByteView blocks(body_);
  for (std::size_t at = 0; at < body_.size(); at += 16)
    crypto::aes_cbc_encrypt(key, icv, ByteView(body_).subspan(at, 16), blocks.subspan(at, 16));
}

Result<void> Scp03Channel::secure(const CommandDraft& draft, Bytes& out) {
  if (!draft.carries_c_mac()) {
    iso7816::encode(draft.plain, out);
    return {};
  }
  ByteView body = draft.plain.data;
  if (draft.is_encrypted() && !draft.has(Deviation::c_enc_omit)) {
    encrypt(draft);
    body = body_;
  }
  mac_input_.clear();
  append_mac_input(draft, draft.has(Deviation::c_mac_wrong_order) ? draft.plain.data : body,
                   mac_length(), mac_input_);
  // GPD 6.2.3: EXTERNAL AUTHENTICATE starts from zero.
  const bool starts = draft.authenticating || draft.has(Deviation::c_mac_not_chained);
  const ByteView key =
      draft.has(Deviation::c_mac_wrong_key) ? session_.enc.view() : session_.mac.view();
  Block16 start = chaining_;
  if (starts) start = Block16{};
  // The regular command was secured just before this one: it is the one that gets lost.
  if (draft.has(Deviation::order_command_lost) && !starts) start = sent_mac_;
  if (draft.has(Deviation::c_mac_stale_chaining) && !starts) start = previous_;
  sent_mac_ = crypto::aes_cmac(key, start, mac_input_);
  sent_counter_ =
      draft.authenticating ? 0 : counter_ + 1;  // GPD 6.2.6: 1 for the first command after it
  return append_secured(draft, body, ByteView(sent_mac_).first(mac_length()), out);
}

bool Scp03Channel::verifies(Deviation deviation) const noexcept {
  // The C-MAC covers the encrypted data, whatever is wrong inside it.
  switch (deviation) {
    case Deviation::c_enc_omit:
    case Deviation::c_enc_unasked:
    case Deviation::c_enc_wrong_key:
    case Deviation::c_enc_stale_counter:
    case Deviation::c_enc_next_counter:
    case Deviation::c_enc_zero_icv:
    case Deviation::c_enc_plain_icv:
    case Deviation::c_enc_ecb:
    case Deviation::c_enc_wrong_padding:
    case Deviation::c_enc_no_padding: return true;
    default: return false;
  }
}

void Scp03Channel::advance(const CommandDraft& draft) {
  if (!draft.carries_c_mac()) return;
  previous_ = draft.authenticating ? Block16{} : chaining_;
  chaining_ = sent_mac_;
  counter_ = sent_counter_;
  if (draft.authenticating) response_level_ = draft.level;
}

/// GPD 6.2.5: over the C-MAC of the command, the data and the status word.
void Scp03Channel::check_r_mac(const iso7816::ResponseView& response, Unwrapped& result) {
  const std::size_t length = mac_length();
  if (response.data.empty()) {
    result.r_mac = Unwrapped::RMac::absent;
    return;
  }
  if (response.data.size() < length) {
    result.r_mac = Unwrapped::RMac::malformed;
    result.received_r_mac = make_short<Short<16>>(response.data);
    return;
  }
  const ByteView covered = response.data.first(response.data.size() - length);
  mac_input_.assign(covered.begin(), covered.end());
  mac_input_.push_back(response.sw.sw1());
  mac_input_.push_back(response.sw.sw2());
  const Block16 mac = crypto::aes_cmac(session_.rmac.view(), sent_mac_, mac_input_);
  result.expected_r_mac = make_short<Short<16>>(ByteView(mac).first(length));
  result.received_r_mac = make_short<Short<16>>(response.data.last(length));
  result.r_mac = result.expected_r_mac == result.received_r_mac ? Unwrapped::RMac::valid
                                                                : Unwrapped::RMac::wrong;
}

/// GPD 6.2.7.
void Scp03Channel::decrypt(ByteView encrypted, Unwrapped& result, Bytes& plain_data) const {
  result.decryption = Unwrapped::Decryption::failed;
  if (encrypted.size() % 16 != 0) return;
  Block16 block = counter_block(sent_counter_);
  block[0] = 0x80;  // tells responses from commands
  plain_data.resize(encrypted.size());
  crypto::aes_cbc_decrypt(session_.enc.view(),
                          crypto::aes_encrypt_block(session_.enc.view(), block), encrypted,
                          plain_data);
  const std::size_t length = crypto::unpadded_length(plain_data);
  // A response without data is not encrypted, so a lone block of padding is wrong.
  if (length == 0 || length > plain_data.size()) {
    plain_data.clear();
    return;
  }
  // A card on the market pads 11 bytes to 32 (specs/vectors, flag OverlongPadding); what it means is clear.
  result.overlong_padding = plain_data.size() - length > 16;
  plain_data.resize(length);
  result.decryption = Unwrapped::Decryption::done;
}

Unwrapped Scp03Channel::open(const iso7816::ResponseView& response, Bytes& plain_data) {
  Unwrapped result;
  result.sw = response.sw;
  ByteView data = response.data;
  if (response_level_.r_mac() && is_protected(response.sw)) {
    check_r_mac(response, result);
    if (result.r_mac != Unwrapped::RMac::valid) return result;
    data = data.first(data.size() - mac_length());
    if (response_level_.r_encryption() && !data.empty()) {
      decrypt(data, result, plain_data);
      if (!result.ok()) return result;
      follow_r_mac_session(result);
      return result;
    }
  }
  plain_data.assign(data.begin(), data.end());
  follow_r_mac_session(result);
  return result;
}

/// GPD 7.1.3, 7.1.4: response protection raised, and taken back to what EXTERNAL AUTHENTICATE asked for.
void Scp03Channel::follow_r_mac_session(const Unwrapped& result) {
  if (result.sw != iso7816::sw::ok) return;
  const Header& sent = latest_header_;
  const LevelRules rules{0x03, answer_.option_i};
  // A card that accepts what it must refuse has not told what it does now: the level stays.
  if (sent.begins_r_mac_session())
    response_level_ = rules.after_begin_r_mac(response_level_, sent.p1).value_or(response_level_);
  if (sent.ends_r_mac_session())
    response_level_ =
        rules.after_end_r_mac(response_level_, level_, sent.p2).value_or(response_level_);
}

/// GPD 6.2.8.
Result<void> Scp03Channel::encrypt_secret(ByteView data, Bytes& out) const {
  TRY_VOID(check_secret(dek_.view(), data, 16));
  out.resize(data.size());
  crypto::aes_cbc_encrypt(dek_.view(), Block16{}, data, out);
  return {};
}

void Scp03Channel::forget() noexcept {
  session_.clear();
  dek_.clear();
  chaining_ = previous_ = sent_mac_ = Block16{};
  counter_ = sent_counter_ = 0;
  response_level_ = {};
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp01_channel.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = TerminalDeviation;
using crypto::Block8;

constexpr std::size_t mac_size = 8;

}  // namespace

Result<void> Scp01Channel::check(const KeySet& keys, ByteView host_challenge,
                                 const StartOptions& options) {
  TRY_VOID(Scp01Options::parse(options.option_i));
  if (keys.enc.size() != 16 || keys.mac.size() != 16 ||
      (!keys.dek.empty() && keys.dek.size() != 16))
    return fail(ErrorCode::out_of_range,
                "SCP01 wants keys of 16 bytes; this key set has {} (ENC), {} (MAC), {} (DEK)",
                keys.enc.size(), keys.mac.size(), keys.dek.size());
  if (host_challenge.size() != 8)
    return fail(ErrorCode::out_of_range, "the host challenge has {} bytes, SCP01 wants 8",
                host_challenge.size());
  return {};
}

void Scp01Channel::derive(const KeySet& keys, const StartOptions& options) {
  answer_.option_i = options.option_i;
  const ByteView host = host_challenge_.view();
  const ByteView card = answer_.card_challenge.view();
  derive_scp01_keys(keys, host, card, session_);
  dek_.assign(keys.dek);
  expected_card_cryptogram_ = scp01_card_cryptogram(session_.enc.view(), host, card);
  host_cryptogram_ = scp01_host_cryptogram(session_.enc.view(), host, card);
  const Scp01Options i = Scp01Options::parse(options.option_i).value();
  chain_.begin({DesMac::full, i.icv_encryption()}, Block8{});
}

HostCryptogram Scp01Channel::make_host_cryptogram(Deviation deviation) const {
  const ByteView host = host_challenge_.view();
  const ByteView card = answer_.card_challenge.view();
  if (deviation == Deviation::host_cryptogram_wrong_key)
    return scp01_host_cryptogram(session_.mac.view(), host, card);
  if (deviation == Deviation::host_cryptogram_other_algorithm)
    return scp01_host_cryptogram(session_.enc.view(), host, card, DesMac::retail);
  return host_cryptogram_;
}

/// GPC D.3.4: the length first, padding only where it is needed. Fills `body_`.
void Scp01Channel::encrypt(const CommandDraft& draft) {
  if (draft.has(Deviation::c_enc_other_padding)) {
    pad_for_encryption(draft, 8, body_);
  } else {
    const ByteView data = draft.plain.data;
    const bool wrong = draft.has(Deviation::c_enc_wrong_length);
    body_.assign(1, static_cast<std::uint8_t>(data.size() - (wrong ? 1 : 0)));
    append(body_, data);
    const std::size_t before = body_.size();
    if (before % 8 != 0) crypto::pad80(body_, 8);
    if (body_.size() > before && draft.has(Deviation::c_enc_wrong_padding)) body_[before] = 0x00;
  }
  const ByteView key =
      draft.has(Deviation::c_enc_wrong_key) ? session_.mac.view() : session_.enc.view();
  const Block8 icv = draft.has(Deviation::c_enc_chained_icv) ? chain_.value() : Block8{};
  if (draft.has(Deviation::c_enc_ecb))
    crypto::des3_ecb_encrypt(key, body_, body_);
  else
    crypto::des3_cbc_encrypt(key, icv, body_, body_);
}

Result<void> Scp01Channel::secure(const CommandDraft& draft, Bytes& out) {
  if (!draft.carries_c_mac()) {
    iso7816::encode(draft.plain, out);
    return {};
  }
  ByteView body = draft.plain.data;
  if (draft.is_encrypted() && !draft.has(Deviation::c_enc_omit)) {
    // The length byte holds no more, and D.3.4 knows no other form.
    if (body.size() > 255)
      return fail(ErrorCode::out_of_range,
                  "{} bytes of command data do not fit the length byte of SCP01", body.size());
    encrypt(draft);
    body = body_;
  }
  mac_input_.clear();  // GPC D.3.3: over the data before encryption
  append_mac_input(draft, draft.has(Deviation::c_mac_wrong_order) ? body : draft.plain.data,
                   mac_size, mac_input_);
  const Block8 mac = chain_.sign(draft, session_.mac.view(), session_.enc.view(), mac_input_);
  return append_secured(draft, body, mac, out);
}

bool Scp01Channel::verifies(Deviation) const noexcept {
  return false;  // the C-MAC is over what the card decrypts: no mistake before it leaves it right
}

void Scp01Channel::advance(const CommandDraft& draft) {
  if (draft.carries_c_mac()) chain_.advance(draft);
}

Unwrapped Scp01Channel::open(const iso7816::ResponseView& response, Bytes& plain_data) {
  Unwrapped result;
  result.sw = response.sw;
  plain_data.assign(response.data.begin(), response.data.end());
  return result;
}

/// GPC D.3.5.
Result<void> Scp01Channel::encrypt_secret(ByteView data, Bytes& out) const {
  TRY_VOID(check_secret(dek_.view(), data, 8));
  out.resize(data.size());
  crypto::des3_ecb_encrypt(dek_.view(), data, out);
  return {};
}

void Scp01Channel::forget() noexcept {
  session_.clear();
  dek_.clear();
  chain_.begin({}, Block8{});
}

}  // namespace assay::globalplatform

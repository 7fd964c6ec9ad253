// SPDX-License-Identifier: Apache-2.0
#include "engine/initiation.hpp"

#include "globalplatform/scp10_authentication.hpp"
#include "iso7816/tlv.hpp"

namespace assay::engine {
namespace {

using globalplatform::Scp10Deviation;

constexpr std::size_t id_length = 8;
constexpr std::size_t secret_length = 32;  // GPC F.1.4.4

/// Random bytes other than 00.   Source: RFC 8017, 7.2.
Bytes nonzero(std::size_t size, Random& random) {
  Bytes out(size);
  random.fill(out);
  for (auto& byte : out)
    if (byte == 0) byte = 0xA5;
  return out;
}

tl::unexpected<Error> lacks(std::string_view group, std::string_view value) {
  return fail(ErrorCode::not_found, "the bench gives no value for $ixit.{}.{}", group, value);
}

}  // namespace

Result<void> Initiation::begin(const Names::Ixit& ixit, std::string_view group, ByteView request,
                               Random& random) {
  TRY(Scp10Bench bench, read_scp10_bench(ixit, group));
  Bytes before = signature_.empty() ? std::move(signature_before_) : std::move(signature_);
  forget();
  signature_before_ = std::move(before);
  bench_ = std::move(bench);
  request_bytes_.assign(request.begin(), request.end());
  auto parsed = globalplatform::parse_scp10_request(request);
  if (parsed) request_ = *std::move(parsed);
  secret_.resize(secret_length);
  random.fill(secret_);
  certificate_ = bench_->own_certificate;
  return {};
}

const crypto::RsaPublicKey* Initiation::card_key() const noexcept {
  if (card_certificate_) return &card_certificate_->public_key;
  return bench_ && bench_->card_key ? &*bench_->card_key : nullptr;
}

ByteView Initiation::id() const noexcept {
  return bench_ ? ByteView(bench_->own_id) : ByteView();
}

Result<void> Initiation::prepare_certificate(Scp10Deviation deviation) {
  if (!bench_) return {};
  certificate_ = bench_->own_certificate;
  if (deviation == Scp10Deviation::none) return {};
  if (certificate_.empty()) return lacks(bench_->name, "oce_certificate");
  if (!bench_->own_issuer) return lacks(bench_->name, "tp_ex_private_exponent");
  if (!bench_->own_key) return lacks(bench_->name, "oce_private_exponent");
  TRY(certificate_,
      globalplatform::deviating_rsa_certificate(certificate_, bench_->format, *bench_->own_issuer,
                                                *bench_->own_key, deviation));
  return {};
}

Result<void> Initiation::prepare_session_keys(Scp10Deviation deviation, Random& random) {
  if (!bench_ || (!session_keys_.empty() && keys_deviation_ == deviation)) return {};
  const crypto::RsaPublicKey* card = card_key();
  if (card == nullptr) return lacks(bench_->name, "sd_modulus");
  if (!bench_->own_key) return lacks(bench_->name, "oce_private_exponent");
  const std::size_t used = request_bytes_.size() + 3;
  if (used > card->length())
    return fail(ErrorCode::out_of_range, "the request has {} bytes, {} fit under the card's key",
                request_bytes_.size(), card->length() - 11);
  const Bytes padding = nonzero(card->length() - used, random);
  keys_deviation_ = deviation;
  TRY(session_keys_, globalplatform::deviating_session_keys(
                         request_bytes_, *card, bench_->own_key->public_key(), padding, deviation));
  return {};
}

Result<Bytes> Initiation::make_signature(Scp10Deviation deviation, Random& random) {
  const bool by_issuer = deviation == Scp10Deviation::signature_other_key;
  const auto& signer = by_issuer ? bench_->own_issuer : bench_->own_key;
  if (!signer)
    return lacks(bench_->name, by_issuer ? "tp_ex_private_exponent" : "oce_private_exponent");
  globalplatform::Scp10Signing signing;
  signing.request = request_bytes_;
  signing.card_challenge = deviation == Scp10Deviation::signature_stale_challenge
                               ? ByteView(card_challenge_before_)
                               : ByteView(card_challenge_);
  if (signing.card_challenge.empty())
    return fail(ErrorCode::not_found, "no challenge of the card is known that a signature covers");
  signing.own = &*signer;
  if (!agrees()) return globalplatform::deviating_transport_signature(signing, deviation);
  signing.card = card_key();
  if (signing.card == nullptr) return lacks(bench_->name, "sd_modulus");
  const std::size_t used = request_bytes_.size() + secret_length;
  const std::size_t room = crypto::recoverable_length(signer->public_key());
  if (used >= room)
    return fail(ErrorCode::out_of_range, "the request has {} bytes, {} fit into a signature",
                request_bytes_.size(), room - secret_length - 1);
  Bytes padding(room - used);
  random.fill(padding);
  signing.padding = padding;
  signing.off_card_secret = secret_;
  const Bytes& named = bench_->card_id;
  signing.card_id = named.empty() && card_certificate_ ? card_certificate_->subject : named;
  return globalplatform::deviating_agreement_signature(signing, deviation);
}

Result<void> Initiation::prepare_signature(Scp10Deviation deviation, Random& random) {
  if (!bench_ || (!signature_.empty() && signature_deviation_ == deviation)) return {};
  signature_deviation_ = deviation;
  if (deviation == Scp10Deviation::signature_replay) {
    if (signature_before_.empty())
      return fail(ErrorCode::not_found, "there was no signature of an initiation before");
    signature_ = signature_before_;
    return {};
  }
  TRY(signature_, make_signature(deviation, random));
  return {};
}

void Initiation::prepare_challenge(Random& random) {
  if (!bench_) return;
  challenge_.resize(agrees() ? 8 : 16);  // GPC F.4.4.3
  random.fill(challenge_);
  verified_signature_.clear();
}

void Initiation::take_challenge(ByteView challenge) {
  card_challenge_before_ = std::move(card_challenge_);
  card_challenge_ = to_bytes(challenge);
  signature_.clear();
}

void Initiation::take_certificate(ByteView answer, bool value_only) {
  verified_certificate_.clear();
  problem_.clear();
  answered_badly_ = false;
  if (!bench_ || !bench_->card_issuer) {
    problem_ = "the bench gives no tp_in_modulus to verify the card's certificate with";
    return;
  }
  Bytes whole = to_bytes(answer);
  if (value_only) {
    whole.clear();
    iso7816::append_tlv(whole, 0x7F21, answer);
  }
  auto opened = globalplatform::open_scp10_certificate(whole, bench_->format, *bench_->card_issuer,
                                                       bench_->layout);
  answered_badly_ = !opened;
  if (!opened) return;
  card_certificate_ = *std::move(opened);
  verified_certificate_ = to_bytes(answer);
}

bool Initiation::take_session(const Result<globalplatform::Scp10Keys>& keys) {
  if (!keys) return false;
  session_.keys = *keys;
  session_.level = request_->level;
  session_.option_i = bench_->option_i;
  return true;
}

bool Initiation::finish_external() {
  if (!bench_ || agrees() || !request_) return false;
  return take_session(globalplatform::transported_keys(*request_));
}

bool Initiation::finish_internal(ByteView request, ByteView answer) {
  verified_signature_.clear();
  problem_.clear();
  answered_badly_ = false;
  const crypto::RsaPublicKey* card = card_key();
  if (!bench_ || card == nullptr || !bench_->own_key || !request_ || request.size() <= id_length) {
    problem_ = "the key of the card, the own key or the request is not known";
    return false;
  }
  const ByteView challenge = request.first(request.size() - id_length);
  if (!agrees()) {
    answered_badly_ =
        !globalplatform::scp10_transport_answer_is_right(*request_, challenge, answer, *card);
    if (!answered_badly_) verified_signature_ = to_bytes(answer);
    return false;
  }
  const auto secret = globalplatform::scp10_card_secret(answer, challenge, request.last(id_length),
                                                        *bench_->own_key, *card);
  answered_badly_ = !secret;
  if (!secret) return false;
  verified_signature_ = to_bytes(answer);
  return take_session(globalplatform::agreed_keys(*request_, secret_, *secret));
}

void Initiation::forget() noexcept {
  bench_.reset();
  request_.reset();
  request_bytes_.clear();
  secret_.clear();
  card_certificate_.reset();
  session_ = {};
  keys_deviation_ = signature_deviation_ = Scp10Deviation::none;
  for (Bytes* each :
       {&certificate_, &session_keys_, &signature_, &challenge_, &card_challenge_,
        &card_challenge_before_, &signature_before_, &verified_certificate_, &verified_signature_})
    each->clear();
  problem_.clear();
  answered_badly_ = false;
}

}  // namespace assay::engine

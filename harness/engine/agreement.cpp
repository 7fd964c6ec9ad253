// SPDX-License-Identifier: Apache-2.0
#include "engine/agreement.hpp"

#include "globalplatform/scp11_certificate.hpp"

namespace assay::engine {

using globalplatform::Scp11Deviation;

Result<void> Agreement::read(const Names::Ixit& ixit, std::string_view group) {
  if (keys_ && keys_->name == group) return {};
  TRY(Scp11Keys keys, read_scp11_keys(ixit, group));
  store_key_.reset();
  known_store_key_.reset();
  keys_ = std::move(keys);
  return {};
}

Result<void> Agreement::prepare_certificate(const Names::Ixit& ixit, std::string_view group,
                                            Scp11Deviation deviation) {
  TRY_VOID(read(ixit, group));
  if (deviation == Scp11Deviation::none) {
    certificate_ = keys_->oce_certificate;
    return {};
  }
  if (keys_->oce_certificate.empty())
    return fail(ErrorCode::not_found, "the bench gives no value for $ixit.{}.oce_certificate",
                group);
  if (!keys_->authority_key)
    return fail(ErrorCode::not_found,
                "the bench gives no value for $ixit.{}.ca_key, so no faulty certificate is made",
                group);
  TRY(certificate_, globalplatform::deviating_certificate(keys_->oce_certificate,
                                                          *keys_->authority_key, deviation));
  return {};
}

Result<void> Agreement::prepare_agreement(const Names::Ixit& ixit, std::string_view group,
                                          Scp11Deviation deviation, Random& random) {
  TRY_VOID(read(ixit, group));
  SecureBytes bytes(crypto::scalar_length(keys_->curve) + 8);
  random.fill(bytes);
  TRY(ephemeral_, crypto::EcPrivateKey::from_random(keys_->curve, bytes));
  deviation_ = deviation;
  expected_receipt_.clear();
  point_ = globalplatform::deviating_point(ephemeral_->public_key(), deviation);
  return {};
}

Result<void> Agreement::prepare_store(const Names::Ixit& ixit, std::string_view group) {
  verified_store_.clear();
  return read(ixit, group);
}

bool Agreement::finish(ByteView request, ByteView answer) {
  problem_.clear();
  answered_badly_ = false;
  const auto& card_key = store_key_ ? store_key_ : keys_->card_key;
  if (!card_key) {
    problem_ =
        "PK.SD.ECKA is not known: no certificate of the card was verified, and the bench gives no "
        "sd_key";
    return false;
  }
  std::optional<crypto::EcPrivateKey> stranger;
  if (deviation_ == Scp11Deviation::agreement_other_static_key && keys_->oce_key)
    stranger = globalplatform::other_key(*keys_->oce_key);
  const auto& own = stranger ? stranger : keys_->oce_key;
  const globalplatform::Scp11Host host{own ? &*own : nullptr, &*ephemeral_,   &*card_key,
                                       keys_->hash,           keys_->card_id, keys_->s16};
  const auto agreed = globalplatform::agree(host, request, answer, session_);
  answered_badly_ = !agreed;
  if (!agreed) return false;
  expected_receipt_.assign(session_.expected_receipt.begin(), session_.expected_receipt.end());
  return session_.receipt_is_valid() || deviation_ == Scp11Deviation::agreement_other_static_key;
}

void Agreement::take_store(ByteView store) {
  verified_store_.clear();
  problem_.clear();
  answered_badly_ = false;
  if (!keys_->card_authority_key) {
    problem_ = "the bench gives no sd_ca_key to verify the card's certificates with";
    return;
  }
  if (known_store_key_ && equal(store, known_store_)) {
    store_key_ = known_store_key_;
    verified_store_ = known_store_;
    return;
  }
  const auto chain = globalplatform::parse_certificate_store(store);
  answered_badly_ = !chain;
  if (!chain) return;
  const auto checked =
      globalplatform::check_chain(*chain, *keys_->card_authority_key,
                                  globalplatform::CertificateUsage::key_agreement, std::nullopt);
  answered_badly_ = !checked;
  if (!checked) return;
  store_key_ = chain->back().public_key;
  verified_store_ = to_bytes(store);
  known_store_ = verified_store_;
  known_store_key_ = store_key_;
}

void Agreement::forget() noexcept {
  store_key_.reset();
  ephemeral_.reset();
  session_.keys.clear();
  point_.clear();
  certificate_.clear();
  expected_receipt_.clear();
  verified_store_.clear();
  problem_.clear();
  answered_badly_ = false;
}

ByteView Agreement::certificate_part(std::size_t number) const noexcept {
  const std::size_t third = (certificate_.size() + 2) / 3;
  const ByteView whole(certificate_);
  const std::size_t from = std::min(number * third, whole.size());
  return whole.subspan(from, std::min(third, whole.size() - from));
}

ByteView Agreement::card_key() const noexcept {
  if (store_key_) return store_key_->point();
  return keys_ && keys_->card_key ? keys_->card_key->point() : ByteView();
}

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
// Agreement: the terminal's memory of one logical channel on the way to a session of SCP11.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "engine/scp11_keys.hpp"
#include "globalplatform/scp11_agreement.hpp"
#include "globalplatform/scp11_deviation.hpp"

namespace assay::engine {

/// What the terminal must know before it sends a command of SCP11, and what it makes of the answers.
///
/// State: each `prepare` makes what its command needs; `finish` uses the ephemeral key of the latest `prepare_agreement`.
class Agreement {
 public:
  /// Makes the certificate to be sent, with its mistake if one is wanted.
  /// Errors: `not_found` without a certificate in the bench, or for a mistake without the CA's private key; those of
  /// deviating_certificate.
  [[nodiscard]] Result<void> prepare_certificate(const Names::Ixit& ixit, std::string_view group,
                                                 globalplatform::Scp11Deviation deviation);
  /// Makes an ephemeral key.
  [[nodiscard]] Result<void> prepare_agreement(const Names::Ixit& ixit, std::string_view group,
                                               globalplatform::Scp11Deviation deviation,
                                               Random& random);
  /// Reads the group, for a request of certificates.
  [[nodiscard]] Result<void> prepare_store(const Names::Ixit& ixit, std::string_view group);

  /// Takes the answer to the key agreement. Whether a session may begin: the receipt is right, or the mistake was to go on
  /// without asking.
  [[nodiscard]] bool finish(ByteView request, ByteView answer);
  /// Takes an object 'BF21': checks the chain and keeps the key of its leaf.
  void take_store(ByteView store);
  void forget() noexcept;

  [[nodiscard]] const globalplatform::AgreedSession& session() const noexcept { return session_; }

  // Values for scripts; empty when there is none.
  [[nodiscard]] ByteView ephemeral_key() const noexcept { return point_; }
  [[nodiscard]] ByteView certificate() const noexcept { return certificate_; }
  [[nodiscard]] ByteView certificate_part(std::size_t number) const noexcept;
  [[nodiscard]] ByteView expected_receipt() const noexcept { return expected_receipt_; }
  [[nodiscard]] ByteView verified_store() const noexcept { return verified_store_; }
  [[nodiscard]] ByteView card_key() const noexcept;
  /// Why the bench does not let the terminal judge; empty when it does.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  /// Whether the latest answer could not be used: receipt and store are then empty, and no answer is equal to them.
  [[nodiscard]] bool was_answered_badly() const noexcept { return answered_badly_; }

 private:
  [[nodiscard]] Result<void> read(const Names::Ixit& ixit, std::string_view group);

  std::optional<Scp11Keys> keys_;
  std::optional<crypto::EcPublicKey> store_key_;
  // What was verified under the keys of this group and needs no second look when the card returns it again.
  Bytes known_store_;
  std::optional<crypto::EcPublicKey> known_store_key_;
  std::optional<crypto::EcPrivateKey> ephemeral_;
  globalplatform::Scp11Deviation deviation_ = globalplatform::Scp11Deviation::none;
  globalplatform::AgreedSession session_;
  Bytes point_, certificate_, expected_receipt_, verified_store_;
  std::string problem_;
  bool answered_badly_ = false;
};

}  // namespace assay::engine

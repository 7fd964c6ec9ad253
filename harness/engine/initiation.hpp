// SPDX-License-Identifier: Apache-2.0
// Initiation: the terminal's memory of one logical channel on the way to a session of SCP10.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "engine/scp10_keys.hpp"
#include "globalplatform/scp10_channel.hpp"
#include "globalplatform/scp10_deviation.hpp"

namespace assay::engine {

/// What the terminal must know before it sends a command of SCP10, and what it makes of the answers.
///
/// State: `begin` forgets all but the latest signature; what `prepare_...` made stays the same until something it depends on
/// changes, so that a chain of commands can carry it in pieces.
class Initiation {
 public:
  using Deviation = globalplatform::Scp10Deviation;

  /// Takes keys of a group and what will be asked for: level and templates, with keys (transport) or without (agreement).
  /// Errors: those of read_scp10_bench. A request that cannot be read is taken as it is; no session will follow it.
  [[nodiscard]] Result<void> begin(const Names::Ixit& ixit, std::string_view group,
                                   ByteView request, Random& random);

  /// Errors: `not_found` for a key or certificate that the bench lacks; those of deviating_rsa_certificate.
  [[nodiscard]] Result<void> prepare_certificate(Deviation deviation);
  /// Errors: `not_found` when the key of the card is not known; those of deviating_session_keys.
  [[nodiscard]] Result<void> prepare_session_keys(Deviation deviation, Random& random);
  /// Errors: `not_found` without keys or a challenge of the card; those of the signatures.
  [[nodiscard]] Result<void> prepare_signature(Deviation deviation, Random& random);
  /// Makes a challenge for INTERNAL AUTHENTICATE.
  void prepare_challenge(Random& random);

  void take_challenge(ByteView challenge);
  /// The answer to GET DATA [certificate]: an object '7F21', or its value alone.
  void take_certificate(ByteView answer, bool value_only);
  /// Whether EXTERNAL AUTHENTICATE, answered by '9000', has opened a session (key transport).
  [[nodiscard]] bool finish_external();
  /// Takes the answer to INTERNAL AUTHENTICATE. Whether it has opened a session (key agreement).
  [[nodiscard]] bool finish_internal(ByteView request, ByteView answer);
  void forget() noexcept;

  [[nodiscard]] const globalplatform::Scp10Session& session() const noexcept { return session_; }
  [[nodiscard]] bool is_begun() const noexcept { return bench_.has_value(); }

  // Values for scripts; empty when there is none.
  [[nodiscard]] ByteView certificate() const noexcept { return certificate_; }
  [[nodiscard]] ByteView session_keys() const noexcept { return session_keys_; }
  [[nodiscard]] ByteView signature() const noexcept { return signature_; }
  [[nodiscard]] ByteView challenge() const noexcept { return challenge_; }
  [[nodiscard]] ByteView id() const noexcept;
  [[nodiscard]] ByteView verified_certificate() const noexcept { return verified_certificate_; }
  [[nodiscard]] ByteView verified_signature() const noexcept { return verified_signature_; }
  /// Why the bench does not let the terminal judge; empty when it does.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  /// Whether the latest answer could not be used: what it should be is then empty, and no answer is equal to it.
  [[nodiscard]] bool was_answered_badly() const noexcept { return answered_badly_; }

 private:
  [[nodiscard]] bool agrees() const noexcept { return bench_->option_i == 0x01; }
  [[nodiscard]] const crypto::RsaPublicKey* card_key() const noexcept;
  [[nodiscard]] Result<Bytes> make_signature(Deviation deviation, Random& random);
  [[nodiscard]] bool take_session(const Result<globalplatform::Scp10Keys>& keys);

  std::optional<Scp10Bench> bench_;
  std::optional<globalplatform::Scp10Request> request_;
  SecureBytes request_bytes_;
  SecureBytes secret_;  ///< of the off-card entity
  std::optional<globalplatform::Scp10Certificate> card_certificate_;
  globalplatform::Scp10Session session_;
  Deviation keys_deviation_ = Deviation::none, signature_deviation_ = Deviation::none;
  Bytes certificate_, session_keys_, signature_, challenge_;
  Bytes card_challenge_, card_challenge_before_, signature_before_;
  Bytes verified_certificate_, verified_signature_;
  std::string problem_;
  bool answered_badly_ = false;
};

}  // namespace assay::engine

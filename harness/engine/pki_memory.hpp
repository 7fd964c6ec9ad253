// SPDX-License-Identifier: Apache-2.0
// PkiMemory: what a terminal knows of the keys, certificates and public-key sessions of one Calypso card, from the bytes that travel.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "calypso/pki/chain.hpp"
#include "calypso/pki/transcript.hpp"
#include "engine/calypso_verification.hpp"
#include "iso7816/apdu.hpp"

namespace assay::engine {

/// What an exchange brought to light.
struct PkiAnswer {
  std::optional<CalypsoVerification> signature;  ///< of a session that was closed

  /// The rules that were looked at for all that is known by now; nothing after an exchange that brought no part of it.
  std::shared_ptr<const calypso::pki::Findings> findings;  ///< shared with the memory that goes on
  std::string untrusted;                                   ///< why no chain could be looked at
};

class PkiMemory {
 public:
  /// Roots of the bench and the day of the run.
  void trust(std::unique_ptr<calypso::pki::ChainVerifier> verifier, std::string missing);

  void forget() noexcept;
  /// Every exchange with the card, status word included.
  [[nodiscard]] PkiAnswer note(ByteView command, ByteView response);
  /// No answer came: the session is over.
  void lost() noexcept { is_open_ = false; }

 private:
  void note_data(ByteView command, ByteView data, PkiAnswer& out);
  void note_selection(const iso7816::ResponseView& response);
  [[nodiscard]] CalypsoVerification judge_signature();
  void look_at_everything(PkiAnswer& out);

  std::unique_ptr<calypso::pki::ChainVerifier> verifier_;
  std::string missing_ = "no root key is given";

  calypso::pki::CardFacts facts_;
  Bytes key_object_, ca_first_, ca_second_, card_first_,
      card_second_;  ///< as GET DATA returned them
  calypso::pki::Transcript transcript_;
  bool is_open_ = false;
  Bytes signature_;          ///< of the latest session that was closed
  bool is_waiting_ = false;  ///< it could not be verified yet: the key is not known
};

}  // namespace assay::engine

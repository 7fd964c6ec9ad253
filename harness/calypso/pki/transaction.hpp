// SPDX-License-Identifier: Apache-2.0
// Transaction: what a terminal keeps of a public-key session, so that it can be verified here or elsewhere, at once or later.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "calypso/pki/chain.hpp"
#include "calypso/pki/signed_session.hpp"

namespace assay::calypso::pki {

/// Whatever is empty was not kept, and rules that need it are not looked at.
struct Transaction {
  Bytes fci;                           ///< answer to SELECT APPLICATION, without status word
  Bytes aid;                           ///< where there is no FCI
  std::optional<SerialNumber> serial;  ///< likewise
  Bytes startup;                       ///< likewise
  Bytes public_key;                    ///< DF2C, with its header or without
  std::vector<Bytes> ca_certificates;  ///< from the root on; each with its header or without
  Bytes card_certificate;
  std::vector<Exchange>
      session;  ///< from the opening to the last exchange before the close, as they went over the line
  Bytes transcript;            ///< in the place of `session`: what was hashed
  Bytes signature;             ///< the answer to the close, without status word
  std::size_t first_line = 0;  ///< of the opening, in a recording
  std::size_t last_line = 0;   ///< of the close
};

/// What came of it, beside the findings.
struct Verified {
  std::optional<CertifiedCard> card;
  std::size_t parts = 0;             ///< of: certificates, public key, session
  std::vector<std::string> remarks;  ///< on the session: what was joined, left out or doubled
};

/// Looks at everything that is there. Whatever is missing for a verdict is in `missing_of`.
Verified verify(ChainVerifier& verifier, const Transaction& transaction, Findings& findings,
                RefusedLe refused_le = RefusedLe::either);

/// Whether there is a session, with all that the card signed and its signature.
[[nodiscard]] bool has_session(const Transaction& transaction);

/// Why a transaction proves less than it might: one sentence for each part that is missing.
[[nodiscard]] std::vector<std::string> missing_of(const Transaction& transaction);

/// Takes a transcript apart into commands and answers as they were hashed.
/// Errors: `malformed`, naming the byte, for another first byte, a length that is not there, a command without answer.
[[nodiscard]] Result<std::vector<Exchange>> parse_transcript(ByteView bytes);

}  // namespace assay::calypso::pki

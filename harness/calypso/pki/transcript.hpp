// SPDX-License-Identifier: Apache-2.0
// Transcript: a public-key session as the card signs it: one byte 10, then every command and answer behind its length, from the
// opening to the last exchange before the close.   Source: facts about Calypso PKI, 5.1.
#pragma once

#include "calypso/pki/certificate.hpp"
#include "calypso/session_answer.hpp"

namespace assay::calypso::pki {

/// The command as the card hashes it: without the Le behind data, otherwise as it came.
[[nodiscard]] ByteView hashed_form(ByteView command) noexcept;
/// Whether these bytes open a session for a public key: INS 8A, class 00, mode 3 in P2.
[[nodiscard]] bool opens_public_key_session(ByteView command) noexcept;
/// Whether these bytes close one: INS 8E, class 00, no data.
[[nodiscard]] bool closes_public_key_session(ByteView command) noexcept;

class Transcript {
 public:
  /// Begins anew. Shape: `answer` with its status word.
  void begin(ByteView command, ByteView answer);
  void add(ByteView command, ByteView answer);
  /// Takes bytes that were hashed as they are. Shape: as parse_transcript reads them.
  void adopt(ByteView bytes, std::size_t exchanges);

  /// Whether every part fitted behind one byte of length; `problem` names the first that did not.
  [[nodiscard]] bool is_whole() const noexcept { return problem_.empty(); }
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  [[nodiscard]] ByteView bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t exchanges() const noexcept { return exchanges_; }

 private:
  void put(ByteView part, std::string_view what);

  Bytes bytes_;
  std::string problem_;
  std::size_t exchanges_ = 0;
};

/// Looks at r || s over the transcript, length and range first.
void look_at_session_signature(const crypto::EcPublicKey& key, const Transcript& transcript,
                               ByteView signature, Findings& findings);

}  // namespace assay::calypso::pki

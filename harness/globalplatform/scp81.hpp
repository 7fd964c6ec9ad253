// SPDX-License-Identifier: Apache-2.0
// SCP81: parameters that make a card open an administration session over HTTP and PSK-TLS. Read and explained only: the
// session itself is no card command.   Source: GPC Amendment B, table 3-3 and 3.8, from public facts (pySim).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// Tag 85: which pre-shared key.
struct Scp81Security {
  Bytes psk_identity;
  std::uint8_t key_version = 0;
  std::uint8_t key_identifier = 0;
  std::optional<std::uint8_t> hash;  ///< type of SHA; absent means the default
};

/// Tag 86: what the card does when the server is not reached.
struct Scp81Retry {
  std::uint16_t attempts = 0;
  Bytes delay;   ///< 5 bytes
  Bytes report;  ///< where to report the failure; most often empty
};

/// Tag 89: the first HTTP request.
struct Scp81Http {
  std::string host;   ///< 8A
  std::string agent;  ///< 8B
  std::string uri;    ///< 8C
};

struct Scp81Session {
  Bytes
      connection;  ///< value of tag 84: bearer and address, as in OPEN CHANNEL of the card application toolkit
  std::optional<Scp81Security> security;
  std::optional<Scp81Retry> retry;
  std::optional<Scp81Http> http;
};

/// Reads '81' { '83' { '84' '85' '86' '89' } }; the inner objects may come in any order, each once.
/// Errors: `malformed`, naming the tag, for objects that are unknown, repeated or of a wrong length.
[[nodiscard]] Result<Scp81Session> parse_scp81_trigger(ByteView bytes);

/// One line for each thing the parameters say.
[[nodiscard]] std::vector<std::string> explain_scp81(const Scp81Session& session);

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// The recorded flows of calypso.yaml as values for tests.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace assay::transcripts {

struct RecordedExchange {
  bool to_sam = false;
  Bytes command;
  Bytes response;  ///< status word included

  [[nodiscard]] ByteView data() const { return ByteView(response).first(response.size() - 2); }
  [[nodiscard]] std::uint8_t ins() const { return command[1]; }
  [[nodiscard]] std::uint8_t p1() const { return command[2]; }
  [[nodiscard]] std::uint8_t p2() const { return command[3]; }
};

struct RecordedFlow {
  std::string id;
  std::string kind;  ///< reproducible, placeholder, contradictory, ...
  Bytes fci;         ///< of the selection in front of it; may be empty
  Bytes fci_status;
  Bytes sam_atr;  ///< may be empty
  std::vector<RecordedExchange> exchanges;
};

/// An FCI and headers of a genuine card, without the commands they answered.
struct CapturedCard {
  std::string id;
  Bytes fci;
  std::vector<Bytes> headers;
};

struct Recording {
  std::vector<RecordedFlow> flows;
  std::vector<CapturedCard> cards;
};

/// Everything of calypso.yaml, read once; a file that cannot be read fails the test and is an empty recording.
[[nodiscard]] const Recording& recording();
[[nodiscard]] const RecordedFlow& flow(std::string_view id);

}  // namespace assay::transcripts

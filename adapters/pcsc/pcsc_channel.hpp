// SPDX-License-Identifier: Apache-2.0
// The target `pcsc:READER`: a card in a PC/SC reader, contact or contactless.   Source: pcsc-lite 1.9.9.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/pcsc/readers.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::pcsc {

enum class Share { exclusive, shared };
enum class Protocol { any, t0, t1 };

struct PcscOptions {
  std::string reader_glob = "*";  ///< exact name, or wildcards that mean one reader
  Share share = Share::exclusive;
  Protocol protocol = Protocol::any;
  std::chrono::milliseconds timeout{30'000};  ///< bound of every call
};

/// Readers known to pcscd, with what is in them. Errors: `reader_lost` when no pcscd runs.
[[nodiscard]] Result<std::vector<ReaderInfo>> list_readers();

/// Connects to the card in the one reader that the pattern means, and powers it up.
///
/// The channel is dumb: over T=0 '61xx' and '6Cxx' come back as they are, and a case-4 command goes out as it was given.
/// A command without an answer (NOT_TRANSACTED, or no bytes) is resolved by looking for the card for a second: still or
/// again there means `card_mute`, gone means `reader_lost`. After a time-out the connection is given up; the next reset
/// makes a new one, as it does after a removal or when pcscd was started again.
/// Errors: `not_found` for the reader; `reader_lost` for no card, no reader, no pcscd; `refused` when another program
/// holds the card; `unsupported` for a protocol the card lacks.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_pcsc(const PcscOptions& options);

}  // namespace assay::pcsc

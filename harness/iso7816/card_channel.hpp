// SPDX-License-Identifier: Apache-2.0
// CardChannel: the one seam between the harness and any card, SAM or emulator. A few verbs over bytes, no cleverness.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::iso7816 {

enum class ResetKind {
  cold,  ///< power off and on
  warm,  ///< reset line only; a contactless or virtual target may know no difference
};

/// What a target can carry, so that cases it cannot express are named as not applicable before the first byte.
struct Capabilities {
  std::size_t min_command = 1;      ///< shortest command in bytes; vpcd readers cannot carry 1
  std::size_t max_command = 65544;  ///< longest command in bytes
  bool warm_reset = true;           ///< tells warm from cold
  bool extended_length = true;
  bool gets_response_itself =
      false;  ///< the transport answers '61xx'/'6Cxx' on its own (some T=0 readers)
  bool real =
      true;  ///< something that can be harmed: every target but an in-process model or a recording
  bool rewinds = false;  ///< `rewind` restores the state in which the target was opened
  bool cut = false;      ///< `transmit_and_cut` takes power away in the middle of a command
};

/// Who answers, for journal and report.
struct TargetDescription {
  std::string uri;       ///< as the user named it
  std::string kind;      ///< "model", "pcsc", "vpcd", "exec", "replay"
  std::string reader;    ///< reader or program name; empty for models
  std::string protocol;  ///< "T=0", "T=1", "contactless", or empty
  std::string
      label;  ///< remarks that must show wherever results do, such as a cryptographic stand-in
  Capabilities capabilities;
};

/// A connection to one card. Not thread-safe; one case at a time owns it.
///
/// Errors of every verb: `card_mute` (present, does not answer), `timeout` (watchdog), `reader_lost` (card, reader or
/// service gone), `refused` (somebody else holds it), `unsupported`. What a card answers is never an error.
class CardChannel {
 public:
  CardChannel() = default;
  CardChannel(const CardChannel&) = delete;
  CardChannel& operator=(const CardChannel&) = delete;
  virtual ~CardChannel() = default;

  [[nodiscard]] virtual Result<void> reset(ResetKind kind) = 0;

  /// Sends one command as it is and replaces `response` by the answer as it came: data and status word, or fewer
  /// bytes than two if that is what the card sent. No GET RESPONSE, no retry, no chaining.
  [[nodiscard]] virtual Result<void> transmit(ByteView command, Bytes& response) = 0;

  /// Sends a command and takes power away once it has made `writes` non-volatile writes, or at its end if it makes no more;
  /// the answer is lost. A cold reset must follow. Returns whether the command had come to its end.
  /// Only where `capabilities.cut`; elsewhere `unsupported`.
  [[nodiscard]] virtual Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) {
    (void)command;
    (void)writes;
    return fail(ErrorCode::unsupported, "this target cannot be cut off in the middle of a command");
  }

  /// Answer to the latest reset; empty when the target has none.
  [[nodiscard]] virtual ByteView atr() const = 0;

  [[nodiscard]] virtual const TargetDescription& description() const = 0;

  /// Back to the state in which the target was opened, its randomness started again from `seed`.
  /// Only where `capabilities.rewinds`; elsewhere `unsupported`.
  [[nodiscard]] virtual Result<void> rewind(std::uint64_t seed) {
    (void)seed;
    return fail(ErrorCode::unsupported, "this target cannot be rewound");
  }
};

/// Opens a fresh connection; called once a run, or once a worker thread.
using ChannelFactory = std::function<Result<std::unique_ptr<CardChannel>>()>;

}  // namespace assay::iso7816

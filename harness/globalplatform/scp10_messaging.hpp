// SPDX-License-Identifier: Apache-2.0
// Secure messaging of SCP10: data objects, C-MAC, C-ENC, R-MAC, R-ENC, each alone or together.   Source: GPC F.2.3, F.3.2.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/block_cipher.hpp"
#include "globalplatform/scp10_keys.hpp"
#include "globalplatform/secure_channel.hpp"
#include "globalplatform/terminal_deviation.hpp"
#include "iso7816/apdu.hpp"

namespace assay::globalplatform {

/// Where GPC F.3.2 can be read in two ways; decision 0021.
struct Scp10Reading {
  /// The C-MAC covers the class byte with its secure messaging bits, channel zero; otherwise as it was before.
  bool secure_class_under_mac = false;
};

/// One session under its keys. Not thread-safe.
class Scp10Messaging {
 public:
  /// Errors: `not_found` when the level asks for a protection that no key is for.
  [[nodiscard]] static Result<Scp10Messaging> begin(Scp10Keys keys, SecurityLevel level,
                                                    Scp10Reading reading = {});

  /// Replaces `wrapped` by the protected command.
  ///
  /// State: the counter of the C-MAC key rises by one if a C-MAC was made, right or wrong, that a card has to verify. Errors:
  /// `out_of_range` when the data objects do not fit; `unsupported` for a mistake that needs a key which is not there;
  /// nothing is then changed.
  [[nodiscard]] Result<void> wrap(const iso7816::CommandView& plain, Bytes& wrapped,
                                  TerminalDeviation deviation = TerminalDeviation::none);
  /// What a command does that is sent once more: the card verifies its C-MAC, and its counter rises.
  void count_command() noexcept;

  /// Checks and opens a response, and replaces `data` by its plain data, which is empty unless the result is ok.
  /// State: the counter of the R-MAC key rises by one for each response that should carry one, right or wrong.
  [[nodiscard]] Unwrapped unwrap(const iso7816::ResponseView& response, Bytes& data);

  /// Sensitive data of commands. Shape: whole blocks of 8 bytes; CBC from zero, or ECB.
  /// Errors: `not_found` without such a key, `out_of_range` for other lengths.   Source: GPC F.3.2.7.
  [[nodiscard]] Result<Bytes> encrypt_sensitive(ByteView data, bool cbc) const;

  [[nodiscard]] SecurityLevel level() const noexcept { return level_; }

 private:
  Scp10Messaging(Scp10Keys keys, SecurityLevel level, Scp10Reading reading)
      : keys_(std::move(keys)), level_(level), reading_(reading) {}

  [[nodiscard]] ByteView key(const std::optional<std::size_t>& use) const;
  /// Data objects of a command on their way.
  struct Objects {
    Bytes data, le;
    Bytes covered_data;  ///< as the C-MAC covers the data
  };
  [[nodiscard]] Result<void> check_keys_for(TerminalDeviation deviation) const;
  [[nodiscard]] Bytes cryptogram(ByteView data, TerminalDeviation deviation) const;
  [[nodiscard]] Objects objects_of(const iso7816::CommandView& plain,
                                   TerminalDeviation deviation) const;
  [[nodiscard]] Bytes mac_input(const iso7816::CommandView& plain, const Objects& objects,
                                TerminalDeviation deviation) const;
  [[nodiscard]] crypto::Block8 c_mac(ByteView input, TerminalDeviation deviation) const;
  [[nodiscard]] static Bytes assembled(const Objects& objects, const Bytes& mac,
                                       TerminalDeviation deviation);
  [[nodiscard]] static bool counts(TerminalDeviation deviation) noexcept;
  void decrypt(ByteView cipher, Unwrapped& result, Bytes& data) const;
  void open_protected(ByteView body, Unwrapped& result, Bytes& data);

  Scp10Keys keys_;
  SecurityLevel level_;
  Scp10Reading reading_;
};

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// CommandDraft: one command on its way to protection, and the bytes that the protocols make from it alike.
// Source: GPC D.3.3, E.4.4; GPD 6.2.4; GPC 11.1.4 (class byte and logical channels).
#pragma once

#include "base/bytes.hpp"
#include "globalplatform/security_level.hpp"
#include "globalplatform/terminal_deviation.hpp"
#include "iso7816/apdu.hpp"

namespace assay::globalplatform {

struct CommandDraft {
  iso7816::CommandView plain;
  TerminalDeviation deviation = TerminalDeviation::none;
  bool cla_as_given = false;  ///< the class byte is sent as it stands in `plain`, not recoded
  SecurityLevel level;
  bool authenticating =
      false;  ///< EXTERNAL AUTHENTICATE: under a C-MAC at every level, never encrypted

  [[nodiscard]] bool has(TerminalDeviation wanted) const noexcept { return deviation == wanted; }
  [[nodiscard]] bool carries_c_mac() const noexcept { return authenticating || level.c_mac(); }
  [[nodiscard]] bool is_encrypted() const noexcept {
    const bool asked_for = level.c_encryption() || has(TerminalDeviation::c_enc_unasked);
    return !authenticating && asked_for && !plain.data.empty();
  }
  [[nodiscard]] bool extended() const noexcept { return plain.extended || plain.ne > 256; }
};

/// The class byte with the secure messaging bit and channel 0, as the C-MAC covers it.
[[nodiscard]] std::uint8_t class_under_mac(std::uint8_t cla) noexcept;
/// The class byte with the secure messaging bit, channel kept: 84 to 87, E0 to EF.
[[nodiscard]] std::uint8_t class_as_sent(std::uint8_t cla) noexcept;
/// The class byte with neither: what R-MACs of SCP02 cover.
[[nodiscard]] std::uint8_t class_stripped(std::uint8_t cla) noexcept;

/// In which form the C-MAC covers class byte and Lc.
enum class HeaderUnderMac : std::uint8_t {
  modified,    ///< secure messaging announced, C-MAC counted in Lc
  unmodified,  ///< neither; Lc is '00' when there is no data (SCP02 with bit b2 of i, GPC E.4.4)
  unmodified_without_lc,  ///< the same, but no Lc when there is no data
};

/// Appends header, Lc and `body` as the C-MAC covers them.
void append_mac_input(const CommandDraft& draft, ByteView body, std::size_t mac_length, Bytes& out,
                      HeaderUnderMac form = HeaderUnderMac::modified);

/// Appends the command as it is sent: `body`, then `mac`, then Le. Errors: `out_of_range` when Lc cannot hold both.
[[nodiscard]] Result<void> append_secured(const CommandDraft& draft, ByteView body, ByteView mac,
                                          Bytes& out);

/// Fills `body` with the data field and its padding to whole blocks.
void pad_for_encryption(const CommandDraft& draft, std::size_t block, Bytes& body);

}  // namespace assay::globalplatform

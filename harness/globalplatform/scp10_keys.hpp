// SPDX-License-Identifier: Apache-2.0
// The session keys of SCP10: control reference templates, and the keys that come of them.   Source: GPC F.2.3, F.3.1.
// No public vector confirms SCP10; decision 0021 tells how the text is read.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "globalplatform/security_level.hpp"

namespace assay::globalplatform {

/// Initial value of an ICV counter, big-endian.
using Scp10Counter = std::array<std::uint8_t, 8>;

/// One control reference template.   Source: GPC table F-11.
struct Scp10Template {
  bool confidentiality = false;  ///< 'B8'; otherwise 'B4', checksums
  std::uint8_t usage =
      0x30;  ///< 10 commands, 20 responses, 30 both; with 'B8' also 40, 80, C0 for sensitive data
  std::optional<std::uint8_t> key_type;  ///< tag 80
  SecureBytes key;                       ///< tag D1: 16 or 24 bytes; only with key transport
  std::optional<Scp10Counter> counter;   ///< tag 91; only with key transport

  [[nodiscard]] bool is_for_data() const noexcept { return (usage & 0xC0) != 0; }
};

/// What the off-card entity asks for: D3 01 level, then the templates.
struct Scp10Request {
  SecurityLevel level;
  std::vector<Scp10Template> templates;
};

/// D3 01 level || templates, with their keys or without.
[[nodiscard]] SecureBytes encode(const Scp10Request& request, bool with_keys);
/// The inverse.
/// Shape: one template or more; objects in the order of the table and the shortest coding.
/// Errors: `malformed` naming the object; `unsupported` for a usage that the template cannot have; `out_of_range` for keys of
/// other lengths.
[[nodiscard]] Result<Scp10Request> parse_scp10_request(ByteView bytes);

/// One key with the counter its ICVs are made from.
struct Scp10Key {
  SecureBytes value;
  std::uint64_t counter = 0;
};

/// Keys by template, in the order of the request; where both directions share a template they share its counter.
struct Scp10Keys {
  std::vector<Scp10Key> keys;
  std::optional<std::size_t> c_mac, r_mac, c_enc, r_enc, c_dek, r_dek;  ///< indices into `keys`
};

/// Key transport: the keys that the templates carry.
/// Errors: `malformed` for a template without key, or a checksum key without counter; `unsupported` when two templates claim
/// one use.
[[nodiscard]] Result<Scp10Keys> transported_keys(const Scp10Request& request);

/// Key agreement: SHA-1(OES xor CS || number)[0..15], the number after the kind of the template and whether it is the
/// first of its kind; the counter is the last four bytes of CS and then of OES for every key.   Source: GPC F.3.1.3, table F-12.
/// Errors: `out_of_range` for secrets that have not 32 bytes; `unsupported` for a third template of a kind, or two of one use.
[[nodiscard]] Result<Scp10Keys> agreed_keys(const Scp10Request& request, ByteView off_card_secret,
                                            ByteView card_secret);

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
// What running one vector yields. Private to this room.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "vectors/fields.hpp"

namespace assay::vectors {

/// The first value that the reference does not confirm.
struct Mismatch {
  std::string check;   ///< "card_cryptogram"
  std::string detail;  ///< "of exchange 2"; often empty
  std::string expected;
  std::string got;
};

using Outcome = std::optional<Mismatch>;

/// Reads the fields of one kind of vector and runs it. When the fields are malformed the mistakes tell, and the
/// outcome is of no use.
using Check = Outcome (*)(Fields& in);

/// Primitives are counted apart from what GlobalPlatform builds on them.
enum class Level : std::uint8_t { primitive, protocol };

struct Kind {
  std::string_view name;
  Check check;
  Level level = Level::protocol;
};

/// The kind of that name, or nullptr.
[[nodiscard]] const Kind* find_kind(std::string_view name) noexcept;
/// Every kind, for messages.
[[nodiscard]] std::vector<std::string_view> check_kinds();

[[nodiscard]] Outcome compare(std::string_view check, ByteView expected, ByteView got);

/// A GlobalPlatform session, from INITIALIZE UPDATE to its last exchange.
[[nodiscard]] Outcome check_session(Fields& in);
/// Sessions of SCP10 by key transport and by key agreement, and its certificates.
[[nodiscard]] Outcome check_scp10_transport(Fields& in);
[[nodiscard]] Outcome check_scp10_agreement(Fields& in);
[[nodiscard]] Outcome check_scp10_certificate(Fields& in);
/// A certificate of SCP11, or a chain of them.
[[nodiscard]] Outcome check_scp11_certificates(Fields& in);
/// A key agreement of SCP11 and the commands after it.
[[nodiscard]] Outcome check_scp11_session(Fields& in);

/// Packets of SCP80, in scp80_check.cpp.
[[nodiscard]] Outcome check_scp80_command(Fields& in);
[[nodiscard]] Outcome check_scp80_response(Fields& in);

/// A transaction of Calypso PKI, or a part of one.
[[nodiscard]] Outcome check_pki(Fields& in);

}  // namespace assay::vectors

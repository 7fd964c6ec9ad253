// SPDX-License-Identifier: Apache-2.0
// Receipts: signatures by which a card confirms one change of its content.   Source: GPC C.5, 11.1.6.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "globalplatform/content_key.hpp"

namespace assay::globalplatform {

/// Which receipt; the fields of each are those of its table in GPC C.5.
enum class ReceiptOf : std::uint8_t {
  load,             ///< executable load file, security domain
  install,          ///< executable load file, instance; also of make selectable
  extradition,      ///< old security domain, application or load file, new security domain
  registry_update,  ///< old security domain, application, new security domain, privileges, parameters
  deletion,         ///< what was deleted
  combined,         ///< executable load file, instance, security domain
};

/// "the load receipt".
[[nodiscard]] std::string_view name(ReceiptOf receipt) noexcept;

/// What the card says about itself and the token.   Source: GPC table 11-14.
struct Confirmation {
  std::uint16_t counter = 0;
  Bytes domain_unique;  ///< values of tags 42 and 45 of the domain that makes the receipt, joined
  std::optional<Bytes> token_identifier;
  std::optional<Bytes> token_digest;
};

/// Whether the token of the command had an identifier (tag 93): without one, a third field is the digest.
enum class TokenIdentifier : std::uint8_t { absent, present };

[[nodiscard]] Bytes write_confirmation(const Confirmation& confirmation);
/// Errors: `malformed` for a counter of other than 2 bytes, empty data of the domain, a missing identifier, bytes left over.
[[nodiscard]] Result<Confirmation> parse_confirmation(ByteView data, TokenIdentifier identifier);

/// The data field of a response that confirms.   Source: GPC tables 11-13, 11-59.
struct ConfirmationField {
  Bytes receipt;
  Bytes confirmation;  ///< as it stands, because it is signed
};

/// Errors: `malformed` for lengths that do not agree; `not_found` for the '00' that says there is no receipt.
[[nodiscard]] Result<ConfirmationField> parse_confirmation_field(ByteView data);
[[nodiscard]] Bytes write_confirmation_field(const ConfirmationField& field);

/// What a receipt signs: confirmation data, then the fields with their lengths.
/// Errors: `malformed` for another number of fields, or one that breaks its rule.
[[nodiscard]] Result<Bytes> receipt_input(ReceiptOf receipt, ByteView confirmation,
                                          std::span<const Bytes> fields);

/// Whether `counter` may follow `previous`: it rises by one and never starts again.
/// Errors: `refused`, naming both.
[[nodiscard]] Result<void> check_counter(std::uint16_t previous, std::uint16_t counter);

}  // namespace assay::globalplatform

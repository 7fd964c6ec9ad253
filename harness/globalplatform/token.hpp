// SPDX-License-Identifier: Apache-2.0
// Tokens: signatures by which the issuer allows one change of a card's content.   Source: GPC C.4, 11.2.2.3.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "globalplatform/content_key.hpp"
#include "globalplatform/install_data.hpp"

namespace assay::globalplatform {

/// Control reference template for digital signature: whose token it is, and which.   Source: GPC table 11-23.
struct TokenReference {
  std::optional<Bytes> provider_identification;  ///< tag 42
  std::optional<Bytes> image_number;             ///< tag 45
  std::optional<Bytes> application_provider;     ///< tag 5F20
  std::optional<Bytes> token_identifier;         ///< tag 93
};

/// Reads the value of a template B6.
/// Errors: `malformed` for another tag, one that comes twice, or what is no TLV.
[[nodiscard]] Result<TokenReference> parse_token_reference(ByteView value);

/// The data field of DELETE [card content].
struct DeleteData {
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  std::vector<Bytes> aids;         ///< tag 4F; the table has one, cards in the field take several
  std::optional<Bytes> reference;  ///< value of tag B6
  Bytes token;                     ///< tag 9E, empty when there is none
};

/// Errors: `malformed` for objects in another order, another tag, a length that is not the shortest, a wrong AID.
[[nodiscard]] Result<DeleteData> parse_delete(std::uint8_t p1, std::uint8_t p2, ByteView data);
/// The objects without the token.
[[nodiscard]] Result<Bytes> write_delete_fields(const DeleteData& command);
[[nodiscard]] Result<Bytes> write_delete(const DeleteData& command);

/// P1 || P2 || length || fields: what a token signs. The length has 1 byte up to 255, else 00 and two.
/// Errors: `out_of_range` for more than 65535 bytes.
[[nodiscard]] Result<Bytes> token_input(std::uint8_t p1, std::uint8_t p2, ByteView fields);
/// Errors: as `write_fields`; `malformed` for a kind that has no token, or a load without hash.
[[nodiscard]] Result<Bytes> token_input(const InstallData& install);
[[nodiscard]] Result<Bytes> token_input(const DeleteData& command);

/// One signature over both commands of the combined process; it stands in the last one.   Source: GPC C.4.7.
/// Errors: as above; `malformed` when the two are not its first and its last command, when the first has a token, or the
/// last names another load file.
[[nodiscard]] Result<Bytes> combined_token_input(const InstallData& first, const InstallData& last);

}  // namespace assay::globalplatform

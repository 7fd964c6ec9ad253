// SPDX-License-Identifier: Apache-2.0
// SCP11 as the card sees it: certificates of off-card entities, key agreement, and a session whose messages are those of
// SCP03.   Source: GP Amendment F, from public facts; docs/decisions/0022 says where those leave a choice.
#pragma once

#include <optional>

#include "adapters/model/exchange.hpp"
#include "crypto/elliptic.hpp"

namespace assay::model {

StatusWord perform_security_operation(Exchange& x);  // scp11_certificates.cpp
StatusWord mutual_authenticate(Exchange& x);         // scp11_card.cpp
StatusWord internal_authenticate(Exchange& x);       // scp11_card.cpp

}  // namespace assay::model

namespace assay::model::scp11 {

inline constexpr std::uint8_t protocol_number = 0x11;

namespace key_identifier {
inline constexpr std::uint8_t authority = 0x10;  ///< PK.CA-KLOC.ECDSA
inline constexpr std::uint8_t a = 0x11;
inline constexpr std::uint8_t b = 0x13;
inline constexpr std::uint8_t c = 0x15;
}  // namespace key_identifier

[[nodiscard]] std::uint8_t key_identifier_of(Scp11Variant variant) noexcept;

/// Whether the Security Domain has keys of SCP11.
[[nodiscard]] bool has_keys(const PersistentState& card, std::uint8_t domain) noexcept;
/// Whether it verifies certificates.
[[nodiscard]] bool has_anchors(const PersistentState& card, std::uint8_t domain) noexcept;

/// Whether this command may be a piece of a chain: the certificates of PERFORM SECURITY OPERATION alone.
[[nodiscard]] bool takes_chain(const Exchange& x) noexcept;

/// Whether instruction '82' means MUTUAL AUTHENTICATE here and not EXTERNAL AUTHENTICATE.
[[nodiscard]] bool means_mutual_authenticate(const Exchange& x) noexcept;

/// What the data field of MUTUAL and INTERNAL AUTHENTICATE asks for.
struct AgreementRequest {
  std::uint8_t parameters = 0;  ///< which variant, and whether identifiers enter the keys
  std::uint8_t usage = 0;       ///< key usage qualifier
  std::uint8_t key_type = 0;
  std::uint8_t key_size = 0;
  ByteView host_id;
  ByteView point;  ///< ePK.OCE.ECKA
};

namespace parameter {  // second byte of tag '90'
inline constexpr std::uint8_t variant = 0x03;
inline constexpr std::uint8_t identifiers = 0x04;  ///< of host and card enter the keys
}  // namespace parameter

/// 'A6' and '5F49', in this order and alone; nothing for data that are anything else.
[[nodiscard]] std::optional<AgreementRequest> read_request(const Exchange& x, ByteView data);

/// Whether this key does what is asked for.
[[nodiscard]] bool request_fits(const Exchange& x, const AgreementKey& key,
                                const AgreementRequest& request);
/// The security level that a key usage qualifier stands for; nothing for those a variant does not know.
[[nodiscard]] std::optional<std::uint8_t> level_of(const Exchange& x, Scp11Variant variant,
                                                   std::uint8_t usage);
/// Whether the card has identifiers that could enter the keys.
[[nodiscard]] bool has_identifiers(const Exchange& x, const AgreementKey& key);

/// Keys from the shared secrets `z`, the receipt, and the session; appends the answer.
void agree(Exchange& x, const AgreementKey& key, const AgreementRequest& request, ByteView z,
           ByteView own_point);

// What Card Recognition Data, Card Capability Information and the Key Information Template say of SCP11.
void put_protocols(Exchange& x, std::uint8_t domain);
void put_capability(Exchange& x);
void put_key_information(Exchange& x, std::uint8_t domain);

/// GET DATA [certificate store], without tag and length. Yields 9000 or what is wrong with the reference.
[[nodiscard]] StatusWord put_certificates(Exchange& x, std::uint8_t domain);

}  // namespace assay::model::scp11

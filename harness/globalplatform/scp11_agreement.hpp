// SPDX-License-Identifier: Apache-2.0
// The key agreement of SCP11 a, b and c as the terminal makes it: request, answer, keys and receipt.
// Source: Amendment F as public implementations and vectors show it; GPC B.4.5. Decision 0020 tells what is not confirmed.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/block_cipher.hpp"
#include "crypto/elliptic.hpp"
#include "globalplatform/scp03_derivation.hpp"
#include "globalplatform/secure_channel.hpp"
#include "globalplatform/session_key.hpp"

namespace assay::globalplatform {

enum class Scp11Variant : std::uint8_t {
  a,  ///< both sides have static keys with certificates and ephemeral keys
  b,  ///< the terminal has an ephemeral key only and proves nothing
  c,  ///< the card uses its static key in place of an ephemeral one, so that scripts can be made beforehand
};

/// "SCP11a".
[[nodiscard]] std::string_view name(Scp11Variant variant) noexcept;

/// The data field of MUTUAL AUTHENTICATE (a, c) and INTERNAL AUTHENTICATE (b).
struct KeyAgreementRequest {
  Scp11Variant variant = Scp11Variant::a;
  bool identifiers = false;  ///< host and card identifiers go into the derivation
  std::uint8_t key_usage = 0x3C;
  std::uint8_t key_type = 0x88;
  std::uint8_t key_length = 16;
  Bytes host_id;          ///< tag 84; only with `identifiers`
  Bytes ephemeral_point;  ///< ePK.OCE.ECKA, not yet checked to lie on a curve
};

/// Shape: A6 { 90 '11' parameters, 95 usage, 80 '88', 81 length, [84 host id] }, 5F49 point; strict order and coding.
/// Errors: `malformed` naming the object; `unsupported` for another protocol, variant, usage, key type or length.
[[nodiscard]] Result<KeyAgreementRequest> parse_key_agreement_request(ByteView data);
/// The inverse, for anything that was parsed.
[[nodiscard]] Bytes encode(const KeyAgreementRequest& request);

/// The data field of the answer: 5F49 point, 86 receipt.
struct KeyAgreementAnswer {
  Bytes point;
  Bytes point_object;  ///< tag and length too, as the receipt covers it
  crypto::Block16 receipt{};
};
/// Errors: `malformed` naming the object.
[[nodiscard]] Result<KeyAgreementAnswer> parse_key_agreement_answer(ByteView data);

/// '34' asks for C-MAC and R-MAC, '3C' for encryption too; each bit alone is understood.
/// Errors: `unsupported` for a usage without C-MAC, or with bits that mean something else.
[[nodiscard]] Result<SecurityLevel> level_of_key_usage(std::uint8_t usage);

/// usage || type || length, and with `identifiers` the host identifier after its length, then `card_id` as it is.
[[nodiscard]] Bytes scp11_shared_info(const KeyAgreementRequest& request, ByteView card_id);

struct Scp11SessionKeys {
  SessionKey receipt;
  Scp03SessionKeys channel;
  SessionKey dek;

  void clear() noexcept;
};

/// X9.63 over ShSee || ShSss, cut into receipt key, S-ENC, S-MAC, S-RMAC, S-DEK.
/// Shape: `key_length` 16, 24 or 32.
void derive_scp11_keys(crypto::Hash hash, ByteView shared_ephemeral, ByteView shared_static,
                       ByteView shared_info, std::size_t key_length, Scp11SessionKeys& out);

/// AES-CMAC over the data field of the request and the object 5F49 of the answer.
[[nodiscard]] crypto::Block16 scp11_receipt(ByteView receipt_key, ByteView request,
                                            ByteView point_object);

/// What the terminal brings.
struct Scp11Host {
  const crypto::EcPrivateKey* static_key = nullptr;  ///< SK.OCE.ECKA; none in SCP11b
  const crypto::EcPrivateKey* ephemeral_key = nullptr;
  const crypto::EcPublicKey* card_key = nullptr;  ///< PK.SD.ECKA
  crypto::Hash hash = crypto::Hash::sha256;       ///< of the derivation; decision 0020
  ByteView card_id;  ///< identifiers of the card with their lengths, when asked for
  bool s16 = false;
};

/// What came of an agreement; keys are wiped with it.
struct AgreedSession {
  Scp11SessionKeys keys;
  crypto::Block16 expected_receipt{};
  crypto::Block16 received_receipt{};
  SecurityLevel level;
  bool s16 = false;
  std::string_view unconfirmed;  ///< confirmation.hpp

  [[nodiscard]] bool receipt_is_valid() const noexcept;
};

/// Computes keys and receipt from what was sent and what came back.
///
/// A wrong receipt is no error: it is data, see `receipt_is_valid`. Errors: those of both parsers; `malformed` for a point
/// of the card that is not on the curve, or keys of different curves; `refused` in SCP11c when the card answers another
/// point than its static key; `not_found` when a static key is wanted and missing.
[[nodiscard]] Result<void> agree(const Scp11Host& host, ByteView request, ByteView answer,
                                 AgreedSession& out);

}  // namespace assay::globalplatform

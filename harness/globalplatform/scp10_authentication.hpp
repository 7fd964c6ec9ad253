// SPDX-License-Identifier: Apache-2.0
// Entity authentication of SCP10, as the off-card entity makes and checks it.   Source: GPC F.1.4, F.2.1, F.2.2.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/rsa.hpp"
#include "globalplatform/scp10_keys.hpp"

namespace assay::globalplatform {

/// The parameter i.   Source: GPC table F-1.
class Scp10Options {
 public:
  /// Errors: `unsupported` for reserved bits, and for the two combinations that no table of blocks describes.
  [[nodiscard]] static Result<Scp10Options> parse(std::uint8_t i);

  [[nodiscard]] bool key_agreement() const noexcept { return (value_ & 0x01) != 0; }
  [[nodiscard]] bool with_recovery() const noexcept { return (value_ & 0x02) == 0; }

 private:
  std::uint8_t value_ = 0x01;
};

// --- Key transport, signatures without recovery (i = 02)

/// Data field of PERFORM SECURITY OPERATION [decipher]: the request with its keys, RSAES-PKCS1-v1_5 under the card's key.
/// `padding` are the random bytes that fill the block. Errors: those of pkcs1_encrypt.
[[nodiscard]] Result<Bytes> scp10_transport(const Scp10Request& request,
                                            const crypto::RsaPublicKey& card, ByteView padding);
/// Data field of EXTERNAL AUTHENTICATE: signed over the request with its keys and the card challenge of 16 bytes.
/// Errors: `out_of_range` for another length of the challenge.
[[nodiscard]] Result<Bytes> scp10_transport_signature(const Scp10Request& request,
                                                      ByteView card_challenge,
                                                      const crypto::RsaPrivateKey& own);
/// Whether the answer to INTERNAL AUTHENTICATE is the card's signature over the keys in order and our challenge.
[[nodiscard]] bool scp10_transport_answer_is_right(const Scp10Request& request,
                                                   ByteView own_challenge, ByteView answer,
                                                   const crypto::RsaPublicKey& card);

// --- Key agreement, signatures with recovery (i = 01)

struct Scp10AgreementInput {
  ByteView off_card_secret;  ///< OES, 32 bytes
  ByteView card_challenge;   ///< 8 bytes
  ByteView card_id;          ///< 8 bytes, of the card's certificate
  ByteView padding;          ///< RPD: random bytes, as many as `scp10_padding_length` says
};
/// Bytes of RPD that fill the block for this request. Errors: `out_of_range` when not even one fits.
[[nodiscard]] Result<std::size_t> scp10_padding_length(const Scp10Request& request,
                                                       const crypto::RsaPublicKey& own);
/// Data field of EXTERNAL AUTHENTICATE: the smaller of signature and its difference to the modulus, under the card's key.
/// Errors: `out_of_range` for other lengths; `unsupported` when the two moduli differ in length.
[[nodiscard]] Result<Bytes> scp10_agreement_signature(const Scp10Request& request,
                                                      const Scp10AgreementInput& input,
                                                      const crypto::RsaPrivateKey& own,
                                                      const crypto::RsaPublicKey& card);
/// The card secret, 32 bytes, out of the answer to INTERNAL AUTHENTICATE.
/// Errors: `malformed` naming what is wrong; `out_of_range` for lengths.
[[nodiscard]] Result<SecureBytes> scp10_card_secret(ByteView answer, ByteView own_challenge,
                                                    ByteView own_id,
                                                    const crypto::RsaPrivateKey& own,
                                                    const crypto::RsaPublicKey& card);

}  // namespace assay::globalplatform

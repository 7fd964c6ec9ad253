// SPDX-License-Identifier: Apache-2.0
// SCP10 as the card sees it: what its commands share, and where the rest of the model meets it.
// Source: GPC F; docs/decisions/0021 and 0023 say where that leaves a choice.
#pragma once

#include <optional>

#include "adapters/model/exchange.hpp"
#include "crypto/rsa.hpp"

namespace assay::model::scp10 {

inline constexpr std::uint8_t protocol_number = 0x10;

namespace instruction {
inline constexpr std::uint8_t manage_environment = 0x22;
inline constexpr std::uint8_t perform_operation = 0x2A;
inline constexpr std::uint8_t external_authenticate = 0x82;
inline constexpr std::uint8_t get_challenge = 0x84;
inline constexpr std::uint8_t internal_authenticate = 0x88;
}  // namespace instruction

inline constexpr StatusWord algorithm_not_supported{0x9484};
inline constexpr StatusWord last_command_expected{0x6883};

// ---- commands

StatusWord manage_security_environment(Exchange& x);  // scp10_card.cpp
StatusWord get_challenge(Exchange& x);                // scp10_card.cpp
StatusWord perform_security_operation(Exchange& x);   // scp10_card.cpp: which of the two it is
StatusWord verify_certificate(Exchange& x);           // scp10_certificates.cpp
StatusWord decipher(Exchange& x);                     // scp10_authentication.cpp
StatusWord external_authenticate(Exchange& x);        // scp10_authentication.cpp
StatusWord internal_authenticate(Exchange& x);        // scp10_authentication.cpp

// ---- for the dispatcher

/// Whether the selected application is served by a Security Domain with keys of SCP10.
[[nodiscard]] bool is_served(const Exchange& x) noexcept;
/// An instruction of SCP10 in an interindustry class, for such a Security Domain.
[[nodiscard]] bool is_own(const Exchange& x) noexcept;
/// What a card answers that has a command of SCP10 in one card state alone, or within sessions alone (table F-15).
[[nodiscard]] std::optional<StatusWord> withholds(const Exchange& x);  // scp10_commands.cpp
/// Whether the command begins an initiation or belongs to one, so that no session protects it.
[[nodiscard]] bool initiates(const Exchange& x) noexcept;
/// Whether this command may be a piece of a chain.
[[nodiscard]] bool takes_chain(const Exchange& x) noexcept;
/// A command of SCP10 where the rest of another one was expected ('6883').
[[nodiscard]] bool breaks_chain(const Exchange& x) noexcept;
/// F.4.1.1, F.4.4.1: what must follow another command immediately is due no longer when another one comes.
void note_command(Exchange& x) noexcept;
/// The initiation and everything it found valid is gone.
void end(Exchange& x) noexcept;

// ---- secure messaging, scp10_messaging.cpp

/// Checks a command against the level of the session and takes the protection off. False: a security error.
[[nodiscard]] bool unprotect(Exchange& x);
/// A command with secure messaging where no session is; sessions begin explicitly (F.1.2).
[[nodiscard]] StatusWord receive_outside(Exchange& x);
/// Adds what the level asks of a response; yields the status word that goes out.
[[nodiscard]] StatusWord protect(Exchange& x, StatusWord status, std::uint8_t level);
/// How many bytes of response data fit beside the protection.
[[nodiscard]] std::size_t response_room(std::uint8_t level) noexcept;

// ---- data, scp10_data.cpp

/// Whether GET DATA of this tag is GET DATA [certificate] here.
[[nodiscard]] bool is_certificate(const Exchange& x, std::uint8_t domain,
                                  std::uint16_t tag) noexcept;
[[nodiscard]] StatusWord get_certificate(Exchange& x, std::uint16_t tag);
/// GET DATA [certificate] of the selected Security Domain.
[[nodiscard]] bool fetches_certificate(const Exchange& x) noexcept;
void put_protocols(Exchange& x, std::uint8_t domain);
void put_capability(Exchange& x);
void put_key_information(Exchange& x, std::uint8_t domain);

// ---- between the files of SCP10

enum class Own : std::uint8_t {
  none,
  environment,
  challenge,
  decipher,
  verification,
  external,
  internal,
  certificates,
};

/// Which command of SCP10 instruction and P1 name, whatever the class and the application.
[[nodiscard]] Own command_of(std::uint8_t ins, std::uint8_t p1) noexcept;  // scp10_commands.cpp
/// Whether it is taken in a class of GlobalPlatform too.
[[nodiscard]] bool takes_gp_class(const Exchange& x, Own command) noexcept;  // scp10_commands.cpp

/// Adds data to the answer of a command that has no Le.
inline void answer_unasked(Exchange& x, ByteView data) {
  append(x.response, data);
  x.command.ne = max_short_response;
}

[[nodiscard]] inline Initiation& initiation(const Exchange& x) noexcept {
  return x.session().scp10;
}
[[nodiscard]] inline bool transports(const Initiation& begun) noexcept {
  return begun.option == option::key_transport;
}
/// Whether this product lacks the command altogether.
[[nodiscard]] bool lacks_command(const Exchange& x) noexcept;
/// Ends what runs and begins with the defaults of the Security Domain (F.1.3.2).
void begin(Exchange& x) noexcept;
/// Joins the pieces of a chained command. Yields the status word of a piece that is not the last one, or of one for
/// which there is no room; nothing when the command is whole.
[[nodiscard]] std::optional<StatusWord> collect(Exchange& x);
[[nodiscard]] inline std::size_t modulus_size(const Exchange& x) noexcept {
  return x.card().scp10.modulus_size;
}
[[nodiscard]] std::optional<crypto::RsaPublicKey> rsa_key(const Exchange& x, const PublicKey& key);
[[nodiscard]] std::optional<crypto::RsaPrivateKey> rsa_key(const Exchange& x,
                                                           const PrivateKey& key);

/// A control reference template (F.3.1.2).
struct Template {
  std::uint8_t tag = 0;  ///< 'B4' or 'B8'
  std::uint8_t usage = 0;
  ByteView key;      ///< key transport only
  ByteView counter;  ///< key transport only
};

/// Requested level and templates, as they lie in the bytes.
struct Request {
  static constexpr std::size_t max_templates = 6;
  std::uint8_t level = 0;
  std::uint8_t count = 0;
  std::array<Template, max_templates> templates{};
};

/// 9000, or what is wrong with it.   scp10_request.cpp
[[nodiscard]] StatusWord read_request(const Exchange& x, ByteView bytes, bool transport,
                                      Request& request);
/// Table F-10: random padding of any length stands before the request. The first place from which all can be read is it.
[[nodiscard]] StatusWord find_request(const Exchange& x, ByteView padded, Request& request,
                                      ByteView& found);
/// Keys and counters as the templates bring them (F.3.1.2).
void take_keys(const Exchange& x, const Request& request, SessionKeys& keys);
/// Keys and counters from both secrets (F.3.1.3, F.2.3).
void derive_keys(const Exchange& x, const Request& request, ByteView off_card_secret,
                 ByteView card_secret, SessionKeys& keys);

// ---- signatures, scp10_signatures.cpp

/// Tables F-7 and F-8: the data of the command sign this request and the latest challenge.
[[nodiscard]] bool transport_signature_is_right(const Exchange& x,
                                                const crypto::RsaPublicKey& entity,
                                                ByteView request);
/// Tables F-9 and F-10: what the encrypted signature holds, when it was made for this card and the latest challenge.
[[nodiscard]] std::optional<Bytes> open_agreement_signature(const Exchange& x,
                                                            const PrivateKey& own,
                                                            const crypto::RsaPublicKey& entity);
/// Tables F-3 and F-4.
[[nodiscard]] std::optional<Bytes> transport_signature(const Exchange& x,
                                                       const crypto::RsaPrivateKey& key,
                                                       ByteView message);
/// Tables F-5 and F-6: `inside` is recovered from the signature, `outside` is hashed alone.
[[nodiscard]] std::optional<Bytes> agreement_signature(const Exchange& x,
                                                       const crypto::RsaPrivateKey& key,
                                                       ByteView inside, ByteView outside);

}  // namespace assay::model::scp10

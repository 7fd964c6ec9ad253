// SPDX-License-Identifier: Apache-2.0
// The chain of Calypso PKI: from a root key that is trusted, to the key of a CA, to the key of a card. It is taken from its beginning,
// because a CA's key is inside its own certificate's signature.   Source: facts about Calypso PKI, 5.6.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calypso/pki/certificate.hpp"
#include "crypto/rsa.hpp"

namespace assay::calypso::pki {

/// What a root is for; a CA of the other scope is refused.
enum class Scope : std::uint8_t { production, test };
[[nodiscard]] std::string_view name(Scope scope) noexcept;

/// A root key: it has no certificate, no dates, no rights; it is trusted by its reference.
struct RootKey {
  std::string name;  ///< for reports
  KeyReference reference{};
  crypto::RsaPublicKey key;
  Scope scope = Scope::test;
};
/// Errors: as RsaPublicKey::from_numbers; `unsupported`, naming what was found, for a modulus of other than 2048 bits.
[[nodiscard]] Result<RootKey> make_root(std::string name, const KeyReference& reference,
                                        ByteView modulus, Scope scope);

/// A key that may sign: a root, or a CA whose certificate holds.
struct Issuer {
  KeyReference reference{};
  crypto::RsaPublicKey key;
  Scope scope = Scope::test;                   ///< of the root
  std::optional<CaCertificate> certificate{};  ///< nothing for a root
  bool has_warnings = false;                   ///< its rules are looked at each time, to warn again
  std::uint64_t number = 0;     ///< of a CA that was found good; another one, another number
  std::uint64_t signed_by = 0;  ///< number of the CA that signed it; 0 for a root
  std::uint64_t shown_in = 0;   ///< the latest transaction that brought its certificate
};

/// When and how a verifier looks.
struct Circumstances {
  Date today;  ///< none: dates are not compared with it
  Policy policy = Policy::strict;
  Detail detail = Detail::everything;
};

/// What is known of the card apart from its certificates; what is not known is not compared.
struct CardFacts {
  Bytes aid;  ///< name of the selected application
  std::optional<SerialNumber> serial;
  Bytes startup;                                  ///< startup information, seven bytes or more
  std::optional<crypto::EcPublicKey> public_key;  ///< as the card tells it (DF2C)
};

/// A card whose certificate holds.
struct CertifiedCard {
  CardCertificate certificate;
  CardDetails details;
  crypto::EcPublicKey key;
};

/// The roots that are trusted, and the CAs that were found good under them. Not for several threads at once: each has its own.
class ChainVerifier {
 public:
  ChainVerifier(std::vector<RootKey> roots, Circumstances circumstances);

  [[nodiscard]] const Circumstances& circumstances() const noexcept { return circumstances_; }
  [[nodiscard]] bool has_roots() const noexcept { return root_count_ != 0; }

  /// Verifies the certificate of a CA; it is known as an issuer afterwards. One that was verified before is known by its
  /// bytes, and its rules are not looked at again unless everything is to be told.
  const Issuer* verify_ca(ByteView certificate, Findings& findings);
  /// Another transaction begins, which has to bring its own CAs: those of before are known by their bytes still, but sign nothing
  /// until their certificates are shown again. So no verdict depends on what was verified earlier.
  void begin_transaction() noexcept { ++transaction_; }
  /// Only the roots are known afterwards.
  void forget_cas();
  /// Verifies the certificate of a card under a root or a CA that is known.
  std::optional<CertifiedCard> verify_card(ByteView certificate, const CardFacts& facts,
                                           Findings& findings) const;

 private:
  [[nodiscard]] const Issuer* issuer_of(const KeyReference& reference) const noexcept;
  [[nodiscard]] bool may_sign(const Issuer& issuer) const noexcept;
  [[nodiscard]] Issuer* found_before(const CaCertificate& certificate) const noexcept;
  [[nodiscard]] std::string known_issuers() const;
  const Issuer* open_ca(const CaCertificate& certificate, std::size_t broken_before,
                        std::size_t warned_before, Findings& findings);
  struct DateRules {
    Rule start, order, end;
  };
  void look_at_dates(Date start, Date end, const DateRules& rules, Findings& findings) const;

  Circumstances circumstances_;
  std::size_t root_count_ = 0;
  std::uint64_t transaction_ = 0;
  std::uint64_t cas_found_ = 0;
  std::map<KeyReference, std::unique_ptr<Issuer>> issuers_;
};

}  // namespace assay::calypso::pki

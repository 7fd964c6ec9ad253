// SPDX-License-Identifier: Apache-2.0
// The test chain of the model cards: root, CAs and cards that `assay pki make-*` made, their private keys included. Published, so
// that nothing trusts them; the files are in test_pki/.
#pragma once

#include <string_view>

#include "adapters/model_calypso/card_profile.hpp"
#include "crypto/rsa.hpp"

namespace assay::model::calypso {

/// Key pair, certificate and CA of one of its cards: "card", "card-regular", "card-limited", "card-blank".
[[nodiscard]] PkiProfile test_card_pki(std::string_view card);

/// The private keys of its issuers: "root", "ca", "ca-limited".
[[nodiscard]] const crypto::RsaPrivateKey& test_issuer_key(std::string_view issuer);

/// A file of test_pki/, such as "ca.cert".
[[nodiscard]] std::string_view test_pki_file(std::string_view name);

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// SCP11 on the products of the bench: which keys, certificates and trust anchors, and what their vendor writes down.
// Private to this room.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/model/gp_profile.hpp"
#include "adapters/model/scp11_test_pki.hpp"

namespace assay::model {

class Personalizer;

/// What a profile chooses for SCP11.
struct Scp11Choices {
  std::uint8_t variants = 0;  ///< bits of Scp11Variant; 0 for a card without SCP11
  crypto::Curve curve = crypto::Curve::p256;
  bool x509 = false;
  bool s16 = false;
  bool dated = false;             ///< compares expiration dates with one that it was told
  bool chain = false;             ///< returns its certificate behind that of its authority
  std::uint8_t key_sizes = 0x07;  ///< b1 AES-128, b2 AES-192, b3 AES-256
};

/// Keys of this choice, version `scp11_key_version`.
void add_scp11(Personalizer& make, std::uint8_t domain, const Scp11Choices& choices);
/// More of them for the bare card: other curves, X.509, S16, and a trust anchor with a list.
void add_scp11_superset(Personalizer& make, std::uint8_t domain);

void claim_scp11(std::vector<NamedValue>& ics, const Scp11Choices& choices, bool alive);
void name_scp11(std::vector<NamedValue>& ixit, const Scp11Choices& choices, ByteView domain);

}  // namespace assay::model

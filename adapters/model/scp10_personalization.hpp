// SPDX-License-Identifier: Apache-2.0
// SCP10 on the products of the bench: which keys and certificates, and what their vendor writes down. Private to this room.
#pragma once

#include <cstdint>
#include <vector>

#include "adapters/model/gp_profile.hpp"

namespace assay::model {

class Personalizer;

/// What a profile chooses for SCP10.
struct Scp10Choices {
  std::uint8_t options = 0;       ///< bits of scp10::option; 0 for a card without SCP10
  std::uint8_t form = 0;          ///< bits of scp10::form
  std::uint16_t key_bits = 1024;  ///< or 2048 or 2056
  bool issuer = false;            ///< the issuer's domain has it, not one of its own
};

void add_scp10(Personalizer& make, std::uint8_t domain, const Scp10Choices& choices);
void claim_scp10(std::vector<NamedValue>& ics, const Scp10Choices& choices, bool alive);
void name_scp10(std::vector<NamedValue>& ixit, const Scp10Choices& choices, ByteView domain);

}  // namespace assay::model

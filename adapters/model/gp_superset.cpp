// SPDX-License-Identifier: Apache-2.0
// The Security Domains that make the bare card a superset: each protocol with each of its options. There are eight, for
// more would not fit the list of applications into one answer.
#include "adapters/model/personalizer.hpp"

namespace assay::model {
namespace {

using namespace bench;

/// Implicit initiation cannot choose a version, so each option has a domain: F0 'ASSAY' and then i. Option bit b7 says
/// something of the card challenge alone, and there is none.
std::uint8_t add_domain(Personalizer& make, std::uint8_t implicit_option) {
  auto aid = "F0415353415900"_hex;
  aid.back() = implicit_option;
  const std::uint8_t domain = make.domain(aid);
  const bool three = (implicit_option & 1) != 0;
  make.keys(domain, kvn_scp02, 2, implicit_option, three ? distinct_keys(16) : default_keys(16));
  return domain;
}

/// Explicit initiation: versions 21 to 28 in the order of i.
void add_explicit_scp02(Personalizer& make, std::uint8_t domain, std::uint8_t low,
                        const Keys& keys) {
  for (std::uint8_t n = 0; n < 8; ++n)
    make.keys(domain, 0x21 + n, 2, static_cast<std::uint8_t>(n << 4 | low), keys);
}

/// Versions 30 to 35 in the order of i with AES-128; 36 and 37 are option 70 or 71 with AES-192 and AES-256.
void add_scp03(Personalizer& make, std::uint8_t domain, std::uint8_t s16) {
  std::uint8_t version = 0x30;
  for (const std::uint8_t option : {0x00, 0x10, 0x20, 0x30, 0x60, 0x70})
    make.keys(domain, version++, 3, option | s16, distinct_keys(16));
  make.keys(domain, version++, 3, 0x70 | s16, distinct_keys(24));
  make.keys(domain, version, 3, 0x70 | s16, distinct_keys(32));
}

}  // namespace

void add_superset(Personalizer& make, const Choices& choices) {
  add_explicit_scp02(make, add_domain(make, 0x0A), 0x04, default_keys(16));
  add_explicit_scp02(make, add_domain(make, 0x0B), 0x05, distinct_keys(16));
  const std::uint8_t scp01 = add_domain(make, ssd_scp01_aid.back());
  make.keys(scp01, kvn_scp01, 1, 0x05, distinct_keys(16));
  make.keys(scp01, kvn_scp01 + 1, 1, 0x15, distinct_keys(16));
  add_scp03(make, add_domain(make, 0x1B), 0x00);
  const std::uint8_t scp10 = add_domain(make, ssd_scp10_aid.back());
  add_scp03(make, scp10, 0x01);
  add_scp10(make, scp10, choices.scp10);
  for (const std::uint8_t option : {0x2B, 0x3A}) add_domain(make, option);
  add_scp11_superset(make, add_domain(make, ssd_scp11_aid.back()));
}

}  // namespace assay::model

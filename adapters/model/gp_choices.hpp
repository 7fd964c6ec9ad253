// SPDX-License-Identifier: Apache-2.0
// Choices: what a profile of the GlobalPlatform model chooses; all else is the same on every product. Private to this
// room, like the names and published test keys that card, ICS and IXIT share.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "adapters/model/gp_profile.hpp"
#include "adapters/model/gp_state.hpp"
#include "adapters/model/scp10_personalization.hpp"
#include "adapters/model/scp11_personalization.hpp"
#include "base/bytes.hpp"
#include "base/hex.hpp"

namespace assay::model {

struct Choices {
  std::uint8_t scp01_i = 0x05;  ///< used where `scp01` says so
  bool scp01 = false;           ///< a Security Domain with SCP01
  std::uint8_t scp03_i = 0x70;
  std::uint8_t scp03_key_size = 16;  ///< of key version 30
  std::uint8_t scp02_i = 0x15;
  bool scp03 = true;             ///< false: the Issuer Security Domain has the SCP02 keys too
  bool own_keys = false;         ///< the keys 20 and 30 are no published ones
  bool counters_at_end = false;  ///< one more session, and the sequence counters are used up
  bool superset = false;         ///< Security Domains for every protocol and option
  bool older_versions =
      false;  ///< SCP01 and SCP02 have a key version in front of the one of the bench
  bool issuer_has_all =
      false;  ///< the issuer's domain has the SCP01 and SCP02 keys of the bench too
  std::uint8_t channels = 4;
  bool knows_channels = true;
  bool extended_length = false;
  bool t0_alone = false;
  bool optional_objects = true;
  bool scp80 = false;  ///< the issuer's domain takes packets over the air
  bool scp80_des =
      false;  ///< the bench sends them under triple DES instead of AES; the card takes both
  Scp10Choices scp10;
  Scp11Choices scp11;
  CardState card_state = CardState::secured;
};

namespace bench {  // what IXIT and card agree on

using namespace assay::literals;

inline constexpr auto isd_aid = "A000000151000000"_hex;
inline constexpr auto ssd_scp01_aid = "F041535341591A"_hex;
inline constexpr auto ssd_scp10_aid = "F041535341592A"_hex;
inline constexpr auto ssd_scp11_aid = "F041535341593B"_hex;
inline constexpr auto ssd_15_aid = "F041535341590215"_hex;  // F0 'ASSAY' 02: Security Domains
inline constexpr auto ssd_55_aid = "F041535341590255"_hex;
inline constexpr auto ssd_locked_aid = "F041535341590283"_hex;
inline constexpr auto application_prefix = "F0415353415901"_hex;  // F0 'ASSAY' 01: applications
inline constexpr auto long_aid = "F0415353415903000102030405060708"_hex;
inline constexpr auto unknown_aid = "F0415353415909090909"_hex;

inline constexpr auto scp80_tar = "000000"_hex;  // ETSI TS 101 220, annex D: the issuer's domain

inline constexpr std::uint8_t kvn_scp03 = 0x30, kvn_scp03_192 = 0x31, kvn_scp03_256 = 0x32;
inline constexpr std::uint8_t kvn_scp01 = 0x10;
inline constexpr std::uint8_t kvn_scp02 = 0x20, kvn_scp02_55 = 0x21;

using Keys = std::array<Bytes, 3>;  ///< ENC, MAC, DEK

/// 40 41 42 .. thrice: what tools try first.
[[nodiscard]] Keys default_keys(std::size_t size);
/// From 40, from 50, from 60: sets that differ within, so that a mix-up of keys shows.
[[nodiscard]] Keys distinct_keys(std::size_t size);
/// The keys of the Security Domain with option `i` of SCP02: distinct ones, or a base key in all three places.
[[nodiscard]] Keys scp02_keys(const Choices& choices);
/// Of key version 30: the default keys where they are AES-128, else from 80, A0 and C0.
[[nodiscard]] Keys scp03_keys(const Choices& choices);

}  // namespace bench

class Personalizer;
/// gp_superset.cpp: a Security Domain for every protocol, with key versions or domains for every option.
void add_superset(Personalizer& make, const Choices& choices);

/// gp_personalization.cpp: the card after its first reset.
[[nodiscard]] GpState make_state(const Choices& choices);

// gp_claims.cpp: what the vendor of this card would write down.
[[nodiscard]] std::vector<NamedValue> make_ics(const Choices& choices);
[[nodiscard]] std::vector<NamedValue> make_ixit(const Choices& choices);

}  // namespace assay::model

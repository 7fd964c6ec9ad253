// SPDX-License-Identifier: Apache-2.0
// GpState: everything a GlobalPlatform card remembers, as plain data in bounded tables, so that a copy is a snapshot.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "adapters/model/scp10_state.hpp"
#include "adapters/model/scp11_state.hpp"
#include "iso7816/aid.hpp"

namespace assay::model {

using iso7816::Aid;

/// GPC 11.1.1, Table 11-6.
enum class CardState : std::uint8_t {
  op_ready = 0x01,
  initialized = 0x07,
  secured = 0x0F,
  card_locked = 0x7F,
  terminated = 0xFF,
};

/// GPC 11.1.1, Tables 11-4 and 11-5.
namespace life_cycle {
inline constexpr std::uint8_t installed = 0x03;
inline constexpr std::uint8_t selectable = 0x07;
inline constexpr std::uint8_t personalized = 0x0F;
inline constexpr std::uint8_t locked_bit = 0x80;
inline constexpr std::uint8_t loaded = 0x01;  ///< the only state of an Executable Load File
}  // namespace life_cycle

/// Privileges as INSTALL and GET STATUS code them, three bytes read as one number (GPC 11.1.2).
namespace privilege {
inline constexpr std::uint32_t security_domain = 0x800000;
inline constexpr std::uint32_t card_reset = 0x040000;
inline constexpr std::uint32_t global_registry = 0x000400;
inline constexpr std::uint32_t final_application = 0x000200;
}  // namespace privilege

inline constexpr std::uint8_t no_index = 0xFF;

/// A registry entry: the Issuer Security Domain, a Security Domain or an application.
struct RegistryEntry {
  Aid aid;
  std::uint8_t life_cycle = 0;  ///< of the Issuer Security Domain: unused, the card state counts
  std::uint32_t privileges = 0;
  std::uint8_t security_domain = 0;     ///< index of the associated Security Domain
  std::uint8_t load_file = no_index;    ///< index of its Executable Load File
  bool multi_selectable = true;         ///< false: on one logical channel at a time
  std::uint8_t implicit_selection = 0;  ///< tag 'CF', 0 for none (GPC 11.1.7)
};

struct LoadFile {
  static constexpr std::size_t max_modules = 3;
  Aid aid;
  std::uint8_t major = 0;
  std::uint8_t minor = 0;
  std::uint8_t security_domain = 0;
  std::uint8_t module_count = 0;
  std::array<Aid, max_modules> modules{};
};

/// The three keys of one key version: identifiers 01 ENC, 02 MAC, 03 DEK.
struct KeySet {
  std::uint8_t owner = 0;  ///< index of the Security Domain
  std::uint8_t version = 0;
  std::uint8_t protocol = 0;  ///< 01, 02 or 03
  std::uint8_t options = 0;   ///< the parameter i
  std::uint8_t key_size = 16;
  std::uint8_t key_count = 3;  ///< 1: a base key for everything, in the place of ENC
  std::uint8_t failures = 0;   ///< room for a blocking counter; nothing counts by default
  std::uint32_t sequence_counter = 0;
  std::array<std::array<std::uint8_t, 32>, 3> keys{};

  [[nodiscard]] ByteView enc() const noexcept { return {keys[0].data(), key_size}; }
  [[nodiscard]] ByteView mac() const noexcept { return {keys[1].data(), key_size}; }
  [[nodiscard]] ByteView dek() const noexcept { return {keys[2].data(), key_size}; }
};

/// A data object that GET DATA returns as it stands.
struct DataObject {
  static constexpr std::size_t max_size = 42;
  std::uint8_t owner = 0;  ///< index of the Security Domain
  std::uint8_t size = 0;
  std::uint16_t tag = 0;
  std::array<std::uint8_t, max_size> bytes{};
};

/// Keys and counter of SCP80, of the Issuer Security Domain.
struct OverTheAir {
  bool available = false;
  std::array<std::uint8_t, 3> tar{};
  std::array<std::uint8_t, 16> cipher_key{};
  std::array<std::uint8_t, 16> mac_key{};
  std::uint64_t counter = 0;  ///< highest one accepted; 5 bytes
};

/// What survives a reset. Written only through `GpEnvironment::persist`.
struct PersistentState {
  static constexpr std::size_t max_entries = 32;
  static constexpr std::size_t max_load_files = 10;
  static constexpr std::size_t max_key_sets = 56;
  static constexpr std::size_t max_data_objects = 12;

  CardState card_state = CardState::secured;
  std::uint8_t channels = 4;   ///< supported, the basic one included
  bool knows_channels = true;  ///< false: a card without any channel concept
  bool extended_length = false;
  bool t0_alone = false;         ///< the ATR offers T=0 and nothing else
  bool optional_objects = true;  ///< GET DATA knows '67', 'D3' and '2F00'
  std::uint8_t entry_count = 0;
  std::uint8_t load_file_count = 0;
  std::uint8_t key_set_count = 0;
  std::uint8_t data_object_count = 0;
  std::array<std::uint8_t, 10> key_diversification_data{};
  std::array<RegistryEntry, max_entries> entries{};  ///< index 0 is the Issuer Security Domain
  std::array<LoadFile, max_load_files> load_files{};
  std::array<KeySet, max_key_sets> key_sets{};
  std::array<DataObject, max_data_objects> data_objects{};
  OverTheAir over_the_air{};
  scp10::Store scp10;
  Scp11Store scp11;
};

/// GPC 10.6, E.1.5: bits of a security level, as P1 of EXTERNAL AUTHENTICATE codes them, and AUTHENTICATED.
namespace level {
inline constexpr std::uint8_t c_mac = 0x01;
inline constexpr std::uint8_t c_decryption = 0x02;
inline constexpr std::uint8_t r_mac = 0x10;
inline constexpr std::uint8_t r_encryption = 0x20;
inline constexpr std::uint8_t any_authenticated = 0x40;  ///< proven, but not the owner
inline constexpr std::uint8_t authenticated = 0x80;
}  // namespace level

/// Where a Secure Channel Session stands (GPC 10.2).
enum class SessionPhase : std::uint8_t {
  none,         ///< terminated, or never begun
  initialized,  ///< INITIALIZE UPDATE answered, EXTERNAL AUTHENTICATE awaited
  open,
  aborted,  ///< a security error: every command is refused until the session is terminated
};

struct SecureSession {
  SessionPhase phase = SessionPhase::none;
  std::uint8_t protocol = 0;
  std::uint8_t options = 0;
  std::uint8_t key_size = 16;
  std::uint8_t mac_size = 8;
  std::uint8_t key_set = no_index;
  std::uint8_t current_level = 0;  ///< GPC 10.2.3: none of the bits after an abort
  std::uint8_t initial_level = 0;  ///< as EXTERNAL AUTHENTICATE set it
  bool implicit = false;           ///< SCP02: begun by a first C-MAC
  bool r_mac_begun = false;        ///< by BEGIN R-MAC SESSION
  bool r_mac_in_each = false;      ///< SCP02: in every response, not at END R-MAC SESSION alone
  bool used = false;               ///< a command has come; nothing may depend on it
  std::uint32_t encryption_counter = 0;  ///< SCP03 only
  std::array<std::uint8_t, 16> host_challenge{};
  std::array<std::uint8_t, 16> card_challenge{};
  std::array<std::uint8_t, 32> s_enc{};
  std::array<std::uint8_t, 32> s_mac{};
  std::array<std::uint8_t, 32> s_rmac{};
  std::array<std::uint8_t, 16>
      chaining{};  ///< SCP03: chaining value; SCP02: last C-MAC in the first 8 bytes
  Scp11Variant scp11_variant = Scp11Variant::a;
  std::uint8_t security_domain = no_index;  ///< SCP11: whose key it was
  VerifiedOce oce;                          ///< SCP11: between its commands
  scp10::Initiation scp10;  ///< between its commands, and while INTERNAL AUTHENTICATE may come
  scp10::SessionKeys scp10_keys;
  std::array<std::uint8_t, 8> first_c_mac{};  ///< SCP02: of EXTERNAL AUTHENTICATE
  std::array<std::uint8_t, 8> r_mac_chaining{};

  [[nodiscard]] bool requires_level(std::uint8_t bits) const noexcept {
    return phase == SessionPhase::open && (current_level & bits) == bits;
  }
};

/// Where GET STATUS stopped, so that "next" can go on (GPC 11.4.2.2).
struct StatusCursor {
  bool pending = false;
  std::uint8_t kind = 0;  ///< P1 of the first command
  std::uint8_t next = 0;  ///< index of the first entry not answered yet
  Aid search;
};

struct LogicalChannel {
  bool open = false;
  std::uint8_t selected = 0;  ///< registry index
  SecureSession session;
  StatusCursor status;
  // Nothing may depend on these two.
  bool authenticated_once = false;  ///< since the channel was opened
  bool failed_before = false;       ///< the latest EXTERNAL AUTHENTICATE
};

/// What a reset clears.
struct VolatileState {
  static constexpr std::size_t max_channels = 20;
  std::array<LogicalChannel, max_channels> channels{};
  Pieces chain;   ///< command chaining, on one channel at a time
  Pieces answer;  ///< what GET RESPONSE fetches
};

struct GpState {
  PersistentState persistent;
  VolatileState working;
};

static_assert(std::is_trivially_copyable_v<GpState>);
static_assert(sizeof(GpState) <= 49152, "a snapshot stays small");

}  // namespace assay::model

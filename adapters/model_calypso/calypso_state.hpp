// SPDX-License-Identifier: Apache-2.0
// CalypsoState: everything a Calypso card remembers, as plain data in bounded tables, so that a copy is a snapshot.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <type_traits>

#include "base/bytes.hpp"
#include "crypto/open_stand_in.hpp"
#include "iso7816/aid.hpp"

namespace assay::model::calypso {

using iso7816::Aid;

enum class Product : std::uint8_t { prime1, prime2, prime3, light, basic };

/// Access condition codes of a group.
namespace access {
inline constexpr std::uint8_t never = 0x00;
inline constexpr std::uint8_t pin = 0x01;
inline constexpr std::uint8_t session = 0x10;
inline constexpr std::uint8_t confidential = 0x14;
inline constexpr std::uint8_t confidential_and_pin = 0x15;
inline constexpr std::uint8_t always = 0x1F;
}  // namespace access

struct Access {
  std::uint8_t condition = access::never;
  std::uint8_t key = 0;  ///< 1 to 3: which session key the condition asks for
};

/// The groups of commands that an access condition is given for.
enum class Group : std::uint8_t {
  read,    ///< of a DF: rehabilitate
  update,  ///< of a DF: invalidate
  write,   ///< and decrease
  append,  ///< and increase
};

enum class FileType : std::uint8_t {
  binary = 0x01,
  linear = 0x02,
  cyclic = 0x04,
  simulated_counter = 0x08,
  counters = 0x09,
};

inline constexpr std::uint8_t no_index = 0xFF;

struct File {
  std::uint8_t application = 0;
  std::uint8_t sfi = 0;
  std::uint16_t lid = 0;
  FileType type = FileType::linear;
  std::uint16_t record_size = 0;  ///< of a binary file: its size
  std::uint8_t records = 0;
  std::array<Access, 4> groups{};
  std::uint16_t shared_reference = 0;
  std::uint16_t data = 0;  ///< where in the memory; shared files have the same place
};

/// A diversified key of an application: 1 issuer, 2 load, 3 debit.
struct Key {
  std::uint8_t kif = 0;
  std::uint8_t kvc = 0;
  std::uint8_t algorithm = 0;
  std::array<std::uint8_t, 16> value{};
};

/// Bits of the application type, the third byte of the startup information.
namespace type_bit {
inline constexpr std::uint8_t pin = 0x01;
inline constexpr std::uint8_t stored_value = 0x02;
inline constexpr std::uint8_t ratification_command = 0x04;
inline constexpr std::uint8_t extended = 0x08;
inline constexpr std::uint8_t pki = 0x10;
}  // namespace type_bit

/// Identifier of the MF. An application with it is the MF, and its files stand there.
inline constexpr std::uint16_t master_file = 0x3F00;

struct Application {
  static constexpr std::size_t modifications = 0, platform = 1, type = 2, subtype = 3;

  Aid aid;
  std::uint16_t lid = 0;
  std::array<std::uint8_t, 7> startup{};
  std::array<Access, 4> groups{};
  std::array<Key, 3> keys{};
  std::uint16_t header = 0;  ///< where in the memory its own page is

  [[nodiscard]] bool has(std::uint8_t bit) const noexcept { return (startup[type] & bit) != 0; }
};

/// Places in the page of an application.
namespace header {
inline constexpr std::uint16_t status = 0;    ///< bit 0: invalidated
inline constexpr std::uint16_t ratified = 1;  ///< 1: the last session is ratified
inline constexpr std::uint16_t size = 64;
}  // namespace header

/// Places in the page of the stored value.
namespace purse {
inline constexpr std::uint16_t balance = 0;      ///< 3 bytes, signed
inline constexpr std::uint16_t transaction = 3;  ///< 2 bytes: the number of the next operation
inline constexpr std::uint16_t signature = 5;    ///< 6 bytes: of the operation before
inline constexpr std::uint16_t size = 64;
}  // namespace purse

/// The PIN and how often it may still be wrong: written together.
struct PinRecord {
  std::array<std::uint8_t, 4> value{};
  std::uint8_t tries = 3;
};

/// A certificate as it came in one or two blocks, without the header of the object.
struct Certificate {
  static constexpr std::size_t max_size = 384;
  std::uint16_t held = 0;
  bool by_command = false;  ///< loaded since the card was made; nothing may depend on it
  std::array<std::uint8_t, max_size> bytes{};
};

enum class CertificateKind : std::uint8_t { card, authority };

/// Asymmetric key pair and certificates of an application in PKI mode.
struct PkiStore {
  bool has_keys = false;
  bool by_command = false;  ///< as of a certificate
  std::array<std::uint8_t, 64> public_key{};
  std::array<std::uint8_t, 32> private_key{};
  std::array<Certificate, 2> certificates{};  ///< by CertificateKind
};

inline constexpr std::size_t page_size = 64;
inline constexpr std::size_t page_count = 256;
inline constexpr std::size_t memory_size = page_size * page_count;
using Page = std::array<std::uint8_t, page_size>;
using PageSet = std::bitset<page_count>;

/// The new content of pages, complete before `pending` names them: a cut leaves all of it undone or all of it due.
struct Journal {
  PageSet pending;
  std::array<Page, page_count> pages{};
};

/// What the product can do and how it behaves where cards differ.
struct Features {
  Product product = Product::prime3;
  bool hce = false;
  bool pin_plain = true;                ///< PINs may be presented and changed in clear
  bool pin_in_session = true;           ///< Verify PIN is taken inside a session
  bool postpones_counters = false;      ///< results of counters are told at the close
  bool aborts_without_session = false;  ///< an abort without a session is no mistake
  bool pin_change_verified = true;      ///< a plain change asks for the PIN before
  bool room_before_state = true;        ///< of two mistakes the full session is told
  bool warm_reset_deselects = true;     ///< a reset without loss of power is a deselection
  bool compatibility_mode = true;       ///< keys of extended applications open regular sessions too
  bool aes = true;                      ///< Manage Secure Session is allowed
  bool exact_read_length = false;       ///< record reads want the exact Le
  bool selects_at_reset = false;        ///< the first application is selected without a command
  std::uint8_t payload = 250;           ///< longest data field
  std::uint8_t commands = 0;  ///< modifications a session may have; 0: the buffer counts bytes
  std::uint8_t counter_commands =
      0;  ///< for counters, apart from the others (Basic); 0: none apart
};

/// What the header of the master file tells.
struct MasterFile {
  std::array<Access, 4> groups{};
  std::array<std::uint8_t, 3> kif{};
  std::array<std::uint8_t, 3> kvc{};
};

/// What survives a reset. Written only through `CalypsoEnvironment::persist`.
struct PersistentState {
  static constexpr std::size_t max_applications = 6;
  static constexpr std::size_t max_files = 64;

  Features features;
  std::array<std::uint8_t, 8> serial{};
  std::array<std::uint8_t, 20> traceability{};
  std::uint8_t traceability_size = 20;
  MasterFile master_file;
  std::uint8_t application_count = 0;
  std::uint8_t file_count = 0;
  std::uint8_t purse_application = no_index;  ///< whose keys and logs the stored value has
  std::uint8_t load_log = no_index;           ///< file index
  std::uint8_t purchase_log = no_index;
  std::uint16_t purse = 0;  ///< where in the memory
  std::uint32_t transaction_counter = 0;
  PinRecord pin;
  std::array<Application, max_applications> applications{};
  std::array<File, max_files> files{};
  std::array<PkiStore, max_applications> pki{};
  std::array<Page, page_count> memory{};
  Journal journal;
};

enum class SessionKind : std::uint8_t { none, regular, extended, pki };

struct SecureSession {
  static constexpr std::size_t max_transcript = 4096;

  SessionKind kind = SessionKind::none;
  std::uint8_t key = 0;  ///< 1 to 3; 0 in PKI mode
  std::uint8_t authentications = 0;
  bool encrypted = false;
  bool was_encrypted = false;  ///< at any time before
  bool stored_value_used = false;
  bool has_refused = false;  ///< a command; nothing may depend on it
  std::uint32_t items = 0;   ///< commands and answers so far
  std::uint32_t used = 0;    ///< of the budget
  std::uint8_t counters_used = 0;
  crypto::open_stand_in::SessionDigest digest;
  std::array<std::uint8_t, 16> cipher_key{};
  std::uint16_t postponed_size = 0;
  std::array<std::uint8_t, 64> postponed{};  ///< items for the answer of the close
  std::uint16_t transcript_size = 0;
  std::array<std::uint8_t, max_transcript> transcript{};  ///< PKI mode

  [[nodiscard]] bool is_open() const noexcept { return kind != SessionKind::none; }
};

/// What SV Get told: the operation signs it.
struct StoredValueRequest {
  bool pending = false;
  bool reload = false;
  bool extended = false;
  std::uint8_t size = 0;
  std::array<std::uint8_t, 4 + 61 + 2> told{};  ///< header of the command, answer, status word
};

/// What a reset clears.
struct VolatileState {
  std::uint8_t application = no_index;  ///< current DF; none: the MF
  std::uint8_t file = no_index;         ///< current EF
  std::uint8_t unratified =
      no_index;  ///< the application whose last session the next command ratifies
  bool pin_verified = false;
  bool pre_opened = false;  ///< the next extended opening answers `pre_opening` again
  std::uint8_t pre_opening_key = 0;
  std::array<std::uint8_t, 8> pre_opening{};  ///< counter and random
  std::uint16_t told_object = 0;  ///< tag of the PKI object told last; nothing may depend on it
  bool has_challenge = false;
  std::array<std::uint8_t, 8> challenge{};
  StoredValueRequest stored_value;
  SecureSession session;
  SecureSession last_session;                     ///< as it ended; nothing may depend on it
  PageSet changed;                                ///< pages of `image` that differ from the memory
  std::array<std::uint8_t, memory_size> image{};  ///< the memory as the terminal sees it
};

struct CalypsoState {
  PersistentState persistent;
  VolatileState working;
};

static_assert(std::is_trivially_copyable_v<CalypsoState>);
static_assert(sizeof(CalypsoState) <= 73728, "a snapshot stays small");

}  // namespace assay::model::calypso

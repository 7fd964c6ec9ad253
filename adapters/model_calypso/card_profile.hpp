// SPDX-License-Identifier: Apache-2.0
// CardProfile: a Calypso product as data: applications with keys and files, and what the product can do. Built in here, or read
// from a file by adapters/model_profiles.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/model_calypso/calypso_environment.hpp"
#include "adapters/model_calypso/calypso_state.hpp"
#include "adapters/model_common/model_family.hpp"
#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::model::calypso {

struct FileProfile {
  std::uint8_t sfi = 0;
  std::uint16_t lid = 0;
  FileType type = FileType::linear;
  std::uint16_t size = 0;  ///< of a record, or of a binary file
  std::uint8_t records = 1;
  std::array<Access, 4> groups{};
  std::uint16_t shared_with = 0;  ///< LID of the EF of another application that has the same data
  std::vector<Bytes> content;     ///< of the first records; the rest is zeros
};

/// Key pair and certificates of an application as its personalisation left them.
struct PkiProfile {
  std::optional<std::array<std::uint8_t, 32>> private_key;  ///< on P-256; none: no key pair
  Bytes card_certificate;                                   ///< 316 bytes, or none
  Bytes ca_certificate;                                     ///< 384 bytes, or none
};

struct ApplicationProfile {
  Bytes aid;
  std::uint16_t lid = 0;
  std::array<std::uint8_t, 7> startup{};
  std::array<std::uint8_t, 3> kif{};
  std::array<std::uint8_t, 3> kvc{};
  std::array<Access, 4> groups{};
  bool invalidated = false;
  PkiProfile pki;
  std::vector<FileProfile> files;
};

struct CardProfile {
  std::string name;
  Product product = Product::prime3;
  Bytes serial;  ///< 8 bytes; bit 7 of byte 3 marks HCE
  std::array<std::uint8_t, 4> pin{0x30, 0x30, 0x30, 0x30};
  std::uint32_t transaction_counter = 0;
  bool pin_plain = true;
  bool pin_in_session = true;
  bool postpones_counters = false;
  bool aborts_without_session = false;
  bool pin_change_verified = true;
  bool room_before_state = true;
  bool warm_reset_deselects = true;
  bool compatibility_mode = true;  ///< regular sessions too where extended ones exist
  bool contactless = false;        ///< how the terminal reaches it; nothing else depends on it
  bool aes = true;
  std::int32_t balance = 0;
  std::uint16_t stored_value_number = 0;  ///< of the next operation
  Bytes traceability;  ///< up to 20 bytes; when empty, serial number, startup information, zeros
  MasterFile master_file;  ///< zeros when nothing is said
  std::vector<ApplicationProfile> applications;
};

/// Which of the four models a profile belongs to: "calypso-prime", "calypso-hce", ...
[[nodiscard]] std::string_view model_of(const CardProfile& profile) noexcept;

/// The profiles built into a model, the bare card first; ids for `?profile=`.
[[nodiscard]] std::vector<ProfileInfo> built_in_profiles(std::string_view model);

/// Errors: `not_found`, with the nearest known name.
[[nodiscard]] Result<CardProfile> built_in_profile(std::string_view model, std::string_view name);

/// Bytes of the session buffer that this byte of the startup information announces; 0 for one that is not in use.
[[nodiscard]] std::uint32_t buffer_of(std::uint8_t modifications) noexcept;

/// A card of this profile after its first reset.
/// Errors: `out_of_range` when a table of the card is too small, `malformed` for a file or reference that cannot be.
[[nodiscard]] Result<CalypsoState> make_card(const CardProfile& profile);

/// The key of a card, from the public test master key of this name.   Source: docs/decisions/0024.
[[nodiscard]] Key diversified_key(std::uint8_t kif, std::uint8_t kvc, ByteView serial);

/// The answer to reset of such a card.   Source: the layout that revision 1 is recognised by.
[[nodiscard]] Bytes answer_to_reset(const PersistentState& card,
                                    const CalypsoEnvironment& environment);

/// ICS and IXIT that follow from the profile.
[[nodiscard]] Claims claims_of(const CardProfile& profile);

}  // namespace assay::model::calypso

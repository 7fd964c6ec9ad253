// SPDX-License-Identifier: Apache-2.0
// The data field of INSTALL: which fields each kind of it has, read and written.   Source: GPC 11.5.2.3.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

enum class InstallFor : std::uint8_t {
  load,
  install,  ///< also [for install and make selectable]
  make_selectable,
  extradition,
  registry_update,
  personalization,
  combined_first,  ///< [for load, install and make selectable], P2 = 01
  combined_last,   ///< likewise, P2 = 03
};

enum class FieldRule : std::uint8_t {
  empty,
  aid,
  optional_aid,
  hash,        ///< none, or a digest of 20, 32, 48 or 64 bytes
  privileges,  ///< 1 or 3 bytes
  optional_privileges,
  parameters,
};

struct FieldRow {
  std::string_view name;
  FieldRule rule;
};

/// The fields in their order, the token left out.
[[nodiscard]] std::span<const FieldRow> install_fields(InstallFor kind) noexcept;
/// "INSTALL [for load]".
[[nodiscard]] std::string_view name(InstallFor kind) noexcept;

/// Errors: `malformed` for a P1 and P2 that name no kind, or a P1 that says more commands of a chain follow.
[[nodiscard]] Result<InstallFor> install_kind(std::uint8_t p1, std::uint8_t p2);

struct InstallData {
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  std::vector<Bytes> fields;  ///< as many as `install_fields` names
  Bytes token;
};

/// Reads the data field, that of all commands of a chain joined; P1 and P2 are those of the last one.
/// Errors: `malformed`, naming the field, for one that breaks its rule, and for bytes left over.
[[nodiscard]] Result<InstallData> parse_install(std::uint8_t p1, std::uint8_t p2, ByteView data);

/// The fields with their lengths, without the token.
/// Errors: as `parse_install`.
[[nodiscard]] Result<Bytes> write_fields(const InstallData& install);
/// The whole data field.
[[nodiscard]] Result<Bytes> write_install(const InstallData& install);

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/install_data.hpp"

#include "crypto/hash.hpp"
#include "globalplatform/length_value.hpp"

namespace assay::globalplatform {
namespace {

// Rows that several tables share.
constexpr FieldRow application{"the application AID", FieldRule::aid};
constexpr FieldRow privileges{"the privileges", FieldRule::privileges};
constexpr FieldRow install_parameters{"the install parameters", FieldRule::parameters};
constexpr FieldRow module{"the executable module AID", FieldRule::optional_aid};
constexpr FieldRow first_empty{"the first field", FieldRule::empty};
constexpr FieldRow second_empty{"the second field", FieldRule::empty};
constexpr FieldRow fourth_empty{"the fourth field", FieldRule::empty};

// GPC tables 11-42 to 11-47.
constexpr std::array load_fields{
    FieldRow{"the load file AID", FieldRule::aid},
    FieldRow{"the security domain AID", FieldRule::optional_aid},
    FieldRow{"the load file data block hash", FieldRule::hash},
    FieldRow{"the load parameters", FieldRule::parameters},
};
constexpr std::array install_install_fields{
    FieldRow{"the executable load file AID", FieldRule::aid},
    module,
    application,
    privileges,
    install_parameters,
};
constexpr std::array combined_last_fields{
    FieldRow{"the executable load file AID", FieldRule::optional_aid},
    module,
    application,
    privileges,
    install_parameters,
};
constexpr std::array make_selectable_fields{
    first_empty,
    second_empty,
    application,
    privileges,
    FieldRow{"the make selectable parameters", FieldRule::parameters},
};
constexpr std::array extradition_fields{
    FieldRow{"the security domain AID", FieldRule::aid},
    second_empty,
    application,
    fourth_empty,
    FieldRow{"the extradition parameters", FieldRule::parameters},
};
constexpr std::array registry_update_fields{
    FieldRow{"the security domain AID", FieldRule::optional_aid},
    second_empty,
    FieldRow{"the application AID", FieldRule::optional_aid},
    FieldRow{"the privileges", FieldRule::optional_privileges},
    FieldRow{"the registry update parameters", FieldRule::parameters},
};
constexpr std::array personalization_fields{
    first_empty,
    second_empty,
    application,
    fourth_empty,
    FieldRow{"the fifth field", FieldRule::empty},
};

Result<void> check_hash(ByteView value, const FieldRow& row) {
  if (value.empty()) return {};
  const auto hash = crypto::hash_of_length(value.size());
  if (hash && *hash != crypto::Hash::sha224) return {};
  return fail(ErrorCode::malformed, "{} has {} bytes; digests have 20, 32, 48 or 64", row.name,
              value.size());
}

Result<void> check_field(ByteView value, const FieldRow& row) {
  switch (row.rule) {
    case FieldRule::empty:
      if (value.empty()) return {};
      return fail(ErrorCode::malformed, "{} has {} bytes, none were wanted", row.name,
                  value.size());
    case FieldRule::aid: return check_aid(value, row.name);
    case FieldRule::optional_aid: return check_aid(value, row.name, true);
    case FieldRule::hash: return check_hash(value, row);
    case FieldRule::optional_privileges:
      if (value.empty()) return {};
      [[fallthrough]];
    case FieldRule::privileges:
      if (value.size() == 1 || value.size() == 3) return {};
      return fail(ErrorCode::malformed, "{} have {} bytes, {}1 or 3 were wanted", row.name,
                  value.size(), row.rule == FieldRule::privileges ? "" : "0, ");
    case FieldRule::parameters: return {};
  }
  return {};
}

}  // namespace

std::span<const FieldRow> install_fields(InstallFor kind) noexcept {
  switch (kind) {
    case InstallFor::load:
    case InstallFor::combined_first: return load_fields;
    case InstallFor::install: return install_install_fields;
    case InstallFor::make_selectable: return make_selectable_fields;
    case InstallFor::extradition: return extradition_fields;
    case InstallFor::registry_update: return registry_update_fields;
    case InstallFor::personalization: return personalization_fields;
    case InstallFor::combined_last: return combined_last_fields;
  }
  return {};
}

std::string_view name(InstallFor kind) noexcept {
  switch (kind) {
    case InstallFor::load: return "INSTALL [for load]";
    case InstallFor::install: return "INSTALL [for install]";
    case InstallFor::make_selectable: return "INSTALL [for make selectable]";
    case InstallFor::extradition: return "INSTALL [for extradition]";
    case InstallFor::registry_update: return "INSTALL [for registry update]";
    case InstallFor::personalization: return "INSTALL [for personalization]";
    default: return "INSTALL [for load, install and make selectable]";
  }
}

Result<InstallFor> install_kind(std::uint8_t p1, std::uint8_t p2) {
  if ((p1 & 0x80) != 0)
    return fail(
        ErrorCode::malformed,
        "P1 {:02X} says that more of the chain follows; that of its last command was wanted", p1);
  if (p1 == 0x0E) {  // GPC 11.5.2.2
    if (p2 == 0x01) return InstallFor::combined_first;
    if (p2 == 0x03) return InstallFor::combined_last;
    return fail(ErrorCode::malformed,
                "P2 {:02X} is neither the begin (01) nor the end (03) of the combined process", p2);
  }
  if (p2 != 0x00)
    return fail(ErrorCode::malformed, "P2 {:02X} goes with P1 0E only, 00 was wanted", p2);
  switch (p1) {
    case 0x02: return InstallFor::load;
    case 0x04:
    case 0x0C: return InstallFor::install;
    case 0x08: return InstallFor::make_selectable;
    case 0x10: return InstallFor::extradition;
    case 0x20: return InstallFor::personalization;
    case 0x40: return InstallFor::registry_update;
    default: return fail(ErrorCode::malformed, "P1 {:02X} names no kind of INSTALL", p1);
  }
}

Result<InstallData> parse_install(std::uint8_t p1, std::uint8_t p2, ByteView data) {
  TRY(const InstallFor kind, install_kind(p1, p2));
  InstallData out{.p1 = p1, .p2 = p2, .fields = {}, .token = {}};
  ByteReader in(data);
  for (const FieldRow& row : install_fields(kind)) {
    TRY(const ByteView value, take_length_value(in, row.name));
    TRY_VOID(check_field(value, row));
    out.fields.push_back(to_bytes(value));
  }
  TRY(const ByteView token, take_length_value(in, "the token"));
  out.token = to_bytes(token);
  if (kind == InstallFor::personalization && !token.empty())
    return fail(ErrorCode::malformed, "{} has no token", name(kind));  // GPC table 11-47
  if (!in.at_end()) return fail(ErrorCode::malformed, "{} bytes follow the token", in.left());
  return out;
}

Result<Bytes> write_fields(const InstallData& install) {
  TRY(const InstallFor kind, install_kind(install.p1, install.p2));
  const auto rows = install_fields(kind);
  if (install.fields.size() != rows.size())
    return fail(ErrorCode::malformed, "{} has {} fields, not {}", name(kind), rows.size(),
                install.fields.size());
  Bytes out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TRY_VOID(check_field(install.fields[i], rows[i]));
    put_length_value(out, install.fields[i]);
  }
  return out;
}

Result<Bytes> write_install(const InstallData& install) {
  TRY(Bytes out, write_fields(install));
  put_length_value(out, install.token);
  return out;
}

}  // namespace assay::globalplatform

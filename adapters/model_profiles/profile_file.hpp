// SPDX-License-Identifier: Apache-2.0
// Profiles of Calypso cards as YAML files: their syntax, their loader, and those of the public test kit, which are built in.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/model_calypso/card_profile.hpp"
#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "document/schema.hpp"

namespace assay::model::calypso {

/// The key that such a file begins with.
inline constexpr std::string_view profile_key = "calypso_profile";

[[nodiscard]] const document::Schema& profile_syntax();

/// The JSON Schema that editors use, as `assay schema` prints it.
[[nodiscard]] document::SchemaFile published_profile_schema();

/// Checks a file that begins with `profile_key`; mistakes go to `diagnostics`, each with its place.
[[nodiscard]] bool check_profile(const std::string& file, Diagnostics& diagnostics);

/// Errors: `not_found` for the file; `malformed` with the first mistake and its place.
[[nodiscard]] Result<CardProfile> load_profile(const std::string& file);

/// The same for a text; `name` stands in messages.
[[nodiscard]] Result<CardProfile> read_profile(std::string_view name, std::string_view text);

/// A profile of adapters/model_profiles/testkit.
struct TestKitProfile {
  std::string_view name;   ///< "testkit-prime-pki-v3"
  std::string_view model;  ///< "calypso-prime"
  std::string_view text;
};

[[nodiscard]] std::span<const TestKitProfile> test_kit_profiles() noexcept;

}  // namespace assay::model::calypso

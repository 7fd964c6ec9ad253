// SPDX-License-Identifier: Apache-2.0
// ModelFamily: what one kind of model card offers to whoever opens, lists, claims for, or mutates it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model {

struct ProfileInfo {
  std::string_view name;  ///< empty for the bare model
  std::string_view says;
};

/// A line of an ICS ("scp03.i", "70") or an IXIT ("isd_aid", "A000000151000000"); booleans are "true" and "false".
struct NamedValue {
  std::string name;
  std::string value;
};

/// What a product says of itself: its ICS, and its IXIT with published test keys only.
struct Claims {
  std::vector<NamedValue> ics;
  std::vector<NamedValue> ixit;
};

/// A deviation without its number, as lists and mutation runs see it.
struct DeviationNote {
  std::string_view id;
  std::string_view rows;     ///< requirement ids that share the observable, separated by spaces
  std::string_view profile;  ///< the profile on which it shows; empty for the bare model
  std::string_view says;
};

struct ModelOptions {
  std::string profile;  ///< empty for the bare model; the name of a profile or of a file
  std::vector<std::string> deviations;  ///< ids, as `?deviate=` names them
  std::uint64_t seed = 0;
};

/// Errors of `claims` and `open`: `not_found` for an unknown profile or deviation, with the nearest known one.
struct ModelFamily {
  std::string_view name;  ///< what follows "model:"
  std::vector<ProfileInfo> (*profiles)();
  std::vector<DeviationNote> (*deviations)();
  Result<Claims> (*claims)(const std::string& profile);
  /// A card fresh from its reset.
  Result<std::unique_ptr<iso7816::CardChannel>> (*open)(const ModelOptions& options);
  /// Further options of its URI; they follow the name of the profile as ";name=value". Unused places are empty.
  std::array<std::string_view, 8> profile_options{};
};

}  // namespace assay::model

// SPDX-License-Identifier: Apache-2.0
// Names: which $names a script may use at a point, and what to say of one that is not known there.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "document/hex_value.hpp"
#include "script/reading.hpp"

namespace assay::script {

/// The names one instance of a case knows, growing from step to step.
class KnownNames {
 public:
  KnownNames(Reading& reading, std::vector<std::string>& ixit_names)
      : reading_(reading), ixit_names_(ixit_names) {}

  void save(const std::string& name) { saved_.insert(name); }

  /// Names that were put in while loading; they only serve suggestions.
  void suggest(std::vector<std::string_view> names) { bound_ = std::move(names); }

  /// Tells every name of a value that nobody knows, and notes the IXIT names among the others.
  void check(const document::HexValue& value, const document::Node& node, const std::string& file);
  void check(const document::HexPattern& pattern, const document::Node& node,
             const std::string& file);
  void check(const std::string& name, const document::Node& node, const std::string& file);

 private:
  [[nodiscard]] bool knows(const std::string& name) const;
  [[nodiscard]] std::string suggestion(const std::string& name) const;

  Reading& reading_;
  std::vector<std::string>& ixit_names_;
  std::set<std::string> saved_;
  std::vector<std::string_view> bound_;
};

/// Whether a script may give something this name: lower-case letters, digits, underscores, and nothing reserved.
[[nodiscard]] bool is_variable_name(std::string_view name);

}  // namespace assay::script

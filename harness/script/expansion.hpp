// SPDX-License-Identifier: Apache-2.0
// Expansion: lists of steps become typed steps, names put in and procedures inlined.
#pragma once

#include <optional>

#include "script/bindings.hpp"
#include "script/names.hpp"
#include "script/procedures.hpp"
#include "script/script.hpp"

namespace assay::script {

class Expansion {
 public:
  Expansion(Reading& reading, Procedures& procedures, KnownNames& names)
      : reading_(reading), procedures_(procedures), names_(names) {}

  /// Appends the steps of `list`; whatever is no list of steps was told by the schema and is passed over.
  void expand(const document::Node& list, const std::string& file, const Bindings& bindings,
              std::vector<Step>& out);

 private:
  void expand_use(const document::Node& step, const document::Node& use, const std::string& file,
                  std::vector<Step>& out);
  /// Nothing when a parameter without a default is not given.
  [[nodiscard]] std::optional<Bindings> arguments(const document::Node& step,
                                                  const document::Node& procedure,
                                                  const std::string& procedure_file,
                                                  const std::string& file);
  [[nodiscard]] bool missing(const document::Node& use, const std::string& parameter,
                             const std::string& file);

  Reading& reading_;
  Procedures& procedures_;
  KnownNames& names_;
  std::vector<std::string> open_;  ///< procedures being inlined, outermost first
  std::size_t uses_ = 0;
};

}  // namespace assay::script

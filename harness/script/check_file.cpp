// SPDX-License-Identifier: Apache-2.0
// Which kind of file this is, by its first key, and the full check of that kind.
#include <fmt/format.h>

#include <array>

#include "base/text.hpp"
#include "catalogue/command_reader.hpp"
#include "catalogue/syntax.hpp"
#include "script/expansion.hpp"
#include "script/ics.hpp"
#include "script/loading.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

using catalogue::Catalogue;
using document::Document;
using document::Node;

/// Whether the syntax alone is right.
bool check_syntax(const std::string& file, const document::Schema& syntax,
                  Diagnostics& diagnostics) {
  return load_checked<bool>(file, syntax, diagnostics,
                            [](const auto&, auto&) { return std::optional(true); })
      .has_value();
}

bool check_commands(const std::string& file, Diagnostics& diagnostics) {
  return load_checked<bool>(file, catalogue::command_catalogue_syntax(), diagnostics,
                            [&](const auto& document, auto& mistakes) {
                              if (const Node* commands = document.root.find("commands"))
                                for (const auto& entry : commands->entries)
                                  (void)catalogue::read_command(entry, file, mistakes);
                              return std::optional(true);
                            })
      .has_value();
}

/// Parameters without a default are given a stand-in, whose type nobody knows: only steps that do without are read.
bool check_procedures(const std::string& file, const Catalogue& catalogue,
                      Diagnostics& diagnostics) {
  const auto check = [&](const Document& document, document::Mistakes& mistakes) {
    Reading reading{catalogue, mistakes};
    Procedures procedures(file, reading);
    const Node* define = document.root.find("define");
    if (define == nullptr) return std::optional(true);
    for (const auto& procedure : define->entries) {
      Bindings bindings;
      bool complete = true;
      if (const Node* parameters = procedure.value.find("parameters"))
        for (const auto& parameter : parameters->entries) {
          bindings.bind(parameter.key, parameter.value, file);
          if (parameter.value.text == "required" && !parameter.value.quoted) complete = false;
        }
      const Node* steps = procedure.value.find("steps");
      if (steps == nullptr || !complete) continue;
      std::vector<std::string> ixit_names;
      KnownNames names(reading, ixit_names);
      std::vector<Step> read;
      Expansion(reading, procedures, names).expand(*steps, file, bindings, read);
    }
    return std::optional(true);
  };
  return load_checked<bool>(file, procedures_syntax(), diagnostics, check).has_value();
}

bool check_kind(const std::string& file, const document::Entry& first, const Catalogue& catalogue,
                Diagnostics& diagnostics) {
  const std::string& key = first.key;
  const bool list = first.value.kind == Node::Kind::sequence;
  if (key == "suite") return load_suite(file, catalogue, diagnostics).has_value();
  if (key == "procedures") return check_procedures(file, catalogue, diagnostics);
  if (key == "ics" && list) return check_syntax(file, catalogue::ics_names_syntax(), diagnostics);
  if (key == "ics" || key == "answers") return load_ics(file, catalogue, diagnostics).has_value();
  if (key == "ixit" && list) return check_syntax(file, catalogue::ixit_names_syntax(), diagnostics);
  if (key == "bench") return load_bench(file, catalogue, diagnostics).has_value();
  if (key == "expected_failures") return load_expected_failures(file, diagnostics).has_value();
  if (key == "catalogue") return check_commands(file, diagnostics);
  if (key == "exceptions" || key == "same_as")
    return check_syntax(file, catalogue::exceptions_syntax(), diagnostics);
  if (key == "terminal_deviations")
    return check_syntax(file, catalogue::terminal_deviations_syntax(), diagnostics);
  constexpr std::array<std::string_view, 8> known = {
      "suite",      "procedures",         "ics", "bench", "expected_failures", "catalogue",
      "exceptions", "terminal_deviations"};
  std::string hint = did_you_mean(key, known);
  if (hint.empty())
    hint =
        "; a file starts with one of suite, procedures, ics, bench, expected_failures, catalogue, "
        "exceptions, "
        "terminal_deviations";
  diagnostics.add({file, first.position, source_length(first),
                   fmt::format("no kind of file starts with '{}'{}", key, hint)});
  return false;
}

}  // namespace

bool check_file(const std::string& file, const Catalogue& catalogue, Diagnostics& diagnostics) {
  Diagnostics found;
  const auto document = document::read_file(file, found);
  if (!document) found.add({file, {}, 1, document.error().message});
  if (!found.empty()) {
    // What cannot be read may still be a bench with keys in it.
    const bool bench = document && ("\n" + document->text).find("\nbench:") != std::string::npos;
    if (bench)
      hand_over_without_source(found, diagnostics);
    else
      for (const auto& item : found.items()) diagnostics.add(item);
    return false;
  }
  const Node& root = document->root;
  if (root.kind == Node::Kind::null) {
    diagnostics.add(
        {file,
         {},
         1,
         "the file is empty; a suite, procedures, an ICS, a bench or a file of specs/ is wanted"});
    return false;
  }
  if (root.kind != Node::Kind::mapping || root.entries.empty()) {
    diagnostics.add(
        {file, root.position, 1, "a file starts with a key such as suite:, ics: or bench:"});
    return false;
  }
  return check_kind(file, root.entries.front(), catalogue, diagnostics);
}

}  // namespace assay::script

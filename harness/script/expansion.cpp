// SPDX-License-Identifier: Apache-2.0
// A procedure sees its parameters only; what its steps save is known to the steps after it.
#include "script/expansion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "script/step_reader.hpp"

namespace assay::script {
namespace {

using document::Node;

constexpr std::size_t max_steps = 10000;
constexpr std::size_t max_uses =
    1000;  // procedures that use one another twice would double without end

}  // namespace

void Expansion::expand(const Node& list, const std::string& file, const Bindings& bindings,
                       std::vector<Step>& out) {
  names_.suggest(bindings.names());
  for (const auto& item : list.items) {
    if (item.kind != Node::Kind::mapping) continue;
    if (out.size() >= max_steps)
      return reading_.mistakes.add(file, item,
                                   fmt::format("more than {} steps in one case", max_steps));
    const Node step = bindings.apply(item, file, reading_.mistakes);
    if (const Node* use = step.find("use"))
      expand_use(step, *use, file, out);
    else
      out.push_back(read_step(step, file, reading_, names_));
    names_.suggest(bindings.names());
  }
}

void Expansion::expand_use(const Node& step, const Node& use, const std::string& file,
                           std::vector<Step>& out) {
  if (use.kind != Node::Kind::scalar) return;
  const Procedure procedure = procedures_.find(use, file);
  if (procedure.node == nullptr) return;
  const std::string id = procedure.file + ":" + use.text.substr(use.text.rfind('.') + 1);
  const auto shown = [](const std::string& each) {
    const auto slash = each.rfind('/') + 1;
    const auto dot = each.rfind(".yaml:");
    return each.substr(slash, dot - slash) + "." + each.substr(dot + 6);
  };
  if (std::ranges::find(open_, id) != open_.end()) {
    std::string circle;
    for (auto at = std::ranges::find(open_, id); at != open_.end(); ++at)
      circle += shown(*at) + " -> ";
    return reading_.mistakes.add(
        file, use, fmt::format("procedures go round in a circle: {}{}", circle, shown(id)));
  }
  if (++uses_ == max_uses + 1)
    reading_.mistakes.add(file, use,
                          fmt::format("more than {} procedures used in one case", max_uses));
  if (uses_ > max_uses) return;
  const auto bindings = arguments(step, *procedure.node, procedure.file, file);
  if (!bindings) return;
  open_.push_back(id);
  if (const Node* steps = procedure.node->find("steps"))
    expand(*steps, procedure.file, *bindings, out);
  open_.pop_back();
}

std::optional<Bindings> Expansion::arguments(const Node& step, const Node& procedure,
                                             const std::string& procedure_file,
                                             const std::string& file) {
  Bindings bindings;
  bool complete = true;
  std::vector<std::string_view> known;
  const Node* use = step.find("use");
  if (const Node* parameters = procedure.find("parameters"))
    for (const auto& parameter : parameters->entries) {
      known.push_back(parameter.key);
      const Node& usual = parameter.value;
      if (const Node* given = step.find(parameter.key))
        bindings.bind(parameter.key, *given, file);
      else if (usual.text != "required" || usual.quoted)
        bindings.bind(parameter.key, usual, procedure_file);
      else
        complete = missing(*use, parameter.key, file);
    }
  for (const auto& entry : step.entries) {
    if (entry.key == "use" || entry.key == "because") continue;
    if (std::ranges::find(known, entry.key) != known.end()) continue;
    reading_.mistakes.add(file, entry,
                          fmt::format("{} has no parameter '{}'{}", use->text, entry.key,
                                      did_you_mean(entry.key, known)));
  }
  if (!complete) return std::nullopt;
  return bindings;
}

bool Expansion::missing(const Node& use, const std::string& parameter, const std::string& file) {
  reading_.mistakes.add(file, use, fmt::format("{} needs the parameter '{}'", use.text, parameter));
  return false;
}

}  // namespace assay::script

// SPDX-License-Identifier: Apache-2.0
#include "script/field_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

using catalogue::Command;
using document::HexValue;
using document::Node;

bool is_send_key(std::string_view key) {
  return std::ranges::find(send_keys(), key, &document::SchemaKey::name) != send_keys().end();
}

class FieldReader {
 public:
  FieldReader(const ValueReader& values, Step& step) : values_(values), step_(step) {}

  void read(const document::Entry& entry, const std::string& name) {
    const Command& command = *step_.command;
    const auto known = command.field_names();
    if (std::ranges::find(known, name) == known.end()) return unknown_field(entry, known);
    FieldValue field{name, values_.bytes(entry.value), entry.position};
    const auto [least, greatest] = size_of(name);
    values_.expect_size(entry.value, field.value, name, least, greatest);
    expect_bits(entry.value, field.value, name);
    step_.fields.push_back(std::move(field));
  }

  /// Puts defaults in, refuses what is missing, and brings the fields into the order of the command.
  void complete(const Node& node) {
    const Command& command = *step_.command;
    std::vector<FieldValue> ordered;
    for (const auto name : command.field_names()) {
      const auto given = std::ranges::find(step_.fields, name, &FieldValue::name);
      const auto data = std::ranges::find(command.data, name, &catalogue::Field::name);
      const bool in_data = data != command.data.end();
      if (given != step_.fields.end()) {
        if (in_data && step_.data) tell_useless(node, name);
        ordered.push_back(std::move(*given));
      } else if (in_data && (step_.data || data->optional)) {
        continue;
      } else if (const auto usual = command.defaults.find(name); usual != command.defaults.end()) {
        values_.names().check(usual->second, node, values_.file());
        ordered.push_back({std::string(name), usual->second, step_.position});
      } else if (in_data || !is_overridden(name)) {
        values_.error(node, fmt::format("{} needs the field '{}'", step_.title, name));
      }
    }
    step_.fields = std::move(ordered);
  }

 private:
  void unknown_field(const document::Entry& entry, std::vector<std::string_view> known) {
    std::string all;
    for (const auto name : known) all += (all.empty() ? "" : ", ") + std::string(name);
    for (const auto& key : send_keys()) known.push_back(key.name);
    std::string hint = did_you_mean(entry.key, known);
    if (hint.empty()) hint = all.empty() ? "; it has none" : "; it has " + all;
    values_.error(entry, fmt::format("{} has no field '{}'{}", step_.title, entry.key, hint));
  }

  /// How many bytes a field of the command may have.
  [[nodiscard]] std::pair<std::size_t, std::size_t> size_of(std::string_view name) const {
    const Command& command = *step_.command;
    const auto data = std::ranges::find(command.data, name, &catalogue::Field::name);
    if (data != command.data.end()) return {data->min_size, data->max_size};
    std::size_t size = 0;
    for (const auto* byte : {&command.cla, &command.ins, &command.p1, &command.p2})
      if (byte->is_fed_by(name)) size = std::max(size, byte->index + 1);
    return {size, size};
  }

  /// A field that shares a header byte must fit into its bits.
  void expect_bits(const Node& node, const HexValue& value, std::string_view name) {
    if (!value.is_constant() || value.constant().size() != 1) return;
    const Command& command = *step_.command;
    for (const auto* byte : {&command.cla, &command.ins, &command.p1, &command.p2})
      for (const auto& bits : byte->bits)
        if (bits.field == name &&
            ((unsigned{value.constant()[0]} << bits.shift) & ~unsigned{bits.mask}) != 0)
          values_.error(node, fmt::format("'{}' is too large: {} is at most '{:02X}'", node.text,
                                          name, bits.mask >> bits.shift));
  }

  void tell_useless(const Node& node, std::string_view name) {
    const Node* value = node.find(name);
    values_.error(value != nullptr ? *value : node,
                  fmt::format("data: replaces the data field, so '{}' has no effect", name));
  }

  /// Whether every header byte that the field feeds is given by cla, ins, p1 or p2.
  [[nodiscard]] bool is_overridden(std::string_view name) const {
    const Command& command = *step_.command;
    const auto free = [&](const catalogue::HeaderByte& byte, const std::optional<HexValue>& given) {
      return !byte.is_fed_by(name) || given.has_value();
    };
    return free(command.cla, step_.cla) && free(command.ins, step_.ins) &&
           free(command.p1, step_.p1) && free(command.p2, step_.p2);
  }

  const ValueReader& values_;
  Step& step_;
};

}  // namespace

void read_fields(const Node& node, std::string_view verb, const ValueReader& values, Step& step) {
  FieldReader reader(values, step);
  for (const auto& entry : node.entries)
    if (!is_send_key(entry.key) && entry.key != verb) reader.read(entry, entry.key);
  if (verb == "select") {
    const Node& aid = *node.find("select");
    reader.read({"aid", aid.position, aid, false}, "aid");
  }
  reader.complete(node);
}

}  // namespace assay::script

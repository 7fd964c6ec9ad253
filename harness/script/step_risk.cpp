// SPDX-License-Identifier: Apache-2.0
// The worst that is known of a step before it is sent: by its command, by its header, by its deviation.
#include "script/step_risk.hpp"

#include <algorithm>

namespace assay::script {
namespace {

using catalogue::Command;
using document::HexValue;

/// The risk of a header as far as it is known beforehand.
catalogue::Risk risk_of_header(ByteView header, const catalogue::Catalogue& catalogue) {
  if (const auto* command = catalogue::recognise(catalogue, header)) return command->risk;
  // A wrong class or parameter is most likely refused; the worst command of this instruction stands for it.
  std::optional<catalogue::Risk> worst;
  for (const auto& [name, command] : catalogue.commands)
    if (header.size() > 1 && command.ins.fixed == header[1])
      worst = std::max(worst.value_or(command.risk), command.risk);
  return worst.value_or(catalogue::Risk::irreversible);
}

/// The header byte a step sends, as far as it is constant.
std::optional<std::uint8_t> header_byte(const Step& step, const catalogue::HeaderByte& byte,
                                        const std::optional<HexValue>& given) {
  const auto constant = [](const HexValue& value,
                           std::size_t index) -> std::optional<std::uint8_t> {
    if (!value.is_constant()) return std::nullopt;
    const Bytes bytes = value.constant();
    return index < bytes.size() ? std::optional(bytes[index]) : std::nullopt;
  };
  if (given) return constant(*given, 0);
  if (byte.fixed) return byte.fixed;
  if (!byte.bits.empty()) {
    unsigned out = byte.rest;
    for (const auto& bits : byte.bits) {
      const auto field = std::ranges::find(step.fields, bits.field, &FieldValue::name);
      const auto value = field == step.fields.end() ? std::nullopt : constant(field->value, 0);
      if (!value) return std::nullopt;
      out |= unsigned{*value} << bits.shift;
    }
    return static_cast<std::uint8_t>(out);
  }
  const auto field = std::ranges::find(step.fields, byte.field, &FieldValue::name);
  return field == step.fields.end() ? std::nullopt : constant(field->value, byte.index);
}

}  // namespace

catalogue::Risk risk_of(const Step& step, const catalogue::Catalogue& catalogue) {
  using catalogue::Risk;
  Risk risk = Risk::read;
  if (step.verb == Verb::apdu) {
    const auto& pieces = step.apdu.pieces;
    const bool known =
        !pieces.empty() && pieces.front().name.empty() && pieces.front().literal.size() >= 2;
    risk = known ? risk_of_header(pieces.front().literal, catalogue) : Risk::irreversible;
    // Fewer than four bytes are no command: a card has nothing to carry out.
    if (step.apdu.is_constant() && step.apdu.constant().size() < 4) risk = Risk::read;
  }
  // The first C-MAC authenticates: a wrong one may be counted as INITIALIZE UPDATE is.
  if (step.verb == Verb::initiate) risk = Risk::auth_failure;
  if (step.command != nullptr) {
    risk = step.command->risk;
    if (step.ins || step.cla || step.p1 || step.p2) {
      const Command& command = *step.command;
      const std::uint8_t header[4] = {header_byte(step, command.cla, step.cla).value_or(0),
                                      header_byte(step, command.ins, step.ins).value_or(0),
                                      header_byte(step, command.p1, step.p1).value_or(0),
                                      header_byte(step, command.p2, step.p2).value_or(0)};
      risk = std::max(risk, risk_of_header(header, catalogue));
    }
  }
  const auto deviation = catalogue.terminal_deviations.find(step.deviate);
  if (deviation != catalogue.terminal_deviations.end())
    risk = std::max(risk, deviation->second.risk);
  return risk;
}

}  // namespace assay::script

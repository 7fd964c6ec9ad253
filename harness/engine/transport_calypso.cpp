// SPDX-License-Identifier: Apache-2.0
// The part of Transport that follows Calypso sessions.
#include "engine/transport.hpp"

namespace assay::engine {
namespace {

Result<std::optional<std::uint8_t>> one_byte(const CompiledValue& value, const Scope& scope) {
  Bytes bytes;
  TRY_VOID(append_value(value, scope, bytes));
  if (bytes.size() != 1)
    return fail(ErrorCode::out_of_range, "one byte is wanted under calypso:, not {}", bytes.size());
  return std::optional(bytes[0]);
}

Result<SecureBytes> secret_bytes(const CompiledValue& value, const Scope& scope) {
  Bytes bytes;
  TRY_VOID(append_value(value, scope, bytes));
  SecureBytes out(bytes.begin(), bytes.end());
  wipe(bytes.data(), bytes.size());
  return out;
}

Result<CalypsoParameters> parameters_of(const CompiledStep& step, const Scope& scope) {
  CalypsoParameters out;
  for (const auto& [name, value] : step.calypso) {
    if (name == "pin") {
      TRY(out.pin, secret_bytes(value, scope));
    } else if (name == "new_pin") {
      TRY(out.new_pin, secret_bytes(value, scope));
    } else if (name == "kif") {
      TRY(out.kif, one_byte(value, scope));
    } else if (name == "kvc") {
      TRY(out.kvc, one_byte(value, scope));
    } else if (name == "new_kif") {
      TRY(out.new_kif, one_byte(value, scope));
    } else if (name == "new_kvc") {
      TRY(out.new_kvc, one_byte(value, scope));
    }
  }
  return out;
}

}  // namespace

/// The command as far as it is known before the provider was asked.
Result<iso7816::CommandView> Transport::draft(const CompiledStep& step, const Scope& scope) {
  secrets_.clear();
  if (step.script->verb != script::Verb::apdu) return build_command(step, scope, data_, secrets_);
  wire_.clear();
  TRY_VOID(append_value(step.raw, scope, wire_));
  if (wire_.size() < 4) return iso7816::CommandView{};
  const auto parsed = iso7816::parse_command(wire_);
  if (parsed) return *parsed;
  return iso7816::CommandView{wire_[0], wire_[1], wire_[2], wire_[3], {}, 0, false};
}

Result<void> Transport::make_calypso_values(const CompiledStep& step, const Scope& scope) {
  // Whoever speaks to the SAM by script must find it as the script left it.
  if (step.port != 0 && ports_[0].calypso)
    TRY_VOID(ports_[0].calypso->make_way(ports_[step.port].role));
  CalypsoPort* port = ports_[step.port].calypso.get();
  if (port == nullptr) {
    if (step.calypso_deviation == calypso::TerminalDeviation::none) return {};
    return fail(ErrorCode::unsupported,
                "the deviation {} changes nothing here: the ICS does not claim calypso",
                calypso::name(step.calypso_deviation));
  }
  if ((step.calypso_values & made_values) == 0) return {};
  port->draft(true);
  const auto drafted = draft(step, scope);
  port->draft(false);
  if (!drafted) return tl::unexpected(drafted.error());
  TRY(const CalypsoParameters parameters, parameters_of(step, scope));
  return port->make(step.calypso_values, *drafted, parameters, step.calypso_deviation,
                    *scope.random);
}

/// Ciphers the command inside an encrypted session, and remembers it for the digest.
Result<Transport::Protection> Transport::pass_calypso(const CompiledStep& step,
                                                      Protection protection) {
  CalypsoPort* port = ports_[step.port].calypso.get();
  if (port == nullptr || protection != Protection::none) return protection;
  plain_.assign(wire_.begin(), wire_.end());
  TRY(const bool ciphered, port->send(plain_, wire_, step.calypso_values, step.calypso_deviation));
  return ciphered ? Protection::calypso : Protection::none;
}

/// VERIFY PIN with data: a wrong one takes a try from the card. Asking for the tries left has no data.
bool Transport::presents_pin(const Port& port) const noexcept {
  constexpr std::uint8_t ins_verify_pin = 0x20;
  return port.calypso != nullptr && command_.ins == ins_verify_pin && !command_.data.empty();
}

void Transport::interpret_calypso(Port& port, Sent& sent) {
  auto found = port.calypso->receive(response_, opened_);
  if (found.ciphered && opened_.size() >= 2) {
    opened_.resize(opened_.size() - 2);
    sent.answer.data = opened_;
  }
  if (presents_pin(port) && sent.answer.sw == iso7816::sw::ok && guard_.ledger != nullptr)
    (void)guard_.ledger->success(port.identity);
  sent.answer.card_mac = std::move(found.card_mac);
  sent.answer.sv_signature = std::move(found.sv_signature);
  sent.answer.pki = std::move(found.pki);
}

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
// Which commands of SCP10 a card has, and where: all of them, in every card state but TERMINATED, without a session and in
// interindustry classes.   Source: GPC F.4, table F-15.
#include <array>

#include "adapters/model/scp10_card.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;

constexpr std::uint8_t get_data_even = 0xCA, get_data_odd = 0xCB;

/// The deviations of one command.
struct Gaps {
  Own command;
  GpDeviation when_secured;
  std::optional<GpDeviation> needs_session{};  ///< of those that come before every session
};

constexpr auto gaps = std::to_array<Gaps>({
    {Own::environment, scp10_environment_when_secured, scp10_environment_needs_session},
    {Own::challenge, scp10_challenge_when_secured, scp10_challenge_needs_session},
    {Own::decipher, scp10_decipher_when_secured, scp10_decipher_needs_session},
    {Own::verification, scp10_verification_when_secured, scp10_verification_needs_session},
    {Own::external, scp10_external_when_secured},
    {Own::internal, scp10_internal_when_secured},
    {Own::certificates, scp10_certificates_when_secured},
});

const Gaps* gaps_of(Own command) noexcept {
  for (const Gaps& one : gaps)
    if (one.command == command) return &one;
  return nullptr;
}

}  // namespace

Own command_of(std::uint8_t ins, std::uint8_t p1) noexcept {
  switch (ins) {
    case instruction::manage_environment: return Own::environment;
    case instruction::perform_operation: return p1 == 0x80 ? Own::decipher : Own::verification;
    case instruction::external_authenticate: return Own::external;
    case instruction::get_challenge: return Own::challenge;
    case instruction::internal_authenticate: return Own::internal;
    case get_data_even:
    case get_data_odd: return Own::certificates;
    default: return Own::none;
  }
}

bool takes_gp_class(const Exchange& x, Own command) noexcept {
  switch (command) {
    case Own::environment: return x.deviates(scp10_environment_gp_class);
    case Own::challenge: return x.deviates(scp10_challenge_gp_class);
    case Own::decipher: return x.deviates(scp10_decipher_gp_class);
    case Own::verification: return x.deviates(scp10_verification_gp_class);
    case Own::external: return x.deviates(scp10_external_gp_class);
    case Own::internal: return x.deviates(scp10_internal_gp_class);
    default: return false;
  }
}

std::optional<StatusWord> withholds(const Exchange& x) {
  const Gaps* of_command = gaps_of(command_of(x.command.ins, x.command.p1));
  if (of_command == nullptr) return std::nullopt;
  if (of_command->command == Own::certificates ? !fetches_certificate(x) : !is_own(x))
    return std::nullopt;
  if (x.card().card_state != CardState::secured && x.deviates(of_command->when_secured))
    return sw::conditions_not_satisfied;
  if (x.session().phase != SessionPhase::open && of_command->needs_session &&
      x.deviates(*of_command->needs_session))
    return sw::security_status_not_satisfied;
  return std::nullopt;
}

}  // namespace assay::model::scp10

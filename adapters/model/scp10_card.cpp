// SPDX-License-Identifier: Apache-2.0
// How initiations of SCP10 begin and end: MANAGE SECURITY ENVIRONMENT, GET CHALLENGE, order and chaining of commands.
// Source: GPC F.1.3.2, F.4, F.4.2, F.4.5.
#include "adapters/model/scp10_card.hpp"

#include <algorithm>

#include "adapters/model/registry.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;
using Step = Initiation::Step;

namespace environment {
constexpr std::uint8_t external = 0x81, mutual = 0xC1;                   // P1
constexpr std::uint8_t authentication = 0xA4, digital_signature = 0xB6;  // P2
}  // namespace environment

std::uint8_t default_option(const Store& store) noexcept {
  const bool agrees = (store.options & option::key_agreement) != 0;
  return agrees ? option::key_agreement : option::key_transport;
}

/// F.4.5.2, F.4.5.3: 81 or C1.
bool takes_p1(const Exchange& x) {
  std::uint8_t p1 = x.command.p1;
  if (x.deviates(scp10_environment_any_p1)) return true;
  if (x.deviates(scp10_environment_set_ignored)) p1 |= 0x01;
  if (x.deviates(scp10_environment_b8_ignored)) p1 |= 0x80;
  if (x.deviates(scp10_environment_other_bits_ignored)) p1 &= 0xC1;
  if (p1 == environment::mutual) return !x.deviates(scp10_environment_mutual_unknown);
  return p1 == environment::external;
}

/// F.4.5.4: A4 or B6.
bool takes_p2(const Exchange& x) {
  switch (x.command.p2) {
    case environment::authentication: return !x.deviates(scp10_environment_a4_unknown);
    case environment::digital_signature: return !x.deviates(scp10_environment_b6_unknown);
    default: return x.deviates(scp10_environment_any_p2);
  }
}

/// The three parts of the data field, as they lie in it.
struct Environment {
  std::uint8_t option = 0;
  ByteView public_key;
  ByteView private_key;
};

/// F.4.5.5: '80' protocol and option, '83' and '84' references; each once, a reference may be empty.
StatusWord read_environment(const Exchange& x, Environment& asked) {
  bool mechanism = false, public_key = false, private_key = false;
  const bool may_be_empty = x.command.data.empty() && x.deviates(scp10_environment_without_data);
  iso7816::TlvReader reader(x.command.data);
  while (!reader.at_end()) {
    const auto part = reader.next();
    if (!part && x.command.data.size() == 4 && x.deviates(scp10_environment_length_unchecked)) {
      asked.option = x.command.data[3];
      mechanism = true;
      break;
    }
    if (!part || !*part) return sw::wrong_data;
    const ByteView value = (*part)->value;
    switch ((*part)->tag) {
      case 0x80:
        if (std::exchange(mechanism, true) || value.size() != 2) return sw::wrong_data;
        if (value[0] != protocol_number && !x.deviates(scp10_environment_any_protocol))
          return algorithm_not_supported;
        asked.option = value[1];
        break;
      case 0x83:
        if (std::exchange(public_key, true)) return sw::wrong_data;
        asked.public_key = value;
        break;
      case 0x84:
        if (std::exchange(private_key, true)) return sw::wrong_data;
        asked.private_key = value;
        break;
      default: return sw::wrong_data;
    }
  }
  if (!mechanism) {
    if (!may_be_empty && !x.deviates(scp10_environment_without_mechanism)) return sw::wrong_data;
    asked.option = default_option(x.card().scp10);
    return sw::ok;
  }
  const bool one_option =
      asked.option == option::key_agreement || asked.option == option::key_transport;
  const bool supported = one_option && (x.card().scp10.options & asked.option) != 0;
  if (!supported && x.deviates(scp10_environment_any_option)) {
    asked.option = default_option(x.card().scp10);
    return sw::ok;
  }
  return supported ? sw::ok : algorithm_not_supported;
}

/// F.4.5.5: the key that '83' names, by default that of the trust point.
bool choose_public_key(const Exchange& x, ByteView reference, Initiation& begun) {
  if (reference.empty()) return true;
  if (x.deviates(scp10_public_key_reference_ignored)) return true;
  const Store& store = x.card().scp10;
  for (std::uint8_t i = 0; i < store.trusted_count; ++i) {
    const TrustedKey& known = store.trusted[i];
    if (!equal(known.key.name, reference)) continue;
    begun.current = known.key;
    begun.validated = known.entity;
    return true;
  }
  return x.deviates(scp10_unknown_public_key_taken);
}

bool choose_private_key(const Exchange& x, ByteView reference, Initiation& begun) {
  if (reference.empty()) return true;
  if (x.deviates(scp10_private_key_reference_ignored)) return true;
  const Store& store = x.card().scp10;
  for (std::uint8_t i = 0; i < store.private_count; ++i) {
    if (!equal(store.privates[i].name, reference)) continue;
    begun.private_key = i;
    return true;
  }
  return x.deviates(scp10_unknown_private_key_taken);
}

StatusWord set_environment(Exchange& x) {
  if (!takes_p1(x) || !takes_p2(x)) return sw::wrong_p1_p2;
  Environment asked;
  if (const StatusWord read = read_environment(x, asked); read != sw::ok) return read;
  begin(x);
  Initiation& begun = initiation(x);
  begun.option = asked.option;
  begun.without_certificates = x.command.p2 == environment::authentication;
  if (!choose_public_key(x, asked.public_key, begun)) return sw::referenced_data_not_found;
  if (!choose_private_key(x, asked.private_key, begun)) return sw::referenced_data_not_found;
  // Where certificates are verified, the entity must show its own.
  if (!begun.without_certificates || x.deviates(scp10_certificate_always_wanted))
    begun.validated = false;
  return sw::ok;
}

/// No session and no initiation any more.
void forget(Exchange& x) noexcept {
  const Initiation before = initiation(x);
  x.session() = {};
  if (!x.deviates(scp10_keys_outlive_initiation)) return;
  initiation(x).request_size = before.request_size;
  initiation(x).request = before.request;
}

}  // namespace

bool is_served(const Exchange& x) noexcept {
  if (x.deviates(scp10_domain_alone) && x.channel().selected != x.card().scp10.owner) return false;
  return x.card().scp10.owner != no_index &&
         serving_domain(x.card(), x.channel().selected) == x.card().scp10.owner;
}

bool is_own(const Exchange& x) noexcept {
  const Own command = command_of(x.command.ins, x.command.p1);
  if (command == Own::none || command == Own::certificates || !is_served(x)) return false;
  return !x.command.parts.proprietary || takes_gp_class(x, command);
}

bool initiates(const Exchange& x) noexcept {
  const bool certificate = x.command.ins == instruction::perform_operation && x.command.p1 == 0x00;
  if (x.command.ins == instruction::manage_environment || certificate) return true;
  if (x.command.parts.secure_messaging != 0) return false;
  if (x.session().phase == SessionPhase::none) return true;
  return x.command.ins == instruction::internal_authenticate &&
         initiation(x).step == Step::authenticated &&
         !x.deviates(scp10_internal_authenticate_protected);
}

bool lacks_command(const Exchange& x) noexcept {
  if (!is_own(x)) return false;
  switch (x.command.ins) {
    case instruction::manage_environment: return x.deviates(scp10_environment_unknown);
    case instruction::get_challenge: return x.deviates(scp10_challenge_unknown);
    case instruction::external_authenticate: return x.deviates(scp10_external_authenticate_unknown);
    case instruction::internal_authenticate: return x.deviates(scp10_internal_authenticate_unknown);
    default:
      return x.deviates(x.command.p1 == 0x00 ? scp10_verify_certificate_unknown
                                             : scp10_decipher_unknown);
  }
}

bool takes_chain(const Exchange& x) noexcept {
  const bool chains = x.command.ins == instruction::perform_operation ||
                      x.command.ins == instruction::external_authenticate;
  return chains && x.command.parts.channel < x.card().channels && is_own(x);
}

bool breaks_chain(const Exchange& x) noexcept {
  const Pieces& chain = x.state.working.chain;
  if (!chain.pending || !chain.interindustry || chain.channel != x.channel_number()) return false;
  if (!is_own(x) || x.command.ins == instruction::manage_environment) return false;
  const bool other =
      x.command.ins != chain.ins || x.command.p1 != chain.p1 || x.command.p2 != chain.p2;
  return other && !x.deviates(scp10_broken_chain_forgiven);
}

void note_command(Exchange& x) noexcept {
  Initiation& begun = initiation(x);
  const bool own = is_own(x);
  if (begun.step == Step::challenged &&
      !(own && x.command.ins == instruction::external_authenticate) &&
      !x.deviates(scp10_challenge_serves_later))
    begun.step = Step::begun;
  if (begun.step == Step::authenticated &&
      !(own && x.command.ins == instruction::internal_authenticate) &&
      !x.deviates(scp10_internal_authenticate_later))
    begun.step = Step::none;
}

void end(Exchange& x) noexcept {
  x.state.working.chain.pending = false;
  forget(x);
}

void begin(Exchange& x) noexcept {
  const Store& store = x.card().scp10;
  forget(x);
  Initiation& begun = initiation(x);
  begun.step = Step::begun;
  begun.option = default_option(store);
  const bool last = x.deviates(scp10_last_key_is_default);
  begun.current = store.trusted[last ? store.trusted_count - 1U : 0U].key;
  if (x.deviates(scp10_second_private_key_is_default)) begun.private_key = 1;
}

std::optional<StatusWord> collect(Exchange& x) {
  Pieces& chain = x.state.working.chain;
  if (!x.command.parts.chained && !chain.pending) return std::nullopt;
  if (x.command.parts.chained && x.command.data.size() < 128 &&
      x.deviates(scp10_pieces_wanted_long))
    return sw::wrong_length;
  if (!chain.pending) {
    chain = {};
    chain.pending = true;
    chain.interindustry = true;
    chain.channel = x.channel_number();
    chain.ins = x.command.ins;
    chain.p1 = x.command.p1;
    chain.p2 = x.command.p2;
  }
  if (x.command.data.size() > Pieces::max_size - chain.size) return sw::wrong_length;
  std::ranges::copy(x.command.data, chain.bytes.begin() + chain.size);
  chain.size = static_cast<std::uint16_t>(chain.size + x.command.data.size());
  if (x.command.parts.chained && !x.deviates(scp10_pieces_are_commands)) return sw::ok;
  chain.pending = false;
  x.command.data = chain.view();
  return std::nullopt;
}

std::optional<crypto::RsaPublicKey> rsa_key(const Exchange& x, const PublicKey& key) {
  constexpr std::array<std::uint8_t, 1> three{0x03};
  const ByteView exponent = x.deviates(scp10_exponent_always_3)
                                ? ByteView(three)
                                : ByteView(key.exponent).first(key.exponent_size);
  auto made =
      crypto::RsaPublicKey::from_numbers(ByteView(key.modulus).first(modulus_size(x)), exponent);
  if (!made) return std::nullopt;
  return *std::move(made);
}

std::optional<crypto::RsaPrivateKey> rsa_key(const Exchange& x, const PrivateKey& key) {
  const std::size_t size = modulus_size(x);
  auto made = crypto::RsaPrivateKey::from_exponent(ByteView(key.modulus).first(size),
                                                   ByteView(key.exponent).first(size));
  if (!made) return std::nullopt;
  return *std::move(made);
}

StatusWord manage_security_environment(Exchange& x) {
  if (x.channel_number() >= 4 && x.deviates(scp10_no_further_channels))
    return sw::channel_not_supported;
  const bool secured = x.command.parts.secure_messaging != 0;
  const SecureSession before = x.session();
  end(x);  // F.4.5.1: whatever the command is worth
  if (secured) return sw::secure_messaging_not_supported;
  StatusWord answered = set_environment(x);
  if (answered != sw::ok) end(x);
  const bool keeps = x.deviates(scp10_environment_keeps_session) ||
                     (answered != sw::ok && x.deviates(scp10_wrong_environment_keeps_session));
  if (keeps && before.phase == SessionPhase::open) x.session() = before;
  if (answered == sw::ok && x.deviates(scp10_environment_answers_data))
    answer_unasked(x, ByteView(&initiation(x).option, 1));
  return answered;
}

StatusWord get_challenge(Exchange& x) {
  Initiation& begun = initiation(x);
  if (x.session().phase != SessionPhase::none) return sw::conditions_not_satisfied;
  if (begun.step == Step::none) {
    if (!x.deviates(scp10_challenge_without_initiation)) return sw::conditions_not_satisfied;
    begin(x);
  }
  if (x.command.p1 != 0 && !x.deviates(scp10_challenge_any_p1)) return sw::wrong_p1_p2;
  if (x.command.p2 != 0 && !x.deviates(scp10_challenge_any_p2)) return sw::wrong_p1_p2;
  if (!x.command.data.empty() && !x.deviates(scp10_challenge_takes_data)) return sw::wrong_length;
  if (x.command.ne == 0) return sw::wrong_length;
  std::size_t size = transports(begun) ? 16 : 8;
  if (size == 16 && x.deviates(scp10_challenge_always_short)) size = 8;
  if (size == 8 && x.deviates(scp10_challenge_always_long)) size = 16;
  const MutableByteView challenge = MutableByteView(x.session().card_challenge).first(size);
  if (!x.deviates(scp10_challenge_repeats)) x.env.random.fill(challenge);
  if (x.env.fixed_challenge) std::copy_n(x.env.card_challenge.begin(), size, challenge.begin());
  begun.step = Step::challenged;
  if (x.deviates(scp10_challenge_drops_keys)) begun.request_size = 0;
  append(x.response, challenge);
  return sw::ok;
}

StatusWord perform_security_operation(Exchange& x) {
  const std::uint8_t p1 = x.command.p1, p2 = x.command.p2;
  if (p1 == 0x00) return verify_certificate(x);
  if (p1 == 0x80 && (p2 == 0x84 || x.deviates(scp10_decipher_any_p2))) return decipher(x);
  if (p2 == 0x84 && x.deviates(scp10_decipher_any_p1)) return decipher(x);
  if ((p2 == 0xAE || p2 == 0xBE) && x.deviates(scp10_certificate_any_p1))
    return verify_certificate(x);
  return sw::wrong_p1_p2;
}

}  // namespace assay::model::scp10

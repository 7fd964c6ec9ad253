// SPDX-License-Identifier: Apache-2.0
#include "engine/calypso_terminal.hpp"

#include <algorithm>

#include "calypso/sam_dialogue.hpp"
#include "engine/pki_trust.hpp"
#include "engine/run.hpp"

namespace assay::engine {
namespace {

constexpr std::string_view sam_role = "sam";

ByteView value_of(const Names::Ixit& ixit, std::string_view name) {
  const auto found = ixit.find(name);
  return found == ixit.end() ? ByteView() : ByteView(found->second);
}

Result<void> named(std::string_view name, Result<void> set) {
  if (set) return {};
  return fail(set.error().code, "the value of {} cannot be used: {}", name, set.error().message);
}

Result<CalypsoPort::Provider> sam_provider(Port& sam, Clock& clock, journal::RunListener& listener,
                                           const Secrets& secrets) {
  CalypsoPort::Provider out;
  out.role = sam.role;
  out.channel = std::make_unique<ProviderChannel>(*sam.channel, sam.role, clock, listener, secrets);
  TRY(out.crypto, calypso::SamDialogue::start(*out.channel));
  return out;
}

Result<CalypsoPort::Provider> find_provider(const Target& target, std::vector<Port>& ports,
                                            Clock& clock, journal::RunListener& listener,
                                            const Secrets& secrets) {
  CalypsoPort::Provider out;
  out.missing = missing_session_crypto(target, ports);
  if (!out.missing.empty()) return out;
  if (target.session_crypto) {
    TRY(out.crypto, target.session_crypto());
    return out;
  }
  return sam_provider(*std::ranges::find(ports, sam_role, &Port::role), clock, listener, secrets);
}

}  // namespace

bool is_calypso(const Target& target) {
  const auto answer = target.ics.answers.find("calypso");
  return answer != target.ics.answers.end() && answer->second == "true";
}

std::string missing_session_crypto(const Target& target, const std::vector<Port>& ports) {
  if (target.session_crypto) return {};
  const auto sam = std::ranges::find(ports, sam_role, &Port::role);
  if (sam == ports.end())
    return "nothing computes session cryptograms: no target sam, no session_crypto in the bench";
  const auto parsed = calypso::parse_sam_atr(sam->channel->atr());
  if (!parsed) return "the target of the role sam is no SAM: " + parsed.error().message;
  if (parsed->max_digest() == 0)
    return "the target of the role sam is of no product whose digest commands are known";
  return {};
}

Result<calypso::KeyTable> key_table_of(const Names::Ixit& ixit) {
  calypso::KeyTable table;
  const auto set = [&](std::string_view name, Result<void> (calypso::KeyTable::*how)(ByteView)) {
    if (!ixit.contains(name)) return Result<void>();
    return named(name, (table.*how)(value_of(ixit, name)));
  };
  TRY_VOID(set("calypso.kif", &calypso::KeyTable::set_default_kifs));
  TRY_VOID(set("calypso.kvc", &calypso::KeyTable::set_default_kvcs));
  TRY_VOID(set("calypso.key_rows", &calypso::KeyTable::set_rows));
  TRY_VOID(set("calypso.authorized_keys", &calypso::KeyTable::set_authorized));
  return table;
}

Result<std::vector<CalypsoPort::ApplicationKeys>> application_keys_of(const Names::Ixit& ixit) {
  std::vector<CalypsoPort::ApplicationKeys> out;
  const ByteView kifs = value_of(ixit, "calypso.sv_kif");
  const ByteView aid = value_of(ixit, "calypso.sv_aid");
  if (kifs.empty() || aid.empty()) return out;
  if (kifs.size() != 3)
    return fail(ErrorCode::malformed, "calypso.sv_kif: three bytes, one a key, not {}",
                kifs.size());
  out.push_back({to_bytes(aid), {kifs[0], kifs[1], kifs[2]}});
  return out;
}

std::unique_ptr<CalypsoPort> make_calypso_port(const Target& target, std::vector<Port>& ports,
                                               Clock& clock, journal::RunListener& listener,
                                               const Secrets& secrets) {
  if (!is_calypso(target)) return nullptr;
  auto provider = find_provider(target, ports, clock, listener, secrets);
  CalypsoPort::Provider found;
  if (provider)
    found = *std::move(provider);
  else
    found.missing = provider.error().message;
  const ByteView pin = value_of(target.ixit, "calypso.pin");
  auto table = key_table_of(target.ixit);
  auto applications = application_keys_of(target.ixit);
  auto port = std::make_unique<CalypsoPort>(
      std::move(found), table ? *std::move(table) : calypso::KeyTable(),
      SecureBytes(pin.begin(), pin.end()),
      applications ? *std::move(applications) : std::vector<CalypsoPort::ApplicationKeys>());
  auto verifier = chain_verifier_of(target.ixit, clock.utc_ns());
  const std::string missing = verifier ? std::string() : verifier.error().message;
  port->pki().trust(verifier ? *std::move(verifier) : nullptr, missing);
  return port;
}

}  // namespace assay::engine

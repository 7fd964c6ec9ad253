// SPDX-License-Identifier: Apache-2.0
#include "engine/pki_memory.hpp"

#include "calypso/application.hpp"

namespace assay::engine {
namespace {

using namespace calypso::pki;
using State = CalypsoVerification::State;

constexpr std::uint8_t ins_select = 0xA4;
constexpr std::uint8_t ins_open = 0x8A;
constexpr std::uint8_t ins_get_data = 0xCA;
constexpr std::uint8_t object_class = 0xDF;

/// Everything is told of what a script may look at.
constexpr Detail detail = Detail::everything;

bool opens_a_session(ByteView command) {
  return command.size() >= 4 && command[1] == ins_open;
}

bool selects_application(ByteView command) {
  return command.size() >= 4 && command[1] == ins_select && command[2] == 0x04;
}

/// Both parts of a certificate; nothing while one is missing.
Bytes joined(const Bytes& first, const Bytes& second) {
  if (first.empty() || second.empty()) return {};
  Bytes whole = first;
  append(whole, second);
  return whole;
}

}  // namespace

void PkiMemory::trust(std::unique_ptr<ChainVerifier> verifier, std::string missing) {
  verifier_ = std::move(verifier);
  missing_ = std::move(missing);
}

void PkiMemory::forget() noexcept {
  facts_ = {};
  for (Bytes* part : {&key_object_, &ca_first_, &ca_second_, &card_first_, &card_second_})
    part->clear();
  is_open_ = false;
  is_waiting_ = false;
  signature_.clear();
}

PkiAnswer PkiMemory::note(ByteView command, ByteView response) {
  PkiAnswer out;
  const auto parsed = iso7816::parse_response(response);
  if (!parsed) return out;
  const bool good = parsed->sw == iso7816::sw::ok;
  if (selects_application(command)) {
    note_selection(*parsed);
  } else if (opens_a_session(command) && good) {
    is_open_ = opens_public_key_session(command);
    is_waiting_ = false;
    if (is_open_) transcript_.begin(command, response);
  } else if (is_open_ && closes_public_key_session(command)) {
    if (!good) return out;
    is_open_ = false;
    signature_ = to_bytes(parsed->data);
    out.signature = judge_signature();
  } else if (is_open_) {
    transcript_.add(command, response);
  } else if (good && command.size() >= 4 && command[1] == ins_get_data &&
             command[2] == object_class) {
    note_data(command, parsed->data, out);
  }
  return out;
}

/// What was read belongs to the application that was selected then.
void PkiMemory::note_selection(const iso7816::ResponseView& response) {
  forget();
  const auto application = calypso::parse_fci(response.data);
  if (!application) return;
  facts_.aid = application->name;
  facts_.serial = application->serial;
  const auto& startup = application->startup;
  facts_.startup = {startup.session_modifications, startup.platform,
                    startup.application_type,      startup.application_subtype,
                    startup.software_issuer,       startup.software_version,
                    startup.software_revision};
}

CalypsoVerification PkiMemory::judge_signature() {
  is_waiting_ = false;
  if (signature_.size() != session_signature_size)
    return {State::absent, signature_,
            fmt::format("{} bytes, where a signature has 64", signature_.size())};
  if (!facts_.public_key && !key_object_.empty())
    return {State::wrong, signature_, "what the card told as its public key is none"};
  if (!facts_.public_key) {
    is_waiting_ = true;
    return {State::unknown, signature_,
            "the public key of the card is not known; read it (GET DATA [public key]) before the "
            "session or behind it"};
  }
  Findings findings(Policy::strict, detail);
  look_at_session_signature(*facts_.public_key, transcript_, signature_, findings);
  const Finding* broken = findings.first_broken();
  if (broken == nullptr) return {State::valid, signature_, {}};
  if (broken->rule == Rule::session_transcript)
    return {State::unknown, signature_, words_of(*broken)};
  return {State::wrong, signature_, words_of(*broken)};
}

void PkiMemory::note_data(ByteView command, ByteView data, PkiAnswer& out) {
  switch (command[3]) {
    case 0x2C: key_object_ = to_bytes(data); break;
    case 0x4A: ca_first_ = to_bytes(data); break;
    case 0x4B: ca_second_ = to_bytes(data); break;
    case 0x4C: card_first_ = to_bytes(data); break;
    case 0x4D: card_second_ = to_bytes(data); break;
    default: return;
  }
  look_at_everything(out);
  if (is_waiting_ && !key_object_.empty()) out.signature = judge_signature();
}

void PkiMemory::look_at_everything(PkiAnswer& out) {
  auto findings = std::make_shared<Findings>(Policy::strict, detail);
  if (!key_object_.empty()) facts_.public_key = read_public_key(key_object_, *findings);
  const Bytes ca = joined(ca_first_, ca_second_);
  const Bytes card = joined(card_first_, card_second_);
  if (verifier_) {
    verifier_->forget_cas();  // a case stands alone: what counts is the certificate read in it
    if (!ca.empty()) (void)verifier_->verify_ca(ca, *findings);
    if (!card.empty()) (void)verifier_->verify_card(card, facts_, *findings);
  } else {
    out.untrusted = missing_;
    if (!ca.empty()) (void)read_ca_certificate(ca, *findings);
    if (!card.empty()) (void)read_card_certificate(card, *findings);
  }
  out.findings = std::move(findings);
}

}  // namespace assay::engine

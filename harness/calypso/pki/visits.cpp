// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/visits.hpp"

#include "calypso/application.hpp"
#include "calypso/session_answer.hpp"

namespace assay::calypso::pki {
namespace {

constexpr std::size_t header_size = 5;  // DF4A820180

}  // namespace

bool Visits::Visit::is_empty() const {
  return !has_session && !is_named && fci.empty() && public_key.empty() && ca.first.empty() &&
         ca.rest.empty() && card.first.empty() && card.rest.empty();
}

void Visits::begin() {
  if (current().is_empty()) return;
  if (!visits_.back().is_empty()) visits_.emplace_back();
  current_ = visits_.size() - 1;
}

bool Visits::return_to(const Identity& identity) {
  const auto found = known_.find(identity);
  if (found == known_.end()) return false;
  current_ = found->second;
  return true;
}

void Visits::name_current(const Identity& identity) {
  current().is_named = true;
  known_.try_emplace(identity, current_);
}

Result<void> Visits::select(ByteView fci) {
  TRY(const auto application, parse_fci(fci));
  const Identity identity{application.name, application.serial};
  if (!return_to(identity)) begin();
  name_current(identity);
  current().fci = to_bytes(fci);
  return {};
}

void Visits::tell_fci(ByteView fci) {
  const auto application = parse_fci(fci);
  if (!application) return;
  name_current({application->name, application->serial});
  current().fci = to_bytes(fci);
}

std::size_t Visits::open_session(ByteView answer) {
  const auto opened = parse_opening(SessionMode::pki, answer);
  if (opened && !current().is_named) {
    const Identity identity{opened->aid, opened->serial};
    if (!current().is_empty() || !return_to(identity)) name_current(identity);
  }
  current().has_session = true;
  return current_;
}

void Visits::tell_object(std::uint8_t object, ByteView data) {
  switch (object) {
    case 0x2C: current().public_key = to_bytes(data); break;
    case 0x4A: current().ca.first = to_bytes(data); break;
    case 0x4B: current().ca.rest = to_bytes(data); break;
    case 0x4C: current().card.first = to_bytes(data); break;
    case 0x4D: current().card.rest = to_bytes(data); break;
    default: break;
  }
}

std::size_t Visits::last_known() const {
  std::size_t last = visits_.size() - 1;
  while (last > 0 && visits_[last].is_empty()) --last;
  return last;
}

/// Nothing when one half was not read and the other is not enough.
Bytes Visits::whole(const Halves& halves, std::size_t size, std::string_view what,
                    std::vector<Remark>& remarks) {
  Bytes out = halves.first;
  append(out, halves.rest);
  const bool halved = halves.first.empty() != halves.rest.empty();
  if (!halved || (out.size() >= size && halves.rest.empty())) return out;
  remarks.push_back({0, fmt::format("of the {} only one half was read, {} bytes; {} are wanted",
                                    what, out.size(), size + header_size)});
  return {};
}

Transaction Visits::transaction_of(std::size_t index, std::vector<Remark>& remarks) const {
  const Visit& visit = visits_[index];
  Transaction out;
  out.fci = visit.fci;
  out.public_key = visit.public_key;
  Bytes ca = whole(visit.ca, ca_certificate_size, "CA certificate (DF4A, DF4B)", remarks);
  if (!ca.empty()) out.ca_certificates.push_back(std::move(ca));
  out.card_certificate =
      whole(visit.card, card_certificate_size, "card certificate (DF4C, DF4D)", remarks);
  return out;
}

}  // namespace assay::calypso::pki

// SPDX-License-Identifier: Apache-2.0
// Compiling values, and filling them in when a step runs.
#include "engine/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/agreement.hpp"
#include "engine/calypso_port.hpp"
#include "engine/initiation.hpp"
#include "engine/policy.hpp"

namespace assay::engine {
namespace {

struct SessionName {
  std::string_view name;
  SessionValue value;
};

constexpr std::array session_names{
    SessionName{"host_challenge", SessionValue::host_challenge},
    SessionName{"host_cryptogram", SessionValue::host_cryptogram},
    SessionName{"card_challenge", SessionValue::card_challenge},
    SessionName{"card_cryptogram", SessionValue::card_cryptogram},
    SessionName{"expected_card_cryptogram", SessionValue::expected_card_cryptogram},
    SessionName{"expected_card_challenge", SessionValue::expected_card_challenge},
    SessionName{"sequence_counter", SessionValue::sequence_counter},
    SessionName{"ephemeral_key", SessionValue::ephemeral_key},
    SessionName{"oce_certificate", SessionValue::oce_certificate},
    SessionName{"oce_certificate_part_1", SessionValue::oce_certificate_part_1},
    SessionName{"oce_certificate_part_2", SessionValue::oce_certificate_part_2},
    SessionName{"oce_certificate_part_3", SessionValue::oce_certificate_part_3},
    SessionName{"expected_receipt", SessionValue::expected_receipt},
    SessionName{"verified_store", SessionValue::verified_store},
    SessionName{"card_key", SessionValue::card_key},
    SessionName{"entity_certificate", SessionValue::entity_certificate},
    SessionName{"entity_session_keys", SessionValue::entity_session_keys},
    SessionName{"entity_signature", SessionValue::entity_signature},
    SessionName{"entity_challenge", SessionValue::entity_challenge},
    SessionName{"entity_id", SessionValue::entity_id},
    SessionName{"verified_certificate", SessionValue::verified_certificate},
    SessionName{"verified_signature", SessionValue::verified_signature},
};

ByteView session_bytes(const globalplatform::SecureChannel& session, SessionValue value,
                       ByteView host_challenge) {
  switch (value) {
    case SessionValue::host_challenge: return host_challenge;
    case SessionValue::host_cryptogram: return session.host_cryptogram().view();
    case SessionValue::card_challenge: return session.card_challenge().view();
    case SessionValue::card_cryptogram: return session.card_cryptogram().view();
    case SessionValue::expected_card_cryptogram: return session.expected_card_cryptogram().view();
    case SessionValue::expected_card_challenge: {
      const auto& challenge = session.expected_card_challenge();
      return challenge ? challenge->view() : ByteView();
    }
    case SessionValue::sequence_counter: return session.sequence_counter().view();
    default: break;
  }
  return {};
}

ByteView agreement_bytes(const Agreement& agreement, SessionValue value) {
  switch (value) {
    case SessionValue::ephemeral_key: return agreement.ephemeral_key();
    case SessionValue::oce_certificate: return agreement.certificate();
    case SessionValue::oce_certificate_part_1: return agreement.certificate_part(0);
    case SessionValue::oce_certificate_part_2: return agreement.certificate_part(1);
    case SessionValue::oce_certificate_part_3: return agreement.certificate_part(2);
    case SessionValue::expected_receipt: return agreement.expected_receipt();
    case SessionValue::verified_store: return agreement.verified_store();
    case SessionValue::card_key: return agreement.card_key();
    default: return {};
  }
}

std::string_view session_name(SessionValue value) {
  return session_names[static_cast<std::size_t>(value)].name;
}

/// A value of SCP11. Errors: `not_found` when the terminal has none, with the reason where there is one.
Result<ByteView> agreed_value(SessionValue value, const Scope& scope) {
  const ByteView found =
      scope.agreement == nullptr ? ByteView() : agreement_bytes(*scope.agreement, value);
  if (!found.empty()) return found;
  if (scope.agreement != nullptr && scope.agreement->was_answered_badly()) return ByteView();
  const bool known = scope.agreement != nullptr && !scope.agreement->problem().empty();
  return fail(ErrorCode::not_found, "${}{} has no value here: {}", "session.", session_name(value),
              known ? scope.agreement->problem() : "no command of SCP11 made it");
}

ByteView initiation_bytes(const Initiation& initiation, SessionValue value) {
  switch (value) {
    case SessionValue::entity_certificate: return initiation.certificate();
    case SessionValue::entity_session_keys: return initiation.session_keys();
    case SessionValue::entity_signature: return initiation.signature();
    case SessionValue::entity_challenge: return initiation.challenge();
    case SessionValue::entity_id: return initiation.id();
    case SessionValue::verified_certificate: return initiation.verified_certificate();
    case SessionValue::verified_signature: return initiation.verified_signature();
    default: return {};
  }
}

/// A value of SCP10. Errors: `not_found` when the terminal has none, with the reason where there is one.
Result<ByteView> initiated_value(SessionValue value, const Scope& scope) {
  const Initiation* initiation = scope.initiation;
  const ByteView found = initiation == nullptr ? ByteView() : initiation_bytes(*initiation, value);
  if (!found.empty()) return found;
  if (initiation != nullptr && initiation->was_answered_badly()) return ByteView();
  const bool known = initiation != nullptr && !initiation->problem().empty();
  return fail(ErrorCode::not_found, "${}{} has no value here: {}", "session.", session_name(value),
              known ? initiation->problem() : "no step of SCP10 made it");
}

Result<ByteView> looked_up(const ValuePiece& piece, const Scope& scope) {
  switch (piece.kind) {
    case ValuePiece::Kind::literal: return ByteView(piece.literal);
    case ValuePiece::Kind::slot: return ByteView(scope.slots[piece.number]);
    case ValuePiece::Kind::atr: return scope.atr;
    case ValuePiece::Kind::calypso:
      if (scope.calypso != nullptr) return scope.calypso->value(piece.calypso);
      return fail(ErrorCode::not_found, "${}{} has no value: the ICS does not claim calypso",
                  "calypso.", calypso_value_names[static_cast<std::size_t>(piece.calypso)]);
    case ValuePiece::Kind::session:
      if (piece.session == SessionValue::host_challenge) return scope.host_challenge;
      if (piece.session >= SessionValue::entity_certificate)
        return initiated_value(piece.session, scope);
      if (piece.session >= SessionValue::ephemeral_key) return agreed_value(piece.session, scope);
      if (scope.session == nullptr)
        return fail(ErrorCode::not_found,
                    "no secure channel session was begun here, so ${}{} has no value", "session.",
                    session_names[static_cast<std::size_t>(piece.session)].name);
      return session_bytes(*scope.session, piece.session, scope.host_challenge);
    case ValuePiece::Kind::random: break;
  }
  return ByteView();
}

Result<ByteView> sliced(ByteView bytes, const std::optional<Slice>& slice) {
  if (!slice) return bytes;
  if (slice->count != 0) {
    const auto [first, size] = document::bounds_of_part(slice->first, slice->count, bytes.size());
    return bytes.subspan(first, size);
  }
  if (slice->first > slice->last || slice->last >= bytes.size())
    return fail(ErrorCode::out_of_range, "bytes {} to {} wanted of a value of {} bytes",
                slice->first, slice->last, bytes.size());
  return bytes.subspan(slice->first, slice->last - slice->first + 1);
}

std::optional<Slice> slice_of(const document::HexValue::Piece& piece) {
  if (piece.part) return Slice{piece.part->first, 0, piece.part->second};
  if (!piece.slice) return std::nullopt;
  return Slice{piece.slice->first, piece.slice->second};
}

}  // namespace

bool CompiledValue::is_constant() const noexcept {
  return std::ranges::all_of(
      pieces, [](const ValuePiece& piece) { return piece.kind == ValuePiece::Kind::literal; });
}

bool CompiledValue::is_secret() const noexcept {
  return std::ranges::any_of(pieces, &ValuePiece::secret);
}

CalypsoValues CompiledValue::calypso_values() const noexcept {
  CalypsoValues out = 0;
  for (const auto& piece : pieces)
    if (piece.kind == ValuePiece::Kind::calypso) out |= bit_of(piece.calypso);
  return out;
}

Result<void> append_value(const CompiledValue& value, const Scope& scope, Bytes& out,
                          std::vector<journal::SecretRange>* secrets) {
  for (const auto& piece : value.pieces) {
    const std::size_t start = out.size();
    if (piece.kind == ValuePiece::Kind::random) {
      out.resize(start + piece.number);
      scope.random->fill(MutableByteView(out).subspan(start));
      continue;
    }
    TRY(const ByteView whole, looked_up(piece, scope));
    TRY(const ByteView bytes, sliced(whole, piece.slice));
    append(out, bytes);
    if (piece.secret && secrets != nullptr) secrets->push_back({start, bytes.size()});
  }
  return {};
}

std::size_t Names::slot(const std::string& name) {
  return slots_.try_emplace(name, slots_.size()).first->second;
}

Result<void> Names::check_group(std::string_view group) const {
  if (forbidden_ == nullptr) return {};
  const auto found = forbidden_->find(group);
  if (found == forbidden_->end()) return {};
  return fail(ErrorCode::refused, "{}", found->second);
}

Result<CompiledValue> Names::compile(const document::HexValue& value) {
  CompiledValue out;
  missing_ixit_.clear();
  for (const auto& piece : value.pieces) TRY_VOID(compile_piece(piece, out));
  return out;
}

tl::unexpected<Error> Names::miss(std::string_view ixit_name) {
  missing_ixit_ = ixit_name;
  return fail(ErrorCode::not_found, "the bench gives no value for $ixit.{}", ixit_name);
}

Result<void> Names::compile_piece(const document::HexValue::Piece& piece, CompiledValue& out) {
  ValuePiece made;
  made.slice = slice_of(piece);
  const std::string_view name = piece.name;
  if (name.empty()) {
    made.literal = piece.literal;
  } else if (name.starts_with("ixit.")) {
    const auto found = ixit_.find(name.substr(5));
    const auto usual = usual_ixit_.find(name.substr(5));
    if (found == ixit_.end() && usual != usual_ixit_.end()) {
      TRY(const ByteView bytes, sliced(usual->second, made.slice));
      made.slice.reset();
      made.literal = to_bytes(bytes);
      out.pieces.push_back(std::move(made));
      return {};
    }
    if (found == ixit_.end()) return miss(name.substr(5));
    if (is_key_value(found->first))
      TRY_VOID(check_group(std::string_view(found->first).substr(0, found->first.find('.'))));
    TRY(const ByteView bytes, sliced(found->second, made.slice));
    made.slice.reset();
    made.literal = to_bytes(bytes);
    made.secret = std::ranges::find(secret_ixit_, found->first) != secret_ixit_.end();
  } else if (name.starts_with("random.")) {
    const auto digits = name.substr(7);
    std::from_chars(digits.data(), digits.data() + digits.size(), made.number);
    made.kind = ValuePiece::Kind::random;
  } else if (name.starts_with("session.")) {
    const auto found = std::ranges::find(session_names, name.substr(8), &SessionName::name);
    if (found == session_names.end())
      return fail(ErrorCode::malformed, "${} is not a value of a session", name);
    made.kind = ValuePiece::Kind::session;
    made.session = found->value;
  } else if (name.starts_with("calypso.")) {
    const auto found = find_calypso_value(name.substr(8));
    if (!found) return fail(ErrorCode::malformed, "${} is not a value of a Calypso terminal", name);
    made.kind = ValuePiece::Kind::calypso;
    made.calypso = *found;
  } else if (name == "atr") {
    made.kind = ValuePiece::Kind::atr;
  } else if (const auto lack = lacking_constants_.find(name); lack != lacking_constants_.end()) {
    missing_ixit_ = lack->second.ixit;
    return tl::unexpected(lack->second.why);
  } else if (const auto constant = constants_.find(name);
             constant != constants_.end() && !made.slice) {
    out.pieces.insert(out.pieces.end(), constant->second.pieces.begin(),
                      constant->second.pieces.end());
    return {};
  } else if (constant != constants_.end() && constant->second.is_constant()) {
    Bytes whole;
    for (const auto& part : constant->second.pieces) {
      append(whole, part.literal);
      made.secret = made.secret || part.secret;
    }
    TRY(const ByteView bytes, sliced(whole, made.slice));
    made.slice.reset();
    made.literal = to_bytes(bytes);
  } else {
    made.kind = ValuePiece::Kind::slot;
    made.number = slot(std::string(name));
    made.secret = secret_slots_.contains(made.number);
  }
  out.pieces.push_back(std::move(made));
  return {};
}

}  // namespace assay::engine

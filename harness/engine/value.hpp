// SPDX-License-Identifier: Apache-2.0
// Values at run time: hex texts of a script compiled to pieces, each a literal or a place to look when a step is sent.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "document/hex_value.hpp"
#include "engine/calypso_value.hpp"
#include "globalplatform/secure_channel.hpp"
#include "journal/records.hpp"

namespace assay::engine {

class Agreement;    // agreement.hpp
class Initiation;   // initiation.hpp
class CalypsoPort;  // calypso_port.hpp

/// The names under `$session.`; each is answered by the secure channel of the step's card and logical channel.
enum class SessionValue {
  host_challenge,
  host_cryptogram,
  card_challenge,
  card_cryptogram,
  expected_card_cryptogram,
  expected_card_challenge,
  sequence_counter,
  // Of SCP11:
  ephemeral_key,
  oce_certificate,
  oce_certificate_part_1,
  oce_certificate_part_2,
  oce_certificate_part_3,
  expected_receipt,
  verified_store,
  card_key,
  // Of SCP10:
  entity_certificate,
  entity_session_keys,
  entity_signature,
  entity_challenge,
  entity_id,
  verified_certificate,
  verified_signature,
};

/// Bytes first to last, or part `first` of `count` equal ones.
struct Slice {
  std::size_t first = 0;
  std::size_t last = 0;   ///< included
  std::size_t count = 0;  ///< of parts; 0: bytes are counted
};

struct ValuePiece {
  enum class Kind { literal, slot, random, session, atr, calypso };
  Kind kind = Kind::literal;
  Bytes literal;
  std::size_t number = 0;  ///< slot index, or how many random bytes
  SessionValue session = SessionValue::host_challenge;
  CalypsoValue calypso = CalypsoValue::challenge;
  std::optional<Slice> slice;
  bool secret = false;
};

/// Pieces side by side; one literal piece when everything was known while compiling.
struct CompiledValue {
  std::vector<ValuePiece> pieces;

  [[nodiscard]] bool is_constant() const noexcept;
  /// Whether any piece is secret.
  [[nodiscard]] bool is_secret() const noexcept;
  /// Which values of `$calypso.` it names.
  [[nodiscard]] CalypsoValues calypso_values() const noexcept;
};

class Secrets;

/// Everything a value may look at while a step runs.
struct Scope {
  std::span<const Bytes> slots;  ///< what earlier steps saved
  Random* random = nullptr;
  const globalplatform::SecureChannel* session = nullptr;
  ByteView host_challenge;  ///< of the latest INITIALIZE UPDATE on this logical channel
  ByteView atr;
  const Secrets* secrets = nullptr;  ///< what no text may show; null: nothing
  const Agreement* agreement = nullptr;
  const Initiation* initiation = nullptr;
  const CalypsoPort* calypso = nullptr;  ///< null where the card is no Calypso card
};

/// Appends the bytes of `value` to `out`; where a secret lands is noted in `secrets` (if given) by its place in `out`.
/// Errors: `not_found` when a session value is asked for and no session was begun; `out_of_range` for a slice that the
/// value is too short for.
[[nodiscard]] Result<void> append_value(const CompiledValue& value, const Scope& scope, Bytes& out,
                                        std::vector<journal::SecretRange>* secrets = nullptr);

/// Answers names while compiling: the text of constants, and slots for what is saved while running.
class Names {
 public:
  using Ixit = std::map<std::string, SecureBytes, std::less<>>;

  explicit Names(const Ixit& ixit) : ixit_(ixit) {}

  void define_constant(const std::string& name, CompiledValue value) {
    constants_[name] = std::move(value);
  }
  /// A constant that cannot be had, since the bench lacks what the latest `compile` missed; using it fails with `why`.
  void lack_constant(const std::string& name, Error why) {
    lacking_constants_[name] = {std::move(why), missing_ixit_};
  }
  /// The slot of a saved name, made on first use.
  std::size_t slot(const std::string& name);
  [[nodiscard]] std::size_t slot_count() const noexcept { return slots_.size(); }

  /// From here on, values of this saved name are secret: they were copied from one that is.
  void mark_secret_slot(const std::string& name) { secret_slots_.insert(slot(name)); }

  /// Groups of keys that must not be used, each with the reason; must outlive this object.
  void forbid(const std::map<std::string, std::string, std::less<>>& groups) {
    forbidden_ = &groups;
  }
  /// Errors: `refused` for a forbidden group, with its reason.
  [[nodiscard]] Result<void> check_group(std::string_view group) const;

  void mark_secret(std::string_view ixit_name) { secret_ixit_.emplace_back(ixit_name); }

  /// The value of an IXIT name that the bench leaves out.
  void set_usual(const std::string& ixit_name, Bytes value) {
    usual_ixit_[ixit_name] = std::move(value);
  }

  /// Errors: `not_found` for an IXIT name without a value, naming it; `refused` for a key that is forbidden.
  [[nodiscard]] Result<CompiledValue> compile(const document::HexValue& value);

  /// The IXIT name without a value for which the latest `compile` failed; empty when it failed for another reason.
  [[nodiscard]] const std::string& missing_ixit() const noexcept { return missing_ixit_; }
  /// That error, and `missing_ixit` tells the name.
  [[nodiscard]] tl::unexpected<Error> miss(std::string_view ixit_name);

 private:
  struct Lack {
    Error why;
    std::string ixit;
  };

  Result<void> compile_piece(const document::HexValue::Piece& piece, CompiledValue& out);

  const Ixit& ixit_;
  const std::map<std::string, std::string, std::less<>>* forbidden_ = nullptr;
  std::map<std::string, CompiledValue, std::less<>> constants_;
  std::map<std::string, Lack, std::less<>> lacking_constants_;
  std::string missing_ixit_;
  std::map<std::string, std::size_t, std::less<>> slots_;
  std::vector<std::string> secret_ixit_;
  std::map<std::string, Bytes, std::less<>> usual_ixit_;
  std::set<std::size_t> secret_slots_;
};

}  // namespace assay::engine

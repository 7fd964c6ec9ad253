// SPDX-License-Identifier: Apache-2.0
// Judge: holds one answer against the expectations of a step, and words what was not met.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/answer.hpp"
#include "engine/atr_parts.hpp"
#include "engine/calypso_port.hpp"
#include "engine/program.hpp"
#include "engine/secrets.hpp"
#include "journal/records.hpp"

namespace assay::engine {

/// One answer, as the script sees it: data after secure messaging.
struct Answer {
  ByteView data;
  iso7816::StatusWord sw;
  std::optional<globalplatform::Unwrapped>
      protection;  ///< of an answer inside a secure channel session
  std::optional<std::array<std::uint8_t, 8>> own_time{};  ///< microseconds by the target's own time
  std::optional<CalypsoVerification> card_mac{};      ///< of the answer that ends a Calypso session
  std::optional<CalypsoVerification> sv_signature{};  ///< of a stored value operation
  PkiAnswer pki{};                                    ///< of keys, certificates and sessions
};

class Judge {
 public:
  /// Adds to `failures` what was not met. When the status word is not the expected one, the other checks of the step
  /// are left aside: data after the wrong status word says nothing.
  /// Errors: as append_value, for a name without a value, or a TLV path that cannot be read.
  [[nodiscard]] Result<void> judge(const CompiledStep& step, const Answer& answer,
                                   const Scope& scope, std::vector<journal::FailedCheck>& failures);

  /// Where power went in this case; expectations about other places are left aside. Nothing: it did not go.
  void set_cut(std::optional<script::CutPoint> cut) noexcept { cut_ = cut; }

  /// Puts what the step saves into the slots. Errors: `malformed` when the answer does not have it.
  [[nodiscard]] Result<void> capture(const CompiledStep& step, const Answer& answer,
                                     const Scope& scope, std::vector<Bytes>& slots);

 private:
  struct Look {
    Observed observed;
    std::string_view problem;  ///< why the answer could not be looked at; empty when it could
  };

  [[nodiscard]] Result<bool> is_met(const CompiledCheck& check, const CompiledStep& step,
                                    const Answer& answer, const Scope& scope);
  [[nodiscard]] Result<Look> look(const CompiledCheck& check, const CompiledStep& step,
                                  const Answer& answer, const Scope& scope);
  [[nodiscard]] Look look_tlv(ByteView data, std::string_view path);
  [[nodiscard]] static bool breaks_rule(const CompiledCheck& check, const Look& seen);
  [[nodiscard]] static Look look_time(const Answer& answer);
  [[nodiscard]] Look look_for_known_keys(const Answer& answer, const Scope& scope);
  [[nodiscard]] Look look_atr(ByteView atr, std::string_view part);
  [[nodiscard]] const AnswerFields& fields_of(const CompiledStep& step, const Answer& answer);
  [[nodiscard]] journal::FailedCheck words_for(const CompiledCheck& check,
                                               const CompiledExpectation& expectation,
                                               const CompiledStep& step, const Answer& answer,
                                               const Scope& scope);
  [[nodiscard]] Result<void> judge_group(bool status_words, const CompiledStep& step,
                                         const Answer& answer, const Scope& scope,
                                         std::vector<journal::FailedCheck>& failures);
  void judge_verification(script::Check::Subject subject, const CalypsoVerification& found,
                          const CompiledStep& step,
                          std::vector<journal::FailedCheck>& failures) const;
  [[nodiscard]] Result<bool> is_verified(const CompiledCheck& check, const Answer& answer) const;
  [[nodiscard]] Result<bool> is_kept(const CompiledCheck& check, const Answer& answer) const;
  void judge_protection(const CompiledStep& step, const Answer& answer,
                        std::vector<journal::FailedCheck>& failures) const;
  [[nodiscard]] Result<std::string_view> path_of(const CompiledCheck& check, const Scope& scope);

  std::optional<script::CutPoint> cut_;
  Bytes scratch_;
  Bytes known_keys_;  ///< the name found, as text
  std::string path_;
  std::string problem_;
  AnswerFields fields_;
  std::optional<AtrParts> atr_parts_;  ///< of the latest ATR looked at
  bool fields_known_ = false;
};

/// Bytes for a report: spaced hex, cut in the middle when long, with the count; dots for what is secret.
[[nodiscard]] std::string shown(ByteView bytes, const Secrets* secrets = nullptr);

}  // namespace assay::engine

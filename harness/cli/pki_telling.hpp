// SPDX-License-Identifier: Apache-2.0
// What `assay pki` says: verdicts over transactions, in words for a report and as JSON.
#pragma once

#include <string>
#include <vector>

#include "calypso/pki/recording.hpp"

namespace assay::cli {

enum class PkiVerdict {
  accepted,
  refused,
  incomplete,  ///< nothing is wrong, and something that is needed for a verdict is missing
};
[[nodiscard]] std::string_view name(PkiVerdict verdict) noexcept;
/// 0, 1 and 2.
[[nodiscard]] int exit_code_of(PkiVerdict verdict) noexcept;

/// How much must be there.
enum class PkiScope {
  whole,         ///< a certified key and a session signed with it
  what_is_there  ///< at least one certificate
};

struct PkiJudgement {
  PkiVerdict verdict = PkiVerdict::refused;
  std::string sentence;
};

[[nodiscard]] PkiJudgement judge_pki(const calypso::pki::Transaction& transaction,
                                     const calypso::pki::Verified& verified,
                                     const calypso::pki::Findings& findings, PkiScope scope);

/// One transaction, and what came of it.
struct PkiCase {
  calypso::pki::Transaction transaction;
  calypso::pki::Verified verified;
  calypso::pki::Findings findings;
  PkiJudgement judgement;
};

/// Everything that a report needs.
struct PkiReport {
  std::string source;
  std::string file;                  ///< the recording that lines are of; empty when there is none
  std::vector<std::string> trusted;  ///< the roots in words
  calypso::pki::Circumstances circumstances;
  std::vector<PkiCase> cases;
  std::vector<std::string> remarks;  ///< on the recording, with their places
  PkiJudgement judgement;
};

/// "gate.trace:12: ..", or the text alone without file or line.
[[nodiscard]] std::string told_at_its_place(const calypso::pki::Remark& remark,
                                            const std::string& file);

/// The worst verdict of all cases, and which one has it.
[[nodiscard]] PkiJudgement judge_all(const std::vector<PkiCase>& cases, const std::string& file,
                                     const std::vector<std::string>& remarks);

void print_pki_report(const PkiReport& report);
/// One line.
[[nodiscard]] std::string json_of(const PkiReport& report);
/// A list of rules with what came of them, one line.
[[nodiscard]] std::string json_of(const calypso::pki::Findings& findings);

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// Holding answers against expectations.
#include "engine/judge.hpp"

#include <algorithm>
#include <utility>

#include "base/hex.hpp"
#include "globalplatform/known_keys.hpp"
#include "iso7816/tlv.hpp"
#include "journal/masked.hpp"

namespace assay::engine {
namespace {

using Subject = script::Check::Subject;

constexpr std::string_view absent = "absent";
using globalplatform::Unwrapped;

std::string title_of(const script::Check& check) {
  switch (check.subject) {
    case Subject::status_word: return "sw";
    case Subject::data: return "data";
    case Subject::length: return "length";
    case Subject::r_mac: return "r_mac";
    case Subject::card_mac: return "card_mac";
    case Subject::sv_signature: return "sv_signature";
    case Subject::session_signature: return "session_signature";
    case Subject::pki: return "pki " + check.name;
    case Subject::own_time: return "own_time";
    case Subject::known_keys: return "known_keys";
    case Subject::field:
    case Subject::atr: return check.name;
    case Subject::tlv: break;
  }
  return "tlv " + check.name;
}

std::string_view words_for(Unwrapped::RMac r_mac) {
  switch (r_mac) {
    case Unwrapped::RMac::absent: return "no R-MAC";
    case Unwrapped::RMac::malformed: return "fewer bytes than an R-MAC has";
    case Unwrapped::RMac::wrong: return "a wrong R-MAC";
    case Unwrapped::RMac::not_expected:
      return "no R-MAC, because this level or status word has none";
    case Unwrapped::RMac::valid: break;
  }
  return "a valid R-MAC";
}

std::string received_protection(const Unwrapped& unwrapped) {
  if (unwrapped.decryption == Unwrapped::Decryption::failed)
    return "response data that does not decrypt to padded data";
  std::string out(words_for(unwrapped.r_mac));
  if (!unwrapped.received_r_mac.empty())
    out += " '" + to_spaced_hex(unwrapped.received_r_mac.view()) + "'";
  return out;
}

std::string expected_protection(const Unwrapped& unwrapped) {
  std::string out = "a response protected as the security level asks";
  if (!unwrapped.expected_r_mac.empty())
    out += ", R-MAC '" + to_spaced_hex(unwrapped.expected_r_mac.view()) + "'";
  return out;
}

std::string shown_status_word(iso7816::StatusWord sw) {
  return fmt::format("'{}'  {}", iso7816::to_string(sw), iso7816::meaning(sw));
}

std::string counted(std::size_t bytes) {
  return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
}

std::uint64_t number_of(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

bool is_bad(const CalypsoVerification& found) {
  return found.state == CalypsoVerification::State::wrong ||
         found.state == CalypsoVerification::State::absent;
}

/// Where an answer has what came of verifying this subject; nullptr for any other subject.
const std::optional<CalypsoVerification>* verification_of(Subject subject, const Answer& answer) {
  if (subject == Subject::card_mac) return &answer.card_mac;
  if (subject == Subject::sv_signature) return &answer.sv_signature;
  if (subject == Subject::session_signature) return &answer.pki.signature;
  return nullptr;
}

/// What is verified: whose, over what, and in one word.
struct Verified {
  std::string_view name, expected, over, word;
};
Verified verified_by(Subject subject) {
  if (subject == Subject::card_mac)
    return {"card_mac", "the card's MAC over this session", "session", "MAC"};
  if (subject == Subject::sv_signature)
    return {"sv_signature", "the card's signature over this operation", "stored value operation",
            "signature"};
  return {"session_signature", "the card's signature over this session as the terminal saw it",
          "public-key session", "signature"};
}

/// A rule itself, or all rules of a certificate: "card-certificate" is every rule "card-certificate.*".
bool names_rule(std::string_view name, std::string_view rule) {
  return rule == name || (rule.starts_with(name) && rule.substr(name.size()).starts_with('.'));
}

/// The first rule of this name that was broken; nullptr when there is none.
const calypso::pki::Finding* broken_rule(std::string_view name, const PkiAnswer& answer) {
  for (const auto& finding : answer.findings->list())
    if (finding.outcome == calypso::pki::Outcome::broken &&
        names_rule(name, calypso::pki::text_of(finding.rule).id))
      return &finding;
  return nullptr;
}

/// Whether a certificate's last rule was reached, or this very rule.
bool was_looked_at(std::string_view name, const PkiAnswer& answer) {
  using calypso::pki::Rule;
  if (const auto rule = calypso::pki::rule_named(name))
    return answer.findings->find(*rule) != nullptr;
  return answer.findings->find(name == "ca-certificate" ? Rule::ca_target : Rule::card_key) !=
         nullptr;
}

/// Whether judge_verification has told all there is to tell of this subject.
bool is_told_already(Subject subject, const Answer& answer) {
  const auto* found = verification_of(subject, answer);
  return found != nullptr && *found && is_bad(**found);
}

/// The rows of every expectation that names the subject; place and reason of the first.
void note_expectations(Subject subject, const CompiledStep& step, journal::FailedCheck& failed) {
  bool first = true;
  for (const auto& expectation : step.expect)
    for (const auto& check : expectation.checks) {
      if (check.script->subject != subject) continue;
      for (const auto& row : expectation.script->covers)
        if (std::ranges::find(failed.covers, row) == failed.covers.end())
          failed.covers.push_back(row);
      if (!std::exchange(first, false)) continue;
      failed.because = expectation.script->because;
      failed.position = check.script->position;
    }
}

/// Whether a thing that is not there is what was wanted; a negation wants a thing that is there and different.
bool accepts_absence(const CompiledMatcher& matcher) {
  if (matcher.kind == script::Matcher::Kind::one_of)
    return std::ranges::any_of(matcher.parts, accepts_absence);
  return matcher.kind == script::Matcher::Kind::absent;
}

}  // namespace

std::string shown(ByteView bytes, const Secrets* secrets) {
  constexpr std::size_t most = 48;
  if (bytes.empty()) return "no bytes";
  std::vector<journal::SecretRange> hidden;
  if (secrets != nullptr) secrets->find(bytes, hidden);
  const std::string text = journal::masked_spaced_hex(bytes, hidden);  // three characters a byte
  if (bytes.size() <= most) return fmt::format("'{}'  ({})", text, counted(bytes.size()));
  return fmt::format("'{} .. {}'  ({})", text.substr(0, std::size_t{32} * 3 - 1),
                     text.substr(text.size() - (std::size_t{8} * 3 - 1)), counted(bytes.size()));
}

Result<void> Judge::judge(const CompiledStep& step, const Answer& answer, const Scope& scope,
                          std::vector<journal::FailedCheck>& failures) {
  fields_known_ = false;
  TRY_VOID(judge_group(true, step, answer, scope, failures));
  if (!failures.empty()) return {};
  judge_protection(step, answer, failures);
  if (answer.card_mac) judge_verification(Subject::card_mac, *answer.card_mac, step, failures);
  if (answer.sv_signature)
    judge_verification(Subject::sv_signature, *answer.sv_signature, step, failures);
  if (answer.pki.signature)
    judge_verification(Subject::session_signature, *answer.pki.signature, step, failures);
  return judge_group(false, step, answer, scope, failures);
}

Result<void> Judge::judge_group(bool status_words, const CompiledStep& step, const Answer& answer,
                                const Scope& scope, std::vector<journal::FailedCheck>& failures) {
  for (const auto& expectation : step.expect) {
    if (expectation.script->cut && expectation.script->cut != cut_) continue;
    for (const auto& check : expectation.checks) {
      if ((check.script->subject == Subject::status_word) != status_words) continue;
      if (check.script->subject == Subject::r_mac && answer.protection && !answer.protection->ok())
        continue;
      if (is_told_already(check.script->subject, answer)) continue;
      TRY(const bool met, is_met(check, step, answer, scope));
      if (!met) failures.push_back(words_for(check, expectation, step, answer, scope));
    }
  }
  return {};
}

/// A response whose R-MAC or encryption is wrong fails the step whether or not the script looks at it; the rows are those
/// of the checks named r_mac, if there are any.
void Judge::judge_protection(const CompiledStep& step, const Answer& answer,
                             std::vector<journal::FailedCheck>& failures) const {
  if (!answer.protection || answer.protection->ok()) return;
  journal::FailedCheck failed;
  failed.what = "r_mac";
  failed.expected = expected_protection(*answer.protection);
  failed.received = received_protection(*answer.protection);
  failed.file = step.script->file;
  failed.position = step.script->position;
  note_expectations(Subject::r_mac, step, failed);
  failures.push_back(std::move(failed));
}

/// A wrong MAC of a Calypso card fails the step whether or not the script looks at it, as a wrong R-MAC does.
void Judge::judge_verification(Subject subject, const CalypsoVerification& found,
                               const CompiledStep& step,
                               std::vector<journal::FailedCheck>& failures) const {
  if (!is_bad(found)) return;
  journal::FailedCheck failed;
  failed.what = verified_by(subject).name;
  failed.expected = verified_by(subject).expected;
  failed.received = found.state == CalypsoVerification::State::absent
                        ? found.problem
                        : "'" + to_spaced_hex(found.received) + "', which is wrong" +
                              (found.problem.empty() ? "" : ": " + found.problem);
  failed.file = step.script->file;
  failed.position = step.script->position;
  note_expectations(subject, step, failed);
  failures.push_back(std::move(failed));
}

/// Errors: `not_found` when nothing was there to verify, or the provider could not tell.
Result<bool> Judge::is_verified(const CompiledCheck& check, const Answer& answer) const {
  const Verified words = verified_by(check.script->subject);
  const auto& found = *verification_of(check.script->subject, answer);
  const bool wants_none = check.matcher.kind == script::Matcher::Kind::absent;
  if (!found && wants_none) return true;
  if (!found)
    return fail(ErrorCode::not_found, "the terminal has no {} here whose {} could be verified",
                words.over, words.word);
  if (found->state == CalypsoVerification::State::unknown)
    return fail(ErrorCode::not_found, "the {} of the card could not be verified: {}", words.word,
                found->problem);
  return wants_none == (found->state == CalypsoVerification::State::absent);
}

/// Errors: `not_found` when nothing of the kind was read in this step, or no root is trusted.
Result<bool> Judge::is_kept(const CompiledCheck& check, const Answer& answer) const {
  const std::string& name = check.script->name;
  if (!answer.pki.findings)
    return fail(ErrorCode::not_found,
                "{} cannot be looked at here: the step reads no key and no certificate", name);
  if (broken_rule(name, answer.pki) != nullptr) return false;
  if (was_looked_at(name, answer.pki)) return true;
  if (answer.pki.untrusted.empty()) return false;
  return fail(ErrorCode::not_found, "{} cannot be looked at: {}", name, answer.pki.untrusted);
}

Result<bool> Judge::is_met(const CompiledCheck& check, const CompiledStep& step,
                           const Answer& answer, const Scope& scope) {
  if (check.script->subject == Subject::status_word)
    return matches(check.matcher, answer.sw, scope, scratch_);
  if (check.script->subject == Subject::r_mac) {
    const bool valid = answer.protection && answer.protection->r_mac == Unwrapped::RMac::valid;
    return valid == (check.matcher.kind != script::Matcher::Kind::absent);
  }
  if (verification_of(check.script->subject, answer) != nullptr) return is_verified(check, answer);
  if (check.script->subject == Subject::pki) return is_kept(check, answer);
  TRY(const Look seen, look(check, step, answer, scope));
  if (!seen.problem.empty() && !seen.observed.present)
    return (seen.problem == absent && accepts_absence(check.matcher)) ||
           (seen.observed.valid && check.matcher.kind == script::Matcher::Kind::valid);
  return matches(check.matcher, seen.observed, scope, scratch_);
}

const AnswerFields& Judge::fields_of(const CompiledStep& step, const Answer& answer) {
  if (!fields_known_) fields_ = take_apart(*step.script->command, answer.data);
  fields_known_ = true;
  return fields_;
}

Result<std::string_view> Judge::path_of(const CompiledCheck& check, const Scope& scope) {
  if (check.path_values.empty()) return std::string_view(check.script->name);
  path_.clear();
  for (std::size_t i = 0; i < check.path_texts.size(); ++i) {
    path_ += check.path_texts[i];
    if (i == check.path_values.size()) break;
    scratch_.clear();
    TRY_VOID(append_value(check.path_values[i], scope, scratch_));
    append_hex(path_, scratch_);
  }
  return std::string_view(path_);
}

Judge::Look Judge::look_tlv(ByteView data, std::string_view path) {
  const auto object = iso7816::find_path(data, path);
  if (!object) {
    problem_ = object.error().message;
    return {{}, problem_};
  }
  if (!*object) return {{}, absent};
  return {{true, (*object)->value}, {}};
}

Judge::Look Judge::look_time(const Answer& answer) {
  if (!answer.own_time) return {{}, absent};
  return {{true, *answer.own_time}, {}};
}

/// Off-line: nothing is sent, and the card does not learn that its keys were tried.
Judge::Look Judge::look_for_known_keys(const Answer& answer, const Scope& scope) {
  const auto found = globalplatform::find_known_keys(scope.host_challenge, answer.data);
  if (!found) return {{}, absent};
  known_keys_.assign(found->begin(), found->end());
  return {{true, known_keys_}, {}};
}

Judge::Look Judge::look_atr(ByteView atr, std::string_view part) {
  atr_parts_.emplace(atr);
  const AtrPart& found = atr_parts_->find(part);
  if (found.bytes) return {{true, *found.bytes, found.valid}, {}};
  if (found.problem.empty()) return {{false, {}, found.valid}, absent};
  return {{}, found.problem};
}

Result<Judge::Look> Judge::look(const CompiledCheck& check, const CompiledStep& step,
                                const Answer& answer, const Scope& scope) {
  switch (check.script->subject) {
    case Subject::tlv: {
      TRY(const std::string_view path, path_of(check, scope));
      return look_tlv(answer.data, path);
    }
    case Subject::field: {
      const auto& fields = fields_of(step, answer);
      if (fields.form == nullptr) {
        problem_ = fmt::format("the answer's {} bytes fit no form of {} in the catalogue",
                               answer.data.size(), step.script->title);
        return Look{{}, problem_};
      }
      const auto value = fields.find(check.script->name);
      if (!value) return Look{{}, absent};
      return Look{{true, *value}, {}};
    }
    case Subject::atr: return look_atr(answer.data, check.script->name);
    case Subject::own_time: return look_time(answer);
    case Subject::known_keys: return look_for_known_keys(answer, scope);
    default: break;
  }
  return Look{{true, answer.data}, {}};
}

bool Judge::breaks_rule(const CompiledCheck& check, const Look& seen) {
  return check.matcher.kind == script::Matcher::Kind::valid && !seen.observed.valid;
}

journal::FailedCheck Judge::words_for(const CompiledCheck& check,
                                      const CompiledExpectation& expectation,
                                      const CompiledStep& step, const Answer& answer,
                                      const Scope& scope) {
  journal::FailedCheck failed;
  failed.what = title_of(*check.script);
  failed.covers = expectation.script->covers;
  failed.because = expectation.script->because;
  failed.file = step.script->file;
  failed.position = check.script->position;
  if (check.script->subject == Subject::status_word) {
    failed.expected = describe_status_words(check.matcher, scope);
    failed.received = shown_status_word(answer.sw);
    return failed;
  }
  if (check.script->subject == Subject::r_mac) {
    failed.expected = check.matcher.text;
    failed.received =
        answer.protection ? received_protection(*answer.protection) : "an unprotected response";
    return failed;
  }
  if (check.script->subject == Subject::pki) {
    const auto* broken = broken_rule(check.script->name, answer.pki);
    if (broken == nullptr) broken = answer.pki.findings->first_broken();
    failed.expected = fmt::format("{} kept", check.script->name);
    failed.received = broken != nullptr ? words_of(*broken) : "nothing from which it could be seen";
    return failed;
  }
  if (verification_of(check.script->subject, answer) != nullptr) {
    failed.expected = check.matcher.text;
    failed.received = "one that is right";
    return failed;
  }
  failed.expected = describe(check.matcher, scope);
  const auto seen = look(check, step, answer, scope);
  if (!seen)
    failed.received = seen.error().message;
  else if (!seen->observed.present)
    failed.received = seen->problem;
  else if (check.script->subject == Subject::known_keys)
    failed.received =
        "a card cryptogram made with " + std::string(known_keys_.begin(), known_keys_.end());
  else if (check.script->subject == Subject::own_time)
    failed.received = fmt::format("{} microseconds", number_of(seen->observed.bytes));
  else if (check.script->subject == Subject::length)
    failed.received = counted(seen->observed.bytes.size());
  else
    failed.received = shown(seen->observed.bytes, scope.secrets) +
                      (breaks_rule(check, *seen) ? ", which breaks its rule" : "");
  return failed;
}

Result<void> Judge::capture(const CompiledStep& step, const Answer& answer, const Scope& scope,
                            std::vector<Bytes>& slots) {
  using Source = script::Capture::Source;
  fields_known_ = false;
  for (const auto& wanted : step.save) {
    Bytes& slot = slots[wanted.slot];
    if (wanted.script->source == Source::value) {
      scratch_.clear();
      TRY_VOID(append_value(wanted.value, scope, scratch_));
      slot.assign(scratch_.begin(), scratch_.end());
      continue;
    }
    if (wanted.script->source == Source::status_word) {
      slot = {answer.sw.sw1(), answer.sw.sw2()};
      continue;
    }
    Look seen{{true, answer.data}, {}};
    if (wanted.script->source == Source::tlv) seen = look_tlv(answer.data, wanted.script->path);
    if (wanted.script->source == Source::field) {
      const auto value = fields_of(step, answer).find(wanted.script->path);
      seen = value ? Look{{true, *value}, {}} : Look{{}, "the answer does not have this field"};
    }
    if (wanted.script->source == Source::own_time) seen = look_time(answer);
    if (wanted.script->source == Source::atr) seen = look_atr(answer.data, wanted.script->path);
    if (!seen.observed.present)
      return fail(ErrorCode::malformed, "${} was to be saved from {}: {}", wanted.script->name,
                  wanted.script->path, seen.problem);
    slot.assign(seen.observed.bytes.begin(), seen.observed.bytes.end());
  }
  return {};
}

}  // namespace assay::engine

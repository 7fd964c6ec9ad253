// SPDX-License-Identifier: Apache-2.0
// Matchers at run time: whether a value looks as a script wants it, and the words for it when it does not.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/value.hpp"
#include "iso7816/status_word.hpp"
#include "script/script.hpp"

namespace assay::engine {

struct CompiledMatcher {
  script::Matcher::Kind kind = script::Matcher::Kind::present;
  CompiledValue value;  ///< of pattern, starts_with, ends_with, contains
  Bytes mask;           ///< same length as a constant value; empty: compare every bit
  std::size_t min_size = 0;
  std::size_t max_size = 0;
  Bytes bits, bit_mask;
  std::vector<CompiledMatcher> parts;
  std::string text;      ///< as written
  bool constant = true;  ///< false: the report adds the value that the names had
};

[[nodiscard]] Result<CompiledMatcher> compile_matcher(const script::Matcher& matcher, Names& names);

/// A value under test; an absent one has no bytes.
struct Observed {
  bool present = false;
  ByteView bytes;
  bool valid = false;  ///< keeps the rule that its name stands for
};

/// Errors: as append_value, for names without a value.
[[nodiscard]] Result<bool> matches(const CompiledMatcher& matcher, const Observed& observed,
                                   const Scope& scope, Bytes& scratch);

/// The same for a status word.
[[nodiscard]] Result<bool> matches(const CompiledMatcher& matcher, iso7816::StatusWord sw,
                                   const Scope& scope, Bytes& scratch);

/// What was wanted, for a report: the text as written, then the bytes that its names stood for, or the meaning of a status word.
[[nodiscard]] std::string describe(const CompiledMatcher& matcher, const Scope& scope);
[[nodiscard]] std::string describe_status_words(const CompiledMatcher& matcher, const Scope& scope);

}  // namespace assay::engine

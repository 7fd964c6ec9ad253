// SPDX-License-Identifier: Apache-2.0
#include "vectors/vector_file.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace assay::vectors {
namespace {

/// The flag of a vector whose values were computed here and by nobody else.
constexpr std::string_view unconfirmed_flag = "Unconfirmed";

constexpr std::array<std::string_view, 3> results{"valid", "invalid", "acceptable"};

/// Where a vector was taken from; read so that it is complete, not kept.
void read_source(Fields& in) {
  Fields source = in.mapping("source");
  (void)source.text("origin");
  (void)source.text("licence");
  for (const auto* optional : {"path", "commit", "test", "remark"})
    (void)source.text_or(optional, "");
  source.finish();
}

class FileRun {
 public:
  FileRun(const document::Document& document, document::Mistakes& mistakes, Tally& tally)
      : document_(document), mistakes_(mistakes), tally_(tally) {}

  void run() {
    Fields file(document_.file, document_.root, mistakes_);
    (void)file.text("vectors");
    (void)file.text("title");
    Fields notes = file.mapping("notes");
    for (const auto& [flag, says] : notes.all_texts()) flags_.insert(flag);
    for (Fields& test : file.mappings("tests")) run_test(test);
    for (Fields& item : file.mappings("pending")) read_pending(item);
    for (const auto& flag : flags_)
      if (!used_flags_.contains(flag))
        notes.mistake(flag, fmt::format("no vector has the flag '{}'", flag));
    file.finish();
  }

 private:
  std::string read_id(Fields& in) {
    std::string id = in.text("id");
    if (!id.empty() && !tally_.is_new(id))
      in.mistake("id", fmt::format("the id '{}' was given before", id));
    return id;
  }

  /// Whether the vector says that nobody else confirms it.
  bool read_flags(Fields& test) {
    bool unconfirmed = false;
    for (const auto& flag : test.texts("flags")) {
      used_flags_.insert(flag);
      const std::vector<std::string_view> known(flags_.begin(), flags_.end());
      if (flag == unconfirmed_flag) unconfirmed = true;
      if (!flags_.contains(flag))
        test.mistake("flags", fmt::format("the flag '{}' has no entry under notes{}", flag,
                                          did_you_mean(flag, known)));
    }
    return unconfirmed;
  }

  void run_test(Fields& test) {
    Claim claim;
    claim.id = read_id(test);
    claim.place = place(document_.file, test.node().position);
    (void)test.text("comment");
    const bool unconfirmed = read_flags(test);
    claim.result = test.word("result", results);
    if (claim.result == "invalid" || claim.result == "acceptable") claim.fails = test.text("fails");
    if (test.has("says")) claim.says = test.text("says");
    read_source(test);
    const std::string algorithm = test.text("algorithm");
    const auto kinds = check_kinds();
    const Kind* kind = find_kind(test.word("kind", kinds));
    if (kind == nullptr) return;
    const Outcome outcome = kind->check(test);
    test.finish();
    tally_.ran({algorithm, kind->level, unconfirmed, claim.result == "valid" && !unconfirmed},
               judge(claim, outcome));
  }

  void read_pending(Fields& item) {
    PendingVector pending;
    pending.id = read_id(item);
    pending.algorithm = item.text("algorithm");
    pending.reason = item.text("reason");
    (void)item.text("origin");
    item.finish();
    tally_.skipped(std::move(pending));
  }

  const document::Document& document_;
  document::Mistakes& mistakes_;
  Tally& tally_;
  std::set<std::string> flags_;
  std::set<std::string> used_flags_;
};

void count(VectorCounts& counts, bool failed) {
  ++counts.vectors;
  ++(failed ? counts.failed : counts.passed);
}

}  // namespace

VectorCounts& Tally::counts_of(Level level) {
  return level == Level::primitive ? result_.primitives : result_.protocol;
}

void Tally::ran(const Heading& heading, std::optional<VectorFailure> failure) {
  count(result_.total, failure.has_value());
  count(counts_of(heading.level), failure.has_value());
  count(result_.algorithms[heading.algorithm], failure.has_value());
  if (heading.unconfirmed) doubted_.insert(heading.algorithm);
  if (heading.confirms) confirmed_.insert(heading.algorithm);
  if (failure) result_.failures.push_back(std::move(*failure));
}

void Tally::skipped(PendingVector pending) {
  for (auto* counts : {&result_.total, &result_.protocol, &result_.algorithms[pending.algorithm]}) {
    ++counts->vectors;
    ++counts->pending;
  }
  result_.pending.push_back(std::move(pending));
}

SelftestResult Tally::finish() && {
  for (const auto& algorithm : doubted_)
    if (!confirmed_.contains(algorithm)) result_.unconfirmed.push_back(algorithm);
  return std::move(result_);
}

std::optional<VectorFailure> judge(const Claim& claim, const Outcome& outcome) {
  if (!outcome) {
    if (claim.result != "invalid") return std::nullopt;
    return VectorFailure{claim.id, claim.fails, "refused", "accepted", claim.place};
  }
  if (claim.result != "valid" && outcome->check == claim.fails) {
    if (claim.says.empty() || outcome->got == claim.says) return std::nullopt;
    return VectorFailure{claim.id, claim.fails, claim.says, outcome->got, claim.place};
  }
  std::string what = outcome->check;
  if (!outcome->detail.empty()) what += " " + outcome->detail;
  return VectorFailure{claim.id, std::move(what), outcome->expected, outcome->got, claim.place};
}

void run_vector_file(const document::Document& document, document::Mistakes& mistakes,
                     Tally& tally) {
  FileRun(document, mistakes, tally).run();
}

}  // namespace assay::vectors

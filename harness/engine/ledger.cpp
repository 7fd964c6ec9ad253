// SPDX-License-Identifier: Apache-2.0
// The ledger file: read whole, replaced whole and synchronised, so that a torn write leaves the old one.
#include "engine/ledger.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <fstream>

#include "base/text.hpp"

namespace assay::engine {

Result<Ledger> Ledger::open(std::string path) {
  Ledger ledger;
  ledger.path_ = std::move(path);
  std::ifstream in(ledger.path_);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const auto tab = line.find('\t');
    unsigned count = 0;
    const char* end = line.data() + line.size();
    const bool good =
        tab != std::string::npos && std::from_chars(line.data() + tab + 1, end, count).ptr == end;
    if (!good)
      return at(ledger.path_ + ":" + std::to_string(number),
                {ErrorCode::malformed, "a ledger line is an identity, a tab and a number", {}});
    ledger.counts_[line.substr(0, tab)] = {count, count, 0};
  }
  return ledger;
}

Ledger::~Ledger() {
  bool exact = true;
  for (auto& [identity, count] : counts_) {
    exact = exact && count.written == count.failures;
    count.written = count.failures;
  }
  // When this fails the disk keeps the higher number, which is the safe side.
  if (!exact) (void)save();
}

unsigned Ledger::failures(std::string_view identity) const noexcept {
  const auto found = counts_.find(identity);
  return found == counts_.end() ? 0 : found->second.failures;
}

Result<void> Ledger::attempt(const std::string& identity, unsigned limit) {
  Count& count = counts_[identity];
  if (count.failures + 1 >= limit)
    return fail(ErrorCode::refused,
                "the ledger {} counts {} authentications of card {} without success, and the bench "
                "allows fewer than {}",
                path_, count.failures, identity, limit);
  ++count.failures;
  count.ahead = limit < 16 ? 0 : limit / 4;
  if (count.failures <= count.written) return {};
  count.written = count.failures + count.ahead;
  return save();
}

Result<void> Ledger::success(const std::string& identity) {
  Count& count = counts_[identity];
  count.failures = 0;
  if (count.ahead > 0 || count.written == 0) return {};
  count.written = 0;
  return save();
}

Result<void> Ledger::save() const {
  std::string text;
  for (const auto& [identity, count] : counts_)
    text += fmt::format("{}\t{}\n", identity, count.written);
  const std::string fresh = path_ + ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  bool good =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  good = good && ::fsync(file) == 0;
  if (file >= 0) good = ::close(file) == 0 && good;
  if (!good || std::rename(fresh.c_str(), path_.c_str()) != 0)
    return fail(ErrorCode::internal,
                "the ledger {} cannot be written; no authentication is tried without it", path_);
  return {};
}

}  // namespace assay::engine

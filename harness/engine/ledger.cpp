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
    ledger.failures_[line.substr(0, tab)] = count;
  }
  return ledger;
}

unsigned Ledger::failures(std::string_view identity) const noexcept {
  const auto found = failures_.find(identity);
  return found == failures_.end() ? 0 : found->second;
}

Result<void> Ledger::attempt(const std::string& identity, unsigned limit) {
  const unsigned before = failures(identity);
  if (before + 1 >= limit)
    return fail(ErrorCode::refused,
                "the ledger {} counts {} authentications of card {} without success, and the bench "
                "allows fewer than {}",
                path_, before, identity, limit);
  failures_[identity] = before + 1;
  return save();
}

Result<void> Ledger::success(const std::string& identity) {
  if (failures(identity) == 0) return {};
  failures_[identity] = 0;
  return save();
}

Result<void> Ledger::save() const {
  std::string text;
  for (const auto& [identity, count] : failures_) text += fmt::format("{}\t{}\n", identity, count);
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

// SPDX-License-Identifier: Apache-2.0
// What two visits of a card tell.
#include "engine/card_history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/hex.hpp"
#include "crypto/hash.hpp"

namespace assay::engine {
namespace {

using enum FindingKind;

/// More states than a terminal sees of one card in years.
constexpr std::size_t most_earlier = 64;

/// What moves when the card is used: counters, logs, the number of the stored value.
std::string state_of_use(const CardSnapshot& seen) {
  std::string text = seen.counters;
  for (const SeenLog& log : seen.logs) {
    text += "|" + log.file;
    for (const std::string& record : log.records) text += ":" + record;
  }
  if (seen.stored_value) text += fmt::format("|{:04X}", seen.stored_value->number);
  const Bytes bytes(text.begin(), text.end());
  const auto whole = crypto::sha256(bytes);
  return to_hex(ByteView(whole).first(8));
}

enum class Course : std::uint8_t { same, further, earlier, forked, unrelated };

using Records = std::vector<std::string>;

/// Whether `newer` is `older` with `shift` records more before it.
bool follows(const Records& older, const Records& newer, std::size_t shift) {
  if (older.size() != newer.size() || shift >= newer.size()) return false;
  return std::equal(newer.begin() + static_cast<std::ptrdiff_t>(shift), newer.end(), older.begin());
}

bool share_record(const Records& one, const Records& other) {
  return std::ranges::any_of(
      one, [&](const std::string& record) { return std::ranges::count(other, record) != 0; });
}

/// Where a cyclic EF went between two visits. The records of a log that was written over whole have nothing in common.
Course course_of(const Records& before, const Records& now) {
  if (before == now) return Course::same;
  for (std::size_t shift = 1; shift < now.size(); ++shift)
    if (follows(before, now, shift)) return Course::further;
  for (std::size_t shift = 1; shift < before.size(); ++shift)
    if (follows(now, before, shift)) return Course::earlier;
  return share_record(before, now) ? Course::forked : Course::unrelated;
}

const SeenLog* log_of(const CardSnapshot& seen, const std::string& file) {
  const auto found = std::ranges::find(seen.logs, file, &SeenLog::file);
  return found == seen.logs.end() ? nullptr : &*found;
}

void compare_logs(const CardSnapshot& before, const CardSnapshot& now, std::vector<Finding>& out) {
  for (const SeenLog& log : before.logs) {
    const SeenLog* other = log_of(now, log.file);
    if (other == nullptr) continue;
    const Course course = course_of(log.records, other->records);
    if (course == Course::earlier)
      out.push_back({rolled_back, fmt::format("the log {} is older than one seen before: its "
                                              "newest record then is missing now",
                                              log.file)});
    if (course == Course::forked)
      out.push_back({clone_suspected, fmt::format("the log {} has a past in common with the one "
                                                  "seen before, and went on otherwise",
                                                  log.file)});
  }
}

void compare_stored_value(const CardSnapshot& before, const CardSnapshot& now,
                          std::vector<Finding>& out) {
  if (!before.stored_value || !now.stored_value) return;
  const SeenStoredValue& old = *before.stored_value;
  const SeenStoredValue& seen = *now.stored_value;
  if (seen.number < old.number)
    out.push_back({rolled_back, fmt::format("the stored value is at transaction {}, {} was seen "
                                            "before",
                                            seen.number, old.number)});
  if (seen.number == old.number && seen.digest != old.digest)
    out.push_back({clone_suspected, fmt::format("the stored value is at transaction {} as before, "
                                                "with another balance or log",
                                                seen.number)});
}

/// The same serial number, nothing used, and something else in the card.
void compare_content(const CardRecord& card, const CardSnapshot& now, std::vector<Finding>& out) {
  const std::string state = state_of_use(now);
  const bool same = state == state_of_use(card.last);
  if (now.applications != card.last.applications)
    out.push_back({clone_suspected,
                   "names or startup information of the applications are not those of before"});
  else if (same && now.content != card.last.content)
    out.push_back({clone_suspected, "counters and logs are as before, and another file is not"});
  if (!same && out.empty() && std::ranges::count(card.earlier, state) != 0)
    out.push_back({rolled_back, "counters and logs are as they were before the last visit"});
}

void compare(const CardRecord& card, const CardSnapshot& now, std::vector<Finding>& out) {
  compare_logs(card.last, now, out);
  compare_stored_value(card.last, now, out);
  compare_content(card, now, out);
  if (out.empty()) {
    const bool same = state_of_use(now) == state_of_use(card.last);
    out.push_back(same ? Finding{unchanged, "nothing changed since the last visit"}
                       : Finding{used,
                                 "the card was used since the last visit, and goes on from "
                                 "where it was"});
  }
  if (now.validity != card.last.validity)
    out.push_back({validity_changed, fmt::format("the validity in the serial number is {}, {} was "
                                                 "seen before",
                                                 now.validity, card.last.validity)});
}

/// A telephone that is another's equal but for its serial number.
const CardRecord* renewed_from(const CardHistory& history, const CardSnapshot& now) {
  if (!now.hce) return nullptr;
  const auto found = std::ranges::find_if(history.cards, [&](const CardRecord& card) {
    return card.last.hce && card.last.content == now.content &&
           card.last.applications == now.applications;
  });
  return found == history.cards.end() ? nullptr : &*found;
}

std::string day_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void judge_validity(const ValidityCoding& coding, const CardSnapshot& now,
                    std::chrono::sys_days today, std::vector<Finding>& out) {
  if (!now.hce) return;
  if (now.validity == "0000") {
    out.push_back({validity_implausible, "the serial number of the telephone has no validity"});
    return;
  }
  if (!coding.origin) {
    out.push_back(
        {validity_unknown, fmt::format("validity {}: unknown encoding, not judged", now.validity)});
    return;
  }
  constexpr std::chrono::days longest{3 * 366};
  unsigned count = 0;
  std::from_chars(now.validity.data(), now.validity.data() + now.validity.size(), count, 16);
  const std::chrono::sys_days end = *coding.origin + std::chrono::days(count);
  if (end < today)
    out.push_back(
        {validity_expired, fmt::format("validity {} ended on {}", now.validity, day_text(end))});
  if (end > today + longest)
    out.push_back({validity_implausible, fmt::format("validity {} ends on {}, more than three "
                                                     "years from today",
                                                     now.validity, day_text(end))});
}

const CardRecord* find(const CardHistory& history, const std::string& identity) {
  const auto found = std::ranges::find_if(
      history.cards, [&](const CardRecord& card) { return card.last.identity == identity; });
  return found == history.cards.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name(FindingKind kind) noexcept {
  switch (kind) {
    case new_card: return "new-card";
    case unchanged: return "unchanged";
    case used: return "used";
    case serial_renewed: return "serial-renewed";
    case validity_changed: return "validity-changed";
    case rolled_back: return "rolled-back";
    case clone_suspected: return "clone-suspected";
    case validity_unknown: return "validity-unknown";
    case validity_expired: return "validity-expired";
    case validity_implausible: return "validity-implausible";
  }
  return "";
}

bool is_refused(const std::vector<Finding>& findings) noexcept {
  return std::ranges::any_of(findings, [](const Finding& finding) {
    return finding.kind == rolled_back || finding.kind == clone_suspected;
  });
}

Result<ValidityCoding> parse_validity_coding(std::string_view text) {
  ValidityCoding out{std::string(text), {}};
  if (text == "unknown") return out;
  constexpr std::string_view days = "days:";
  unsigned year = 0, month = 0, day = 0;
  const std::string date(text.substr(0, days.size()) == days ? text.substr(days.size()) : "");
  const auto number = [&](std::size_t from, std::size_t size, auto& value) {
    const char* begin = date.data() + from;
    const auto read = std::from_chars(begin, begin + size, value);
    return read.ec == std::errc() && read.ptr == begin + size;
  };
  const bool shaped = date.size() == 10 && date[4] == '-' && date[7] == '-' && number(0, 4, year) &&
                      number(5, 2, month) && number(8, 2, day);
  const std::chrono::year_month_day origin{std::chrono::year(static_cast<int>(year)),
                                           std::chrono::month(month), std::chrono::day(day)};
  if (!shaped || !origin.ok())
    return fail(ErrorCode::malformed,
                "'{}' is no coding of the validity: unknown or days:YYYY-MM-DD was wanted", text);
  out.origin = std::chrono::sys_days(origin);
  return out;
}

std::vector<Finding> judge(const CardHistory& history, const CardSnapshot& seen,
                           std::chrono::sys_days today) {
  std::vector<Finding> out;
  if (const CardRecord* card = find(history, seen.identity); card != nullptr) {
    compare(*card, seen, out);
  } else if (const CardRecord* old = renewed_from(history, seen); old != nullptr) {
    compare_logs(old->last, seen, out);
    compare_stored_value(old->last, seen, out);
    out.push_back({serial_renewed,
                   fmt::format("the serial number was {} before: files and applications are the "
                               "same otherwise",
                               old->last.identity)});
  } else {
    out.push_back({new_card, "this card was not seen before"});
  }
  judge_validity(history.validity, seen, today, out);
  return out;
}

void enter(CardHistory& history, const CardSnapshot& seen, const std::vector<Finding>& findings) {
  const bool refused = is_refused(findings);
  const auto card = std::ranges::find_if(
      history.cards, [&](const CardRecord& one) { return one.last.identity == seen.identity; });
  if (card == history.cards.end()) {
    if (!refused) history.cards.push_back({seen, {}, 1});
    return;
  }
  ++card->visits;
  if (refused) return;
  const std::string before = state_of_use(card->last);
  if (before != state_of_use(seen)) card->earlier.push_back(before);
  if (card->earlier.size() > most_earlier) card->earlier.erase(card->earlier.begin());
  card->last = seen;
}

}  // namespace assay::engine

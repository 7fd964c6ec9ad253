// SPDX-License-Identifier: Apache-2.0
// CaseLine: cases that several workers take from the front, and whose outcomes are handed on in the order of the line, whoever
// finishes first.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "journal/event_tape.hpp"
#include "journal/records.hpp"

namespace assay::engine {

/// What came of a case, before anybody was told.
struct CaseOutcome {
  journal::CaseRecord record;
  journal::EventTape events;
};

/// Safe for many threads. Memory is bounded: nobody runs further ahead of the oldest unfinished case than `most_ahead`.
class CaseLine {
 public:
  static constexpr std::size_t most_ahead = 256;

  /// Called for one case at a time; false ends the line: what was begun behind it is dropped.
  using HandOn = std::function<bool(CaseOutcome&)>;

  /// One element for each case: whether only the first worker may take it.
  CaseLine(const std::vector<bool>& for_first_worker, HandOn hand_on);

  /// The place of the next case for this worker, who waits while he is too far ahead. Nothing: there is no more for him.
  [[nodiscard]] std::optional<std::size_t> take(bool first_worker);
  /// The outcome of the case at a place that was taken.
  void put(std::size_t place, std::unique_ptr<CaseOutcome> outcome);

 private:
  [[nodiscard]] std::deque<std::size_t>* next_queue(bool first_worker) noexcept;

  std::mutex mutex_;
  std::condition_variable moved_;
  HandOn hand_on_;
  std::deque<std::size_t> for_first_, for_all_;  ///< places that nobody took
  std::vector<std::unique_ptr<CaseOutcome>> done_;
  std::size_t oldest_ = 0;  ///< place of the oldest case that was not handed on
  bool ended_ = false;
};

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
// The oldest case that is not done is always taken, or the next that somebody may take: so nobody waits for ever.
#include "engine/case_line.hpp"

#include <utility>

namespace assay::engine {

CaseLine::CaseLine(const std::vector<bool>& for_first_worker, HandOn hand_on)
    : hand_on_(std::move(hand_on)), done_(for_first_worker.size()) {
  for (std::size_t place = 0; place < for_first_worker.size(); ++place)
    (for_first_worker[place] ? for_first_ : for_all_).push_back(place);
}

/// The first worker takes whatever stands further in front.
std::deque<std::size_t>* CaseLine::next_queue(bool first_worker) noexcept {
  if (first_worker && !for_first_.empty() &&
      (for_all_.empty() || for_first_.front() < for_all_.front()))
    return &for_first_;
  return for_all_.empty() ? nullptr : &for_all_;
}

std::optional<std::size_t> CaseLine::take(bool first_worker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    auto* queue = next_queue(first_worker);
    if (ended_ || queue == nullptr) return std::nullopt;
    const std::size_t place = queue->front();
    if (place < oldest_ + most_ahead) {
      queue->pop_front();
      return place;
    }
    moved_.wait(lock);
  }
}

void CaseLine::put(std::size_t place, std::unique_ptr<CaseOutcome> outcome) {
  const std::lock_guard lock(mutex_);
  done_[place] = std::move(outcome);
  while (!ended_ && oldest_ < done_.size() && done_[oldest_]) {
    ended_ = !hand_on_(*done_[oldest_]);
    done_[oldest_++].reset();
  }
  moved_.notify_all();
}

}  // namespace assay::engine

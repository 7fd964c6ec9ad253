// SPDX-License-Identifier: Apache-2.0
// A short sorted ring before a heap.
#include "load/event_queue.hpp"

#include "base/fetch.hpp"

namespace assay::load {
namespace {

/// Not through the task, whose first line may be in no cache.
void fetch_itself(const Event& event) noexcept {
  if (const Task* task = event.task()) fetch_lines(task, Task::fetched_size);
}

}  // namespace

void EventQueue::push(const Event& event) {
  const bool full = soon_count_ == most_soon;
  if (full && !event.is_before(soon(most_soon - 1))) return later_.push(event);
  if (full)
    later_.push(soon(most_soon - 1));
  else
    ++soon_count_;
  std::size_t place = soon_count_ - 1;
  for (; place > 0 && event.is_before(soon(place - 1)); --place) soon(place) = soon(place - 1);
  soon(place) = event;
  fetch_itself(event);
}

/// One moves up from the heap.
void EventQueue::refill() {
  if (later_.empty()) return;
  soon(soon_count_++) = later_.top();
  later_.pop();
  fetch_itself(soon(soon_count_ - 1));
}

void EventQueue::fetch_ahead() noexcept {
  if (part_ == Task::fetched_parts) return;
  const unsigned part = part_++;
  if (soon_count_ <= near) return;
  if (const Task* task = soon(near).task()) task->fetch(part);
}

void EventQueue::fetch_rest() noexcept {
  while (part_ < Task::fetched_parts) fetch_ahead();
}

Event EventQueue::pop() {
  const Event out = front();
  part_ = 0;
  first_ = (first_ + 1) % most_soon;
  --soon_count_;
  refill();
  return out;
}

}  // namespace assay::load

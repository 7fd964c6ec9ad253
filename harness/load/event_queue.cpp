// SPDX-License-Identifier: Apache-2.0
// A short sorted ring before a heap.
#include "load/event_queue.hpp"

#include <utility>
#include "base/check.hpp"
#include "base/fetch.hpp"

#include "base/check.hpp"
#include "base/fetch.hpp"

namespace assay::load {
namespace {

/// Not through the task, whose first line may be in no cache.
void fetch_itself(const Event& event) noexcept {
  if (const Task* task = event.task()) fetch_lines(task, Task::fetched_size);
}

}  // namespace

void EventQueue::push_later(const Event& event) {
  if (unused_.empty()) {
    ASSAY_CHECK(rest_.size() < (std::size_t{1} << place_bits));
    unused_.push_back(static_cast<std::uint32_t>(rest_.size()));
    rest_.emplace_back();
  }
  const Node node{event.at, event.order << place_bits | unused_.back()};
  rest_[unused_.back()] = event.due;
  unused_.pop_back();
  later_.push(node);
}

void EventQueue::Heap::push(const Node& node) {
  std::size_t place = size_++;
  if ((place + branches - 1) / branches == lines_.size()) lines_.emplace_back();
  while (place > 0) {
    const std::size_t parent = (place - 1) / branches;
    if (!node.is_before(at(parent))) break;
    at(place) = at(parent);
    place = parent;
  }
  at(place) = node;
}

EventQueue::Node EventQueue::Heap::pop() {
  const Node out = at(0);
  const Node last = std::exchange(at(--size_), Node());
  if (size_ == 0) return out;
  std::size_t place = 0;
  while (place + 1 < lines_.size()) {
    const auto& child = lines_[place + 1].nodes;
    const std::size_t left = child[1].is_before(child[0]) ? 1 : 0;
    const std::size_t right = child[3].is_before(child[2]) ? 3 : 2;
    const std::size_t least = child[right].is_before(child[left]) ? right : left;
    if (!child[least].is_before(last)) break;
    at(place) = child[least];
    place = place * branches + 1 + least;
  }
  at(place) = last;
  return out;
}

Event EventQueue::pop_later() {
  constexpr std::uint64_t place_mask = (std::uint64_t{1} << place_bits) - 1;
  const Node node = later_.pop();
  const std::uint64_t place = node.order_and_place & place_mask;
  unused_.push_back(static_cast<std::uint32_t>(place));
  return {node.at, node.order_and_place >> place_bits, rest_[place]};
}

void EventQueue::push(const Event& event) {
  const bool full = soon_count_ == most_soon;
  if (full && !event.is_before(soon(most_soon - 1))) return push_later(event);
  if (full)
    push_later(soon(most_soon - 1));
  else
    ++soon_count_;
  std::size_t place = soon_count_ - 1;
  for (; place > 0 && event.is_before(soon(place - 1)); --place) soon(place) = soon(place - 1);
  soon(place) = event;
  fetch_itself(event);
}

/// One moves up from the heap.
void EventQueue::refill() {
  if (later_.size() == 0) return;
  Event& last = soon(soon_count_++);
  last = pop_later();
  fetch_itself(last);
}

void EventQueue::fetch_ahead() noexcept {
  if (soon_count_ <= near) return;
  if (const Task* task = soon(near).task()) task->fetch();
}

Event EventQueue::pop() {
  const Event out = front();
  first_ = (first_ + 1) % most_soon;
  --soon_count_;
  refill();
  return out;
}

}  // namespace assay::load

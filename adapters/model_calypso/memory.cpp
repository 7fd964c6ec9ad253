// SPDX-License-Identifier: Apache-2.0
// Image, journal and memory.
#include "adapters/model_calypso/memory.hpp"

#include <algorithm>
#include <cstring>

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;

Page page_of(const VolatileState& working, std::size_t number) {
  Page page;
  std::copy_n(working.image.begin() + static_cast<std::ptrdiff_t>(number * page_size), page_size,
              page.begin());
  return page;
}

void restore(CalypsoState& state, std::size_t number) {
  std::ranges::copy(state.persistent.memory[number],
                    state.working.image.begin() + static_cast<std::ptrdiff_t>(number * page_size));
}

/// The page changed alone, or `page_count`.
std::size_t only_page(const PageSet& changed) {
  if (changed.count() != 1) return page_count;
  std::size_t number = 0;
  while (!changed[number]) ++number;
  return number;
}

void apply_journal(PersistentState& card, CalypsoEnvironment& environment) {
  for (std::size_t i = 0; i < page_count; ++i)
    if (card.journal.pending[i]) environment.persist(card, card.memory[i], card.journal.pages[i]);
  environment.persist(card, card.journal.pending, PageSet{});
}

}  // namespace

ByteView bytes_at(const CalypsoState& state, std::size_t place, std::size_t size) {
  return ByteView(state.working.image).subspan(place, size);
}

void change(CalypsoState& state, std::size_t place, ByteView bytes) {
  if (bytes.empty()) return;
  std::memmove(state.working.image.data() + place, bytes.data(), bytes.size());
  for (std::size_t i = place / page_size; i <= (place + bytes.size() - 1) / page_size; ++i)
    state.working.changed.set(i);
}

void commit(CalypsoState& state, CalypsoEnvironment& environment) {
  PersistentState& card = state.persistent;
  PageSet& changed = state.working.changed;
  if (changed.none()) return;
  if (const std::size_t page = only_page(changed); page != page_count) {
    environment.persist(card, card.memory[page], page_of(state.working, page));
  } else {
    for (std::size_t i = 0; i < page_count; ++i)
      if (changed[i]) environment.persist(card, card.journal.pages[i], page_of(state.working, i));
    if (environment.deviates(commit_without_journal)) {
      for (std::size_t i = 0; i < page_count; ++i)
        if (changed[i]) environment.persist(card, card.memory[i], card.journal.pages[i]);
      changed.reset();
      return;
    }
    environment.persist(card, card.journal.pending, changed);
    apply_journal(card, environment);
  }
  changed.reset();
}

void cancel(CalypsoState& state) {
  for (std::size_t i = 0; i < page_count; ++i)
    if (state.working.changed[i]) restore(state, i);
  state.working.changed.reset();
}

void recover(CalypsoState& state, CalypsoEnvironment& environment) {
  if (state.persistent.journal.pending.any() && !environment.deviates(journal_not_finished))
    apply_journal(state.persistent, environment);
  for (std::size_t i = 0; i < page_count; ++i) restore(state, i);
  state.working.changed.reset();
}

std::uint32_t number_at(const CalypsoState& state, std::size_t place, std::size_t size) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes_at(state, place, size)) value = (value << 8U) | byte;
  return value;
}

void change_number(CalypsoState& state, std::size_t place, std::size_t size, std::uint32_t value) {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
  change(state, place, ByteView(bytes).first(size));
}

}  // namespace assay::model::calypso

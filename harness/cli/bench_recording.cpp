// SPDX-License-Identifier: Apache-2.0
// Recording a run and sending it again.
#include "cli/bench_recording.hpp"

#include <unistd.h>

#include "engine/clock.hpp"

namespace assay::cli {

namespace fs = std::filesystem;

double now() {
  return static_cast<double>(engine::system_clock().monotonic_ns()) / 1e9;
}

void Recorder::case_started(const journal::PlannedCase& planned) {
  out_.events.push_back({Recording::Event::Kind::begin_case,
                         {},
                         engine::card_seed(engine::case_seed(seed_, planned.address), 0),
                         planned.target,
                         {}});
}

void Recorder::exchanged(const journal::ExchangeRecord& exchange) {
  out_.events.push_back({Recording::Event::Kind::command,
                         to_bytes(exchange.command),
                         0,
                         {},
                         to_bytes(exchange.response)});
}

void Recorder::step_finished(const journal::StepRecord& step) {
  if (step.title == "RESET cold")
    out_.events.push_back({Recording::Event::Kind::reset_cold, {}, 0, {}, {}});
  if (step.title == "RESET warm")
    out_.events.push_back({Recording::Event::Kind::reset_warm, {}, 0, {}, {}});
}

Result<void> BareLoop::open(const Recording& recording) {
  for (const auto& event : recording.events)
    if (!event.target.empty() && !channels_.contains(event.target)) {
      TRY(channels_[event.target], opener_(event.target));
    }
  return {};
}

Result<void> BareLoop::run(const Recording& recording, Loop& loop) {
  const double start = now();
  double resets = 0;
  for (const auto& event : recording.events) {
    if (event.kind == Recording::Event::Kind::command) {
      TRY_VOID(current_->transmit(event.command, response_));
      ++loop.commands;
      loop.other_answers += response_ != event.answer ? 1 : 0;
      continue;
    }
    const double before = now();
    TRY_VOID(prepare(event));
    resets += now() - before;
  }
  loop.seconds += now() - start - resets;
  loop.reset_seconds += resets;
  return {};
}

Result<void> BareLoop::prepare(const Recording::Event& event) {
  using Kind = Recording::Event::Kind;
  if (event.kind == Kind::begin_case) {
    current_ = channels_.at(event.target).get();
    if (current_->description().capabilities.rewinds) return current_->rewind(event.seed);
    return current_->reset(iso7816::ResetKind::cold);
  }
  return current_->reset(event.kind == Kind::reset_warm ? iso7816::ResetKind::warm
                                                        : iso7816::ResetKind::cold);
}

ScratchJournal::ScratchJournal() {
  std::string name = (fs::temp_directory_path() / "assay-bench-XXXXXX").string();
  const int file = ::mkstemp(name.data());
  if (file >= 0) ::close(file);
  path_ = name;
  fs::remove(path_);
}

ScratchJournal::~ScratchJournal() {
  std::error_code ignored;
  fs::remove(path_, ignored);
}

Result<std::unique_ptr<reports::JournalWriter>> ScratchJournal::open() {
  std::error_code ignored;
  fs::remove(path_, ignored);
  TRY(auto sink, reports::create_file(path_.string()));
  return std::make_unique<reports::JournalWriter>(std::move(sink));
}

}  // namespace assay::cli

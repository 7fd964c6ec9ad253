// SPDX-License-Identifier: Apache-2.0
// What `assay bench` compares: a recorded run, the bare loop that sends it again, and a journal to throw away.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/run.hpp"
#include "iso7816/card_channel.hpp"
#include "journal/records.hpp"
#include "reports/jsonl/journal_writer.hpp"

namespace assay::cli {

/// Seconds of a clock that only goes forward.
[[nodiscard]] double now();

/// Every command of a run in order, with the resets between them and the seeds of their cases.
struct Recording {
  struct Event {
    enum class Kind { begin_case, reset_cold, reset_warm, command } kind;
    Bytes command;
    std::uint64_t seed = 0;
    std::string target;
    Bytes answer;  ///< what the card said to `command`
  };
  std::vector<Event> events;
};

class Recorder : public journal::RunListener {
 public:
  Recorder(Recording& out, std::uint64_t seed) : out_(out), seed_(seed) {}

  void case_started(const journal::PlannedCase& planned) override;
  void exchanged(const journal::ExchangeRecord& exchange) override;
  void step_finished(const journal::StepRecord& step) override;

 private:
  Recording& out_;
  std::uint64_t seed_;
};

struct Loop {
  std::size_t commands = 0;
  double seconds = 0;  ///< without the resets
  std::size_t other_answers =
      0;  ///< than recorded, where the card works less or more than it did for the engine
  double reset_seconds = 0;
};

/// The recorded commands straight over the channels: no engine, no judging, no journal.
class BareLoop {
 public:
  using Opener =
      std::function<Result<std::unique_ptr<iso7816::CardChannel>>(const std::string& uri)>;
  explicit BareLoop(Opener opener) : opener_(std::move(opener)) {}

  [[nodiscard]] Result<void> open(const Recording& recording);
  void close() { channels_.clear(); }
  /// Sends everything once and adds to `loop`.
  [[nodiscard]] Result<void> run(const Recording& recording, Loop& loop);

 private:
  [[nodiscard]] Result<void> prepare(const Recording::Event& event);

  Opener opener_;
  std::map<std::string, std::unique_ptr<iso7816::CardChannel>> channels_;
  iso7816::CardChannel* current_ = nullptr;
  Bytes response_;
};

/// A journal on disk that vanishes with the measurement.
class ScratchJournal {
 public:
  ScratchJournal();
  ScratchJournal(const ScratchJournal&) = delete;
  ScratchJournal& operator=(const ScratchJournal&) = delete;
  ~ScratchJournal();

  /// A fresh journal; the one before is overwritten.
  [[nodiscard]] Result<std::unique_ptr<reports::JournalWriter>> open();

 private:
  std::filesystem::path path_;
};

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// A portion of records is read, verified by all jobs, and told in its order; then the next one.
#include "cli/pki_batch.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>

#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/pki_reading.hpp"
#include "cli/pki_telling.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using namespace calypso::pki;

constexpr std::size_t portion_of_a_job = 256;
constexpr std::size_t max_line =
    1U << 16;                         // of a record: a whole transaction has some 5,000 characters
constexpr std::size_t max_days = 32;  // verifiers that one job keeps

/// One transaction to come: a line, or a file that is a trace.
struct Item {
  std::string place;    ///< "file:line", or the file
  std::string text;     ///< the line; empty for a trace
  std::string trouble;  ///< why it cannot be read
};

struct Told {
  std::string id;
  PkiVerdict verdict = PkiVerdict::refused;
  bool is_unreadable = false;
  std::string because;
  std::string rule;  ///< of a refusal
};

/// What one thread knows: a verifier for each day that a record names.
class Job {
 public:
  Job(const std::vector<RootKey>& roots, const BatchArguments& arguments)
      : roots_(roots),
        circumstances_(arguments.circumstances),
        refused_le_(arguments.refused_le),
        ca_certificates_(arguments.ca_certificates) {
    circumstances_.detail = Detail::failures;
  }

  Told judge(const Item& item) {
    if (!item.trouble.empty()) return unreadable(item, item.trouble);
    if (item.text.empty()) return judge_recording(item);
    auto stored = parse_stored(item.text);
    if (!stored) return unreadable(item, stored.error().message);
    const std::string id = stored->id.empty() ? item.place : stored->id;
    const Date day = stored->at.value_or(circumstances_.today);
    verifier_of(day).begin_transaction();
    const PkiCase one = judge(std::move(stored->transaction), day);
    return told(id, one.judgement, one.findings);
  }

 private:
  static Told unreadable(const Item& item, std::string because) {
    Told out;
    out.id = item.place;
    out.is_unreadable = true;
    out.because = std::move(because);
    return out;
  }

  static Told told(std::string id, const PkiJudgement& judgement, const Findings& findings) {
    Told out;
    out.id = std::move(id);
    out.verdict = judgement.verdict;
    if (out.verdict != PkiVerdict::accepted) out.because = judgement.sentence;
    if (const Finding* broken = findings.first_broken()) out.rule = text_of(broken->rule).id;
    return out;
  }

  PkiCase judge(Transaction transaction, Date day) {
    if (transaction.ca_certificates.empty()) transaction.ca_certificates = ca_certificates_;
    PkiCase out{std::move(transaction), {}, Findings(circumstances_.policy, Detail::failures), {}};
    out.verified = verify(verifier_of(day), out.transaction, out.findings, refused_le_);
    out.judgement = judge_pki(out.transaction, out.verified, out.findings, PkiScope::whole);
    return out;
  }

  /// All sessions of a recording have one line: the worst of them.
  Told judge_recording(const Item& item) {
    const auto dialogue = read_dialogue(item.place);
    if (!dialogue) return unreadable(item, dialogue.error().message);
    Recording recording = read_recording(*dialogue);
    std::vector<std::string> remarks;
    for (const auto& remark : recording.remarks)
      remarks.push_back(told_at_its_place(remark, item.place));
    verifier_of(circumstances_.today).begin_transaction();
    std::vector<PkiCase> cases;
    for (auto& transaction : recording.transactions)
      cases.push_back(judge(std::move(transaction), circumstances_.today));
    const PkiJudgement judgement = judge_all(cases, item.place, remarks);
    const auto worst = std::ranges::find(cases, judgement.verdict,
                                         [](const PkiCase& one) { return one.judgement.verdict; });
    return told(item.place, judgement, worst->findings);
  }

  ChainVerifier& verifier_of(Date day) {
    const auto found = verifiers_.find(day);
    if (found != verifiers_.end()) return *found->second;
    if (verifiers_.size() >= max_days) verifiers_.clear();
    Circumstances of_day = circumstances_;
    of_day.today = day;
    return *(verifiers_[day] = std::make_unique<ChainVerifier>(roots_, of_day));
  }

  const std::vector<RootKey>& roots_;
  Circumstances circumstances_;
  RefusedLe refused_le_;
  const std::vector<Bytes>& ca_certificates_;
  std::map<Date, std::unique_ptr<ChainVerifier>> verifiers_;
};

/// The records of a file or folder, one after the other.
class Records {
 public:
  explicit Records(const std::string& path) : path_(path) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) {
      open(path);
      return;
    }
    folder_ = fs::directory_iterator(path, failed);
    if (failed) trouble_ = path + ": " + failed.message();
  }

  /// Nothing at the end.
  std::optional<Item> next() {
    for (;;) {
      if (lines_.is_open()) {
        if (auto item = next_line()) return item;
        lines_.close();
      }
      if (folder_ == fs::directory_iterator()) return std::nullopt;
      const fs::path file = folder_->path();
      std::error_code failed;
      folder_.increment(failed);
      if (failed) trouble_ = path_ + ": " + failed.message();
      if (auto item = in_folder(file)) return item;
    }
  }

  /// Why not everything could be listed or read; empty when it could.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

  [[nodiscard]] bool is_there() const {
    std::error_code failed;
    return fs::exists(path_, failed);
  }

 private:
  void open(const std::string& file) {
    file_ = file;
    line_ = 0;
    lines_.clear();
    lines_.open(file);
    if (!lines_.is_open()) trouble_ = file + ": " + std::generic_category().message(errno);
  }

  /// A trace, or why a file is none that can be read; nothing for one whose lines come next, and for what is not ours.
  std::optional<Item> in_folder(const fs::path& file) {
    const bool is_trace = file.extension() == ".trace";
    if (!is_trace && file.extension() != ".jsonl" && file.extension() != ".json")
      return std::nullopt;
    std::error_code failed;
    const auto kind = fs::status(file, failed).type();
    if (kind != fs::file_type::regular)
      return Item{file.string(),
                  {},
                  kind == fs::file_type::not_found ? "it leads nowhere" : "this is no file"};
    if (is_trace) return Item{file.string(), {}, {}};
    open(file.string());
    if (!lines_.is_open()) return Item{file.string(), {}, std::generic_category().message(errno)};
    return std::nullopt;
  }

  /// At most so many characters are kept of a line, however long it is.
  std::optional<Item> next_line() try {
    while (lines_.good()) {
      Item item;
      std::streambuf* in = lines_.rdbuf();
      int c = in->sbumpc();
      if (c == std::char_traits<char>::eof()) return std::nullopt;
      ++line_;
      for (; c != std::char_traits<char>::eof() && c != '\n'; c = in->sbumpc()) {
        if (item.text.size() < max_line)
          item.text.push_back(static_cast<char>(c));
        else if (item.trouble.empty())
          item.trouble = fmt::format("the line has more than {} characters", max_line);
      }
      if (item.text.find_first_not_of(" \t\r") == std::string::npos) continue;
      item.place = fmt::format("{}:{}", file_, line_);
      return item;
    }
    return std::nullopt;
  } catch (const std::ios_base::failure& broken) {
    lines_.close();  // the file breaks off, as on a medium that is gone
    return Item{fmt::format("{}:{}", file_, line_ + 1), {}, broken.code().message()};
  }

  std::string path_;
  std::string trouble_;
  fs::directory_iterator folder_;
  std::ifstream lines_;
  std::string file_;
  std::size_t line_ = 0;
};

struct Counts {
  std::size_t accepted = 0, refused = 0, incomplete = 0, unreadable = 0;
  [[nodiscard]] std::size_t all() const { return accepted + refused + incomplete + unreadable; }
};

void count(const Told& told, Counts& counts) {
  if (told.is_unreadable)
    ++counts.unreadable;
  else if (told.verdict == PkiVerdict::accepted)
    ++counts.accepted;
  else if (told.verdict == PkiVerdict::refused)
    ++counts.refused;
  else
    ++counts.incomplete;
}

/// What a record holds may be anything: it must not end our line, nor steer a terminal.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\x{:02X}", byte);
    else
      out += c;
  }
  return out;
}

void print(const Told& told, const BatchArguments& arguments) {
  const bool good = !told.is_unreadable && told.verdict == PkiVerdict::accepted;
  if (arguments.quiet && good) return;
  const std::string_view verdict = told.is_unreadable ? "unreadable" : name(told.verdict);
  if (!arguments.json) {
    fmt::print("{:<10}  {}{}{}\n", verdict, on_one_line(told.id), told.because.empty() ? "" : "  ",
               on_one_line(told.because));
    return;
  }
  nlohmann::ordered_json line{{"id", told.id}, {"verdict", verdict}};
  if (!told.rule.empty()) line["rule"] = told.rule;
  if (!told.because.empty()) line["because"] = told.because;
  fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

/// Each job takes the next record that nobody has taken.
void judge_portion(std::vector<Job>& jobs, const std::vector<Item>& items,
                   std::vector<Told>& told) {
  told.assign(items.size(), {});
  std::atomic<std::size_t> next = 0;
  const auto work = [&](Job& job) {
    for (std::size_t i = next++; i < items.size(); i = next++) told[i] = job.judge(items[i]);
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < jobs.size() && i < items.size(); ++i)
    others.emplace_back(work, std::ref(jobs[i]));
  work(jobs.front());
  for (auto& thread : others) thread.join();
}

int exit_code_of(const Counts& counts) {
  if (counts.all() == 0) return exit_refused;
  if (counts.unreadable > 0) return exit_error;
  if (counts.refused > 0) return exit_failed;
  return counts.incomplete > 0 ? exit_inconclusive : exit_good;
}

void print_summary(const Counts& counts, double seconds, bool json) {
  if (json) {
    fmt::print("{}\n", nlohmann::ordered_json{{"accepted", counts.accepted},
                                              {"refused", counts.refused},
                                              {"incomplete", counts.incomplete},
                                              {"unreadable", counts.unreadable},
                                              {"seconds", seconds}}
                           .dump());
    return;
  }
  fmt::print(
      "\n{} accepted, {} refused, {} incomplete, {} unreadable; {:.3f} seconds, {:.0f} a "
      "second\n",
      counts.accepted, counts.refused, counts.incomplete, counts.unreadable, seconds,
      seconds > 0 ? static_cast<double>(counts.all()) / seconds : 0.0);
}

}  // namespace

int verify_batch(const BatchArguments& arguments, const std::vector<RootKey>& roots) {
  Records records(arguments.path);
  if (!records.is_there()) {
    show(Error{ErrorCode::not_found, "there is no file or folder '" + arguments.path + "'", {}});
    return exit_refused;
  }
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < (arguments.jobs != 0 ? arguments.jobs : cores); ++i)
    jobs.emplace_back(roots, arguments);
  const auto start = std::chrono::steady_clock::now();
  Counts counts;
  std::vector<Item> items;
  std::vector<Told> told;
  for (bool more = true; more;) {
    items.clear();
    while (items.size() < jobs.size() * portion_of_a_job) {
      auto item = records.next();
      more = item.has_value();
      if (!more) break;
      items.push_back(*std::move(item));
    }
    judge_portion(jobs, items, told);
    for (const auto& one : told) {
      count(one, counts);
      print(one, arguments);
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  print_summary(counts, took.count(), arguments.json);
  if (counts.all() == 0 || !records.trouble().empty()) {
    const std::string why = records.trouble().empty()
                                ? "no record in '" + arguments.path + "'"
                                : "not all could be read: " + records.trouble();
    show(Error{ErrorCode::not_found, why, {}});
  }
  if (counts.all() > 0 && !records.trouble().empty()) return exit_error;
  return exit_code_of(counts);
}

}  // namespace assay::cli

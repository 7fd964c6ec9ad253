// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/recording.hpp"

#include <algorithm>
#include <map>

#include "base/hex.hpp"
#include "calypso/pki/visits.hpp"
#include "iso7816/fetched_answer.hpp"

namespace assay::calypso::pki {
namespace {

constexpr std::uint8_t ins_select = 0xA4;
constexpr std::uint8_t ins_open = 0x8A;
constexpr std::uint8_t ins_get_data = 0xCA;
constexpr std::uint8_t object_class = 0xDF;
constexpr std::uint8_t fci_object = 0x6F;
constexpr std::size_t status_size = 2;

std::uint16_t status_of(ByteView response) {
  if (response.size() < status_size) return 0;
  const ByteView sw = response.last(status_size);
  return static_cast<std::uint16_t>((sw[0] << 8) | sw[1]);
}

ByteView without_status(ByteView response) {
  return response.first(response.size() - std::min(response.size(), status_size));
}

/// A session that was opened, and perhaps closed.
struct Session {
  std::size_t visit = 0;
  std::vector<Exchange> exchanges;
  Bytes signature;
  std::size_t closed = 0;  ///< line
};

/// An exchange as the application had it, and what it was on the line.
struct Joined {
  iso7816::FetchedExchange fetched;
  std::span<const Exchange> line;

  [[nodiscard]] ByteView command() const { return fetched.command; }
  [[nodiscard]] ByteView data() const { return without_status(fetched.response); }
  [[nodiscard]] bool is_good() const { return status_of(fetched.response) == 0x9000; }
  [[nodiscard]] std::size_t place() const { return line[fetched.refused].line; }
};

class Reader {
 public:
  void take(const Joined& joined);
  void reset(std::size_t line);
  Recording finish();

 private:
  void select(const Joined& joined);
  void open(const Joined& joined);
  void close(const Joined& joined);
  void get_data(const Joined& joined);
  void keep(const Joined& joined);
  void end_session(std::string_view because, std::size_t line);

  template <typename... Args>
  void remark(std::size_t line, fmt::format_string<Args...> text, Args&&... args) {
    recording_.remarks.push_back({line, fmt::format(text, std::forward<Args>(args)...)});
  }

  Recording recording_;
  Visits visits_;
  std::optional<Session> session_;
  std::vector<Session> closed_;
  std::size_t lost_opening_ = 0;  ///< line of an opening without answer
  std::size_t last_line_ = 0;
};

void Reader::end_session(std::string_view because, std::size_t line) {
  if (!session_) return;
  remark(
      session_->exchanges.front().line,
      "the session that is opened here has no signature: {} at line {}, a close answered with 64 "
      "bytes was wanted",
      because, line);
  session_.reset();
}

void Reader::select(const Joined& joined) {
  end_session("an application is selected", joined.place());
  const std::uint16_t status = status_of(joined.fetched.response);
  const bool selected = status == 0x9000 || status == 0x6283 || joined.fetched.awaited.has_value();
  if (!selected) return;
  if (visits_.select(joined.data())) return;
  if (joined.fetched.awaited)
    remark(joined.place(),
           "the answer to this selection was not fetched after '{:04X}': the FCI is missing",
           status);
  visits_.begin();
}

void Reader::keep(const Joined& joined) {
  for (const auto& exchange : joined.line) session_->exchanges.push_back(exchange);
}

void Reader::open(const Joined& joined) {
  if (joined.fetched.response.empty()) {
    lost_opening_ = joined.place();
    return;
  }
  // An answer that was not fetched is a session, too: which answer is missing is told when it is closed.
  if (!joined.is_good() && !joined.fetched.awaited) {
    if (lost_opening_ != 0)
      remark(joined.place(),
             "this opening is refused with '{:04X}' after the one at line {} got no answer: the "
             "answer that the card signs is missing",
             status_of(joined.fetched.response), lost_opening_);
    return;
  }
  end_session("another one is opened", joined.place());
  lost_opening_ = 0;
  if (!opens_public_key_session(joined.command())) return;
  session_.emplace();
  session_->visit = visits_.open_session(joined.data());
  // A session is not open yet when an opening is refused for its Le.
  for (const auto& exchange : joined.line.subspan(joined.fetched.refused))
    session_->exchanges.push_back(exchange);
}

void Reader::close(const Joined& joined) {
  const auto& fetched = joined.fetched;
  if (!session_) {
    if (joined.is_good() && joined.data().size() == session_signature_size)
      remark(joined.place(), "a session is closed here whose opening is not in the recording");
    return;
  }
  if (fetched.response.empty()) {
    remark(joined.place(), "this close has no answer, the signature of the card was wanted");
    return;
  }
  if (fetched.awaited) {
    remark(joined.place(),
           "the answer to this close ends in '61{:02X}', and no GET RESPONSE follows that fetches "
           "the signature",
           *fetched.awaited);
    return;
  }
  if (!joined.is_good()) {
    remark(joined.place(), "this close is refused with '{:04X}', '9000' was wanted",
           status_of(fetched.response));
    return;
  }
  if (joined.data().empty()) {
    end_session("it is aborted", joined.place());
    return;
  }
  session_->signature = to_bytes(joined.data());
  session_->closed = joined.place();
  closed_.push_back(*std::move(session_));
  session_.reset();
}

void Reader::get_data(const Joined& joined) {
  if (!joined.is_good()) return;
  const ByteView command = joined.command();
  if (command[2] == 0x00 && command[3] == fci_object) visits_.tell_fci(joined.data());
  if (command[2] == object_class) visits_.tell_object(command[3], joined.data());
}

void Reader::take(const Joined& joined) {
  const ByteView command = joined.command();
  last_line_ = joined.line.back().line;
  if (command.size() < 4) {
    if (session_) keep(joined);
    return;
  }
  if (command[1] == ins_select && command[2] == 0x04) return select(joined);
  const bool opens = joined.is_good() || joined.fetched.awaited.has_value();
  if (command[1] == ins_open && (!session_ || opens)) return open(joined);
  if (closes_public_key_session(command)) return close(joined);
  if (session_) keep(joined);
  if (command[1] == ins_get_data) get_data(joined);
}

void Reader::reset(std::size_t line) {
  end_session("the card is reset", line);
  lost_opening_ = 0;
  last_line_ = line;
  visits_.begin();
}

Recording Reader::finish() {
  end_session("the recording ends", last_line_);
  std::map<std::size_t, Transaction> of_visit;
  for (auto& session : closed_) {
    if (!of_visit.contains(session.visit))
      of_visit[session.visit] = visits_.transaction_of(session.visit, recording_.remarks);
    Transaction transaction = of_visit[session.visit];
    transaction.first_line = session.exchanges.front().line;
    transaction.last_line = session.closed;
    transaction.session = std::move(session.exchanges);
    transaction.signature = std::move(session.signature);
    recording_.transactions.push_back(std::move(transaction));
  }
  if (closed_.empty())
    recording_.transactions.push_back(
        visits_.transaction_of(visits_.last_known(), recording_.remarks));
  return std::move(recording_);
}

/// The exchanges from here to the next reset.
std::vector<Exchange> run_from(std::span<const DialogueEvent> dialogue) {
  std::vector<Exchange> out;
  for (const auto& event : dialogue) {
    if (event.is_reset) break;
    out.push_back(event.exchange);
  }
  return out;
}

void read_run(std::span<const Exchange> run, Reader& reader) {
  std::vector<iso7816::LineExchange> line;
  line.reserve(run.size());
  for (const auto& exchange : run) line.push_back({exchange.command, exchange.response});
  for (std::size_t at = 0; at < run.size();) {
    auto fetched = iso7816::fetch_first(std::span(line).subspan(at));
    const std::size_t count = fetched.count;
    reader.take({std::move(fetched), run.subspan(at, count)});
    at += count;
  }
}

}  // namespace

Recording read_recording(std::span<const DialogueEvent> dialogue) {
  Reader reader;
  for (std::size_t at = 0; at < dialogue.size();) {
    if (dialogue[at].is_reset) {
      reader.reset(dialogue[at++].exchange.line);
      continue;
    }
    const auto run = run_from(dialogue.subspan(at));
    read_run(run, reader);
    at += run.size();
  }
  return reader.finish();
}

}  // namespace assay::calypso::pki

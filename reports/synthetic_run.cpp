// SPDX-License-Identifier: Apache-2.0
// One made-up run: a pass, failures of each kind, secure messaging, a secret, a lost reader, cases that do not run.
#include "reports/synthetic_run.hpp"

#include "base/hex.hpp"
#include "reports/tally.hpp"

namespace assay::reports {
namespace {

using journal::Outcome;
using journal::Phase;
using journal::Verdict;

constexpr std::int64_t start_utc_ns = 1'790'000'000'123'456'789;

journal::PlannedCase planned(std::size_t index, std::string address, std::string suite,
                             std::string title, std::size_t line, std::vector<std::string> covers) {
  journal::PlannedCase out;
  out.index = index;
  out.address = std::move(address);
  out.suite = std::move(suite);
  out.title = std::move(title);
  out.file = "suites/" + out.suite + ".yaml";
  out.position = {line, 5};
  out.level = "shall";
  out.risk = "read";
  out.target = "model:gp?profile=full&seed=7";
  out.covers = std::move(covers);
  return out;
}

/// Speaks the events of one case after another, with a clock that only counts.
class Teller {
 public:
  Teller(journal::RunListener& listener, const journal::RunRecord& run)
      : listener_(listener), run_(run) {}

  void start(std::size_t index) {
    record_ = {};
    record_.index = index;
    listener_.case_started(run_.plan[index]);
  }

  void exchange(std::string_view command, std::string_view response,
                std::string_view plain_command = "", std::string_view plain_response = "",
                const std::vector<journal::SecretRange>& secrets = {}) {
    tell(command, response, plain_command, plain_response, secrets, Outcome::answered, "");
  }

  void lost(std::string_view command, Outcome outcome, std::string_view remark) {
    tell(command, "", "", "", {}, outcome, remark);
  }

  void step(Phase phase, std::size_t number, std::string_view title,
            Verdict verdict = Verdict::pass, std::string_view reason = "",
            std::vector<journal::FailedCheck> failures = {}) {
    const auto& planned = run_.plan[record_.index];
    ++record_.steps;
    record_.verdict = journal::worse(record_.verdict, verdict);
    listener_.step_finished({phase,
                             number,
                             title,
                             planned.file,
                             {planned.position.line + number, 9},
                             verdict,
                             reason,
                             failures});
  }

  void finish(std::string reason = "", std::string expected_failure = "",
              bool unexpected_pass = false, bool not_restored = false) {
    record_.reason = std::move(reason);
    record_.expected_failure = std::move(expected_failure);
    record_.unexpected_pass = unexpected_pass;
    record_.not_restored = not_restored;
    record_.duration_ns = 1'500'000;
    listener_.case_finished(record_);
  }

 private:
  void tell(std::string_view command, std::string_view response, std::string_view plain_command,
            std::string_view plain_response, const std::vector<journal::SecretRange>& secrets,
            Outcome outcome, std::string_view remark) {
    const Bytes sent = *from_hex(command);
    const Bytes came = *from_hex(response);
    const Bytes plain_sent = *from_hex(plain_command);
    const Bytes plain_came = *from_hex(plain_response);
    ++record_.apdus;
    now_ += 250'000;
    listener_.exchanged({"card", sent, came, secrets, outcome, remark, start_utc_ns + now_, now_,
                         125'000, plain_sent, plain_came});
  }

  journal::RunListener& listener_;
  const journal::RunRecord& run_;
  journal::CaseRecord record_;
  std::int64_t now_ = 0;
};

constexpr std::string_view select_isd = "00A4040008A00000015100000000";
constexpr std::string_view fci = "6F108408A000000151000000A5049F6501FF9000";

void tell_passing_case(Teller& tell) {
  tell.start(0);
  tell.step(Phase::given, 1, "RESET cold");
  tell.exchange(select_isd, fci);
  tell.step(Phase::steps, 1, "SELECT");
  tell.finish();
}

void tell_wrong_status_word(Teller& tell) {
  tell.start(1);
  tell.exchange(select_isd, fci);
  tell.step(Phase::given, 1, "SELECT");
  tell.exchange("80507F0008000102030405060700", "6A80");
  tell.step(Phase::steps, 1, "INITIALIZE UPDATE", Verdict::fail, "",
            {{"sw",
              "'6A88'  referenced data not found",
              "'6A80'  incorrect parameters in the data field",
              {"GPD-7.1.1-05"},
              "nothing is kept under this version",
              "suites/gp/scp03/initialize-update.yaml",
              {33, 17}}});
  tell.finish("sw: '6A88' expected, '6A80' received");
}

void tell_secure_messaging(Teller& tell) {
  tell.start(2);
  tell.exchange("84F280021800112233445566778899AABBCCDDEEFF818283848586878800",
                "E3134F08A0000001510000009F70010FC503FEDC009000", "80F28002024F0000",
                "E3134F08A0000001510000009F70010FC503FEDC00");
  tell.step(Phase::steps, 1, "GET STATUS", Verdict::fail, "",
            {{"tlv E3/9F70", "'07'", "'0F'", {"GP-11.4.3.1-02"}, "", "", {}},
             {"r_mac",
              "valid",
              "absent: the response has no room for it",
              {"GPD-6.2.5-01"},
              "",
              "",
              {}}});
  tell.finish("tlv E3/9F70: '07' expected, '0F' received");
}

void tell_surprise_in_preamble(Teller& tell) {
  tell.start(3);
  tell.exchange(select_isd, "6283");
  tell.step(Phase::given, 1, "SELECT", Verdict::inconclusive,
            "the preamble met '6283' where '9000' was wanted");
  tell.finish("the preamble met '6283' where '9000' was wanted");
}

void tell_lost_reader(Teller& tell) {
  tell.start(4);
  tell.exchange("80D8000018010102030405060708090A0B0C0D0E0F10111213140102030400", "9000", "", "",
                {{6, 16}});
  tell.step(Phase::steps, 1, "PUT KEY");
  tell.lost("80CA006600", Outcome::lost, "the reader 'Virtual \xFF reader' is gone\n(unplugged?)");
  tell.step(Phase::steps, 2, "GET DATA", Verdict::error, "the reader is gone");
  tell.finish("the reader is gone", "", false, true);
}

void tell_expected_failures(Teller& tell) {
  tell.start(5);
  tell.exchange("80CA004500", "6A88");
  tell.step(Phase::steps, 1, "GET DATA", Verdict::fail, "",
            {{"sw", "'9000'", "'6A88'", {"GP-11.3.3.1-01"}, "", "", {}}});
  tell.finish("sw: '9000' expected, '6A88' received",
              "no CIN on the engineering samples, ticket 12");
  tell.start(6);
  tell.exchange("80CA004200",
                "42024241"
                "9000");
  tell.step(Phase::steps, 1, "GET DATA");
  tell.finish("", "no IIN on the engineering samples", true);
}

}  // namespace

journal::RunRecord synthetic_run() {
  journal::RunRecord run;
  run.tool_version = "0.1.0";
  run.build_id = "g0123456";
  run.started_utc = "2026-09-21T14:13:20Z";
  run.seed = 7;
  run.command_line = "assay run suites --seed 7 --out out";
  run.written_cases = 9;
  run.inputs = {{"suite", "suites/gp/select.yaml", std::string(64, 'a')},
                {"ics", "product <A&B>.yaml", std::string(64, 'b')}};
  run.targets = {{"card", "model:gp?profile=full&seed=7", "model", "", "T=1", "3B80800101",
                  "cplc:4790D600", "stand-in cryptography"}};
  run.plan = {
      planned(0, "gp/select/by-name", "gp/select", "The ISD is selected by its name", 11,
              {"GP-11.9.2-01"}),
      planned(1, "gp/scp03/initialize-update/unknown-key-version[key_version='7F']",
              "gp/scp03/initialize-update",
              "A key version the card does not hold is refused, and no session opens", 29,
              {"GPD-7.1.1-05"}),
      planned(2, "gp/get-status/isd-listed", "gp/get-status",
              "The ISD is listed with its life cycle state", 14,
              {"GP-11.4.3.1-02", "GPD-6.2.5-01"}),
      planned(3, "gp/get-status/after-lock", "gp/get-status", "A locked card lists nothing", 40,
              {}),
      planned(4, "gp/put-key/then-read", "gp/put-key",
              "A key is written, and no key value can be read back", 9, {}),
      planned(5, "gp/get-data/cin", "gp/get-data", "The card image number is there", 21,
              {"GP-11.3.3.1-01"}),
      planned(6, "gp/get-data/iin", "gp/get-data", "The issuer identification number is there", 30,
              {}),
      planned(7, "gp/scp02/c-mac", "gp/scp02", "A wrong C-MAC is refused", 12, {"GP-E.4.4-01"}),
      planned(8, "gp/set-status/terminate", "gp/set-status",
              "A terminated card answers nothing but GET DATA", 50, {})};
  run.plan[7].not_applicable = "the ICS answers 'scp02' with no";
  run.plan[8].risk = "irreversible";
  run.plan[8].refused = "'irreversible' is not allowed on this card";
  return run;
}

void play_synthetic_run(journal::RunListener& listener) {
  const journal::RunRecord run = synthetic_run();
  listener.run_started(run);
  Teller tell(listener, run);
  tell_passing_case(tell);
  tell_wrong_status_word(tell);
  tell_secure_messaging(tell);
  tell_surprise_in_preamble(tell);
  tell_lost_reader(tell);
  tell_expected_failures(tell);
  journal::RunSummary summary{1, 3, 1, 1, 1, 1, 1, 9, 12, 9, 0.0105, "the reader is gone"};
  listener.run_finished(summary);
}

}  // namespace assay::reports

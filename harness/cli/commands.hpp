// SPDX-License-Identifier: Apache-2.0
// Commands: one function for each word after `assay`, with the options it was given. Each returns the exit code.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::cli {

enum class Format { text, json };

/// Options that several commands share.
struct CommonOptions {
  std::string specs;  ///< folder; empty: found by itself
  Format format = Format::text;
  bool quiet = false;
  std::string color = "auto";
};

struct RunArguments {
  CommonOptions common;
  std::vector<std::string> nodes;
  std::vector<std::string> targets;  ///< "URI" or "ROLE=URI"
  std::string bench, ics, expected, out, resume;
  std::vector<std::string> reports;  ///< "KIND" or "KIND=FILE"
  std::vector<std::string> tags;
  std::string shard, allow_risk, tear;
  std::uint64_t seed = 1;
  bool strict = false, shuffle = false, fail_fast = false, allow_empty = false;
  std::size_t jobs = 1;
  std::string command_line;          ///< as it can be run again
  bool without_public_keys = false;  ///< leaves out cases whose sessions rest on public keys
  bool leaves_evidence =
      true;  ///< a journal names the files that verdicts rest on, by their SHA-256
};
[[nodiscard]] int run_command(const RunArguments& arguments);
/// The arguments of a recorded `assay run ...` line; nothing when it cannot be read.
[[nodiscard]] std::optional<RunArguments> parse_run_line(const std::string& line);
[[nodiscard]] int list_command(const RunArguments& arguments);

struct CheckArguments {
  CommonOptions common;
  std::vector<std::string> files;
};
[[nodiscard]] int check_command(const CheckArguments& arguments);

struct SendArguments {
  CommonOptions common;
  std::string uri;
  std::vector<std::string> commands;
  bool follow = false;  ///< fetch the rest of '61xx' and repeat '6Cxx'
};
[[nodiscard]] int send_command(const SendArguments& arguments);

struct ExplainArguments {
  CommonOptions common;
  std::vector<std::string> hex;  ///< or one word that names a trace
  std::string as;  ///< "command", "response", "tlv", "atr", "cplc", "scp81", "sw"; empty: found out
};
[[nodiscard]] int explain_command(const ExplainArguments& arguments);

struct ProbeArguments {
  CommonOptions common;
  std::string uri;
  std::string out;       ///< ICS to write
  std::string bench;     ///< bench file to write
  std::string history;   ///< file of earlier visits
  std::string validity;  ///< coding of bytes 0 and 1 of serial numbers; empty: as the file says
};
[[nodiscard]] int probe_command(const ProbeArguments& arguments);

struct ServeArguments {
  std::string model;
  std::string vpcd;           ///< HOST:PORT
  std::uint16_t control = 0;  ///< port of the control connection; 0: none
  bool stdio = false;
  std::string hsm_tcp;       ///< HOST:PORT
  bool hsm_manages = false;  ///< clients may manage keys
};
[[nodiscard]] int serve_command(const ServeArguments& arguments);

struct RecordArguments {
  CommonOptions common;
  std::string uri;
  std::vector<std::string> commands;  ///< empty: lines of standard input
  std::string out;                    ///< OUT.trace and OUT.yaml are written
  std::string vpcd;                   ///< HOST:PORT; another program drives the card
  bool stdio = false;                 ///< the same over the shim protocol
  bool redact = false;
};
[[nodiscard]] int record_command(const RecordArguments& arguments);

struct MutantsArguments {
  CommonOptions common;
  std::vector<std::string> nodes;
  std::vector<std::string> only;  ///< deviation ids; empty: all
  std::size_t sample = 0;         ///< so many, chosen by seed; 0: all
  std::uint64_t seed = 1;
  bool full = false;        ///< print the whole matrix
  bool every_case = false;  ///< cases too that never reach the deviation
  std::size_t jobs = 0;     ///< deviations tried at once; 0: as many as there are cores
};
[[nodiscard]] int mutants_command(const MutantsArguments& arguments);
[[nodiscard]] int trace_command(const MutantsArguments& arguments);

struct SelftestArguments {
  CommonOptions common;
  std::string vectors;
};
[[nodiscard]] int selftest_command(const SelftestArguments& arguments);

struct ReportArguments {
  CommonOptions common;
  std::string folder;
  std::vector<std::string> reports;
};
[[nodiscard]] int report_command(const ReportArguments& arguments);

struct BenchArguments {
  CommonOptions common;
  std::vector<std::string> nodes;
  std::string target;      ///< a second target to compare with a bare loop, such as pcsc:NAME
  std::string ics, bench;  ///< of that target
  double seconds = 1.0;    ///< of each measurement
};
[[nodiscard]] int bench_command(const BenchArguments& arguments);

struct LoadArguments {
  CommonOptions common;
  std::string bench;
  std::map<std::string, std::string, std::less<>> settings;  ///< by option, as given
  std::vector<std::string> reports;                          ///< "html=FILE"
  std::string compare;                                       ///< "50,5000"
  unsigned rounds = 3;
  std::uint64_t seed = 1;
  bool real_time = false;
  bool size = false;
  bool shared_hsm = false;
  std::string command_line;
};
[[nodiscard]] int load_command(const LoadArguments& arguments);

/// Prints a published JSON Schema, or their names.
[[nodiscard]] int schema_command(const std::string& name);

}  // namespace assay::cli

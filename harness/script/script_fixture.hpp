// SPDX-License-Identifier: Apache-2.0
// A small specs/ folder and suites/ folder on disk, so that tests read what users write.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "catalogue/catalogue.hpp"
#include "script/script.hpp"

namespace assay::script {

inline constexpr const char* test_commands = R"(catalogue: test/commands
title: Commands
source: none
commands:
  GET DATA:
    clause: '1'
    says: fetches
    risk: read
    header:
      cla: '80'
      ins: 'CA'
      p1: tag[0]
      p2: tag[1]
    le: '00'
    data: [{ tag_list: { is: bytes, optional: true } }]
  INITIALIZE UPDATE:
    clause: '2'
    says: begins
    risk: auth-failure
    header: { cla: '80', ins: '50', p1: key_version, p2: '00' }
    le: '00'
    session: initiate
    defaults: { key_version: '00', host_challenge: $random.8 }
    data: [{ host_challenge: 8..16 bytes }]
    answers: [{ name: one, fields: [{ protocol: '03' }, { card_challenge: 8 bytes }] }]
  SELECT:
    clause: '3'
    says: selects
    risk: read
    header: { cla: '00', ins: 'A4', p1: '04', p2: '00' }
    le: '00'
    data: [{ aid: 0..16 bytes }]
  SET STATUS:
    clause: '4'
    says: ends a life
    risk: irreversible
    header: { cla: '80', ins: 'F0', p1: element, p2: state }
  READ RECORDS:
    clause: '5'
    says: reads
    risk: read
    header:
      cla: class
      ins: 'B2'
      p1: record
      p2: sfi*8 + '04'
    classes: ['00']
    defaults: { class: '00' }
)";

inline constexpr const char* test_ics = R"(ics:
  - { name: scp03, type: boolean, says: has it }
  - { name: scp03.i, type: hex, says: option byte }
  - { name: logical_channels, type: number, says: how many }
)";

inline constexpr const char* test_ixit = R"(ixit:
  - { name: isd_aid, type: hex, says: AID }
  - { name: scp03.key_version, type: hex, says: version }
  - { name: scp03.enc, type: hex, secret: true, says: key }
  - { name: scp03.mac, type: hex, secret: true, says: key }
)";

inline constexpr const char* test_deviations = R"(terminal_deviations:
  - { name: c_mac.flip_last_bit, risk: auth-failure, says: flips }
)";

inline constexpr const char* test_rows =
    "id\tsection\tpage\tsubject\ttestable\tcommand\texpect\trequirement\n"
    "R-01\t1\t1\tcard\tapdu\t-\t-\tIt does.\n"
    "R-02\t1\t1\tcard\tapdu\t-\t-\tIt does more.\n";

class ScriptTest : public testing::Test {
 protected:
  ScriptTest() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("assay-" + std::to_string(getpid()) + "-" + info->name());
    write("specs/commands.yaml", test_commands);
    write("specs/ics.yaml", test_ics);
    write("specs/ixit.yaml", test_ixit);
    write("specs/terminal-deviations.yaml", test_deviations);
    write("specs/requirements/test.tsv", test_rows);
    Diagnostics diagnostics;
    catalogue_ = catalogue::load((folder_ / "specs").string(), diagnostics).value();
    EXPECT_TRUE(diagnostics.empty()) << shown(diagnostics);
  }
  ~ScriptTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string write(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  /// A suite of one case with these lines in its place.
  static std::string with_case(const std::string& lines) {
    return "suite: s\ntitle: t\nsource: x\ncases:\n  - id: one\n    title: t\n" + lines;
  }
  /// A suite of one case with these steps, which stand from line 8 on.
  static std::string with_steps(const std::string& steps) {
    return with_case("    steps:\n" + steps);
  }

  Suite load(const std::string& text) {
    Diagnostics diagnostics;
    auto suite = load_suite(write("suites/a.yaml", text), catalogue_, diagnostics);
    EXPECT_TRUE(suite) << shown(diagnostics);
    return suite.value_or(Suite{});
  }

  /// The mistakes of a suite: "a.yaml:line:column: message" line by line.
  std::string mistakes_of(const std::string& text) {
    Diagnostics diagnostics;
    EXPECT_FALSE(load_suite(write("suites/a.yaml", text), catalogue_, diagnostics));
    return shown(diagnostics);
  }

  std::string checked(const std::string& name, const std::string& text) {
    Diagnostics diagnostics;
    const bool sound = check_file(write(name, text), catalogue_, diagnostics);
    EXPECT_EQ(sound, diagnostics.empty());
    return shown(diagnostics);
  }

  /// Without the folder, whose name changes from run to run.
  std::string shown(const Diagnostics& diagnostics) const {
    std::string out;
    for (const auto& item : diagnostics.items())
      out += place(item.file, item.position) + ": " + item.message + "\n";
    const std::string prefix = folder_.string() + "/";
    for (auto at = out.find(prefix); at != std::string::npos; at = out.find(prefix))
      out.erase(at, prefix.size());
    return out;
  }

  std::filesystem::path folder_;
  catalogue::Catalogue catalogue_;
};

}  // namespace assay::script

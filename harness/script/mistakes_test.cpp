// SPDX-License-Identifier: Apache-2.0
// What a writer of scripts is told, word for word.
#include "script/script_fixture.hpp"

namespace assay::script {
namespace {

struct Mistake {
  const char* steps;
  const char* told;
};

class ScriptMistakes : public ScriptTest {
 protected:
  void expect_told(std::initializer_list<Mistake> mistakes) {
    for (const auto& each : mistakes)
      EXPECT_EQ(mistakes_of(with_steps(each.steps)), each.told) << each.steps;
  }
};

TEST_F(ScriptMistakes, InSteps) {
  expect_told({
      {"      - sned: GET DATA\n", "suites/a.yaml:8:9: unknown key 'sned', did you mean 'send'?\n"},
      {"      - because: so\n",
       "suites/a.yaml:8:9: a step has one of these keys: send, apdu, use, reset, initiate, select, "
       "save\n"},
      {"      - send: GET DTA\n",
       "suites/a.yaml:8:15: the catalogue has no command 'GET DTA', did you mean 'GET DATA'?\n"},
      {"      - { send: GET DATA, tga: '00 66', tag: '00 66' }\n",
       "suites/a.yaml:8:27: GET DATA has no field 'tga', did you mean 'tag'?\n"},
      {"      - { send: GET DATA, colour: '00', tag: '00 66' }\n",
       "suites/a.yaml:8:27: GET DATA has no field 'colour'; it has tag, tag_list\n"},
      {"      - send: GET DATA\n", "suites/a.yaml:8:9: GET DATA needs the field 'tag'\n"},
      {"      - { send: GET DATA, tag: '66' }\n",
       "suites/a.yaml:8:32: '66' has 1 byte; tag has 2 bytes\n"},
      {"      - { send: READ RECORDS, record: '01', sfi: '20' }\n",
       "suites/a.yaml:8:50: '20' is too large: sfi is at most '1F'\n"},
      {"      - { send: INITIALIZE UPDATE, host_challenge: '00*17' }\n",
       "suites/a.yaml:8:52: '00*17' has 17 bytes; host_challenge has 8 to 16 bytes\n"},
      {"      - { send: GET DATA, tag: 0066 }\n",
       "suites/a.yaml:8:32: hex stands between quotes: write '0066', not 0066\n"},
      {"      - { send: GET DATA, tag: '00 6' }\n",
       "suites/a.yaml:8:32: half a byte at position 4: hex digits come in pairs\n"},
      {"      - { send: GET DATA, tag: '00 66', channel: 20 }\n",
       "suites/a.yaml:8:50: '20' stands here; a number from 0 to 19 is wanted\n"},
      {"      - { send: GET DATA, tag: '00 66', secure: nonne }\n",
       "suites/a.yaml:8:49: 'nonne' stands here, did you mean 'none'?\n"},
      {"      - { send: GET DATA, tag: '00 66', deviate: c_mac.flip_last_bits }\n",
       "suites/a.yaml:8:50: there is no deviation 'c_mac.flip_last_bits', did you mean "
       "'c_mac.flip_last_bit'?\n"},
      {"      - { send: GET DATA, tag: '00 66', cla: '80 00' }\n",
       "suites/a.yaml:8:46: '80 00' has 2 bytes; cla has 1 byte\n"},
      {"      - { send: GET DATA, tag: '00 66', keys: scp03 }\n",
       "suites/a.yaml:8:47: keys: belongs to commands that initiate a session; GET DATA does "
       "not\n"},
      {"      - { send: INITIALIZE UPDATE, keys: scp3 }\n",
       "suites/a.yaml:8:42: the IXIT has no group 'scp3', did you mean 'scp03'?\n"},
      {"      - { initiate: scp3, counter: '00 01' }\n",
       "suites/a.yaml:8:21: the IXIT has no group 'scp3', did you mean 'scp03'?\n"},
      {"      - { initiate: scp03 }\n",
       "suites/a.yaml:8:21: SCP02 wants counter:, and no request:\n"},
      {"      - { initiate: scp03, counter: '00' }\n",
       "suites/a.yaml:8:37: '00' has 1 byte; counter has 2 bytes\n"},
      {"      - { send: INITIALIZE UPDATE, data: '00', host_challenge: '00*8' }\n",
       "suites/a.yaml:8:64: data: replaces the data field, so 'host_challenge' has no effect\n"},
      {"      - { apdu: '' }\n", "suites/a.yaml:8:17: the command is empty\n"},
      {"      - { reset: lukewarm }\n",
       "suites/a.yaml:8:18: 'lukewarm' stands here; one of these is wanted: cold, warm\n"},
      {"      - { reset: cold, expect: { tcj: valid } }\n",
       "suites/a.yaml:8:34: unknown key 'tcj', did you mean 'tck'?\n"},
      {"      - { reset: cold, expect: { sw: '9000' } }\n",
       "suites/a.yaml:8:34: unknown key 'sw'; what may stand here: atr, ts, interface_bytes, "
       "protocols, historical_bytes, capabilities, tck, length, covers, because\n"},
      {"      - { reset: cold, expect: { protocols: valid } }\n",
       "suites/a.yaml:8:45: 'valid' stands here; a pattern such as '61 xx', a size such as 8 "
       "bytes, or present, absent, empty is wanted\n"},
      {"      - { reset: cold, expect: { tck: vlaid } }\n",
       "suites/a.yaml:8:39: 'vlaid' stands here; a pattern such as '3B xx', a size such as 8 "
       "bytes, or present, absent, empty, valid is wanted, did you mean 'valid'?\n"},
      {"      - { reset: cold, expect: { length: '33' } }\n",
       "suites/a.yaml:8:42: a pattern stands here; a size such as 8 bytes or 1..16 bytes is "
       "wanted\n"},
      {"      - { reset: cold, expect: { covers: [] } }\n",
       "suites/a.yaml:8:32: nothing is expected here\n"},
      {"      - { reset: cold, save: { a: historic_bytes } }\n",
       "suites/a.yaml:8:35: an ATR has no part 'historic_bytes', did you mean "
       "'historical_bytes'?\n"},
      {"      - 5\n", "suites/a.yaml:8:9: a single value stands here; a step is wanted\n"},
  });
}

TEST_F(ScriptMistakes, InExpectations) {
  expect_told({
      {"      - { apdu: '00', expect: { sw: 9000 } }\n",
       "suites/a.yaml:8:37: hex stands between quotes: write '9000', not 9000\n"},
      {"      - { apdu: '00', expect: { sw: '90' } }\n",
       "suites/a.yaml:8:37: '90' has 1 byte; a status word has 2\n"},
      {"      - { apdu: '00', expect: { sw: succes } }\n",
       "suites/a.yaml:8:37: 'succes' stands here; a status word such as '6A88', or success, "
       "warning, error is wanted, "
       "did you mean 'success'?\n"},
      {"      - { apdu: '00', expect: { sw: present } }\n",
       "suites/a.yaml:8:37: 'present' stands here; a status word such as '6A88', or success, "
       "warning, error is "
       "wanted\n"},
      {"      - { apdu: '00', expect: { data: [] } }\n",
       "suites/a.yaml:8:39: the list of matchers is empty\n"},
      {"      - { apdu: '00', expect: { length: '1C' } }\n",
       "suites/a.yaml:8:41: a pattern stands here; a size such as 8 bytes or 1..16 bytes is "
       "wanted\n"},
      {"      - { apdu: '00', expect: { data: { starts_wiht: '00' } } }\n",
       "suites/a.yaml:8:41: unknown key 'starts_wiht', did you mean 'starts_with'?\n"},
      {"      - { apdu: '00', expect: { data: { bits: '1xx' } } }\n",
       "suites/a.yaml:8:47: 3 bits stand here; whole bytes are wanted\n"},
      {"      - { apdu: '00', expect: { data: { bits: '1xx20000' } } }\n",
       "suites/a.yaml:8:47: '2' stands among the bits; 0, 1 or x is wanted\n"},
      {"      - { apdu: '00', expect: { tlv: { 66: present } } }\n",
       "suites/a.yaml:8:40: hex stands between quotes: write '66', not 66\n"},
      {"      - { apdu: '00', expect: { tlv: { 'E3[4F=00': present } } }\n",
       "suites/a.yaml:8:40: 'E3[4F=00' is no path of tags such as 66/73/06: 'E3[4F=00' is not a "
       "tag "
       "in hex with optional '[TAG=VALUE]' and '#NUMBER'\n"},
      {"      - { apdu: '00', expect: { tlv: { 'oid': present } } }\n",
       "suites/a.yaml:8:40: 'oid' is no path of tags such as 66/73/06: 'oid' is not a tag in hex "
       "with optional '[TAG=VALUE]' and '#NUMBER'\n"},
      {"      - { apdu: '00', expect: { tlv: { '66/7': present } } }\n",
       "suites/a.yaml:8:40: '66/7' is no path of tags such as 66/73/06: '7' is not a tag in hex "
       "with "
       "optional '[TAG=VALUE]' and '#NUMBER'\n"},
      {"      - { apdu: '00', expect: { tlv: { '66#0': present } } }\n",
       "suites/a.yaml:8:40: '66#0' is no path of tags such as 66/73/06: '66#0' is not a tag in hex "
       "with optional '[TAG=VALUE]' and '#NUMBER'\n"},
      {"      - { apdu: '00', expect: [] }\n", "suites/a.yaml:8:31: nothing is expected here\n"},
      {"      - { apdu: '00', save: { a: tlv } }\n",
       "suites/a.yaml:8:34: tlv wants a path of tags behind it, as in 'tlv 66/73/06'\n"},
      {"      - { send: INITIALIZE UPDATE, key_version: $random.2 }\n",
       "suites/a.yaml:8:49: '$random.2' has 2 bytes; key_version has 1 byte\n"},
      {"      - { apdu: '00', expect: { card_challenge: 8 bytes } }\n",
       "suites/a.yaml:8:33: the answer to a raw command has no field 'card_challenge'\n"},
      {"      - { send: INITIALIZE UPDATE, expect: { card_chalenge: 8 bytes } }\n",
       "suites/a.yaml:8:46: the answer to INITIALIZE UPDATE has no field 'card_chalenge', did you "
       "mean "
       "'card_challenge'?\n"},
      {"      - { apdu: '00', expect: { sw: '9000', covers: [R-03] } }\n",
       "suites/a.yaml:8:54: there is no requirement 'R-03', did you mean 'R-01'?\n"},
      {"      - { apdu: '00', expect: { covers: [R-01] } }\n",
       "suites/a.yaml:8:31: nothing is expected here\n"},
      {"      - { apdu: '00', expect: '9000' }\n",
       "suites/a.yaml:8:31: a single value stands here; what is expected, or a list of such groups "
       "is wanted\n"},
  });
}

TEST_F(ScriptMistakes, InNames) {
  expect_told({
      {"      - { apdu: '80 CA $countr' }\n",
       "suites/a.yaml:8:17: unknown name '$countr'; no value, row, parameter or earlier save has "
       "this name\n"},
      {"      - { apdu: '80 CA $ixit.isd_iad' }\n",
       "suites/a.yaml:8:17: unknown name '$ixit.isd_iad', did you mean '$ixit.isd_aid'?\n"},
      {"      - { apdu: '$session.card_chalenge' }\n",
       "suites/a.yaml:8:17: unknown name '$session.card_chalenge', did you mean "
       "'$session.card_challenge'?\n"},
      {"      - { apdu: '00 $later' }\n      - { apdu: '00', save: { later: data } }\n",
       "suites/a.yaml:8:17: unknown name '$later'; no value, row, parameter or earlier save has "
       "this name\n"},
      {"      - { apdu: '00', save: { ixit: data } }\n",
       "suites/a.yaml:8:31: 'ixit' cannot be a name; lower-case letters, digits and underscores "
       "are wanted, and not "
       "ixit, session, random, atr or calypso\n"},
      {"      - { apdu: '00', expect: { tlv: { 'E3[4F=$nobody]/C5': present } } }\n",
       "suites/a.yaml:8:61: unknown name '$nobody'; no value, row, parameter or earlier save has "
       "this name\n"},
      {"      - { apdu: '$random.0' }\n",
       "suites/a.yaml:8:17: unknown name '$random.0'; random bytes are '$random.N', N from 1 to "
       "99999\n"},
  });
}

TEST_F(ScriptMistakes, InProcedures) {
  expect_told(
      {{"      - use: scp03.open\n",
        "suites/a.yaml:8:14: there is no folder 'procedures' beside or above suites/a.yaml\n"}});
  write("suites/procedures/p.yaml", R"(procedures: p
title: t
define:
  a: { says: a, steps: [{ use: p.b }] }
  b: { says: b, steps: [{ use: p.c }] }
  c: { says: c, steps: [{ use: p.a }] }
  need: { says: needs, parameters: { tag: required }, steps: [{ send: GET DATA, tag: $tag }] }
  wrong: { says: wrong, steps: [{ send: GET DTA }] }
)");
  expect_told({
      {"      - use: p.a\n",
       "suites/procedures/p.yaml:6:32: procedures go round in a circle: p.a -> p.b -> p.c -> "
       "p.a\n"},
      {"      - use: scp03.open\n",
       "suites/a.yaml:8:14: there is no file 'scp03.yaml' in suites/procedures\n"},
      {"      - use: p.nede\n",
       "suites/a.yaml:8:14: suites/procedures/p.yaml defines no procedure 'nede', did you "
       "mean 'need'?\n"},
      {"      - use: open\n",
       "suites/a.yaml:8:14: 'open' stands here; a file and a procedure are wanted, as in "
       "scp03.open\n"},
      {"      - use: p.need\n", "suites/a.yaml:8:14: p.need needs the parameter 'tag'\n"},
      {"      - { use: p.need, tag: '00 66', tga: '00' }\n",
       "suites/a.yaml:8:38: p.need has no parameter 'tga', did you mean 'tag'?\n"},
      {"      - { use: p.need, tag: '66' }\n",
       "suites/procedures/p.yaml:7:86: '66' has 1 byte; tag has 2 bytes (the value of $tag, "
       "suites/a.yaml:8:29)\n"},
      {"      - use: p.wrong\n",
       "suites/procedures/p.yaml:8:41: the catalogue has no command 'GET DTA', did you mean 'GET "
       "DATA'?\n"},
  });
}

TEST_F(ScriptMistakes, InProceduresThatDoubleWithoutEnd) {
  std::string file = "procedures: p\ntitle: t\ndefine:\n";
  for (char c = 'a'; c < 'x'; ++c)
    file += std::string("  p") + c + ": { says: s, steps: [{ use: p.p" + char(c + 1) +
            " }, { use: p.p" + char(c + 1) + " }] }\n";
  write("suites/procedures/p.yaml", file + "  px: { says: s, steps: [] }\n");
  EXPECT_EQ(mistakes_of(with_steps("      - use: p.pa\n")),
            "suites/procedures/p.yaml:25:33: more than 1000 procedures used in one case\n");
}

TEST_F(ScriptMistakes, InCases) {
  const std::string steps = "    steps: [{ apdu: '80 CA 00 66', expect: { sw: '9000' } }]\n";
  const auto expect = [&](const std::string& lines, const std::string& told) {
    EXPECT_EQ(mistakes_of(with_case(lines)), told);
  };
  expect(steps + "    covers: [R-9]\n", "suites/a.yaml:8:14: there is no requirement 'R-9'\n");
  expect("    covers: [R-01]\n    steps: [{ apdu: '00' }]\n",
         "suites/a.yaml:7:13: the case has 0 groups of expectations; move covers: to the one that "
         "witnesses the "
         "requirement\n");
  expect(
      "    covers: [R-01]\n    steps: [{ apdu: '00', expect: [{ sw: '9000' }, { data: empty }] "
      "}]\n",
      "suites/a.yaml:7:13: the case has 2 groups of expectations; move covers: to the one that "
      "witnesses the "
      "requirement\n");
  expect("    steps:\n      - { apdu: '00', cut: every }\n      - { apdu: '00', cut: every }\n",
         "suites/a.yaml:5:5: 2 steps have cut: every; one may have it\n");
  expect("    given: [{ apdu: '00', cut: every }]\n" + steps,
         "suites/a.yaml:5:5: cut: every stands in steps, not in given or finally\n");
  expect("    steps: [{ apdu: '00', expect: { sw: '9000', cut: after } }]\n",
         "suites/a.yaml:5:5: an expectation with cut: stands before any step with cut: every\n");
  expect("    steps: [{ apdu: '00', cut: sometimes }]\n",
         "suites/a.yaml:7:32: 'sometimes' stands here; one of these is wanted: every\n");
  expect(steps + "    for_each: []\n", "suites/a.yaml:8:15: for_each has no rows\n");
  expect(steps + "    for_each: [{ a: '01' }, { b: '01' }]\n",
         "suites/a.yaml:8:29: this row has 'b', which the first row has not\n");
  expect(steps + "    for_each: [{ a: '01', c: '00' }, { a: '01' }]\n",
         "suites/a.yaml:8:38: this row lacks 'c', which the first row has\n");
  expect(steps + "    applies_when: scp3\n",
         "suites/a.yaml:8:19: the ICS has no line 'scp3', did you mean 'scp03'?\n");
  expect(steps + "    applies_when: logical_channels\n",
         "suites/a.yaml:8:19: 'logical_channels' is not answered by true or false; compare it, as "
         "in { "
         "logical_channels: { at_least: 2 } }\n");
  expect(steps + "    applies_when: { scp03: { at_least: 2 } }\n",
         "suites/a.yaml:8:28: 'scp03' is no number in the ICS, so at_least and at_most do not "
         "apply\n");
  expect(steps + "    applies_when: { all: [scp03], any: [scp03] }\n",
         "suites/a.yaml:8:19: one key is wanted here; put several conditions under all: or any:\n");
  expect(steps + "    level: must\n",
         "suites/a.yaml:8:12: 'must' stands here; one of these is wanted: shall, should, may\n");
  expect("    steps: []\n", "suites/a.yaml:7:12: a case has at least one step\n");
  expect(steps + "  - id: one\n    title: t\n" + steps,
         "suites/a.yaml:8:9: the id 'one' is taken by the case on line 5\n");
}

TEST_F(ScriptMistakes, InRowsNameWhereTheValueComesFrom) {
  EXPECT_EQ(mistakes_of(with_case("    for_each:\n      - { tag: '00 66' }\n      - { tag: '66' }\n"
                                  "    steps: [{ send: GET DATA, tag: $tag }]\n")),
            "suites/a.yaml:10:36: '66' has 1 byte; tag has 2 bytes (the value of $tag, line 9)\n");
  EXPECT_EQ(mistakes_of(with_case(
                "    for_each: [{ tag: 0066 }]\n    steps: [{ send: GET DATA, tag: $tag }]\n")),
            "suites/a.yaml:8:36: hex stands between quotes: write '0066', not 0066 (the value of "
            "$tag, line 7)\n");
  EXPECT_EQ(
      mistakes_of(with_case("    for_each: [{ b: '01' }]\n    steps: [{ apdu: '00 $b[1..2]' }]\n")),
      "suites/a.yaml:8:21: the slice [1..2] reaches past the end; the value has 1 byte\n");
}

TEST_F(ScriptMistakes, AreToldInOneGoAndInOrder) {
  EXPECT_EQ(
      mistakes_of(
          "suite: A\ntitel: b\nsource: c\ncases:\n  - id: x\n    title: t\n    steps:\n"
          "      - { send: GET DATA, tag: 0066, expect: { sw: 9000 } }\n      - { sedn: x }\n"),
      "suites/a.yaml:1:1: the key 'title' is missing\n"
      "suites/a.yaml:1:8: 'A' stands here; an id such as gp/get-data/isd is wanted\n"
      "suites/a.yaml:2:1: unknown key 'titel', did you mean 'title'?\n"
      "suites/a.yaml:8:32: hex stands between quotes: write '0066', not 0066\n"
      "suites/a.yaml:8:52: hex stands between quotes: write '9000', not 9000\n"
      "suites/a.yaml:9:11: unknown key 'sedn', did you mean 'send'?\n");
}

TEST_F(ScriptMistakes, OfAFileAsAWhole) {
  EXPECT_EQ(mistakes_of(""), "suites/a.yaml: the file is empty; a suite is wanted\n");
  EXPECT_EQ(mistakes_of("- a\n"), "suites/a.yaml:1:1: a list stands here; a suite is wanted\n");
  EXPECT_EQ(mistakes_of("suite: a\n\tb: c\n"),
            "suites/a.yaml:2:1: a tab stands in the indentation; YAML wants spaces\n");
  Diagnostics diagnostics;
  EXPECT_FALSE(load_suite((folder_ / "none.yaml").string(), catalogue_, diagnostics));
  EXPECT_EQ(shown(diagnostics), "none.yaml: cannot read 'none.yaml': No such file or directory\n");
}

TEST_F(ScriptMistakes, InFilesOfOtherKinds) {
  EXPECT_EQ(checked("x.yaml", ""),
            "x.yaml: the file is empty; a suite, procedures, an ICS, a bench or a file of specs/ "
            "is wanted\n");
  EXPECT_EQ(checked("x.yaml", "siute: a\n"),
            "x.yaml:1:1: no kind of file starts with 'siute', did you mean 'suite'?\n");
  EXPECT_EQ(checked("x.yaml", "- a\n"),
            "x.yaml:1:1: a file starts with a key such as suite:, ics: or bench:\n");
  EXPECT_EQ(
      checked("x.yaml", "ics: p\nanswers: { scp3: true, scp03: yes, logical_channels: '04' }\n"),
      "x.yaml:2:12: the ICS has no line 'scp3', did you mean 'scp03'?\n"
      "x.yaml:2:31: 'yes' stands here; scp03 is answered by true or false\n"
      "x.yaml:2:54: '04' stands here; logical_channels is answered by a number\n");
  EXPECT_EQ(checked("x.yaml", "bench: b\nixit: { isd_iad: 'A0', scp03: { enc: 4041 } }\n"),
            "x.yaml:2:9: the IXIT has no name 'isd_iad', did you mean 'isd_aid'?\n"
            "x.yaml:2:38: wanted here: bytes between quotes\n");
  EXPECT_EQ(checked("x.yaml", "expected_failures:\n  - { case: a, verdict: failed }\n"),
            "x.yaml:2:5: the key 'because' is missing\n"
            "x.yaml:2:25: 'failed' stands here, did you mean 'fail'?\n");
  EXPECT_EQ(checked("x.yaml",
                    "procedures: p\ntitle: t\ndefine: { a: { says: s, steps: [{ send: X }] } }\n"),
            "x.yaml:3:41: the catalogue has no command 'X'\n");
}

}  // namespace
}  // namespace assay::script

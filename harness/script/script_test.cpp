// SPDX-License-Identifier: Apache-2.0
#include "script/script.hpp"

#include "base/hex.hpp"
#include "script/script_fixture.hpp"

namespace assay::script {
namespace {

using Kind = Matcher::Kind;

std::string hex_of(const document::HexValue& value) {
  return document::to_text(value);
}

TEST_F(ScriptTest, ReadsASuiteAsPlainValues) {
  const Suite suite = load(R"(suite: gp/get-data/isd
title: GET DATA
source: GPC 11.3
models: [model:gp, 'model:gp?profile=scp03-s16']
applies_when: scp03
tags: [smoke]
given:
  - reset: warm
  - select: $ixit.isd_aid
cases:
  - id: first
    title: The first
    covers: [R-02, R-01]
    level: should
    tags: [fast, smoke]
    steps:
      - send: GET DATA
        tag: '00 66'
        channel: 1
        secure: none
        to: sam
        because: it is there
        expect: { sw: '9000' }
finally:
  - reset: cold
)");
  EXPECT_EQ(suite.id, "gp/get-data/isd");
  EXPECT_EQ(suite.models, (std::vector<std::string>{"model:gp", "model:gp?profile=scp03-s16"}));
  EXPECT_EQ(suite.ixit_names, std::vector<std::string>{"isd_aid"});
  ASSERT_EQ(suite.cases.size(), 1U);
  const TestCase& test = suite.cases[0];
  EXPECT_EQ(test.level, "should");
  EXPECT_EQ(test.covers, (std::vector<std::string>{"R-01", "R-02"}));
  EXPECT_EQ(test.tags, (std::vector<std::string>{"fast", "smoke"}));
  EXPECT_EQ(test.applies_when.name, "scp03");
  EXPECT_EQ(test.position, (Position{11, 5}));
  ASSERT_EQ(test.instances.size(), 1U);
  const Instance& instance = test.instances[0];
  EXPECT_EQ(instance.label, "");
  EXPECT_EQ(instance.risk, catalogue::Risk::read);
  ASSERT_EQ(instance.given.size(), 2U);
  EXPECT_EQ(instance.given[0].reset, iso7816::ResetKind::warm);
  EXPECT_EQ(instance.given[1].title, "SELECT");
  EXPECT_EQ(instance.given[1].expect.at(0).checks.at(0).matcher.kind, Kind::success);
  ASSERT_EQ(instance.finally.size(), 1U);
  EXPECT_EQ(instance.finally[0].title, "RESET cold");
  const Step& step = instance.steps.at(0);
  EXPECT_EQ(step.title, "GET DATA");
  EXPECT_EQ(step.role, "sam");
  EXPECT_EQ(step.channel, 1);
  EXPECT_EQ(step.secure, Secure::none);
  EXPECT_EQ(step.because, "it is there");
  EXPECT_EQ(step.position, (Position{17, 9}));
  EXPECT_EQ(step.expect.at(0).covers, (std::vector<std::string>{"R-02", "R-01"}));
}

TEST_F(ScriptTest, FillsInDefaultsInTheOrderOfTheCommand) {
  const Suite suite = load(with_steps("      - send: INITIALIZE UPDATE\n"));
  const Step& step = suite.cases[0].instances[0].steps[0];
  ASSERT_EQ(step.fields.size(), 2U);
  EXPECT_EQ(step.fields[0].name, "key_version");
  EXPECT_EQ(hex_of(step.fields[0].value), "00");
  EXPECT_EQ(step.fields[1].name, "host_challenge");
  EXPECT_EQ(hex_of(step.fields[1].value), "$random.8");
}

TEST_F(ScriptTest, ReadsEveryOverride) {
  const Suite suite = load(with_steps(R"(      - send: GET DATA
        cla: '84'
        ins: 'CB'
        p1: '01'
        p2: '02'
        data: '5C 00'
        le: none
        deviate: c_mac.flip_last_bit
      - send: INITIALIZE UPDATE
        keys: scp03
        le: '00 01 00'
)"));
  const auto& steps = suite.cases[0].instances[0].steps;
  EXPECT_TRUE(steps[0].fields.empty()) << "p1 and p2 stand for the tag";
  EXPECT_EQ(hex_of(*steps[0].cla), "84");
  EXPECT_EQ(hex_of(*steps[0].ins), "CB");
  EXPECT_EQ(hex_of(*steps[0].p1), "01");
  EXPECT_EQ(hex_of(*steps[0].p2), "02");
  EXPECT_EQ(hex_of(*steps[0].data), "5C 00");
  EXPECT_TRUE(steps[0].no_le);
  EXPECT_EQ(steps[0].deviate, "c_mac.flip_last_bit");
  EXPECT_EQ(steps[1].keys, "scp03");
  EXPECT_EQ(hex_of(*steps[1].le), "00 01 00");
  EXPECT_EQ(suite.ixit_names, (std::vector<std::string>{"scp03.enc", "scp03.mac"}));
}

TEST_F(ScriptTest, ReadsWhatIsExpectedOfAnAnswerToReset) {
  const Suite suite = load(with_steps(R"(      - reset: cold
        expect:
          - { tck: valid, covers: [R-01] }
          - { length: 2..33 bytes, protocols: ['01', '00 01'] }
        save: { history: historical_bytes }
      - apdu: '00 A4 04 00 01 $history'
)"));
  const Step& step = suite.cases[0].instances[0].steps[0];
  ASSERT_EQ(step.expect.size(), 2U);
  EXPECT_EQ(step.expect[0].covers, std::vector<std::string>{"R-01"});
  EXPECT_EQ(step.expect[0].checks[0].subject, Check::Subject::atr);
  EXPECT_EQ(step.expect[0].checks[0].name, "tck");
  EXPECT_EQ(step.expect[0].checks[0].matcher.kind, Kind::valid);
  ASSERT_EQ(step.expect[1].checks.size(), 2U);
  EXPECT_EQ(step.expect[1].checks[0].subject, Check::Subject::length);
  EXPECT_EQ(step.expect[1].checks[1].matcher.text, "'01' or '00 01'");
  ASSERT_EQ(step.save.size(), 1U);
  EXPECT_EQ(step.save[0].source, Capture::Source::atr);
  EXPECT_EQ(step.save[0].path, "historical_bytes");
  EXPECT_EQ(suite.cases[0].covers, std::vector<std::string>{"R-01"});
}

TEST_F(ScriptTest, ReadsEveryMatcher) {
  const Suite suite = load(with_steps(R"(      - send: INITIALIZE UPDATE
        expect:
          sw: ['9000', '61xx', warning]
          data: { all: [{ starts_with: '00' }, { ends_with: 'FF' }, { contains: 'AA' }] }
          length: 1..28 bytes
          card_challenge: 8 bytes
          protocol: { bits: '1xxx0xx1' }
          r_mac: valid
          tlv:
            '66/73 #2/06': { not: absent }
            'E3[4F=$ixit.isd_aid]/C5': { different_from: '00' }
            '9F7F': empty
)"));
  const auto& checks = suite.cases[0].instances[0].steps[0].expect.at(0).checks;
  ASSERT_EQ(checks.size(), 9U);
  EXPECT_EQ(checks[0].subject, Check::Subject::status_word);
  EXPECT_EQ(checks[0].matcher.kind, Kind::one_of);
  EXPECT_EQ(checks[0].matcher.text, "'9000' or '61xx' or warning");
  EXPECT_EQ(checks[0].matcher.parts[2].kind, Kind::warning);
  EXPECT_EQ(checks[1].matcher.text, "starts with '00' and ends with 'FF' and contains 'AA'");
  EXPECT_EQ(checks[2].subject, Check::Subject::length);
  EXPECT_EQ(checks[2].matcher.min_size, 1U);
  EXPECT_EQ(checks[2].matcher.max_size, 28U);
  EXPECT_EQ(checks[3].subject, Check::Subject::field);
  EXPECT_EQ(checks[3].name, "card_challenge");
  EXPECT_EQ(to_hex(checks[4].matcher.bits), "81");
  EXPECT_EQ(to_hex(checks[4].matcher.bit_mask), "89");
  EXPECT_EQ(checks[5].subject, Check::Subject::r_mac);
  EXPECT_EQ(checks[6].name, "66/73#2/06");
  EXPECT_EQ(checks[6].matcher.kind, Kind::negation);
  EXPECT_EQ(checks[7].name, "E3[4F=$ixit.isd_aid]/C5");
  EXPECT_EQ(checks[7].matcher.text, "not '00'");
  EXPECT_EQ(checks[8].matcher.kind, Kind::empty);
  EXPECT_EQ(suite.ixit_names, std::vector<std::string>{"isd_aid"});
}

TEST_F(ScriptTest, KeepsPartsOfAnswersAndComputedValues) {
  const Suite suite = load(with_steps(R"(      - send: INITIALIZE UPDATE
        save: { challenge: card_challenge, all: data, last: sw, oid: 'tlv 66/73/06' }
      - save: { twice: '$challenge $challenge' }
      - apdu: '80 CA $twice[0..1] 00'
)"));
  const auto& steps = suite.cases[0].instances[0].steps;
  ASSERT_EQ(steps[0].save.size(), 4U);
  EXPECT_EQ(steps[0].save[0].source, Capture::Source::field);
  EXPECT_EQ(steps[0].save[1].source, Capture::Source::data);
  EXPECT_EQ(steps[0].save[2].source, Capture::Source::status_word);
  EXPECT_EQ(steps[0].save[3].source, Capture::Source::tlv);
  EXPECT_EQ(steps[0].save[3].path, "66/73/06");
  EXPECT_EQ(steps[1].verb, Verb::save);
  EXPECT_EQ(hex_of(steps[1].save[0].value), "$challenge $challenge");
  EXPECT_EQ(hex_of(steps[2].apdu), "80 CA $twice[0..1] 00");
}

TEST_F(ScriptTest, BeginsSessionsOfImplicitInitiation) {
  const Suite suite = load(with_steps(R"(      - save: { counter: '00 05' }
      - initiate: scp03
        counter: $counter
        channel: 2
      - initiate: scp03
        counter: '00 06'
        aid: 'A0 00 00 00 03'
)"));
  const auto& instance = suite.cases[0].instances[0];
  EXPECT_EQ(instance.steps[1].verb, Verb::initiate);
  EXPECT_EQ(instance.steps[1].title, "INITIATE scp03");
  EXPECT_EQ(instance.steps[1].keys, "scp03");
  EXPECT_EQ(hex_of(instance.steps[1].counter), "$counter");
  EXPECT_EQ(instance.steps[1].channel, 2);
  EXPECT_FALSE(instance.steps[1].aid);
  EXPECT_EQ(hex_of(*instance.steps[2].aid), "A0 00 00 00 03");
  EXPECT_EQ(instance.risk, catalogue::Risk::auth_failure);
  EXPECT_EQ(suite.ixit_names, (std::vector<std::string>{"scp03.enc", "scp03.mac"}));
}

TEST_F(ScriptTest, RunsACaseOnceARow) {
  const Suite suite = load(with_case(R"(    for_each:
      - { tag: '00 66', want: '9000', number: 1, mistake: none }
      - { tag: '00 67', want: ['6A88', '6A80'], number: 2, mistake: c_mac.flip_last_bit }
    steps:
      - send: GET DATA
        tag: $tag
        channel: $number
        deviate: $mistake
        expect: { sw: $want, data: { contains: '$tag[1..1] 00' } }
)"));
  const auto& instances = suite.cases[0].instances;
  ASSERT_EQ(instances.size(), 2U);
  EXPECT_EQ(instances[0].label, "[tag='00 66', want='9000', number=1, mistake=none]");
  EXPECT_EQ(instances[1].label,
            "[tag='00 67', want=['6A88', '6A80'], number=2, mistake=c_mac.flip_last_bit]");
  EXPECT_EQ(instances[0].steps[0].channel, 1);
  EXPECT_EQ(instances[1].steps[0].channel, 2);
  EXPECT_EQ(instances[0].steps[0].deviate, "");
  EXPECT_EQ(instances[1].steps[0].deviate, "c_mac.flip_last_bit");
  EXPECT_EQ(instances[0].risk, catalogue::Risk::read);
  EXPECT_EQ(instances[1].risk, catalogue::Risk::auth_failure);
  EXPECT_EQ(instances[1].steps[0].expect[0].checks[0].matcher.text, "'6A88' or '6A80'");
  EXPECT_EQ(instances[1].steps[0].expect[0].checks[1].matcher.pattern.text, "67 00");
}

TEST_F(ScriptTest, CombinesAMappingOfLists) {
  const Suite suite = load(with_case(R"(    for_each: { a: ['01', '02'], b: ['0A', '0B', '0C'] }
    steps:
      - apdu: '80 CA $a $b'
)"));
  const auto& instances = suite.cases[0].instances;
  ASSERT_EQ(instances.size(), 6U);
  EXPECT_EQ(instances[1].label, "[a='01', b='0B']");
  EXPECT_EQ(hex_of(instances[5].steps[0].apdu), "80 CA 02 0C");
}

TEST_F(ScriptTest, PutsConstantsOfTheSuiteIn) {
  const Suite suite = load("values: { head: '80 CA', whole: '$head 00 66' }\n" +
                           with_steps("      - apdu: '$whole 00'\n"));
  EXPECT_EQ(hex_of(suite.cases[0].instances[0].steps[0].apdu), "80 CA 00 66 00");
}

TEST_F(ScriptTest, InlinesProceduresWithTheirParameters) {
  write("suites/procedures/scp03.yaml", R"(procedures: scp03
title: t
define:
  begin:
    says: begins
    parameters: { version: $ixit.scp03.key_version, challenge: required }
    steps:
      - send: INITIALIZE UPDATE
        key_version: $version
        host_challenge: $challenge
        save: { answer: data }
  twice:
    says: begins twice
    steps:
      - use: scp03.begin
        challenge: '00*8'
      - use: scp03.begin
        challenge: '01*8'
        version: '7F'
)");
  const Suite suite = load(with_steps("      - use: scp03.twice\n      - apdu: '80 CA $answer'\n"));
  const auto& steps = suite.cases[0].instances[0].steps;
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(hex_of(steps[0].fields[0].value), "$ixit.scp03.key_version");
  EXPECT_EQ(hex_of(steps[0].fields[1].value), "00 00 00 00 00 00 00 00");
  EXPECT_EQ(hex_of(steps[1].fields[0].value), "7F");
  EXPECT_TRUE(steps[1].file.ends_with("suites/procedures/scp03.yaml"));
  EXPECT_EQ(steps[1].position, (Position{8, 9}));
  EXPECT_EQ(suite.cases[0].instances[0].risk, catalogue::Risk::auth_failure);
}

struct RiskCase {
  const char* steps;
  catalogue::Risk risk;
};

TEST_F(ScriptTest, TakesTheHighestRisk) {
  using catalogue::Risk;
  const RiskCase cases[] = {
      {"      - apdu: '80 CA 00 66 00'\n", Risk::read},
      {"      - apdu: '84 F0 80 7F'\n", Risk::irreversible},
      {"      - apdu: '80 EE 00 00'\n", Risk::irreversible},  // not in the catalogue: nobody knows
      {"      - apdu: '80'\n", Risk::read},                   // no command at all
      {"      - { send: GET DATA, tag: '00 66', cla: 'FF' }\n", Risk::read},
      {"      - { send: GET DATA, tag: '00 66', ins: 'F0' }\n", Risk::irreversible},
      {"      - { send: GET DATA, tag: '00 66', deviate: c_mac.flip_last_bit }\n",
       Risk::auth_failure},
      {"      - reset: cold\n    risk: persistent\n", Risk::persistent},
  };
  for (const auto& each : cases)
    EXPECT_EQ(load(with_steps(each.steps)).cases[0].instances[0].risk, each.risk) << each.steps;
}

TEST_F(ScriptTest, AsksForTheIxitNamesOfEachInstance) {
  const Suite suite =
      load(with_case(R"(    for_each: [{ aid: $ixit.isd_aid }, { aid: 'A0 00 00 00 01' }]
    steps:
      - select: $aid
)"));
  EXPECT_EQ(suite.cases[0].instances[0].ixit_names, std::vector<std::string>{"isd_aid"});
  EXPECT_TRUE(suite.cases[0].instances[1].ixit_names.empty());
}

}  // namespace
}  // namespace assay::script

# SPDX-License-Identifier: Apache-2.0
"""What users, files and cards can do wrong, with the exit code of docs/verdicts.md. Messages: approved/NAME.txt."""
import dataclasses
import pathlib

BAD = "tests/cli/bad"
CARD = "exec:/usr/bin/python3 tests/cli/card.py"


@dataclasses.dataclass
class Scenario:
    code: int
    words: list
    prepare: object = None
    environment: dict = dataclasses.field(default_factory=dict)


def write(name, content):
    def prepare(folder):
        path = pathlib.Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return prepare


def check(name):
    """A file of bad/ that `assay check` must refuse."""
    return Scenario(4, ["check", f"{BAD}/{name}.yaml"])


def card(instruction, code):
    """One command to the misbehaving card of card.py."""
    return Scenario(code, ["run", f"tests/cli/suites/card-{instruction}.yaml", "--target", CARD])


# Published test keys of the model card.
KEYS = """bench: mine
ixit:
  isd_aid: 'A000000151000000'
  scp02: { key_version: '20', i: '15', sd_aid: 'F041535341590215', enc: '404142434445464748494A4B4C4D4E4F',
           mac: '505152535455565758595A5B5C5D5E5F', dek: '606162636465666768696A6B6C6D6E6F' }
  scp03: { key_version: '30', enc: '404142434445464748494A4B4C4D4E4F', mac: '404142434445464748494A4B4C4D4E4F',
           dek: '404142434445464748494A4B4C4D4E4F' }
"""
AIR = """  scp80: { spi: '1621', kic: '15', kid: '15', tar: 'B20100', kic_key: '404142434445464748494A4B4C4D4E4F',
           kid_key: '404142434445464748494A4B4C4D4E4F' }
"""

LITERAL_VERSION = """suite: mine
title: Mine
source: GPC E.5.1
cases:
  - id: one
    title: The key version stands in the script
    steps:
      - { send: INITIALIZE UPDATE, key_version: '20', expect: { sw: '9000' } }
"""


def write_both(bench):
    def prepare(folder):
        write("suite.yaml", LITERAL_VERSION)(folder)
        write("bench.yaml", bench)(folder)

    return prepare


def write_twins(folder):
    """Two files with the same suite and the same case."""
    for name in ("one.yaml", "two.yaml"):
        write(name, LITERAL_VERSION)(folder)


SCENARIOS = {
    # Scripts
    **{f"script_{name}": check(name) for name in (
        "malformed_yaml", "unknown_key", "repeated_key", "unquoted_hex", "odd_hex", "wrong_length", "anchor",
        "boolean_key", "calypso_profile", "procedure_cycle", "unknown_procedure", "unknown_command", "unknown_name", "unknown_condition",
        "unknown_requirement", "unknown_deviation", "repeated_case", "no_cases", "several_mistakes", "wrong_form",
        "deviation_without_effect")},
    "script_empty_file": Scenario(4, ["check", "FOLDER/empty.yaml"], write("empty.yaml", "")),
    "script_not_text": Scenario(4, ["check", "FOLDER/image.yaml"], write("image.yaml", bytes(range(256)))),
    "script_nested_too_deep": Scenario(4, ["check", "FOLDER/deep.yaml"], write("deep.yaml", "a: " + "[" * 200 + "]" * 200)),
    "script_missing_file": Scenario(4, ["run", "suites/nowhere.yaml"]),
    "script_unknown_id": Scenario(4, ["run", "gp/no-such-suite"]),
    "script_refused_by_run": Scenario(4, ["run", f"{BAD}/unknown_key.yaml", "--target", "model:gp"]),
    "check_missing_file": Scenario(4, ["check", "suites/nowhere.yaml"]),

    # Bench, ICS and expected failures
    "bench_missing": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--bench", "FOLDER/none.yaml"]),
    "bench_unknown_key": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--bench", "FOLDER/bench.yaml"],
                                  write("bench.yaml", "bench: mine\ntarget: { card: 'model:gp' }\n")),
    "ics_unknown_name": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "model:gp", "--ics", "FOLDER/ics.yaml"],
                                 write("ics.yaml", "ics: mine\nanswers: { scp30: true }\n")),
    "key_missing": Scenario(4, ["run", "tests/cli/suites/needs-key.yaml", "--target", CARD]),
    "key_missing_secret": Scenario(4, ["run", "tests/cli/suites/needs-secret.yaml", "--target", CARD, "--bench", "FOLDER/bench.yaml"],
                                   write("bench.yaml", "bench: mine\nixit: { scp03: { key_version: '30' } }\n"
                                         "safety: { emulators: ['exec:*'] }\n")),
    **{f"value_missing{name}": Scenario(code, ["run", "tests/cli/suites/needs-value.yaml", "--target", CARD, "--bench",
                                               "FOLDER/bench.yaml", *more],
                                        write("bench.yaml", "bench: mine\nixit: { isd_aid: 'A000000151000000' }\n"))
       for name, code, more in (("", 0, []), ("_strict", 4, ["--strict"]))},

    # Options
    "option_unknown": Scenario(4, ["run", "--no-such-option"]),
    "option_none": Scenario(4, []),
    "option_report_kind": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--report", "junti"]),
    "option_report_without_place": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--report", "junit"]),
    "option_shard": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--shard", "3/2"]),
    "option_jobs": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--jobs", "0"]),
    "option_out_holds_a_run": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--out", "FOLDER"],
                                       write("journal.jsonl", "{}\n")),
    "resume_nothing_there": Scenario(4, ["run", "--resume", "FOLDER/none"]),
    "resume_not_a_journal": Scenario(4, ["run", "--resume", "FOLDER"], write("journal.jsonl", "hello\n")),

    **{f"option_empty_{name}": Scenario(4, ["run", "tests/cli/suites/pass.yaml", f"--{name}", ""])
       for name in ("target", "bench", "out", "report")},
    "option_seed_negative": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--seed", "-1"]),
    "option_seed_too_large": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--seed", "99999999999999999999"]),
    "option_format": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--format", "xml"]),
    "option_report_no_file": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--report", "junit="]),
    "option_report_console_file": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--report", "console=FOLDER/c.txt"]),
    "option_before_node": Scenario(0, ["run", "--target", "model:gp", "--quiet", "tests/cli/suites/pass.yaml"]),
    "option_report_json_alone": Scenario(0, ["run", "tests/cli/suites/pass.yaml", "--report", "json", "--quiet"]),
    "command_unknown": Scenario(4, ["rnu", "suites"]),
    "file_is_a_folder": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--bench", "suites"]),
    "file_is_a_folder_with_address": Scenario(4, ["run", "suites/gp/get-data::one"]),
    "file_without_end": Scenario(4, ["check", "/dev/zero"]),
    "address_twice": Scenario(4, ["run", "FOLDER"], write_twins),
    "address_twice_checked": Scenario(4, ["check", "FOLDER"], write_twins),

    # Targets
    "target_role_twice": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "model:gp", "--target", "card=model:gp"]),
    "target_role_unknown": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "smm=model:sam"]),
    "target_role_empty": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "=model:gp"]),
    "target_uri_empty": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "sam="]),
    "target_program_speaks_otherwise": Scenario(3, ["send", "exec:/bin/cat", "00A40400"]),
    "target_program_badly_quoted": Scenario(4, ["send", "exec:sh -c 'cat", "00A40400"]),
    "target_program_badly_quoted_in_run": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "exec:sh -c 'cat"]),
    "target_unknown_scheme": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "pscs:Reader"]),
    "target_no_scheme": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "reader"]),
    "target_unknown_model": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "model:gpp"]),
    "target_unknown_profile": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "model:gp?profile=scp03-s61"]),
    "target_unknown_deviation": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "model:gp?deviate=no-such"]),
    **{f"target_{model.replace('-', '_')}_{what}": Scenario(4, ["send", f"model:{model}?{option}", "00A40400"])
       for model in ("gp", "calypso-prime", "calypso-light", "calypso-basic", "calypso-hce", "sam", "hsm")
       for what, option in (("profile", "profile=nonsense"), ("deviation", "deviate=nonsense"), ("option", "profil=x"),
                            ("seed", "seed=99999999999999999999"), ("twice", "seed=1&seed=2"))},
    **{f"target_unknown_to_{command}": Scenario(4, [command, *words])
       for command, words in (("probe", ["model:gp?profile=scp03-s61"]), ("list", ["model:gp?profile=scp03-s61"]),
                              ("serve", ["model:gp?profile=scp03-s61", "--stdio"]),
                              ("record", ["model:gp?profile=scp03-s61", "--out", "FOLDER/x"]),
                              ("load", ["--card", "model:calypso-prime?profile=rev4"]))},
    "target_no_profile_file": Scenario(4, ["send", "model:calypso-light?profile=FOLDER/none.yaml", "00A40400"]),
    "target_port": Scenario(4, ["send", "vpcd:99999", "00A40400"]),
    "target_timeout": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "vpcd:0?timeout=soon"]),
    "policy_forbids": Scenario(4, ["run", "suites/gp/scp02/initialize-update.yaml", "--target", "model:gp", "--bench", "FOLDER/bench.yaml"],
                               write("bench.yaml", KEYS + "policy: { forbid: [sha-1, single-des] }\n")),
    "policy_forbids_another": Scenario(0, ["run", "gp/scp03/initialize-update", "--target", "model:gp", "--quiet", "--bench",
                                           "FOLDER/bench.yaml"], write("bench.yaml", KEYS + "policy: { forbid: [des] }\n")),
    "policy_unknown_word": Scenario(4, ["run", "gp/scp03", "--target", "model:gp", "--bench", "FOLDER/bench.yaml"],
                                    write("bench.yaml", KEYS + "policy: { forbid: [md5] }\n")),
    "policy_over_the_air": Scenario(4, ["run", "gp/get-data", "--target", "scp80:model:gp", "--bench", "FOLDER/bench.yaml"],
                                    write("bench.yaml", KEYS + AIR + "policy: { forbid: [des] }\n")),
    "policy_literal_version": Scenario(4, ["run", "FOLDER/suite.yaml", "--target", "model:gp", "--bench", "FOLDER/bench.yaml"],
                                       write_both(KEYS + "policy: { forbid: [single-des] }\n")),
    "bench_scp80_value": Scenario(4, ["run", "gp/get-data", "--target", "scp80:model:gp", "--bench", "FOLDER/bench.yaml"],
                                  write("bench.yaml", KEYS + AIR.replace("'B20100'", "'B201'"))),
    "bench_scp80_key": Scenario(4, ["run", "gp/get-data", "--target", "scp80:model:gp", "--bench", "FOLDER/bench.yaml"],
                                write("bench.yaml", KEYS + AIR.replace("kid: '15'", "kid: '1F'"))),
    "bench_scp80_lacks_key": Scenario(4, ["run", "gp/get-data", "--target", f"scp80:{CARD}", "--bench", "FOLDER/bench.yaml"],
                                      write("bench.yaml", KEYS + AIR.replace("kid_key: '404142434445464748494A4B4C4D4E4F' ", ""))),
    "bench_scp80_no_bench": Scenario(4, ["send", f"scp80:{CARD}", "00A40400"]),
    "bench_scp11_value": Scenario(4, ["run", "gp/scp11", "--target", "model:gp", "--bench", "FOLDER/bench.yaml"],
                                  write("bench.yaml", KEYS + "  scp11a: { key_id: '11',\n            curve: '0003' }\n")),
    "bench_timeout": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--bench", "FOLDER/bench.yaml"],
                              write("bench.yaml", "bench: mine\ntimeout_ms: 0\n")),
    "bench_load_values": Scenario(4, ["check", "FOLDER/bench.yaml"],
                                  write("bench.yaml", "bench: mine\nload:\n  sessions: 0\n  network_delay: soon\n"
                                        "  network_loss: 2\n  think_tim: 5 s\n  hsm_timeout: 5\n")),
    "load_sessions": Scenario(4, ["load", "--sessions", "0"]),
    "load_delay": Scenario(4, ["load", "--network-delay", "poisson 40 ms"]),
    "load_share": Scenario(4, ["load", "--kill-clients", "2"]),
    "load_compare": Scenario(4, ["load", "--compare", "50"]),
    "load_compare_same": Scenario(4, ["load", "--compare", "50,50"]),
    "load_card": Scenario(4, ["load", "--card", "model:gp"]),
    "load_card_deviation": Scenario(4, ["load", "--card", "model:calypso-prime?deviate=close-looses-modifications"]),
    "load_hsm": Scenario(4, ["load", "--hsm", "model:gp"]),
    "load_report": Scenario(4, ["load", "--report", "pdf=FOLDER/load.pdf"]),
    "load_size_without_load": Scenario(4, ["load", "--size"]),
    "load_size_both_ways": Scenario(4, ["load", "--size", "--arrivals", "100", "--wait", "1 s", "--blocking", "0.01"]),
    "target_missing_program": Scenario(3, ["run", "tests/cli/suites/pass.yaml", "--target", "exec:/no/such/program"]),
    "target_missing_recording": Scenario(3, ["run", "tests/cli/suites/pass.yaml", "--target", "replay:FOLDER/none.txt"]),
    "target_needs_pcsc": Scenario(4, ["run", "tests/cli/suites/pass.yaml", "--target", "pcsc:*"]),
    "target_dead_pcscd": Scenario(3, ["run", "tests/cli/suites/pass.yaml", "--target", "pcsc:*"],
                                  environment={"PCSCLITE_CSOCK_NAME": "FOLDER/nobody.listens"}),

    # Cards
    "card_answers_one_byte": card("one-byte", 1),
    "card_answers_70000_bytes": card("70000-bytes", 1),
    "card_is_mute": card("mute", 1),
    "card_answers_no_byte": card("no-byte", 1),
    "card_atr_too_long": Scenario(1, ["run", "suites/iso7816/answer-to-reset.yaml::iso7816/answer-to-reset/size", "--target",
                                      CARD + " --long-atr"]),
    "card_never_answers": Scenario(1, ["run", "tests/cli/suites/card-never-answers.yaml", "--target", CARD, "--bench",
                                       "FOLDER/bench.yaml"], write("bench.yaml", "bench: mine\ntimeout_ms: 1500\n")),
    "card_never_answers_at_all": Scenario(1, ["run", "tests/cli/suites/pass.yaml", "--target", CARD + " --dumb", "--bench",
                                              "FOLDER/bench.yaml"], write("bench.yaml", "bench: mine\ntimeout_ms: 1500\n")),
    "card_ends": card("ends", 3),
    "card_breaks_the_protocol": card("breaks-protocol", 3),

    # One-off commands
    "send_bad_hex": Scenario(4, ["send", "model:gp", "00A4x"]),
    "send_too_short": Scenario(0, ["send", "model:gp", "00A4"]),
    "explain_bad_hex": Scenario(4, ["explain", "0"]),
    "explain_card_data": Scenario(0, ["explain",
                                      "664D734B06072A864886FC6B01600B06092A864886FC6B020203630906072A864886FC6B03640B06"
                                      "092A864886FC6B040370650D060B2A864886FC6B0507020000660C060A2B060104012A026E0103"]),
    "explain_card_capability": Scenario(0, ["explain",
                                      "6735A00E8001038106001020306070820107A007800102810215558103FF9E0082031E1600830102"
                                      "84018F8502FF028602FF028702FF02"]),
    "explain_certificate": Scenario(0, ["explain",
                                      "7F2181E193146DBC19AFE3782C7C0053F19E86DF2F0F00B559EA4214851A6F60A6B4553464726087"
                                      "7A357F3676C356865F2014E225C62F5E33CA02D23D9D83D0685B4EB2FEBC11950200805F2404141C"
                                      "0C1F7F4946B04104B5C2598092609EFEFBA7A2FBED2F6E9142CA3882E7DE69D47D29476E7F0CE850"
                                      "77480CAC6AD5C156CE459F2592DA0EECDCB0DE2E8F112C9E49C4655A11C59620F001005F37473045"
                                      "02210085941BB4C425EC62AFAFEC6C47BDF5481744F76D76D1BB71FF9353DCA2ED381E0220572584"
                                      "095E48FFC54589A88923CC9FB24F6380388C9BC6BE004A7E7368244DCB"]),
    "explain_scp10_certificate": Scenario(0, ["explain",
                                      "7F21820126420A4341206F6620746573745F20084F43452D303030317F498188818180A93EB5AAE1"
                                      "FF169CDBAF5689509EC01E05DB08E3E44DFBDDCCAAA4E2F7082DFD3C3BEA9CE88F97767B59A4C4FA"
                                      "CBE038A478527F73ED239EB9A1780A0026505A2B6305625BD5F836BFC05A5A35EF28EAF941376274"
                                      "6C38D92396A4D0B49BE3EDD1A14D6E398268452D6C46225C2596AA909A36415030E8AA0FE855FF8F"
                                      "BEA86782030100019E8180B0080E6EDCF00BCC3C4CE6219AC46D662D063FEE919BAFC2D1BB719B43"
                                      "8313720C61E03C94557CACCFC17F7BEBABB1958D4E776E6B0933D45A5A1F76E07A774154236DF460"
                                      "27AC4DF7102D7AB83C3569A4D08DA7124EA79A641F67C97E4CF4C50B88C555EF2DF85C71C7D4111A"
                                      "EE81E8A12CE35E768A3ECD500AF652825F5582"]),
    "explain_scp10_recovery": Scenario(0, ["explain", "--as", "certificate",
                                      "7F2181B15F382B2396A4D0B49BE3EDD1A14D6E398268452D6C46225C2596AA909A36415030E8AA0F"
                                      "E855FF8FBEA8670100019E81804923CB0B9892AD4AD7700D5CF8BFAF7792F72DFD5DA5DF80B629A5"
                                      "2E0B302F3359C8E1F5659404191C6954BE0645145D324C7AC050F57131D1521B1409C287B77E55A8"
                                      "5B165D140811DCFBBEDF1B077356C309BD4ECE538E74ABD01D2BDD16824D5CD4D230296E24CD23B6"
                                      "B4120861DD9A67BE1141647BB6A0DE8FD12E7C69AD"]),
    "explain_scp10_request": Scenario(0, ["explain", "D30133B41F950130D110404142434445464748494A4B4C4D4E4F91080000000000000009"
                                          "B818950130800182D110606162636465666768696A6B6C6D6E6F"]),
    **{f"explain_no_{kind.replace('-', '_')}": Scenario(4, ["explain", "--as", kind, "7F2100"])
       for kind in ("certificate", "select", "card-data", "card-capability", "scp10-request", "scp81", "command", "atr", "cplc",
                    "sw", "calypso-startup", "sam-record")},
    "explain_no_tlv": Scenario(4, ["explain", "--as", "tlv", "4201414F"]),
    "explain_no_response": Scenario(4, ["explain", "90"]),
    **{f"probe_calypso_{profile}": Scenario(0, ["probe", f"model:{model}"])
       for profile, model in (("light", "calypso-light"), ("rev2", "calypso-prime?profile=rev2"),
                              ("rev1", "calypso-prime?profile=rev1"), ("sam", "sam"))},
    "list_unknown_model": Scenario(4, ["list", "model:gpp"]),
    "report_nothing_there": Scenario(4, ["report", "FOLDER/none"]),

    # Nothing to do
    "nothing_applies": Scenario(4, ["run", "tests/cli/suites/not-applicable.yaml", "--target", "model:gp"]),
    "nothing_applies_and_may": Scenario(0, ["run", "tests/cli/suites/not-applicable.yaml", "--target", "model:gp",
                                            "--allow-empty"]),
}

// SPDX-License-Identifier: Apache-2.0
#include "catalogue/catalogue.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/hex.hpp"
#include "catalogue/requirements.hpp"
#include "catalogue/syntax.hpp"

namespace assay::catalogue {
namespace {

constexpr std::string_view heading =
    "id\tsection\tpage\tsubject\ttestable\tcommand\texpect\trequirement\n";

std::string shown(const Diagnostics& diagnostics) {
  std::string out;
  for (const auto& item : diagnostics.items())
    out += place(item.file, item.position) + ": " + item.message + "\n";
  return out;
}

std::string told_of_table(const std::string& text) {
  std::vector<Requirement> rows;
  Diagnostics diagnostics;
  read_requirements("a.tsv", text, "gp", rows, diagnostics);
  return shown(diagnostics);
}

/// The mistakes of a specs/ folder with this commands.yaml, its own path left out.
std::string told_of_commands(const std::string& body) {
  namespace fs = std::filesystem;
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  const auto folder =
      fs::path(testing::TempDir()) / ("assay-" + std::to_string(getpid()) + "-" + info->name());
  fs::create_directories(folder);
  std::ofstream(folder / "commands.yaml") << "catalogue: a\ntitle: t\nsource: s\ncommands:\n"
                                          << body;
  Diagnostics diagnostics;
  EXPECT_TRUE(load(folder.string(), diagnostics));
  std::string out = shown(diagnostics);
  const std::string prefix = folder.string() + "/";
  for (auto at = out.find(prefix); at != std::string::npos; at = out.find(prefix))
    out.erase(at, prefix.size());
  fs::remove_all(folder);
  return out;
}

const Catalogue& shipped() {
  static const Catalogue catalogue = [] {
    Diagnostics diagnostics;
    auto loaded = load(ASSAY_SOURCE_DIR "/specs", diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << shown(diagnostics);
    return std::move(loaded).value();
  }();
  return catalogue;
}

std::string recognised(std::string_view hex) {
  const Command* command = recognise(shipped(), from_hex(hex).value());
  return command != nullptr ? command->name : "nothing";
}

TEST(Requirements, AreReadByColumnName) {
  std::vector<Requirement> rows;
  Diagnostics diagnostics;
  read_requirements(
      "a.tsv",
      "# remark\nsource\tid\tsection\tpage\tsubject\ttestable\tcommand\texpect\trequirement\r\n"
      "S\tA-1\t1.2\t7\tcard\tapdu\tSELECT\t9000\tIt answers.\r\n",
      "gp", rows, diagnostics);
  ASSERT_TRUE(diagnostics.empty()) << shown(diagnostics);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].id, "A-1");
  EXPECT_EQ(rows[0].catalogue, "gp");
  EXPECT_EQ(rows[0].section, "1.2");
  EXPECT_EQ(rows[0].page, "7");
  EXPECT_EQ(rows[0].says, "It answers.");
  EXPECT_EQ(rows[0].source, "S");
  EXPECT_EQ(rows[0].confidence, "");
}

TEST(Requirements, TellWhatIsWrongWithATable) {
  const std::string head(heading);
  EXPECT_EQ(told_of_table("# only\n"),
            "a.tsv:2:1: the table is empty; a line of column names is wanted\n");
  EXPECT_EQ(told_of_table("id\tsecton\n"),
            "a.tsv:1:4: unknown column 'secton', did you mean 'section'?\n");
  EXPECT_EQ(told_of_table("id\tsection\n"), "a.tsv:1:1: the column 'page' is missing\n");
  EXPECT_EQ(told_of_table(head + "A\t1\n"), "a.tsv:2:1: the row has 2 columns; 8 are wanted\n");
  EXPECT_EQ(told_of_table(head + "\t1\t1\tx\tapdu\t-\t-\ty\n"), "a.tsv:2:1: the row has no id\n");
  EXPECT_EQ(told_of_table(head + "A\t1\t1\tx\tmaybe\t-\t-\ty\n"),
            "a.tsv:2:1: 'maybe' stands in the column testable of A; one of these is wanted: apdu, "
            "setup, offcard, none\n");
}

TEST(Catalogue, OfTheRepositoryLoadsWithoutAMistake) {
  EXPECT_GE(shipped().requirements.size(), 3853U);
  EXPECT_GE(shipped().commands.size(), 14U);
  ASSERT_NE(shipped().requirement("GP-11.3.3.2-01"), nullptr);
  EXPECT_EQ(shipped().requirement("GP-11.3.3.2-01")->catalogue, "gp");
  EXPECT_EQ(shipped().requirement("GPD-4.1.5-01")->catalogue, "gp-scp03");
  EXPECT_EQ(shipped().requirement("GP-none"), nullptr);
  EXPECT_EQ(shipped().command("NO SUCH"), nullptr);
}

TEST(Catalogue, OfCalypsoTellsSourceAndConfidenceOfEveryRow) {
  std::size_t rows = 0;
  for (const auto& row : shipped().requirements) {
    if (row.catalogue != "calypso") continue;
    EXPECT_TRUE(row.confidence == "confirmed on a genuine card or vector" ||
                row.confidence == "coded in reference libraries" || row.confidence == "inferred" ||
                row.confidence == "own convention")
        << row.id << ": " << row.confidence;
    EXPECT_FALSE(row.source.empty()) << row.id;
    EXPECT_EQ(row.page, "-") << row.id;
    if (row.subject != "terminal") ++rows;
  }
  EXPECT_GE(rows, 450U);
}

TEST(Catalogue, ReadsACommandAsItsTableSays) {
  const Command* command = shipped().command("INITIALIZE UPDATE");
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(command->risk, Risk::auth_failure);
  EXPECT_EQ(command->cla.fixed, 0x80);
  EXPECT_EQ(command->ins.fixed, 0x50);
  EXPECT_EQ(command->p1.field, "key_version");
  EXPECT_EQ(command->session, SessionEffect::initiate);
  EXPECT_EQ(command->le, Bytes{0x00});
  EXPECT_EQ(command->field_names(),
            (std::vector<std::string_view>{"key_version", "key_identifier", "host_challenge"}));
  EXPECT_EQ(command->data.at(0).min_size, 8U);
  EXPECT_EQ(command->data.at(0).max_size, 16U);
  const auto scp02 = std::ranges::find(command->answers, "scp02", &AnswerForm::name);
  ASSERT_NE(scp02, command->answers.end());
  ASSERT_TRUE(scp02->fields.at(2).constant);
  EXPECT_EQ(scp02->fields.at(2).constant->text, "02");
  const Command* get_data = shipped().command("GET DATA");
  EXPECT_EQ(get_data->p2.field, "tag");
  EXPECT_EQ(get_data->p2.index, 1U);
  EXPECT_TRUE(get_data->data.at(0).optional);
}

TEST(Catalogue, RecognisesCommandsOnAnyChannelAndUnderProtection) {
  EXPECT_EQ(recognised("80CA006600"), "GET DATA");
  EXPECT_EQ(recognised("84CA006608"), "GET DATA");
  EXPECT_EQ(recognised("81CA0066"), "GET DATA");
  EXPECT_EQ(recognised("00A4040000"), "SELECT");
  EXPECT_EQ(recognised("0070000001"), "MANAGE CHANNEL OPEN");
  EXPECT_EQ(recognised("00708001"), "MANAGE CHANNEL CLOSE");
  EXPECT_EQ(recognised("80E60200"), "INSTALL [for load]");
  EXPECT_EQ(recognised("80FE0000"), "nothing");
  EXPECT_EQ(recognised("80CA00"), "nothing");
}

TEST(Catalogue, ReadsBitsOfSeveralFieldsInOneHeaderByte) {
  const Command* open = shipped().command("OPEN SECURE SESSION [revision 2]");
  ASSERT_NE(open, nullptr);
  ASSERT_EQ(open->p1.bits.size(), 2U);
  EXPECT_EQ(open->p1.bits[0].field, "key");
  EXPECT_EQ(open->p1.bits[0].mask, 0x07);
  EXPECT_EQ(open->p1.bits[0].shift, 0U);
  EXPECT_EQ(open->p1.bits[1].field, "record");
  EXPECT_EQ(open->p1.bits[1].mask, 0x78);
  EXPECT_EQ(open->p1.bits[1].shift, 3U);
  EXPECT_EQ(open->p1.rest, 0x80);
  EXPECT_EQ(open->p1.rest_mask(), 0x80);
  EXPECT_EQ(open->field_names(),
            (std::vector<std::string_view>{"class", "key", "record", "sfi", "sam_challenge"}));
  EXPECT_EQ(open->classes, Bytes{0x94});
}

TEST(Catalogue, RecognisesCalypsoCommandsByClassBitsAndSize) {
  EXPECT_EQ(recognised("008A0B3904C1C2C3C400"), "OPEN SECURE SESSION [regular]");
  EXPECT_EQ(recognised("008A03020900C1C2C3C4C5C6C7C800"), "OPEN SECURE SESSION [extended]");
  EXPECT_EQ(recognised("008A0302010000"), "OPEN SECURE SESSION [pre-open]");
  EXPECT_EQ(recognised("008A083B090035BBD664A585CF7600"), "OPEN SECURE SESSION [public key]");
  EXPECT_EQ(recognised("948A8B3804C1C2C3C400"), "OPEN SECURE SESSION [revision 2]");
  EXPECT_EQ(recognised("948A0B3804C1C2C3C400"), "OPEN SECURE SESSION [revision 1]");
  EXPECT_EQ(recognised("00B2013C1D"), "READ RECORDS [one]");
  EXPECT_EQ(recognised("008E0000041122334400"), "CLOSE SECURE SESSION");
  EXPECT_EQ(recognised("008E000000"), "ABORT SECURE SESSION");
  EXPECT_EQ(recognised("00200000083132333435363738"), "VERIFY PIN [ciphered]");
  EXPECT_EQ(recognised("FA7C000721"), "SV GET [reload]");
  EXPECT_EQ(recognised("807C000721"), "nothing");
  EXPECT_EQ(recognised("808A00FF032179AA"), "DIGEST INIT");
  EXPECT_EQ(recognised("8084000004"), "GET CHALLENGE [SAM]");
}

TEST(Catalogue, RefusesAFolderThatIsMissing) {
  Diagnostics diagnostics;
  const auto loaded = load("no/such/folder", diagnostics);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message,
            "there is no folder 'no/such/folder' to load specifications from");
}

TEST(Catalogue, TellsWhatIsWrongWithACommand) {
  const std::string head = "  A:\n    clause: c\n    says: s\n    risk: read\n";
  const std::string header = "    header: { cla: '80', ins: 'CA', p1: '00', p2: field }\n";
  EXPECT_EQ(told_of_commands(head), "commands.yaml:6:5: the key 'header' is missing\n");
  EXPECT_EQ(told_of_commands("  A:\n    clause: c\n    says: s\n    risk: harmless\n" + header),
            "commands.yaml:8:11: 'harmless' stands here; one of these is wanted: read, "
            "auth-failure, persistent, "
            "irreversible\n");
  EXPECT_EQ(told_of_commands(head + "    header: { cla: '8000', ins: CA, p1: '00', p2: '00' }\n"),
            "commands.yaml:9:20: '8000' stands here; one byte such as '80' is wanted\n"
            "commands.yaml:9:33: hex stands between quotes: write 'CA', not CA\n");
  const auto told_of_p2 = [&](const std::string& p2) {
    return told_of_commands(head +
                            "    header:\n      cla: '80'\n      ins: 'CA'\n      p1: '00'\n" +
                            "      p2: " + p2 + "\n");
  };
  EXPECT_EQ(told_of_p2("sfi*8 + '04'"), "");
  EXPECT_EQ(told_of_p2("sfi*9 + mode"),
            "commands.yaml:13:11: 'sfi*9 + mode' stands here; bits such as sfi*8 + mode or sfi + "
            "'80' are wanted, with a power of two up to 128 behind *\n");
  EXPECT_EQ(told_of_p2("sfi*8 + '804'"),
            "commands.yaml:13:11: 'sfi*8 + '804'' stands here; bits such as sfi*8 + mode or sfi + "
            "'80' are wanted, with a power of two up to 128 behind *\n");
  EXPECT_EQ(told_of_p2("key + mode"), "commands.yaml:13:11: no bit is left for 'key'\n");
  EXPECT_EQ(told_of_commands(head + header + "    data: [{ a: 8 bites }]\n"),
            "commands.yaml:10:17: '8 bites' stands here; a size such as 8 bytes, lv 0..16 bytes or "
            "tlv 4F 5..16 bytes is "
            "wanted\n");
  EXPECT_EQ(told_of_commands(head + header + "    defaults: { feild: '00' }\n"),
            "commands.yaml:10:17: A has no field 'feild', did you mean 'field'?\n");
  EXPECT_EQ(told_of_commands(head + header + "    status_words: [{ sw: '90', when: w }]\n"),
            "commands.yaml:10:26: a status word has two bytes\n");
  EXPECT_EQ(told_of_commands(head + header + "    le: '00 00'\n"),
            "commands.yaml:10:9: Le has one byte, or three in the extended form\n");
}

TEST(Size, ReadsBytesAndRanges) {
  using Range = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(parse_size("1 byte"), (Range{1, 1}));
  EXPECT_EQ(parse_size("8 bytes"), (Range{8, 8}));
  EXPECT_EQ(parse_size("0..16 bytes"), (Range{0, 16}));
  for (const auto* text : {"", "8", "bytes", "8 Bytes", "16..8 bytes", "8.. bytes", "1..2 byte",
                           "-1 bytes", "8 bytes "})
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
}

}  // namespace
}  // namespace assay::catalogue

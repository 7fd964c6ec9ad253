// SPDX-License-Identifier: Apache-2.0
#include "vectors/selftest.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <algorithm>

#include <filesystem>
#include <fstream>

namespace assay::vectors {
namespace {

const std::string shipped = std::string(ASSAY_SOURCE_DIR) + "/specs/vectors";

std::string told(const Diagnostics& diagnostics) {
  std::string out;
  for (const auto& item : diagnostics.items())
    out += std::filesystem::path(item.file).filename().string() + ":" +
           std::to_string(item.position.line) + ":" + std::to_string(item.position.column) + ": " +
           item.message + "\n";
  return out;
}

std::string told(const SelftestResult& result) {
  std::string out;
  for (const auto& failure : result.failures)
    out += failure.id + ": " + failure.what + " expected " + failure.expected + ", got " +
           failure.got + "\n";
  return out;
}

/// A vector file that lives as long as the test.
class File {
 public:
  File(const std::string& name, const std::string& text)
      : path_(std::filesystem::path(::testing::TempDir()) /
              ("assay_" + std::to_string(::getpid()) + "_" + name)) {
    std::ofstream(path_) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct FileOutcome {
  std::string mistakes;
  std::string failures;
  SelftestResult result;
};

FileOutcome run(const std::string& name, const std::string& text) {
  const File file(name, text);
  Diagnostics diagnostics;
  const auto result = run_selftest(file.path(), diagnostics);
  if (!result) return {"error: " + result.error().message, "", {}};
  std::string mistakes = told(diagnostics);
  const std::string whole = std::filesystem::path(file.path()).filename().string();
  for (auto at = mistakes.find(whole); at != std::string::npos;
       at = mistakes.find(whole, at + name.size()))
    mistakes.replace(at, whole.size(), name);
  return {mistakes, told(*result), *result};
}

std::string header(const std::string& tests) {
  return "vectors: x\ntitle: 'x'\nnotes: { Published: 'x' }\ntests:\n" + tests;
}

const std::string kcv =
    "  - id: one\n    kind: aes-key-check-value\n    algorithm: KCV\n    comment: 'x'\n    flags: "
    "[Published]\n"
    "    result: valid\n    source: { origin: 'x', licence: 'x' }\n"
    "    key: '404142434445464748494A4B4C4D4E4F'\n    kcv: '504A77'\n";

std::string with(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(Selftest, PassesEveryShippedVector) {
  Diagnostics diagnostics;
  const auto result = run_selftest(shipped, diagnostics);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(told(diagnostics), "");
  EXPECT_EQ(told(*result), "");
  EXPECT_EQ(result->total.failed, 0u);
  // Lower bounds, so that no file gets lost: new vectors may come, none goes.
  EXPECT_GE(result->total.vectors, 3880u);
  EXPECT_LE(result->total.pending, 53u);
  EXPECT_GE(result->primitives.passed, 3223u);
  EXPECT_GE(result->algorithms.at("SCP02").passed, 113u);
  EXPECT_EQ(result->algorithms.at("AES-CMAC (Wycheproof)").passed, 311u);
  EXPECT_GE(result->algorithms.at("SCP01").passed, 11u);
  for (const auto* algorithm :
       {"SCP01 with ICV encryption", "SCP02 R-MAC chains", "SCP02 R-MAC sessions", "SCP02 implicit",
        "SCP02, other options", "SCP03 R-MAC sessions"})
    EXPECT_EQ(std::ranges::count(result->unconfirmed, algorithm), 1) << algorithm;
  for (const auto& pending : result->pending) EXPECT_FALSE(pending.reason.empty()) << pending.id;
}

TEST(Selftest, ReadsASmallFile) {
  const FileOutcome one = run("a.yaml", header(kcv));
  EXPECT_EQ(one.mistakes, "");
  EXPECT_EQ(one.failures, "");
  EXPECT_EQ(one.result.total.passed, 1u);
  EXPECT_EQ(one.result.algorithms.at("KCV").vectors, 1u);
}

TEST(Selftest, TellsExpectedAndGot) {
  const FileOutcome one = run("a.yaml", header(with(kcv, "'504A77'", "'504A78'")));
  EXPECT_EQ(one.failures, "one: kcv expected 504A78, got 504A77\n");
  EXPECT_EQ(one.result.total.failed, 1u);
}

TEST(Selftest, AnInvalidVectorMustFailWhereItSays) {
  const std::string invalid = with(kcv, "result: valid", "result: invalid\n    fails: kcv");
  EXPECT_EQ(run("a.yaml", header(invalid)).failures, "one: kcv expected refused, got accepted\n");
  EXPECT_EQ(run("a.yaml", header(with(invalid, "'504A77'", "'504A78'"))).failures, "");
  EXPECT_EQ(
      run("a.yaml", header(with(with(invalid, "'504A77'", "'504A78'"), "fails: kcv", "fails: mac")))
          .failures,
      "one: kcv expected 504A78, got 504A77\n");
}

TEST(Selftest, RefusesWhatNobodyReads) {
  EXPECT_EQ(run("a.yaml", header(kcv + "    kvc: '00'\n")).mistakes,
            "a.yaml:14:5: nobody reads 'kvc' here, did you mean 'kcv'?\n");
  EXPECT_EQ(run("a.yaml", "vectors: x\ntitle: 'x'\nnotes: {}\ntest: []\n").mistakes,
            "a.yaml:4:1: nobody reads 'test' here, did you mean 'tests'?\n");
}

TEST(Selftest, TellsEveryMistakeWithItsPlace) {
  EXPECT_EQ(run("a.yaml", header(with(kcv, "    kcv: '504A77'\n", ""))).mistakes,
            "a.yaml:5:5: 'kcv' is missing\n");
  EXPECT_EQ(run("a.yaml", header(with(kcv, "'504A77'", "504A77"))).mistakes,
            "a.yaml:13:10: hex stands between single quotes\n");
  EXPECT_NE(run("a.yaml", header(with(kcv, "'504A77'", "'504A7'"))).mistakes.find("a.yaml:13:10: "),
            std::string::npos);
  EXPECT_EQ(run("a.yaml", header(with(kcv, "4E4F'", "4E'"))).mistakes,
            "a.yaml:12:10: a key of 15 bytes is none for this algorithm\n");
  EXPECT_EQ(run("a.yaml", header(kcv + kcv)).mistakes,
            "a.yaml:14:9: the id 'one' was given before\n");
  EXPECT_EQ(
      run("a.yaml", header(with(kcv, "[Published]", "[Publish]"))).mistakes,
      "a.yaml:3:21: no vector has the flag 'Published'\n"
      "a.yaml:9:12: the flag 'Publish' has no entry under notes, did you mean 'Published'?\n");
  EXPECT_EQ(run("a.yaml", header(with(kcv, "result: valid", "result: vald"))).mistakes,
            "a.yaml:10:13: 'vald' is none of valid, invalid, acceptable, did you mean 'valid'?\n");
  EXPECT_NE(run("a.yaml", header(with(kcv, "aes-key", "aes-kay")))
                .mistakes.find("did you mean 'aes-key-check-value'?"),
            std::string::npos);
  EXPECT_NE(run("a.yaml", "- 1\n").mistakes.find("a.yaml:1:1: names and values were wanted here"),
            std::string::npos);
}

TEST(Selftest, RefusesPathsWithoutVectors) {
  Diagnostics diagnostics;
  EXPECT_EQ(run_selftest("/nowhere/at/all.yaml", diagnostics).error().code, ErrorCode::not_found);
  const auto folder =
      std::filesystem::path(::testing::TempDir()) / ("assay_empty_" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  EXPECT_EQ(run_selftest(folder.string(), diagnostics).error().message,
            "'" + folder.string() + "' holds no .yaml or .json file");
  std::filesystem::remove(folder);
}

const std::string wycheproof =
    R"({"algorithm": "AES-CMAC", "schema": "s", "numberOfTests": 1, "header": ["h"], "notes": {},
 "testGroups": [{"type": "MacTest", "source": {"name": "n"}, "keySize": 128, "tagSize": 128, "tests": [
  {"tcId": 1, "comment": "empty", "flags": [], "key": "e34f15c7bd819930fe9d66e0c166e61c", "msg": "",
   "tag": "d47afca1d857a5933405b1eb7a5cb7af", "result": "valid"}]}]})";

TEST(Wycheproof, IsReadInItsOwnLayout) {
  const FileOutcome good = run("w.json", wycheproof);
  EXPECT_EQ(good.mistakes, "");
  EXPECT_EQ(good.failures, "");
  EXPECT_EQ(good.result.total.passed, 1u);
  EXPECT_TRUE(run("w.json", with(wycheproof, "7af\"", "7ae\""))
                  .failures.ends_with("_w-1: tag expected D47AFCA1D857A5933405B1EB7A5CB7AE, got "
                                      "D47AFCA1D857A5933405B1EB7A5CB7AF\n"));
  EXPECT_TRUE(run("w.json", with(wycheproof, "\"result\": \"valid\"", "\"result\": \"invalid\""))
                  .failures.ends_with("_w-1:  expected refused, got accepted\n"));
}

TEST(Wycheproof, OfAnotherTypeIsRefusedByName) {
  const FileOutcome other = run("w.json", with(wycheproof, "MacTest", "AeadTest"));
  EXPECT_EQ(other.mistakes,
            "error: tests of type 'AeadTest' are not read; these are: MacTest, IndCpaTest, "
            "EcdsaVerify, EcdsaP1363Verify, EcdhEcpointTest, EcdhTest, RsassaPkcs1Verify, "
            "RsassaPkcs1Generate, RsassaPssVerify, RsaesOaepDecrypt, RsaesPkcs1Decrypt");
}

TEST(Wycheproof, OnACurveOrWithAHashOfAnotherKindIsRefusedByName) {
  const std::string ecdh = R"({"algorithm": "ECDH", "numberOfTests": 0, "testGroups": [)"
                           R"({"type": "EcdhEcpointTest", "curve": "secp256k1", "tests": []}]})";
  EXPECT_EQ(run("w.json", ecdh).mistakes, "error: the curve 'secp256k1' is not known here");
  EXPECT_EQ(run("w.json", with(wycheproof, "AES-CMAC", "SipHash")).mistakes,
            "error: the MAC 'SipHash' is not computed here");
  const std::string rsa = R"({"algorithm": "x", "numberOfTests": 0, "testGroups": [)"
                          R"({"type": "RsassaPkcs1Verify", "sha": "SHA3-256", "tests": []}]})";
  EXPECT_EQ(run("w.json", rsa).mistakes, "error: the hash 'SHA3-256' is not computed here");
}

TEST(Selftest, CountsPrimitivesApart) {
  const FileOutcome one = run("a.yaml", header(kcv));
  EXPECT_EQ(one.result.protocol.passed, 1u);
  EXPECT_EQ(one.result.primitives.vectors, 0u);
  EXPECT_EQ(run("w.json", wycheproof).result.primitives.passed, 1u);
}

TEST(Selftest, NamesAlgorithmsThatNobodyElseConfirms) {
  const auto text = [](const std::string& tests) {
    return "vectors: x\ntitle: 'x'\nnotes: { Unconfirmed: 'x' }\ntests:\n" + tests;
  };
  const std::string doubted = with(kcv, "Published", "Unconfirmed");
  EXPECT_EQ(run("a.yaml", text(doubted)).result.unconfirmed, std::vector<std::string>{"KCV"});
  const std::string other = with(with(kcv, "[Published]", "[]"), "id: one", "id: two");
  EXPECT_EQ(run("a.yaml", text(doubted + other)).result.unconfirmed, std::vector<std::string>{});
}

TEST(Wycheproof, WithAnUnknownAttributeOrAWrongCountIsAMistake) {
  EXPECT_NE(run("w.json", with(wycheproof, "\"msg\": \"\"", "\"msg\": \"\", \"aad\": \"\""))
                .mistakes.find("nobody reads 'aad' here"),
            std::string::npos);
  EXPECT_NE(run("w.json", with(wycheproof, "\"numberOfTests\": 1", "\"numberOfTests\": 2"))
                .mistakes.find("2 tests are announced, 1 are there"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::vectors

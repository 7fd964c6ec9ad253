// SPDX-License-Identifier: Apache-2.0
// Wycheproof's JSON layout, read as the YAML that JSON is.   Source: C2SP/wycheproof, doc/formats.md.
#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"
#include "vectors/vector_file.hpp"

namespace assay::vectors {
namespace {

constexpr std::array<std::string_view, 3> results{"valid", "invalid", "acceptable"};

/// A tag is right when the full CMAC starts with it; a key of another length makes no tag right.
Outcome check_cmac(Fields& test, std::size_t tag_bits) {
  const Bytes key = test.hex("key");
  const Bytes message = test.hex("msg");
  const Bytes tag = test.hex("tag");
  if (!crypto::is_aes_key_length(key.size()))
    return Mismatch{
        "tag", {}, to_hex(tag), fmt::format("no tag: AES has no keys of {} bytes", key.size())};
  const auto mac = crypto::aes_cmac(key, message);
  return compare("tag", tag, ByteView(mac).first(std::min(tag_bits / 8, mac.size())));
}

/// Length before PKCS #5 padding; nothing when the padding is wrong.
std::optional<std::size_t> pkcs5_length(ByteView data) {
  if (data.empty()) return std::nullopt;
  const std::size_t padding = data.back();
  if (padding == 0 || padding > 16 || padding > data.size()) return std::nullopt;
  const ByteView tail = data.last(padding);
  if (std::ranges::any_of(tail, [&](std::uint8_t byte) { return byte != padding; }))
    return std::nullopt;
  return data.size() - padding;
}

Outcome check_cbc(Fields& test) {
  const Bytes key = test.hex("key");
  const Bytes iv = test.hex("iv");
  const Bytes message = test.hex("msg");
  const Bytes cipher = test.hex("ct");
  if (!crypto::is_aes_key_length(key.size()) || iv.size() != 16 || cipher.empty() ||
      cipher.size() % 16 != 0)
    return Mismatch{"ct", {}, "key, IV and data of lengths that AES-CBC has", "others"};
  crypto::Block16 icv;
  std::copy(iv.begin(), iv.end(), icv.begin());
  Bytes plain(cipher.size());
  crypto::aes_cbc_decrypt(key, icv, cipher, plain);
  const auto length = pkcs5_length(plain);
  if (!length) return Mismatch{"ct", {}, "PKCS #5 padding", "none"};
  if (auto wrong = compare("msg", message, ByteView(plain).first(*length))) return wrong;
  crypto::aes_cbc_encrypt(key, icv, plain, plain);
  return compare("ct", cipher, plain);
}

void run_test(const document::Document& document, Fields& test, const std::string& algorithm,
              std::size_t tag_bits, Tally& tally) {
  Claim claim;
  claim.id = algorithm + "-" + test.text("tcId");
  claim.place = place(document.file, test.node().position);
  (void)test.text("comment");
  (void)test.texts("flags");
  claim.result = test.word("result", results);
  const Outcome outcome = algorithm == "AES-CMAC" ? check_cmac(test, tag_bits) : check_cbc(test);
  if (outcome) claim.fails = outcome->check;  // the layout does not say where a vector is wrong
  test.finish();
  tally.ran(algorithm + " (Wycheproof)", judge(claim, outcome));
}

void read_header(Fields& file) {
  for (const auto* known : {"algorithm", "schema", "header", "notes", "generatorVersion"})
    file.ignore(known);
}

}  // namespace

Result<void> run_wycheproof_file(const document::Document& document, document::Mistakes& mistakes,
                                 Tally& tally) {
  Fields file(document.file, document.root, mistakes);
  const std::string algorithm = file.text("algorithm");
  if (algorithm != "AES-CMAC" && algorithm != "AES-CBC-PKCS5")
    return fail(ErrorCode::unsupported,
                "{}: unsupported algorithm '{}'; of Wycheproof's files those of AES-CMAC and "
                "AES-CBC-PKCS5 are read",
                document.file, algorithm);
  read_header(file);
  const std::size_t announced = file.number("numberOfTests");
  std::size_t count = 0;
  for (Fields& group : file.mappings("testGroups")) {
    for (const auto* known : {"type", "source", "keySize", "ivSize"}) group.ignore(known);
    const std::size_t tag_bits = algorithm == "AES-CMAC" ? group.number("tagSize") : 0;
    for (Fields& test : group.mappings("tests")) {
      run_test(document, test, algorithm, tag_bits, tally);
      ++count;
    }
    group.finish();
  }
  if (count != announced)
    file.mistake("numberOfTests",
                 fmt::format("{} tests are announced, {} are there", announced, count));
  file.finish();
  return {};
}

}  // namespace assay::vectors

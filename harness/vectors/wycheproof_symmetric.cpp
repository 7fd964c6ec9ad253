// SPDX-License-Identifier: Apache-2.0
// Which check belongs to a group of Wycheproof's files; those of AES.
#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "crypto/block_cipher.hpp"
#include "crypto/hash.hpp"
#include "vectors/wycheproof_asymmetric.hpp"

namespace assay::vectors {
namespace {

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

Outcome check_hmac(Fields& test, crypto::Hash hash, std::size_t tag_bits) {
  const Bytes key = test.hex("key");
  const Bytes message = test.hex("msg");
  Bytes mac(crypto::hash_length(hash));
  crypto::hmac_into(hash, key, {message}, mac);
  return compare("tag", test.hex("tag"), ByteView(mac).first(std::min(tag_bits / 8, mac.size())));
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

/// "HMACSHA256" is HMAC with SHA-256.
std::optional<crypto::Hash> hash_of_hmac(std::string_view algorithm) {
  if (!algorithm.starts_with("HMACSHA")) return std::nullopt;
  return crypto::hash_named("SHA-" + std::string(algorithm.substr(7)));
}

Result<WycheproofGroup> open_mac(Fields& group, const std::string& algorithm) {
  const std::size_t tag_bits = group.number("tagSize");
  if (algorithm == "AES-CMAC")
    return WycheproofGroup{"AES-CMAC (Wycheproof)",
                           [tag_bits](Fields& test) { return check_cmac(test, tag_bits); }};
  const auto hash = hash_of_hmac(algorithm);
  if (!hash) return fail(ErrorCode::unsupported, "the MAC '{}' is not computed here", algorithm);
  return WycheproofGroup{"HMAC (Wycheproof)", [hash = *hash, tag_bits](Fields& test) {
                           return check_hmac(test, hash, tag_bits);
                         }};
}

Result<WycheproofGroup> open_cbc(const std::string& algorithm) {
  if (algorithm != "AES-CBC-PKCS5")
    return fail(ErrorCode::unsupported, "the cipher '{}' is not computed here", algorithm);
  return WycheproofGroup{"AES-CBC-PKCS5 (Wycheproof)", check_cbc};
}

struct Row {
  std::string_view type;
  Result<WycheproofGroup> (*open)(Fields& group);
};

constexpr std::array rows{
    Row{"EcdsaVerify", open_ecdsa_der},           Row{"EcdsaP1363Verify", open_ecdsa_raw},
    Row{"EcdhEcpointTest", open_ecdh_point},      Row{"EcdhTest", open_ecdh_key_info},
    Row{"RsassaPkcs1Verify", open_pkcs1_verify},  Row{"RsassaPkcs1Generate", open_pkcs1_sign},
    Row{"RsassaPssVerify", open_pss_verify},      Row{"RsaesOaepDecrypt", open_oaep_decrypt},
    Row{"RsaesPkcs1Decrypt", open_pkcs1_decrypt},
};

}  // namespace

Result<WycheproofGroup> open_wycheproof_group(Fields& group, const std::string& algorithm) {
  for (const auto* known : {"source", "keySize", "ivSize"}) group.ignore(known);
  const std::string type = group.text("type");
  if (type == "MacTest") return open_mac(group, algorithm);
  if (type == "IndCpaTest") return open_cbc(algorithm);
  for (const Row& row : rows)
    if (row.type == type) return row.open(group);
  std::vector<std::string> known{"MacTest", "IndCpaTest"};
  for (const Row& row : rows) known.emplace_back(row.type);
  return fail(ErrorCode::unsupported, "tests of type '{}' are not read; these are: {}", type,
              join(known, ", "));
}

}  // namespace assay::vectors

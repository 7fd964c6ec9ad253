// SPDX-License-Identifier: Apache-2.0
// Vectors of single algorithms: ciphers, MACs, key check values, key derivations.
#include <array>

#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"
#include "crypto/hash.hpp"
#include "globalplatform/scp01_derivation.hpp"
#include "globalplatform/scp02_derivation.hpp"
#include "globalplatform/scp03_derivation.hpp"
#include "vectors/check.hpp"
#include "vectors/content_checks.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

/// Reads a key, and complains here rather than let the cipher stop the program.
Bytes key(Fields& in, std::string_view name, std::initializer_list<std::size_t> lengths) {
  Bytes bytes = in.hex(name);
  if (std::find(lengths.begin(), lengths.end(), bytes.size()) != lengths.end()) return bytes;
  if (in.has(name))
    in.mistake(name, fmt::format("a key of {} bytes is none for this algorithm", bytes.size()));
  return Bytes(*lengths.begin());
}

template <std::size_t N>
std::array<std::uint8_t, N> block(Fields& in, std::string_view name) {
  const Bytes bytes = in.hex(name);
  std::array<std::uint8_t, N> out{};
  if (bytes.size() == N)
    std::copy(bytes.begin(), bytes.end(), out.begin());
  else if (in.has(name))
    in.mistake(name, fmt::format("{} bytes were wanted, not {}", N, bytes.size()));
  return out;
}

Bytes whole_blocks(Fields& in, std::string_view name, std::size_t size) {
  Bytes bytes = in.hex(name);
  if (bytes.size() % size != 0) {
    in.mistake(name, fmt::format("{} bytes are not whole blocks of {}", bytes.size(), size));
    bytes.clear();
  }
  return bytes;
}

Outcome check_aes_cmac(Fields& in) {
  const Bytes k = key(in, "key", {16, 24, 32});
  const Bytes message = in.hex("message");
  return compare("mac", in.hex("mac"), crypto::aes_cmac(k, message));
}

/// A cipher is right when it encrypts as published and decrypts back.
template <typename Encrypt, typename Decrypt>
Outcome check_cipher(Fields& in, std::size_t block_size, Encrypt encrypt, Decrypt decrypt) {
  const Bytes plain = whole_blocks(in, "plain", block_size);
  const Bytes cipher = whole_blocks(in, "cipher", block_size);
  Bytes out(plain.size());
  encrypt(plain, out);
  if (auto wrong = compare("cipher", cipher, out)) return wrong;
  decrypt(cipher, out);
  return compare("plain", plain, out);
}

Outcome check_aes_cbc(Fields& in) {
  const Bytes k = key(in, "key", {16, 24, 32});
  const auto icv = block<16>(in, "icv");
  return check_cipher(
      in, 16, [&](ByteView from, MutableByteView to) { crypto::aes_cbc_encrypt(k, icv, from, to); },
      [&](ByteView from, MutableByteView to) { crypto::aes_cbc_decrypt(k, icv, from, to); });
}

Outcome check_des3_cbc(Fields& in) {
  const Bytes k = key(in, "key", {16, 24});
  const auto icv = block<8>(in, "icv");
  return check_cipher(
      in, 8, [&](ByteView from, MutableByteView to) { crypto::des3_cbc_encrypt(k, icv, from, to); },
      [&](ByteView from, MutableByteView to) { crypto::des3_cbc_decrypt(k, icv, from, to); });
}

Outcome check_des3_ecb(Fields& in) {
  const Bytes k = key(in, "key", {16, 24});
  return check_cipher(
      in, 8, [&](ByteView from, MutableByteView to) { crypto::des3_ecb_encrypt(k, from, to); },
      [&](ByteView from, MutableByteView to) { crypto::des3_ecb_decrypt(k, from, to); });
}

Outcome check_des(Fields& in) {
  const Bytes k = key(in, "key", {8});
  const auto plain = block<8>(in, "plain");
  return compare("cipher", in.hex("cipher"), crypto::des_encrypt_block(k, plain));
}

Outcome check_retail_mac(Fields& in) {
  const Bytes k = key(in, "key", {16});
  const Bytes message = in.hex("message");
  return compare("mac", in.hex("mac"), crypto::des_retail_mac(k, block<8>(in, "icv"), message));
}

Outcome check_full_mac(Fields& in) {
  const Bytes k = key(in, "key", {16, 24});
  const Bytes message = in.hex("message");
  return compare("mac", in.hex("mac"), crypto::des3_full_mac(k, block<8>(in, "icv"), message));
}

Outcome check_sha1(Fields& in) {
  const Bytes message = in.hex("message");
  return compare("digest", in.hex("digest"), crypto::sha1(message));
}

Outcome check_sha256(Fields& in) {
  const Bytes message = in.hex("message");
  return compare("digest", in.hex("digest"), crypto::sha256(message));
}

Outcome check_aes_kcv(Fields& in) {
  const Bytes k = key(in, "key", {16, 24, 32});
  return compare("kcv", in.hex("kcv"), crypto::aes_key_check_value(k));
}

Outcome check_des_kcv(Fields& in) {
  const Bytes k = key(in, "key", {16, 24});
  return compare("kcv", in.hex("kcv"), crypto::des_key_check_value(k));
}

SecureBytes secret(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

/// Session keys of one static key for both uses, with their check values.
Outcome check_scp01_keys(Fields& in) {
  const SecureBytes k = secret(key(in, "key", {16}));
  const auto host = block<8>(in, "host_challenge");
  const auto card = block<8>(in, "card_challenge");
  Scp01SessionKeys keys;
  derive_scp01_keys({0, k, k, k}, host, card, keys);
  Outcome first;
  struct Row {
    const char* name;
    ByteView value;
  };
  for (const Row& row : {Row{"s_enc", keys.enc.view()}, Row{"s_mac", keys.mac.view()}}) {
    Fields expected = in.mapping(row.name);
    const Bytes value = expected.hex("value");
    const Bytes kcv = expected.hex("kcv");
    expected.finish();
    if (!first) first = compare(row.name, value, row.value);
    if (!first) first = compare("kcv", kcv, crypto::des_key_check_value(row.value));
  }
  return first;
}

/// A key under the static DEK, as PUT KEY of SCP01 carries it.   Source: GPC D.3.5.
Outcome check_scp01_put_key(Fields& in) {
  const Bytes dek = key(in, "dek", {16});
  const Bytes fresh = key(in, "new_key", {16});
  Bytes out(fresh.size());
  crypto::des3_ecb_encrypt(dek, fresh, out);
  return compare("encrypted", in.hex("encrypted"), out);
}

/// Session keys of one static key for all three uses, with their check values.
Outcome check_scp02_keys(Fields& in) {
  const SecureBytes k = secret(key(in, "key", {16}));
  const auto counter = block<2>(in, "sequence_counter");
  Scp02SessionKeys keys;
  derive_scp02_keys({0, k, k, k}, counter, keys);
  Outcome first;
  struct Row {
    const char* name;
    ByteView value;
  };
  for (const Row& row : {Row{"s_enc", keys.enc.view()}, Row{"s_mac", keys.c_mac.view()},
                         Row{"s_rmac", keys.r_mac.view()}, Row{"s_dek", keys.dek.view()}}) {
    Fields expected = in.mapping(row.name);
    const Bytes value = expected.hex("value");
    const Bytes kcv = expected.hex("kcv");
    expected.finish();
    if (!first) first = compare(row.name, value, row.value);
    if (!first) first = compare("kcv", kcv, crypto::des_key_check_value(row.value));
  }
  return first;
}

Outcome check_scp03_keys(Fields& in) {
  const Bytes k = key(in, "key", {16, 24, 32});
  const Bytes context = in.hex("context");
  if (context.size() > 32) {
    in.mistake("context", "at most 32 bytes are a context here");
    return {};
  }
  Outcome first;
  struct Row {
    const char* name;
    DerivationConstant constant;
  };
  for (const Row& row :
       {Row{"s_enc", DerivationConstant::s_enc}, Row{"s_mac", DerivationConstant::s_mac},
        Row{"s_rmac", DerivationConstant::s_rmac}}) {
    Fields expected = in.mapping(row.name);
    const Bytes value = expected.hex("value");
    const Bytes kcv = expected.hex("kcv");
    expected.finish();
    Bytes derived(k.size());
    scp03_derive(k, row.constant, context, {}, derived);
    if (!first) first = compare(row.name, value, derived);
    if (!first) first = compare("kcv", kcv, crypto::aes_key_check_value(derived));
  }
  return first;
}

/// A key under S-DEK, as PUT KEY of SCP02 carries it.   Source: GPC E.4.7.
Outcome check_scp02_put_key(Fields& in) {
  const SecureBytes dek = secret(key(in, "dek", {16}));
  const auto counter = block<2>(in, "sequence_counter");
  Scp02SessionKeys keys;
  derive_scp02_keys({0, dek, dek, dek}, counter, keys);
  const Bytes fresh = key(in, "new_key", {16});
  Bytes out(fresh.size());
  crypto::des3_ecb_encrypt(keys.dek.view(), fresh, out);
  return compare("encrypted", in.hex("encrypted"), out);
}

/// Data of one command under S-ENC.   Source: GPD 6.2.6.
Outcome check_scp03_c_encryption(Fields& in) {
  const Bytes s_enc = key(in, "s_enc", {16, 24, 32});
  crypto::Block16 icv{};
  icv[15] = static_cast<std::uint8_t>(in.number("counter"));
  Bytes data = in.hex("plain");
  crypto::pad80(data, 16);
  crypto::aes_cbc_encrypt(s_enc, crypto::aes_encrypt_block(s_enc, icv), data, data);
  return compare("encrypted", in.hex("encrypted"), data);
}

constexpr auto primitive = Level::primitive;

constexpr std::array kinds{
    Kind{"aes-cbc", check_aes_cbc, primitive},
    Kind{"aes-cmac", check_aes_cmac, primitive},
    Kind{"aes-key-check-value", check_aes_kcv},
    Kind{"card-capability", check_card_capability},
    Kind{"card-data", check_card_data},
    Kind{"combined-token", check_combined_token},
    Kind{"cplc", check_production_data},
    Kind{"data-objects", check_data_objects},
    Kind{"delete-token", check_delete_token},
    Kind{"des", check_des, primitive},
    Kind{"des-key-check-value", check_des_kcv},
    Kind{"des-retail-mac", check_retail_mac, primitive},
    Kind{"des3-cbc", check_des3_cbc, primitive},
    Kind{"des3-ecb", check_des3_ecb, primitive},
    Kind{"des3-full-mac", check_full_mac, primitive},
    Kind{"domain-data", check_domain_data},
    Kind{"install-token", check_install_token},
    Kind{"key-diversification", check_diversification},
    Kind{"load-file", check_load_file},
    Kind{"put-key", check_put_key},
    Kind{"receipt", check_receipt},
    Kind{"scp01-keys", check_scp01_keys},
    Kind{"scp01-put-key", check_scp01_put_key},
    Kind{"scp02-keys", check_scp02_keys},
    Kind{"scp02-put-key", check_scp02_put_key},
    Kind{"scp03-c-encryption", check_scp03_c_encryption},
    Kind{"scp03-keys", check_scp03_keys},
    Kind{"scp10-agreement", check_scp10_agreement},
    Kind{"scp10-certificate", check_scp10_certificate},
    Kind{"scp10-transport", check_scp10_transport},
    Kind{"scp11-certificates", check_scp11_certificates},
    Kind{"scp11-session", check_scp11_session},
    Kind{"calypso-pki", check_pki},
    Kind{"scp80-command", check_scp80_command},
    Kind{"scp80-response", check_scp80_response},
    Kind{"select-answer", check_select_answer},
    Kind{"session", check_session},
    Kind{"store-data-keys", check_stored_keys},
    Kind{"sha-1", check_sha1, primitive},
    Kind{"sha-256", check_sha256, primitive},
};

}  // namespace

Outcome compare(std::string_view check, ByteView expected, ByteView got) {
  if (equal(expected, got)) return {};
  return Mismatch{std::string(check), {}, to_hex(expected), to_hex(got)};
}

const Kind* find_kind(std::string_view name) noexcept {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  return found == kinds.end() ? nullptr : &*found;
}

std::vector<std::string_view> check_kinds() {
  std::vector<std::string_view> names;
  for (const Kind& kind : kinds) names.push_back(kind.name);
  return names;
}

}  // namespace assay::vectors

// SPDX-License-Identifier: Apache-2.0
#include "vectors/content_checks.hpp"

#include <array>

#include "base/hex.hpp"
#include "globalplatform/load_file.hpp"
#include "globalplatform/receipt.hpp"
#include "globalplatform/token.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

/// A key of a vector: one that checks, and one that signs when its secret half is given too.
struct VectorKey {
  VerificationKey checks;
  std::optional<SigningKey> signs;
};

Result<VectorKey> rsa_key(Fields& in) {
  const Bytes modulus = in.hex("modulus");
  const Bytes exponent = in.hex("exponent");
  const auto secret = in.hex_if_present("private_exponent");
  TRY(auto half, crypto::RsaPublicKey::from_numbers(modulus, exponent));
  if (!secret) return VectorKey{VerificationKey::rsa(std::move(half)), std::nullopt};
  TRY(auto key, crypto::RsaPrivateKey::from_exponents(modulus, exponent, *secret));
  return VectorKey{VerificationKey::rsa(std::move(half)), SigningKey::rsa(std::move(key))};
}

Result<VectorKey> ecc_key(Fields& in) {
  const std::string curve_name = in.text("curve");
  const Bytes point = in.hex("point");
  const auto scalar = in.hex_if_present("scalar");
  const auto curve = crypto::curve_named(curve_name);
  if (!curve) return fail(ErrorCode::unsupported, "the curve '{}' is not known here", curve_name);
  TRY(auto half, crypto::EcPublicKey::from_point(*curve, point));
  if (!scalar) return VectorKey{VerificationKey::ecc(std::move(half)), std::nullopt};
  TRY(auto key, crypto::EcPrivateKey::from_scalar(*curve, *scalar));
  return VectorKey{VerificationKey::ecc(std::move(half)), SigningKey::ecc(std::move(key))};
}

Result<VectorKey> symmetric_key(Fields& in) {
  const bool des = in.has("des");
  const Bytes bytes = in.hex(des ? "des" : "aes");
  TRY(auto checks, des ? VerificationKey::des(bytes) : VerificationKey::aes(bytes));
  TRY(auto signs, des ? SigningKey::des(bytes) : SigningKey::aes(bytes));
  return VectorKey{std::move(checks), std::move(signs)};
}

Result<VectorKey> read_key(Fields in) {
  auto key = in.has("modulus") ? rsa_key(in) : in.has("curve") ? ecc_key(in) : symmetric_key(in);
  in.finish();
  return key;
}

/// Signature over `input`: right, and made again when the key can.
Outcome check_signature(const VectorKey& key, ByteView input, ByteView signature, ByteView salt,
                        std::string_view check, std::string_view what) {
  const auto right = key.checks.check(input, signature, what);
  if (!right) return refused(check, right.error());
  if (!key.signs) return {};
  const auto made = key.signs->sign(input, salt);
  if (!made) return refused("made", made.error());
  return compare("made", signature, *made);
}

/// What most vectors of signatures share; every field is read before anything is judged.
struct Signed {
  Result<VectorKey> key;
  Bytes salt;
  std::optional<Bytes> input;
};

Signed read_signed(Fields& in) {
  auto input = in.hex_if_present("input");
  // A source may show what is signed, and neither key nor signature.
  auto key = input && !in.has("key")
                 ? Result<VectorKey>(fail(ErrorCode::not_found, "this vector has no key"))
                 : read_key(in.mapping("key"));
  return {std::move(key), in.hex_if_present("salt").value_or(Bytes()), std::move(input)};
}

Outcome judge_token(const Signed& given, const Result<Bytes>& input, ByteView token) {
  if (!input) return refused("input", input.error());
  if (given.input)
    if (auto wrong = compare("input", *given.input, *input)) return wrong;
  if (token.empty() && given.input) return {};
  if (!given.key) return refused("key", given.key.error());
  return check_signature(*given.key, *input, token, given.salt, "token", "the token");
}

struct Command {
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  Bytes data;
};

Command read_command(Fields& in) {
  Command out;
  out.p1 = in.byte("p1");
  out.p2 = in.byte("p2");
  out.data = in.hex("data");
  return out;
}

Result<InstallData> parse(const Command& command) {
  return parse_install(command.p1, command.p2, command.data);
}

template <typename Written>
Outcome check_written(ByteView data, const Written& written) {
  if (!written) return refused("written", written.error());
  return compare("written", data, *written);
}

}  // namespace

Outcome refused(std::string_view check, const Error& error) {
  return Mismatch{std::string(check), {}, "accepted", error.message};
}

Outcome check_install_token(Fields& in) {
  const Command command = read_command(in);
  const Signed given = read_signed(in);
  const auto install = parse(command);
  if (!install) return refused("fields", install.error());
  if (auto wrong = check_written(command.data, write_install(*install))) return wrong;
  return judge_token(given, token_input(*install), install->token);
}

Outcome check_combined_token(Fields& in) {
  Fields first_fields = in.mapping("first");
  Fields last_fields = in.mapping("last");
  const Command first_command = read_command(first_fields);
  const Command last_command = read_command(last_fields);
  first_fields.finish();
  last_fields.finish();
  const Signed given = read_signed(in);
  const auto first = parse(first_command);
  if (!first) return refused("fields", first.error());
  const auto last = parse(last_command);
  if (!last) return refused("fields", last.error());
  return judge_token(given, combined_token_input(*first, *last), last->token);
}

Outcome check_delete_token(Fields& in) {
  const Command command = read_command(in);
  const Signed given = read_signed(in);
  const auto parsed = parse_delete(command.p1, command.p2, command.data);
  if (!parsed) return refused("fields", parsed.error());
  if (auto wrong = check_written(command.data, write_delete(*parsed))) return wrong;
  return judge_token(given, token_input(*parsed), parsed->token);
}

namespace {

constexpr std::array<std::string_view, 6> receipt_words{
    "load", "install", "extradition", "registry-update", "delete", "combined"};
constexpr std::array<std::string_view, 2> identifier_words{"absent", "present"};

struct ReceiptVector {
  ReceiptOf of = ReceiptOf::load;
  TokenIdentifier identifier = TokenIdentifier::absent;
  Bytes response;
  std::vector<Bytes> fields;
  std::optional<Bytes> previous;
};

ReceiptVector read_receipt(Fields& in) {
  ReceiptVector out;
  const std::string of = in.word("of", receipt_words);
  const auto found = std::ranges::find(receipt_words, of);
  if (found != receipt_words.end()) out.of = static_cast<ReceiptOf>(found - receipt_words.begin());
  if (in.has("token_identifier") && in.word("token_identifier", identifier_words) == "present")
    out.identifier = TokenIdentifier::present;
  out.response = in.hex("response");
  for (const std::string& text : in.texts("fields")) {
    const auto bytes = from_hex(text);
    if (!bytes) in.mistake("fields", bytes.error().message);
    out.fields.push_back(bytes.value_or(Bytes()));
  }
  out.previous = in.hex_if_present("previous_counter");
  if (out.previous && out.previous->size() != 2)
    in.mistake("previous_counter", "a counter has 2 bytes");
  return out;
}

Outcome check_confirmation(const ReceiptVector& vector, const ConfirmationField& field) {
  const auto parsed = parse_confirmation(field.confirmation, vector.identifier);
  if (!parsed) return refused("confirmation", parsed.error());
  if (auto wrong = compare("written", field.confirmation, write_confirmation(*parsed)))
    return wrong;
  if (!vector.previous || vector.previous->size() != 2) return {};
  const auto previous =
      static_cast<std::uint16_t>((*vector.previous)[0] << 8 | (*vector.previous)[1]);
  const auto follows = check_counter(previous, parsed->counter);
  return follows ? Outcome() : refused("counter", follows.error());
}

}  // namespace

Outcome check_receipt(Fields& in) {
  const ReceiptVector vector = read_receipt(in);
  const Signed given = read_signed(in);
  if (!given.key) return refused("key", given.key.error());
  const auto field = parse_confirmation_field(vector.response);
  if (!field) return refused("response", field.error());
  if (auto wrong = compare("written", vector.response, write_confirmation_field(*field)))
    return wrong;
  if (auto wrong = check_confirmation(vector, *field)) return wrong;
  const auto input = receipt_input(vector.of, field->confirmation, vector.fields);
  if (!input) return refused("input", input.error());
  if (given.input)
    if (auto wrong = compare("input", *given.input, *input)) return wrong;
  return check_signature(*given.key, *input, field->receipt, given.salt, "receipt",
                         name(vector.of));
}

namespace {

struct DapKey {
  Bytes aid;
  Bytes salt;
  Result<VectorKey> key;
};

struct LoadFileVector {
  Bytes file;
  Bytes hash;
  std::optional<Bytes> plain;
  std::optional<Result<LoadFileKey>> cipher_key;
  std::vector<DapKey> dap_keys;
};

LoadFileVector read_load_file(Fields& in) {
  LoadFileVector out;
  out.file = in.hex("file");
  out.hash = in.hex("hash");
  out.plain = in.hex_if_present("plain");
  if (in.has("cipher_key")) {
    Fields key = in.mapping("cipher_key");
    const bool des = key.has("des");
    out.cipher_key = LoadFileKey::make(des ? LoadFileKey::Kind::des : LoadFileKey::Kind::aes,
                                       key.hex(des ? "des" : "aes"));
    key.finish();
  }
  for (Fields& item : in.mappings("dap_keys")) {
    Bytes aid = item.hex("aid");
    Bytes salt = item.hex_if_present("salt").value_or(Bytes());
    out.dap_keys.push_back({std::move(aid), std::move(salt), read_key(item.mapping("key"))});
    item.finish();
  }
  return out;
}

/// The block in clear, and whether hash and cipher go together.
Outcome open_block(const LoadFileVector& vector, const LoadFile& file, crypto::Hash hash,
                   Bytes& plain) {
  plain = file.block;
  if (!file.ciphered) return {};
  if (!vector.cipher_key)
    return Mismatch{"cipher_key", {}, "a key", "none for a ciphered load file data block"};
  if (!*vector.cipher_key) return refused("cipher_key", vector.cipher_key->error());
  const LoadFileKey& key = **vector.cipher_key;
  const auto opened = key.decrypt(file.block, file.icv);
  if (!opened) return refused("cipher", opened.error());
  plain = *opened;
  const auto again = key.encrypt(plain, file.icv);
  if (!again) return refused("cipher", again.error());
  if (auto wrong = compare("cipher", file.block, *again)) return wrong;
  const auto strong = check_hash_strength(hash, key.weakest_hash(), "the cipher");
  return strong ? Outcome() : refused("strength", strong.error());
}

Outcome check_dap(const LoadFileVector& vector, const DapBlock& dap, crypto::Hash hash) {
  const auto found = std::ranges::find(vector.dap_keys, dap.domain_aid, &DapKey::aid);
  if (found == vector.dap_keys.end())
    return Mismatch{"dap_key", {}, "a key", "none for " + to_hex(dap.domain_aid)};
  if (!found->key) return refused("dap_key", found->key.error());
  if (const auto weakest = found->key->checks.hash()) {
    const auto strong = check_hash_strength(hash, *weakest, "the DAP");
    if (!strong) return refused("strength", strong.error());
  }
  return check_signature(*found->key, vector.hash, dap.signature, found->salt, "dap", "the DAP");
}

}  // namespace

Outcome check_load_file(Fields& in) {
  const LoadFileVector vector = read_load_file(in);
  const auto file = parse_load_file(vector.file);
  if (!file) return refused("file", file.error());
  if (auto wrong = compare("written", vector.file, write_load_file(*file))) return wrong;
  const auto hash = load_file_hash(vector.hash);
  if (!hash) return refused("hash", hash.error());
  Bytes plain;
  if (auto wrong = open_block(vector, *file, *hash, plain)) return wrong;
  if (vector.plain)
    if (auto wrong = compare("plain", *vector.plain, plain)) return wrong;
  if (auto wrong = compare("hash", vector.hash, crypto::digest(*hash, plain))) return wrong;
  for (const DapBlock& dap : file->daps)
    if (auto wrong = check_dap(vector, dap, *hash)) return wrong;
  return {};
}

}  // namespace assay::vectors

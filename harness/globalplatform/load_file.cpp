// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/load_file.hpp"

#include <algorithm>

#include "crypto/block_cipher.hpp"
#include "globalplatform/length_value.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

constexpr iso7816::Tag dap_tag = 0xE2;
constexpr iso7816::Tag aid_tag = 0x4F;
constexpr iso7816::Tag signature_tag = 0xC3;
constexpr iso7816::Tag plain_tag = 0xC4;
constexpr iso7816::Tag icv_tag = 0xD3;
constexpr iso7816::Tag ciphered_tag = 0xD4;

Result<void> check_shortest(const iso7816::Tlv& object) {
  Bytes header;
  iso7816::append_tlv_header(header, object.tag, object.value.size());
  if (header.size() + object.value.size() == object.whole.size()) return {};
  return fail(ErrorCode::malformed, "the length of {} is longer than needed",
              iso7816::tag_text(object.tag));
}

Result<ByteView> take_object(iso7816::TlvReader& in, iso7816::Tag tag, std::string_view where) {
  TRY(const auto object, in.next());
  if (!object) return fail(ErrorCode::malformed, "{} has no {}", where, iso7816::tag_text(tag));
  if (object->tag != tag)
    return fail(ErrorCode::malformed, "{} has {}, {} was wanted there", where,
                iso7816::tag_text(object->tag), iso7816::tag_text(tag));
  TRY_VOID(check_shortest(*object));
  return object->value;
}

Result<DapBlock> parse_dap(ByteView value) {
  iso7816::TlvReader in(value);
  TRY(const ByteView aid, take_object(in, aid_tag, "a DAP block"));
  TRY_VOID(check_aid(aid, "the AID of a DAP block"));
  TRY(const ByteView signature, take_object(in, signature_tag, "a DAP block"));
  if (signature.empty()) return fail(ErrorCode::malformed, "the signature of a DAP block is empty");
  if (!in.at_end())
    return fail(ErrorCode::malformed, "something follows the signature in a DAP block");
  return DapBlock{to_bytes(aid), to_bytes(signature)};
}

/// What stands behind the DAP blocks: C4, or D4 with or without D3 before it.
Result<void> take_block(LoadFile& out, iso7816::TlvReader& in, const iso7816::Tlv& first) {
  TRY_VOID(check_shortest(first));
  if (first.tag == icv_tag) {
    if (first.value.size() != 8 && first.value.size() != 16)
      return fail(ErrorCode::malformed, "the ICV has {} bytes, 8 or 16 were wanted",
                  first.value.size());
    out.icv = to_bytes(first.value);
    TRY(const ByteView block, take_object(in, ciphered_tag, "a load file with an ICV"));
    out.block = to_bytes(block);
    out.ciphered = true;
    return {};
  }
  if (first.tag != plain_tag && first.tag != ciphered_tag)
    return fail(ErrorCode::malformed, "a load file has {}, which is none of E2, C4, D3 and D4",
                iso7816::tag_text(first.tag));
  out.block = to_bytes(first.value);
  out.ciphered = first.tag == ciphered_tag;
  return {};
}

template <std::size_t N>
std::array<std::uint8_t, N> chaining_value(const std::optional<Bytes>& icv) {
  std::array<std::uint8_t, N> out{};
  if (icv) std::copy_n(icv->begin(), N, out.begin());
  return out;
}

Result<void> check_icv(const std::optional<Bytes>& icv, std::size_t block) {
  if (icv && icv->size() != block)
    return fail(ErrorCode::malformed, "the ICV has {} bytes, a block of the cipher has {}",
                icv->size(), block);
  return {};
}

}  // namespace

Result<LoadFile> parse_load_file(ByteView bytes) {
  LoadFile out;
  iso7816::TlvReader in(bytes);
  for (;;) {
    TRY(const auto object, in.next());
    if (!object) return fail(ErrorCode::malformed, "a load file has no load file data block");
    if (object->tag != dap_tag) {
      TRY_VOID(take_block(out, in, *object));
      break;
    }
    TRY_VOID(check_shortest(*object));
    TRY(DapBlock dap, parse_dap(object->value));
    out.daps.push_back(std::move(dap));
  }
  if (!in.at_end()) return fail(ErrorCode::malformed, "something follows the load file data block");
  return out;
}

Bytes write_load_file(const LoadFile& file) {
  Bytes out;
  for (const DapBlock& dap : file.daps) {
    Bytes inside;
    iso7816::append_tlv(inside, aid_tag, dap.domain_aid);
    iso7816::append_tlv(inside, signature_tag, dap.signature);
    iso7816::append_tlv(out, dap_tag, inside);
  }
  if (file.icv) iso7816::append_tlv(out, icv_tag, *file.icv);
  iso7816::append_tlv(out, file.ciphered ? ciphered_tag : plain_tag, file.block);
  return out;
}

Result<LoadFileKey> LoadFileKey::make(Kind kind, ByteView key) {
  if (kind == Kind::des && key.size() != 16)
    return fail(ErrorCode::malformed, "a DES key for load files has {} bytes, 16 were wanted",
                key.size());
  if (kind == Kind::aes && !crypto::is_aes_key_length(key.size()))
    return fail(ErrorCode::malformed, "an AES key has {} bytes, 16, 24 or 32 were wanted",
                key.size());
  return LoadFileKey(kind, key);
}

crypto::Hash LoadFileKey::weakest_hash() const noexcept {
  if (kind_ == Kind::des) return crypto::Hash::sha1;
  if (key_.size() == 16) return crypto::Hash::sha256;
  return key_.size() == 24 ? crypto::Hash::sha384 : crypto::Hash::sha512;
}

Result<Bytes> LoadFileKey::encrypt(ByteView plain, const std::optional<Bytes>& icv) const {
  TRY_VOID(check_icv(icv, block_length()));
  Bytes out = to_bytes(plain);
  crypto::pad80(out, block_length());
  if (kind_ == Kind::des)
    crypto::des3_cbc_encrypt(key_, chaining_value<8>(icv), out, out);
  else
    crypto::aes_cbc_encrypt(key_, chaining_value<16>(icv), out, out);
  return out;
}

Result<Bytes> LoadFileKey::decrypt(ByteView cipher, const std::optional<Bytes>& icv) const {
  TRY_VOID(check_icv(icv, block_length()));
  if (cipher.empty() || cipher.size() % block_length() != 0)
    return fail(ErrorCode::malformed,
                "a ciphered load file data block has {} bytes, no whole "
                "blocks of {}",
                cipher.size(), block_length());
  Bytes out = to_bytes(cipher);
  if (kind_ == Kind::des)
    crypto::des3_cbc_decrypt(key_, chaining_value<8>(icv), out, out);
  else
    crypto::aes_cbc_decrypt(key_, chaining_value<16>(icv), out, out);
  const std::size_t length = crypto::unpadded_length(out);
  if (length > out.size() || out.size() - length > block_length())
    return fail(ErrorCode::malformed, "a load file data block does not end in padding");
  out.resize(length);
  return out;
}

Result<crypto::Hash> load_file_hash(ByteView hash) {
  const auto found = crypto::hash_of_length(hash.size());
  if (found && *found != crypto::Hash::sha224) return *found;
  return fail(ErrorCode::malformed,
              "a load file data block hash has {} bytes; digests have 20, 32, 48 or 64",
              hash.size());
}

Result<void> check_hash_strength(crypto::Hash hash, crypto::Hash wanted, std::string_view because) {
  if (crypto::hash_length(hash) >= crypto::hash_length(wanted)) return {};
  return fail(ErrorCode::refused,
              "{} as load file data block hash is too weak beside {}: {} was wanted",
              crypto::name(hash), because, crypto::name(wanted));
}

}  // namespace assay::globalplatform

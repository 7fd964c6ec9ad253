// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/diversification.hpp"

#include <algorithm>
#include <array>

#include "crypto/block_cipher.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::array<std::string_view, 4> names{"EMV", "VISA", "VISA2", "KDF3"};

/// The six bytes of diversification data that a DES method uses.
std::array<std::uint8_t, 6> chosen_bytes(Diversification method, ByteView data) {
  std::array<std::uint8_t, 6> out{};
  switch (method) {
    case Diversification::visa:  // 0 to 3, 8 and 9
      std::copy_n(data.begin(), 4, out.begin());
      std::copy_n(data.begin() + 8, 2, out.begin() + 4);
      break;
    case Diversification::visa2:  // 0 and 1, 4 to 7
      std::copy_n(data.begin(), 2, out.begin());
      std::copy_n(data.begin() + 4, 4, out.begin() + 2);
      break;
    default: std::copy_n(data.begin() + 4, 6, out.begin());
  }
  return out;
}

SecureBytes by_des(Diversification method, ByteView master, ByteView data, std::uint8_t key) {
  const auto chosen = chosen_bytes(method, data);
  SecureBytes out(chosen.begin(), chosen.end());
  out.push_back(0xF0);
  out.push_back(key);
  out.insert(out.end(), chosen.begin(), chosen.end());
  out.push_back(0x0F);
  out.push_back(key);
  crypto::des3_ecb_encrypt(master, out, out);
  return out;
}

/// SP 800-108 in counter mode: CMAC over counter, 00 00 00, key, 00, diversification data.
SecureBytes by_cmac(ByteView master, ByteView data, std::uint8_t key) {
  SecureBytes out;
  for (std::uint8_t counter = 1; out.size() < master.size(); ++counter) {
    Bytes block{counter, 0x00, 0x00, 0x00, key, 0x00};
    append(block, data);
    const auto mac = crypto::aes_cmac(master, block);
    out.insert(out.end(), mac.begin(), mac.end());
  }
  out.resize(master.size());
  return out;
}

}  // namespace

std::optional<Diversification> diversification_named(std::string_view name) noexcept {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Diversification>(found - names.begin());
}

Result<SecureBytes> diversify(Diversification method, ByteView master,
                              ByteView diversification_data, std::uint8_t key) {
  const auto name = names[static_cast<std::size_t>(method)];
  if (diversification_data.size() != 10)
    return fail(ErrorCode::malformed, "key diversification data have {} bytes, 10 were wanted",
                diversification_data.size());
  if (key < 1 || key > 3)
    return fail(ErrorCode::malformed, "key {} is none of 1 (ENC), 2 (MAC) and 3 (DEK)", key);
  if (method == Diversification::kdf3 && !crypto::is_aes_key_length(master.size()))
    return fail(ErrorCode::malformed, "a master key for {} has {} bytes, 16, 24 or 32 were wanted",
                name, master.size());
  if (method != Diversification::kdf3 && master.size() != 16)
    return fail(ErrorCode::malformed, "a master key for {} has {} bytes, 16 were wanted", name,
                master.size());
  return method == Diversification::kdf3 ? by_cmac(master, diversification_data, key)
                                         : by_des(method, master, diversification_data, key);
}

Result<KeySet> diversify(Diversification method, ByteView master, ByteView diversification_data) {
  KeySet out;
  TRY(out.enc, diversify(method, master, diversification_data, 1));
  TRY(out.mac, diversify(method, master, diversification_data, 2));
  TRY(out.dek, diversify(method, master, diversification_data, 3));
  return out;
}

}  // namespace assay::globalplatform

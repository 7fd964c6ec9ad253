// SPDX-License-Identifier: Apache-2.0
#include "engine/bench_group.hpp"

namespace assay::engine {

ByteView BenchGroup::find(std::string_view part) const {
  const auto found = ixit_.find(fmt::format("{}.{}", name_, part));
  return found == ixit_.end() ? ByteView() : ByteView(found->second);
}

Result<std::uint8_t> BenchGroup::byte(std::string_view part, std::uint8_t otherwise) const {
  const ByteView value = find(part);
  if (value.empty()) return otherwise;
  if (value.size() != 1)
    return wrong(part, ErrorCode::malformed,
                 fmt::format(" has {} bytes, 1 was wanted", value.size()));
  return value[0];
}

Result<std::optional<crypto::RsaPublicKey>> BenchGroup::rsa_public(std::string_view stem) const {
  const ByteView modulus = find(fmt::format("{}_modulus", stem));
  if (modulus.empty()) return std::optional<crypto::RsaPublicKey>();
  auto key = crypto::RsaPublicKey::from_numbers(modulus, find(fmt::format("{}_exponent", stem)));
  if (!key) return about(fmt::format("{}_modulus", stem), key.error());
  return std::optional(*std::move(key));
}

Result<std::optional<crypto::RsaPrivateKey>> BenchGroup::rsa_private(std::string_view stem) const {
  const std::string part = fmt::format("{}_private_exponent", stem);
  if (find(part).empty()) return std::optional<crypto::RsaPrivateKey>();
  auto key = crypto::RsaPrivateKey::from_exponents(
      find(fmt::format("{}_modulus", stem)), find(fmt::format("{}_exponent", stem)), find(part));
  if (!key) return about(part, key.error());
  return std::optional(*std::move(key));
}

tl::unexpected<Error> BenchGroup::about(std::string_view part, const Error& error) const {
  return wrong(part, error.code, ": " + error.message);
}

tl::unexpected<Error> BenchGroup::wrong(std::string_view part, ErrorCode code,
                                        const std::string& what) const {
  const std::string name = fmt::format("{}.{}", name_, part);
  return at(name, {code, fmt::format("the IXIT value {}{}", name, what), {}});
}

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/pki_trust.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

namespace pki = calypso::pki;

constexpr std::int64_t ns_in_a_second = 1'000'000'000;

ByteView value_of(const Names::Ixit& ixit, std::string_view name) {
  const auto found = ixit.find(name);
  return found == ixit.end() ? ByteView() : ByteView(found->second);
}

Result<pki::KeyReference> reference_of(ByteView bytes) {
  pki::KeyReference out{};
  if (bytes.size() != out.size())
    return fail(ErrorCode::malformed, "calypso.pki.root_reference has {} bytes, {} are wanted",
                bytes.size(), out.size());
  std::ranges::copy(bytes, out.begin());
  return out;
}

Result<pki::Scope> scope_of(ByteView bytes) {
  if (bytes.empty()) return pki::Scope::test;
  if (bytes.size() == 1 && bytes[0] <= 0x01)
    return bytes[0] == 0x00 ? pki::Scope::production : pki::Scope::test;
  return fail(ErrorCode::malformed, "calypso.pki.scope is 00 (production) or 01 (test)");
}

Result<pki::Date> date_of(ByteView bytes, std::int64_t utc_ns) {
  if (bytes.empty()) return pki::date_of_utc(utc_ns / ns_in_a_second);
  pki::Date out;
  if (bytes.size() == out.bcd.size()) std::ranges::copy(bytes, out.bcd.begin());
  if (bytes.size() != out.bcd.size() || !out.is_well_formed() || out.is_none())
    return fail(ErrorCode::malformed, "calypso.pki.date is four bytes of BCD, YYYYMMDD");
  return out;
}

}  // namespace

Result<std::unique_ptr<pki::ChainVerifier>> chain_verifier_of(const Names::Ixit& ixit,
                                                              std::int64_t utc_ns) {
  const ByteView modulus = value_of(ixit, "calypso.pki.root_modulus");
  const ByteView reference = value_of(ixit, "calypso.pki.root_reference");
  if (modulus.empty() || reference.empty())
    return fail(ErrorCode::not_found,
                "the bench trusts no root: calypso.pki.root_modulus and "
                "calypso.pki.root_reference are wanted");
  TRY(const pki::KeyReference named, reference_of(reference));
  TRY(const pki::Scope scope, scope_of(value_of(ixit, "calypso.pki.scope")));
  TRY(const pki::Date today, date_of(value_of(ixit, "calypso.pki.date"), utc_ns));
  TRY(auto root, pki::make_root("of the bench", named, modulus, scope));
  std::vector<pki::RootKey> roots;
  roots.push_back(std::move(root));
  return std::make_unique<pki::ChainVerifier>(std::move(roots), pki::Circumstances{today});
}

}  // namespace assay::engine

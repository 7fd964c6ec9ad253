// SPDX-License-Identifier: Apache-2.0
// Vectors of Calypso PKI: a transaction, or the part of one that is there, is verified; the first rule that breaks is the outcome.
#include <algorithm>

#include "base/hex.hpp"
#include "calypso/pki/transaction.hpp"
#include "vectors/check.hpp"

namespace assay::vectors {
namespace {

using namespace calypso::pki;

template <std::size_t N>
std::array<std::uint8_t, N> sized(Fields& in, std::string_view key) {
  std::array<std::uint8_t, N> out{};
  const Bytes bytes = in.hex(key);
  if (bytes.size() == N)
    std::ranges::copy(bytes, out.begin());
  else
    in.mistake(key, fmt::format("{} bytes are wanted", N));
  return out;
}

std::vector<RootKey> read_roots(Fields& in) {
  std::vector<RootKey> out;
  for (Fields& row : in.mappings("roots")) {
    constexpr std::array<std::string_view, 2> scopes{"production", "test"};
    const auto reference = sized<29>(row, "reference");
    const std::string scope = row.word("scope", scopes);
    auto root = make_root(row.text("name"), reference, row.hex("modulus"),
                          scope == "test" ? Scope::test : Scope::production);
    row.finish();
    if (root)
      out.push_back(*std::move(root));
    else
      row.mistake("modulus", root.error().message);
  }
  return out;
}

Circumstances read_circumstances(Fields& in) {
  Circumstances out;
  out.today.bcd = sized<4>(in, "date");
  constexpr std::array<std::string_view, 2> policies{"strict", "terminal"};
  if (in.has("policy") && in.word("policy", policies) == "terminal") out.policy = Policy::terminal;
  return out;
}

Transaction read_transaction(Fields& in) {
  Transaction out;
  out.fci = in.hex_if_present("fci").value_or(Bytes());
  out.aid = in.hex_if_present("aid").value_or(Bytes());
  if (in.has("serial")) out.serial = sized<8>(in, "serial");
  out.startup = in.hex_if_present("startup").value_or(Bytes());
  out.public_key = in.hex_if_present("public_key").value_or(Bytes());
  if (in.has("ca_certificate")) out.ca_certificates.push_back(in.hex("ca_certificate"));
  if (in.has("sub_ca_certificate")) out.ca_certificates.push_back(in.hex("sub_ca_certificate"));
  out.card_certificate = in.hex_if_present("card_certificate").value_or(Bytes());
  for (Fields& row : in.mappings("session")) {
    out.session.push_back({row.hex("command"), row.hex("answer")});
    row.finish();
  }
  out.transcript = in.hex_if_present("transcript").value_or(Bytes());
  out.signature = in.hex_if_present("signature").value_or(Bytes());
  return out;
}

/// What the vector says of values on the way: they were published beside the certificates.
Outcome compare_values(Fields& in, const Transaction& transaction, const Verified& verified) {
  if (const auto hashed = in.hex_if_present("hashed")) {
    Transcript transcript;
    for (const auto& exchange : transaction.session) {
      const bool first = &exchange == &transaction.session.front();
      if (first)
        transcript.begin(exchange.command, exchange.response);
      else
        transcript.add(exchange.command, exchange.response);
    }
    if (auto wrong = compare("hashed", *hashed, transcript.bytes())) return wrong;
  }
  if (const auto key = in.hex_if_present("card_key")) {
    if (!verified.card) return Mismatch{"card_key", {}, to_hex(*key), "no card certificate"};
    return compare("card_key", *key, verified.card->details.public_key);
  }
  return std::nullopt;
}

}  // namespace

Outcome check_pki(Fields& in) {
  std::vector<RootKey> roots = read_roots(in);
  const Circumstances circumstances = read_circumstances(in);
  const Transaction transaction = read_transaction(in);
  ChainVerifier verifier(std::move(roots), circumstances);
  Findings findings(circumstances.policy);
  const Verified verified = verify(verifier, transaction, findings);
  if (const Finding* broken = findings.first_broken())
    return Mismatch{std::string(text_of(broken->rule).id), {}, broken->wanted, broken->found};
  if (findings.list().empty()) return Mismatch{"parts", {}, "something to verify", "nothing"};
  const std::string warns = in.text_or("warns", "");
  const auto warned =
      std::ranges::find(findings.list(), calypso::pki::Outcome::warned, &Finding::outcome);
  const std::string told =
      warned == findings.list().end() ? "" : std::string(text_of(warned->rule).id);
  if (told != warns) return Mismatch{"warns", {}, warns, told};
  return compare_values(in, transaction, verified);
}

}  // namespace assay::vectors

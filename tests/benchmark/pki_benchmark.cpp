// SPDX-License-Identifier: Apache-2.0
// Calypso PKI: a whole transaction verified under an issuer that is known, against OpenSSL alone doing one ECDSA verification and one
// RSA operation. Both take turns in one loop, so that whatever else the machine does meets them alike.
#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <time.h>

#include <cstdint>

#include "base/check.hpp"
#include "calypso/pki/published_fixture.hpp"
#include "crypto/rsa.hpp"

namespace {

using namespace assay;
using namespace assay::calypso::pki;

/// CPU time of this thread, in nanoseconds: what other processes take meanwhile is in neither of the two.
std::int64_t now() {
  timespec time{};
  ASSAY_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// What cannot be done without: the signature of the session, and the operation that opens the card certificate.
class Bare {
 public:
  Bare(const Transaction& transaction, ByteView hashed, const Issuer& issuer)
      : transcript_(to_bytes(hashed)),
        block_(to_bytes(ByteView(transaction.card_certificate).last(256))) {
    Bytes point{0x04};
    append(point, transaction.public_key);
    ec_ = crypto::EcPublicKey::from_point(crypto::Curve::p256, point)->make_handle();
    signature_ = *crypto::signature_to_der(crypto::Curve::p256, transaction.signature);
    rsa_ = issuer.key.handle();
    rsa_context_ = EVP_PKEY_CTX_new(rsa_.get(), nullptr);
    ec_context_ = EVP_PKEY_CTX_new(ec_.get(), nullptr);
    ASSAY_CHECK(EVP_PKEY_encrypt_init(rsa_context_) == 1);
    ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_padding(rsa_context_, RSA_NO_PADDING) == 1);
    ASSAY_CHECK(EVP_PKEY_verify_init(ec_context_) == 1);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    EVP_PKEY_CTX_free(rsa_context_);
    EVP_PKEY_CTX_free(ec_context_);
  }

  void run() {
    std::size_t size = out_.size();
    ASSAY_CHECK(EVP_PKEY_encrypt(rsa_context_, out_.data(), &size, block_.data(), block_.size()) ==
                1);
    const auto hash = crypto::sha256(transcript_);
    ASSAY_CHECK(EVP_PKEY_verify(ec_context_, signature_.data(), signature_.size(), hash.data(),
                                hash.size()) == 1);
  }

 private:
  Bytes transcript_, block_, signature_;
  std::array<std::uint8_t, 256> out_{};
  crypto::KeyHandle ec_, rsa_;
  EVP_PKEY_CTX* rsa_context_ = nullptr;
  EVP_PKEY_CTX* ec_context_ = nullptr;
};

void calypso_pki_transaction(benchmark::State& state) {
  const Published published{ASSAY_SOURCE_DIR};
  const Transaction transaction = published.transaction("sample");
  const Circumstances circumstances{{{0x20, 0x26, 0x01, 0x01}}, Policy::strict, Detail::failures};
  ChainVerifier verifier = published.verifier(circumstances);
  Findings first(Policy::strict, Detail::failures);
  const Issuer* issuer = verifier.verify_ca(transaction.ca_certificates[0], first);
  ASSAY_CHECK(issuer != nullptr);
  Bare bare(transaction, published.hashed("sample"), *issuer);
  std::int64_t whole = 0;
  std::int64_t least = 0;
  for (auto _ : state) {
    const auto start = now();
    bare.run();
    const auto between = now();
    Findings findings(Policy::strict, Detail::failures);
    const Verified verified = verify(verifier, transaction, findings);
    const auto end = now();
    ASSAY_CHECK(findings.all_kept() && verified.card.has_value());
    least += between - start;
    whole += end - between;
  }
  const auto each = [&](std::int64_t nanoseconds) {
    return static_cast<double>(nanoseconds) / 1e3 / static_cast<double>(state.iterations());
  };
  state.counters["bare_us"] = each(least);
  state.counters["verified_us"] = each(whole);
  state.counters["ratio"] = each(whole) / each(least);
}
BENCHMARK(calypso_pki_transaction);

}  // namespace

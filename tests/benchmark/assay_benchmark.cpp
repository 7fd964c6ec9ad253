// SPDX-License-Identifier: Apache-2.0
// The hot paths one by one, beside the calibration that makes figures of two machines comparable: 40-byte CMACs.
#include <benchmark/benchmark.h>

#include "adapters/model/model_channel.hpp"
#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"
#include "globalplatform/secure_channel.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/tlv.hpp"

namespace assay {
namespace {

using namespace literals;

constexpr auto key = "404142434445464748494A4B4C4D4E4F"_hex;

void calibration_cmac40(benchmark::State& state) {
  Bytes message(40, 0x5A);
  for (auto _ : state) {
    message[0] = crypto::aes_cmac(key, message)[0];
    benchmark::DoNotOptimize(message);
  }
}
BENCHMARK(calibration_cmac40);

void model_exchange(benchmark::State& state, ByteView command) {
  const auto card = model::open_gp_model({});
  Bytes response;
  for (auto _ : state) {
    if (!(*card)->transmit(command, response)) state.SkipWithError("the model did not answer");
    benchmark::DoNotOptimize(response);
  }
}
BENCHMARK_CAPTURE(model_exchange, select, "00 A4 04 00 08 A000000151000000 00"_hex);
BENCHMARK_CAPTURE(model_exchange, get_data_66, "80 CA 00 66 00"_hex);
BENCHMARK_CAPTURE(model_exchange, initialize_update, "80 50 30 00 08 0001020304050607 00"_hex);

void model_rewind(benchmark::State& state) {
  const auto card = model::open_gp_model({});
  for (auto _ : state) benchmark::DoNotOptimize((*card)->rewind(1));
}
BENCHMARK(model_rewind);

globalplatform::KeySet test_keys() {
  globalplatform::KeySet keys;
  keys.version = 0x30;
  keys.enc.assign(key.begin(), key.end());
  keys.mac = keys.dek = keys.enc;
  return keys;
}

/// The terminal's half of opening an SCP03 session: three keys and two cryptograms.
void scp03_start(benchmark::State& state) {
  const auto card = model::open_gp_model({});
  Bytes response;
  constexpr auto challenge = "0001020304050607"_hex;
  if (!(*card)->transmit("80 50 30 00 08 0001020304050607 00"_hex, response))
    state.SkipWithError("the model did not answer");
  const auto keys = test_keys();
  const ByteView answer(response.data(), response.size() - 2);
  std::unique_ptr<globalplatform::SecureChannel> session;
  for (auto _ : state)
    if (!globalplatform::SecureChannel::restart(session, keys, challenge, answer))
      state.SkipWithError("no session");
}
BENCHMARK(scp03_start);

void tlv_find(benchmark::State& state) {
  constexpr auto data = "66 10 73 0E 06 07 2A864886FC6B01 60 03 06 01 00"_hex;
  for (auto _ : state) benchmark::DoNotOptimize(iso7816::find_path(data, "66/73/60/06"));
}
BENCHMARK(tlv_find);

}  // namespace
}  // namespace assay

BENCHMARK_MAIN();

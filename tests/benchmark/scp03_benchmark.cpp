// SPDX-License-Identifier: Apache-2.0
// SCP03: what protecting and opening one command costs beside the AES and CMAC calls it needs, and whole sessions with the
// model card.
#include <benchmark/benchmark.h>

#include "adapters/model/model_channel.hpp"
#include "base/hex.hpp"
#include "crypto/block_cipher.hpp"
#include "globalplatform/scp03_derivation.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay {
namespace {

using namespace globalplatform;
using namespace literals;
using crypto::Block16;

constexpr auto key = "404142434445464748494A4B4C4D4E4F"_hex;
constexpr auto host_challenge = "0001020304050607"_hex;
/// A random challenge, so that nothing is checked but the cryptogram.
constexpr auto answer = "00000000000000000000 30 03 60 A1A2A3A4A5A6A7A8 0000000000000000"_hex;
constexpr auto plain_command =
    "80 E2 00 00 20 000102030405060708090A0B0C0D0E0F 101112131415161718191A1B1C1D1E1F 00"_hex;
constexpr auto plain_response =
    "202122232425262728292A2B2C2D2E2F 303132333435363738393A3B3C3D3E"_hex;
constexpr std::size_t exchanges = 1024;

KeySet test_keys() {
  KeySet keys;
  keys.version = 0x30;
  keys.enc.assign(key.begin(), key.end());
  keys.mac = keys.dek = keys.enc;
  return keys;
}

Block16 counter_block(std::uint64_t counter, std::uint8_t first) {
  Block16 block{};
  block[0] = first;
  for (std::size_t i = 0; i < 8; ++i) block[15 - i] = static_cast<std::uint8_t>(counter >> (8 * i));
  return block;
}

/// The card's half, from primitives: a response under R-ENC and R-MAC to the command of this number and chaining value.
Bytes protected_response(const Scp03SessionKeys& keys, std::uint64_t number, ByteView chaining) {
  Bytes data = to_bytes(plain_response);
  crypto::pad80(data, 16);
  const Block16 icv = crypto::aes_encrypt_block(keys.enc.view(), counter_block(number, 0x80));
  crypto::aes_cbc_encrypt(keys.enc.view(), icv, data, data);
  Bytes covered = data;
  append(covered, "9000"_hex);
  const Block16 mac = crypto::aes_cmac(keys.rmac.view(), chaining, covered);
  append(data, ByteView(mac).first(8));
  append(data, "9000"_hex);
  return data;
}

/// One session at level 33 and the responses of a right card to each of its commands.
struct Recorded {
  std::unique_ptr<SecureChannel> channel;
  std::vector<Bytes> responses;

  void open() {
    iso7816::CommandApdu command;
    const bool good = SecureChannel::restart(channel, test_keys(), host_challenge, answer) &&
                      channel->authenticate(level::full, TerminalDeviation::none, command);
    ASSAY_CHECK(good);
  }
};

/// The chaining value after `sent`, whose C-MAC is the first half of it.
Block16 chained(const Scp03SessionKeys& keys, const Block16& before, ByteView sent) {
  const auto command = iso7816::parse_command(sent).value();
  const std::size_t covered = 5 + command.data.size() - 8;
  return crypto::aes_cmac(keys.mac.view(), before, sent.first(covered));
}

Recorded record() {
  Recorded out;
  out.open();
  Scp03SessionKeys keys;
  derive_scp03_keys(test_keys(), host_challenge, out.channel->card_challenge().view(), keys);
  Block16 chaining = chained(keys, Block16{}, out.channel->latest_command());
  const auto plain = iso7816::parse_command(plain_command).value();
  Bytes sent, data;
  for (std::size_t i = 1; i <= exchanges; ++i) {
    ASSAY_CHECK(out.channel->wrap(plain, TerminalDeviation::none, sent).has_value());
    chaining = chained(keys, chaining, sent);
    out.responses.push_back(protected_response(keys, i, chaining));
    const auto opened =
        out.channel->unwrap(iso7816::parse_response(out.responses.back()).value(), data);
    ASSAY_CHECK(opened && opened->ok() && equal(data, plain_response));
  }
  return out;
}

/// C-MAC, C-ENC, R-MAC and R-ENC of one command with 32 bytes of data and one response with 31.
void scp03_wrap_and_unwrap_33(benchmark::State& state) {
  Recorded recorded = record();
  const auto plain = iso7816::parse_command(plain_command).value();
  Bytes sent, data;
  std::size_t next = exchanges;
  for (auto _ : state) {
    if (next == exchanges) {
      state.PauseTiming();
      recorded.open();
      next = 0;
      state.ResumeTiming();
    }
    bool good = recorded.channel->wrap(plain, TerminalDeviation::none, sent).has_value();
    const auto opened =
        recorded.channel->unwrap(iso7816::parse_response(recorded.responses[next++]).value(), data);
    good = good && opened && opened->ok();
    if (!good) state.SkipWithError("the session went wrong");
  }
}
BENCHMARK(scp03_wrap_and_unwrap_33);

/// The calls that the one above needs, with the same keys and lengths and nothing else: two ICVs, two ciphers, two CMACs.
void scp03_primitives_of_one_command_33(benchmark::State& state) {
  Recorded recorded;
  recorded.open();
  Scp03SessionKeys keys;
  derive_scp03_keys(test_keys(), host_challenge, recorded.channel->card_challenge().view(), keys);
  Bytes command(48), response(32), mac_input(5 + 48), r_mac_input(32 + 2);
  Block16 block{}, chaining{};
  for (auto _ : state) {
    block = crypto::aes_encrypt_block(keys.enc.view(), block);
    crypto::aes_cbc_encrypt(keys.enc.view(), block, command, command);
    chaining = crypto::aes_cmac(keys.mac.view(), chaining, mac_input);
    const Block16 r_mac = crypto::aes_cmac(keys.rmac.view(), chaining, r_mac_input);
    block = crypto::aes_encrypt_block(keys.enc.view(), r_mac);
    crypto::aes_cbc_decrypt(keys.enc.view(), block, response, response);
    benchmark::DoNotOptimize(response);
  }
}
BENCHMARK(scp03_primitives_of_one_command_33);

/// Opens a session and sends eight GET STATUS through it; false when anything is not as it should be.
bool run_session(iso7816::CardChannel& card, std::unique_ptr<SecureChannel>& channel,
                 const KeySet& keys, SecurityLevel level) {
  static constexpr auto initialize_update = "80 50 30 00 08 0001020304050607 00"_hex;
  static constexpr auto get_status = "80 F2 80 02 02 4F00 00"_hex;
  thread_local Bytes sent, response, data;
  thread_local iso7816::CommandApdu command;
  if (!card.transmit(initialize_update, response)) return false;
  const ByteView told(response.data(), response.size() - 2);
  if (!SecureChannel::restart(channel, keys, host_challenge, told)) return false;
  if (!channel->card_cryptogram_is_valid()) return false;
  if (!channel->authenticate(level, TerminalDeviation::none, command)) return false;
  if (!card.transmit(channel->latest_command(), response) || response.size() != 2) return false;
  const auto plain = iso7816::parse_command(get_status).value();
  for (int i = 0; i < 8; ++i) {
    if (!channel->wrap(plain, TerminalDeviation::none, sent) || !card.transmit(sent, response))
      return false;
    const auto opened = channel->unwrap(iso7816::parse_response(response).value(), data);
    if (!opened || !opened->ok() || opened->sw != iso7816::sw::ok || data.empty()) return false;
  }
  return true;
}

/// Whole sessions with the model card, both sides on one core; the card's randomness is seeded.
void scp03_session_with_the_model(benchmark::State& state) {
  const SecurityLevel level{static_cast<std::uint8_t>(state.range(0))};
  const auto card = model::open_gp_model({});
  const KeySet keys = test_keys();
  std::unique_ptr<SecureChannel> channel;
  for (auto _ : state)
    if (!run_session(**card, channel, keys, level)) {
      state.SkipWithError("the session went wrong");
      break;
    }
  state.counters["sessions"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(scp03_session_with_the_model)->Arg(0x01)->Arg(0x33);

}  // namespace
}  // namespace assay

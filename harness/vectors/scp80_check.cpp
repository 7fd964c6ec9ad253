// SPDX-License-Identifier: Apache-2.0
// Vectors of packets over the air: a command packet is built again, a response packet is opened.
#include <algorithm>

#include "base/hex.hpp"
#include "globalplatform/scp80.hpp"
#include "vectors/check.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

struct Sender {
  Scp80Header header;
  Scp80Keys keys;
};

SecureBytes secret(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

Sender read_sender(Fields& in) {
  Sender out;
  const Bytes spi = in.hex("spi");
  if (spi.size() == 2)
    out.header = {spi[0], spi[1], 0, 0, {}};
  else
    in.mistake("spi", "2 bytes are wanted");
  out.header.kic = in.byte("kic");
  out.header.kid = in.byte("kid");
  const Bytes tar = in.hex("tar");
  if (tar.size() == out.header.tar.size())
    std::ranges::copy(tar, out.header.tar.begin());
  else
    in.mistake("tar", "3 bytes are wanted");
  out.keys.cipher = secret(in.hex_if_present("cipher_key").value_or(Bytes()));
  out.keys.mac = secret(in.hex_if_present("mac_key").value_or(Bytes()));
  return out;
}

std::uint64_t read_counter(Fields& in) {
  std::uint64_t counter = 0;
  const Bytes bytes = in.hex("counter");
  if (bytes.size() != 5) in.mistake("counter", "5 bytes are wanted");
  for (const auto byte : bytes) counter = counter << 8 | byte;
  return counter;
}

}  // namespace

Outcome check_scp80_command(Fields& in) {
  const Sender sender = read_sender(in);
  const std::uint64_t counter = read_counter(in);
  const Bytes expected = in.hex("packet");
  const auto packet =
      secure_scp80_command(sender.header, sender.keys, counter, in.hex("secured_data"));
  if (!packet) return Mismatch{"sender", {}, "a packet", packet.error().message};
  return compare("packet", expected, *packet);
}

Outcome check_scp80_response(Fields& in) {
  const Sender sender = read_sender(in);
  const std::uint64_t counter = read_counter(in);
  const std::uint8_t status = in.byte("status");
  const Bytes data = in.hex("data");
  const auto response = open_scp80_response(sender.header, sender.keys, in.hex("packet"));
  if (!response) return Mismatch{"packet", {}, "a response packet", response.error().message};
  if (response->tar != sender.header.tar) return compare("tar", sender.header.tar, response->tar);
  if (response->counter != counter)
    return Mismatch{
        "counter", {}, fmt::format("{}", counter), fmt::format("{}", response->counter)};
  if (auto wrong =
          compare("status", {&status, 1}, Bytes{static_cast<std::uint8_t>(response->status)}))
    return wrong;
  return compare("data", data, response->data);
}

}  // namespace assay::vectors

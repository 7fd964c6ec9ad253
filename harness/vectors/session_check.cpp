// SPDX-License-Identifier: Apache-2.0
// Vectors of whole sessions: every value in them is computed again by the terminal's side.
#include <array>

#include "base/hex.hpp"
#include "globalplatform/scp02_derivation.hpp"
#include "globalplatform/scp03_derivation.hpp"
#include "globalplatform/secure_channel.hpp"
#include "vectors/check.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

struct SessionVector {
  KeySet keys;
  Bytes host_challenge;
  Bytes answer;
  Bytes invoking_aid;
  StartOptions options;
  std::optional<std::array<std::optional<Bytes>, 4>> session_keys;  ///< S-ENC, S-MAC, S-RMAC, S-DEK
  std::optional<Bytes> host_cryptogram;
  SecurityLevel level;
  std::optional<Bytes> external_authenticate;

  struct Exchange {
    Bytes plain;
    std::optional<Bytes> wrapped;
    std::optional<Bytes> response;
    std::optional<Bytes> response_plain;  ///< data after `unwrap`; without it that of `response`
    const document::Node* node = nullptr;
  };
  std::vector<Exchange> exchanges;
};

SecureBytes secret(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

void read_initialize_update(Fields& in, SessionVector& out) {
  Fields exchange = in.mapping("initialize_update");
  const Bytes command = exchange.hex("command");
  if (const auto parsed = iso7816::parse_command(command))
    out.host_challenge = to_bytes(parsed->data);
  else if (exchange.has("command"))
    exchange.mistake("command", parsed.error().message);
  out.answer = exchange.hex("answer");
  exchange.finish();
}

std::vector<SessionVector::Exchange> read_exchanges(Fields& in) {
  std::vector<SessionVector::Exchange> out;
  for (Fields& item : in.mappings("exchanges")) {
    SessionVector::Exchange exchange;
    exchange.plain = item.hex("plain");
    if (item.has("plain") && !iso7816::parse_command(exchange.plain))
      item.mistake("plain", "this is no command");
    exchange.wrapped = item.hex_if_present("wrapped");
    exchange.response = item.hex_if_present("response");
    if (exchange.response && exchange.response->size() < 2)
      item.mistake("response", "a response has 2 bytes and more");
    exchange.response_plain = item.hex_if_present("response_plain");
    exchange.node = &item.node();
    item.finish();
    out.push_back(std::move(exchange));
  }
  return out;
}

SessionVector read(Fields& in) {
  SessionVector out;
  Fields keys = in.mapping("keys");
  out.keys.enc = secret(keys.hex("enc"));
  out.keys.mac = secret(keys.hex("mac"));
  out.keys.dek = secret(keys.hex_if_present("dek").value_or(Bytes()));
  keys.finish();
  read_initialize_update(in, out);
  if (in.has("option_i")) out.options.option_i = in.byte("option_i");
  out.invoking_aid = in.hex_if_present("invoking_aid").value_or(Bytes());
  if (in.has("session_keys")) {
    Fields session = in.mapping("session_keys");
    out.session_keys = {session.hex_if_present("s_enc"), session.hex_if_present("s_mac"),
                        session.hex_if_present("s_rmac"), session.hex_if_present("s_dek")};
    session.finish();
  }
  out.host_cryptogram = in.hex_if_present("host_cryptogram");
  if (in.has("level")) out.level.value = in.byte("level");
  out.external_authenticate = in.hex_if_present("external_authenticate");
  out.exchanges = read_exchanges(in);
  return out;
}

Outcome compare_keys(const SessionVector& vector, const std::array<ByteView, 4>& derived) {
  static constexpr std::array names{"s_enc", "s_mac", "s_rmac", "s_dek"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& expected = (*vector.session_keys)[i];
    if (!expected) continue;
    if (auto wrong = compare("session_keys", *expected, derived[i])) {
      wrong->detail = names[i];
      return wrong;
    }
  }
  return {};
}

Outcome check_session_keys(const SessionVector& vector, const InitializeUpdateAnswer& answer) {
  if (!vector.session_keys) return {};
  if (answer.protocol == 0x02) {
    Scp02SessionKeys keys;
    derive_scp02_keys(vector.keys, answer.sequence_counter.view(), keys);
    return compare_keys(vector,
                        {keys.enc.view(), keys.c_mac.view(), keys.r_mac.view(), keys.dek.view()});
  }
  Scp03SessionKeys keys;
  derive_scp03_keys(vector.keys, vector.host_challenge, answer.card_challenge.view(), keys);
  return compare_keys(vector,
                      {keys.enc.view(), keys.mac.view(), keys.rmac.view(), vector.keys.dek});
}

Outcome check_opening(const SessionVector& vector, SecureChannel& channel) {
  if (auto wrong = check_session_keys(vector, channel.answer())) return wrong;
  if (auto wrong = compare("card_cryptogram", channel.card_cryptogram().view(),
                           channel.expected_card_cryptogram().view()))
    return wrong;
  if (!vector.invoking_aid.empty()) {
    if (!channel.expected_card_challenge())
      return Mismatch{"card_challenge",
                      {},
                      to_hex(channel.card_challenge().view()),
                      "not pseudo-random by its i"};
    if (auto wrong = compare("card_challenge", channel.card_challenge().view(),
                             channel.expected_card_challenge()->view()))
      return wrong;
  }
  if (vector.host_cryptogram)
    if (auto wrong =
            compare("host_cryptogram", *vector.host_cryptogram, channel.host_cryptogram().view()))
      return wrong;
  iso7816::CommandApdu command;
  const auto built = channel.authenticate(vector.level, TerminalDeviation::none, command);
  if (!built) return Mismatch{"external_authenticate", {}, "a command", built.error().message};
  if (!vector.external_authenticate) return {};
  return compare("external_authenticate", *vector.external_authenticate, channel.latest_command());
}

std::string words(const Unwrapped& opened) {
  switch (opened.r_mac) {
    case Unwrapped::RMac::absent: return "no R-MAC";
    case Unwrapped::RMac::malformed: return "fewer bytes than an R-MAC has";
    case Unwrapped::RMac::wrong: return "R-MAC " + to_hex(opened.received_r_mac.view());
    default: return "data that cannot be decrypted";
  }
}

Outcome check_response(const SessionVector::Exchange& exchange, SecureChannel& channel) {
  const auto response = iso7816::parse_response(*exchange.response);
  Bytes data;
  const auto opened = channel.unwrap(*response, data);
  if (!opened) return Mismatch{"response", {}, "a response", opened.error().message};
  if (!opened->ok()) {
    const bool decryption = opened->decryption == Unwrapped::Decryption::failed;
    return Mismatch{decryption ? "decryption" : "r_mac",
                    {},
                    to_hex(opened->expected_r_mac.view()),
                    words(*opened)};
  }
  if (opened->overlong_padding && !exchange.response_plain)
    return Mismatch{"decryption", {}, "padding of one block at most", "more"};
  return compare("response_plain",
                 exchange.response_plain ? ByteView(*exchange.response_plain) : response->data,
                 data);
}

Outcome check_exchange(const SessionVector::Exchange& exchange, SecureChannel& channel) {
  Bytes wrapped;
  const auto plain = iso7816::parse_command(exchange.plain);
  const auto done = channel.wrap(*plain, TerminalDeviation::none, wrapped);
  if (!done) return Mismatch{"wrapped", {}, "a command", done.error().message};
  if (exchange.wrapped)
    if (auto wrong = compare("wrapped", *exchange.wrapped, wrapped)) return wrong;
  return exchange.response ? check_response(exchange, channel) : Outcome();
}

bool readable(const SessionVector& vector) {
  for (const auto& exchange : vector.exchanges)
    if (!iso7816::parse_command(exchange.plain) ||
        (exchange.response && exchange.response->size() < 2))
      return false;
  return true;
}

}  // namespace

Outcome check_session(Fields& in) {
  SessionVector vector = read(in);
  vector.options.invoking_aid = vector.invoking_aid;
  if (!readable(vector)) return {};
  auto channel =
      SecureChannel::start(vector.keys, vector.host_challenge, vector.answer, vector.options);
  if (!channel)
    return Mismatch{
        "initialize_update", {}, "an answer that starts a session", channel.error().message};
  if (auto wrong = check_opening(vector, **channel)) return wrong;
  for (std::size_t i = 0; i < vector.exchanges.size(); ++i) {
    if (auto wrong = check_exchange(vector.exchanges[i], **channel)) {
      wrong->detail = fmt::format("of exchange {}", i + 1);
      return wrong;
    }
  }
  return {};
}

}  // namespace assay::vectors

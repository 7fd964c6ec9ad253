// SPDX-License-Identifier: Apache-2.0
// Vectors of whole sessions: every value in them is computed again by the terminal's side.
#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "globalplatform/scp01_derivation.hpp"
#include "globalplatform/scp02_derivation.hpp"
#include "globalplatform/scp03_derivation.hpp"
#include "globalplatform/secure_channel.hpp"
#include "vectors/exchange.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

struct SessionVector {
  KeySet keys;
  Bytes host_challenge;
  Bytes answer;
  Bytes invoking_aid;
  StartOptions options;
  /// The counter and the AID, where no INITIALIZE UPDATE opens the session.
  std::optional<std::pair<Bytes, Bytes>> implicit;
  /// S-ENC, S-MAC, S-RMAC, S-DEK, and S-RMAC of an R-MAC session begun later.
  std::optional<std::array<std::optional<Bytes>, 5>> session_keys;
  std::optional<Bytes> host_cryptogram;
  SecurityLevel level;
  std::uint8_t channel = 0;
  std::optional<Bytes> external_authenticate;
  TerminalDeviation deviation = TerminalDeviation::none;  ///< that makes `external_authenticate`
  std::optional<std::pair<Bytes, Bytes>> sensitive;       ///< plain and encrypted

  struct Exchange : WireExchange {
    bool protect = true;
    TerminalDeviation deviation = TerminalDeviation::none;  ///< that makes `wrapped`
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

/// What a wrong command was made by; the terminal must make the same when it is told to.
TerminalDeviation read_deviation(Fields& in) {
  if (!in.has("deviation")) return TerminalDeviation::none;
  const std::string wanted = in.text("deviation");
  const auto found = find_terminal_deviation(wanted);
  if (!found) in.mistake("deviation", fmt::format("the terminal has no deviation '{}'", wanted));
  return found.value_or(TerminalDeviation::none);
}

bool read_protection(Fields& in) {
  static constexpr std::array<std::string_view, 1> none{"none"};
  return !in.has("protection") || in.word("protection", none) != "none";
}

std::optional<std::pair<Bytes, Bytes>> read_pair(Fields& in, std::string_view key,
                                                 std::string_view first, std::string_view second) {
  if (!in.has(key)) return std::nullopt;
  Fields pair = in.mapping(key);
  std::pair<Bytes, Bytes> out{pair.hex(first), pair.hex(second)};
  pair.finish();
  return out;
}

void read_readings(Fields& in, Scp02Reading& out) {
  if (!in.has("readings")) return;
  const auto readings = in.texts("readings");
  const auto take = [&](std::string_view name) {
    return std::ranges::find(readings, name) != readings.end();
  };
  out.no_lc_without_data = take("no_lc_without_data");
  out.begun_r_mac_keeps_counter = take("begun_r_mac_keeps_counter");
  const auto known =
      std::size_t{out.no_lc_without_data} + std::size_t{out.begun_r_mac_keeps_counter};
  if (known != readings.size())
    in.mistake("readings", "no_lc_without_data and begun_r_mac_keeps_counter are all there is");
}

std::vector<SessionVector::Exchange> read_session_exchanges(Fields& in) {
  std::vector<SessionVector::Exchange> out;
  for (Fields& item : in.mappings("exchanges")) {
    SessionVector::Exchange exchange{read_exchange(item)};
    exchange.protect = read_protection(item);
    exchange.deviation = read_deviation(item);
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
  out.implicit = read_pair(in, "implicit", "sequence_counter", "aid");
  if (!out.implicit) read_initialize_update(in, out);
  if (in.has("option_i")) out.options.option_i = in.byte("option_i");
  read_readings(in, out.options.scp02);
  out.invoking_aid = in.hex_if_present("invoking_aid").value_or(Bytes());
  if (in.has("session_keys")) {
    Fields session = in.mapping("session_keys");
    out.session_keys = {session.hex_if_present("s_enc"), session.hex_if_present("s_mac"),
                        session.hex_if_present("s_rmac"), session.hex_if_present("s_dek"),
                        session.hex_if_present("s_rmac_begun")};
    session.finish();
  }
  out.host_cryptogram = in.hex_if_present("host_cryptogram");
  if (in.has("level")) out.level.value = in.byte("level");
  if (in.has("channel")) out.channel = static_cast<std::uint8_t>(in.number("channel"));
  out.external_authenticate = in.hex_if_present("external_authenticate");
  out.deviation = read_deviation(in);
  out.sensitive = read_pair(in, "sensitive", "plain", "encrypted");
  out.exchanges = read_session_exchanges(in);
  return out;
}

using DerivedKeys = std::array<ByteView, 5>;

Outcome compare_keys(const SessionVector& vector, const DerivedKeys& derived) {
  static constexpr std::array names{"s_enc", "s_mac", "s_rmac", "s_dek", "s_rmac_begun"};
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

Outcome check_scp02_keys(const SessionVector& vector, const InitializeUpdateAnswer& answer) {
  KeySet all = vector.keys;
  if ((vector.options.option_i & 0x01) == 0) all.mac = all.dek = all.enc;
  Scp02SessionKeys keys;
  if (vector.implicit)
    derive_scp02_implicit_keys(all, answer.sequence_counter.view(), keys);
  else
    derive_scp02_keys(all, answer.sequence_counter.view(), keys);
  return compare_keys(vector, {keys.enc.view(), keys.c_mac.view(), keys.r_mac.view(),
                               keys.dek.view(), keys.begun_r_mac.view()});
}

Outcome check_session_keys(const SessionVector& vector, const InitializeUpdateAnswer& answer) {
  if (!vector.session_keys) return {};
  if (answer.protocol == 0x02) return check_scp02_keys(vector, answer);
  if (answer.protocol == 0x01) {
    Scp01SessionKeys keys;
    derive_scp01_keys(vector.keys, vector.host_challenge, answer.card_challenge.view(), keys);
    return compare_keys(vector, {keys.enc.view(), keys.mac.view(), {}, vector.keys.dek, {}});
  }
  Scp03SessionKeys keys;
  derive_scp03_keys(vector.keys, vector.host_challenge, answer.card_challenge.view(), keys);
  return compare_keys(vector,
                      {keys.enc.view(), keys.mac.view(), keys.rmac.view(), vector.keys.dek, {}});
}

/// The wrong EXTERNAL AUTHENTICATE of the vector is the one that the deviation makes.
Outcome check_deviating_authenticate(const SessionVector& vector, SecureChannel& channel) {
  if (vector.deviation == TerminalDeviation::none || !vector.external_authenticate) return {};
  iso7816::CommandApdu command;
  const auto built =
      channel.authenticate(vector.level, vector.deviation, command, {.channel = vector.channel});
  if (!built) return Mismatch{"deviation", {}, "a command", built.error().message};
  return compare("deviation", *vector.external_authenticate, channel.latest_command());
}

Outcome check_sensitive(const SessionVector& vector, const SecureChannel& channel) {
  if (!vector.sensitive) return {};
  Bytes encrypted;
  const auto done = channel.encrypt_sensitive(vector.sensitive->first, encrypted);
  if (!done) return Mismatch{"sensitive", {}, "encrypted data", done.error().message};
  return compare("sensitive", vector.sensitive->second, encrypted);
}

Outcome check_opening(const SessionVector& vector, SecureChannel& channel) {
  if (auto wrong = check_session_keys(vector, channel.answer())) return wrong;
  if (auto wrong = check_sensitive(vector, channel)) return wrong;
  if (vector.implicit) return {};
  if (const std::string problem = channel.answer().disagreement(); !problem.empty())
    return Mismatch{"option_i", {}, "an i that agrees with the answer", problem};
  if (auto wrong = compare("card_cryptogram", channel.card_cryptogram().view(),
                           channel.expected_card_cryptogram().view()))
    return wrong;
  const bool aid_is_for_icv = channel.protocol() == 0x02 && (channel.option_i() & 0x08) != 0;
  if (!vector.invoking_aid.empty() && (channel.expected_card_challenge() || !aid_is_for_icv)) {
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
  if (auto wrong = check_deviating_authenticate(vector, channel)) return wrong;
  iso7816::CommandApdu command;
  const auto built = channel.authenticate(vector.level, TerminalDeviation::none, command,
                                          {.channel = vector.channel});
  if (!built) return Mismatch{"external_authenticate", {}, "a command", built.error().message};
  if (!vector.external_authenticate) return {};
  return compare("external_authenticate", *vector.external_authenticate, channel.latest_command());
}

/// The wrong command of the vector is the one that the deviation makes.
Outcome check_deviating_command(const SessionVector::Exchange& exchange, SecureChannel& channel) {
  if (exchange.deviation == TerminalDeviation::none || !exchange.wrapped) return {};
  Bytes wrapped;
  const auto done =
      channel.wrap(*iso7816::parse_command(exchange.plain), exchange.deviation, wrapped);
  if (!done) return Mismatch{"deviation", {}, "a command", done.error().message};
  return compare("deviation", *exchange.wrapped, wrapped);
}

Outcome check_exchange(const SessionVector::Exchange& exchange, SecureChannel& channel) {
  if (auto wrong = check_deviating_command(exchange, channel)) return wrong;
  Bytes wrapped;
  const auto plain = iso7816::parse_command(exchange.plain);
  const auto done = exchange.protect ? channel.wrap(*plain, TerminalDeviation::none, wrapped)
                                     : channel.wrap_unprotected(*plain, wrapped);
  if (!done) return Mismatch{"wrapped", {}, "a command", done.error().message};
  if (exchange.wrapped)
    if (auto wrong = compare("wrapped", *exchange.wrapped, wrapped)) return wrong;
  return check_response(exchange, channel);
}

Result<std::unique_ptr<SecureChannel>> begin(const SessionVector& vector) {
  if (!vector.implicit)
    return SecureChannel::start(vector.keys, vector.host_challenge, vector.answer, vector.options);
  std::unique_ptr<SecureChannel> channel;
  TRY_VOID(SecureChannel::initiate(channel, vector.keys,
                                   {.option_i = vector.options.option_i,
                                    .sequence_counter = vector.implicit->first,
                                    .aid = vector.implicit->second,
                                    .scp02 = vector.options.scp02}));
  return channel;
}

}  // namespace

Outcome check_session(Fields& in) {
  SessionVector vector = read(in);
  vector.options.invoking_aid = vector.invoking_aid;
  if (!std::ranges::all_of(vector.exchanges, &WireExchange::readable)) return {};
  auto channel = begin(vector);
  if (!channel)
    return Mismatch{vector.implicit ? "implicit" : "initialize_update",
                    {},
                    "values that start a session",
                    channel.error().message};
  if (auto wrong = check_opening(vector, **channel)) return wrong;
  return check_each(vector.exchanges, [&](const SessionVector::Exchange& exchange) {
    return check_exchange(exchange, **channel);
  });
}

}  // namespace assay::vectors

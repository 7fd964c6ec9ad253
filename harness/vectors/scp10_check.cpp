// SPDX-License-Identifier: Apache-2.0
// Vectors of SCP10: certificates, both ways to session keys, and the commands under them.
#include <algorithm>
#include <array>

#include "globalplatform/scp10_authentication.hpp"
#include "globalplatform/scp10_certificate.hpp"
#include "globalplatform/scp10_messaging.hpp"
#include "vectors/exchange.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

Result<crypto::RsaPublicKey> read_public(Fields& in, std::string_view key) {
  Fields numbers = in.mapping(key);
  const Bytes modulus = numbers.hex("modulus");
  const Bytes exponent = numbers.hex("exponent");
  numbers.finish();
  return crypto::RsaPublicKey::from_numbers(modulus, exponent);
}

Result<crypto::RsaPrivateKey> read_private(Fields& in, std::string_view key) {
  Fields numbers = in.mapping(key);
  const Bytes modulus = numbers.hex("modulus");
  const Bytes exponent = numbers.hex("exponent");
  const Bytes secret = numbers.hex("private_exponent");
  numbers.finish();
  return crypto::RsaPrivateKey::from_exponents(modulus, exponent, secret);
}

struct Session {
  Bytes request;
  Bytes own_challenge, card_challenge, padding;
  std::optional<Bytes> signature, answer;
  std::optional<std::vector<Bytes>> keys;
  std::optional<std::pair<Bytes, Bytes>> sensitive;
  Scp10Reading reading;
  std::string reason;
  std::vector<WireExchange> exchanges;
};

Session read_session(Fields& in) {
  static constexpr std::array<std::string_view, 1> readings{"secure_class_under_mac"};
  Session out;
  out.request = in.hex("request");
  out.own_challenge = in.hex("own_challenge");
  out.card_challenge = in.hex("card_challenge");
  out.padding = in.hex("padding");
  out.signature = in.hex_if_present("signature");
  out.answer = in.hex_if_present("answer");
  if (in.has("reading"))
    out.reading.secure_class_under_mac = in.word("reading", readings) == readings[0];
  if (in.has("session_keys")) {
    out.keys.emplace();
    for (Fields& item : in.mappings("session_keys")) {
      out.keys->push_back(item.hex("key"));
      item.finish();
    }
  }
  if (in.has("sensitive")) {
    Fields pair = in.mapping("sensitive");
    out.sensitive = std::pair(pair.hex("plain"), pair.hex("encrypted"));
    pair.finish();
  }
  out.reason = in.text_or("reason", "");
  out.exchanges = read_exchanges(in);
  return out;
}

Outcome check_exchange(const WireExchange& exchange, Scp10Messaging& messaging) {
  Bytes wrapped, data;
  const auto done = messaging.wrap(*iso7816::parse_command(exchange.plain), wrapped);
  if (!done) return Mismatch{"wrapped", {}, "a command", done.error().message};
  if (exchange.wrapped)
    if (auto wrong = compare("wrapped", *exchange.wrapped, wrapped)) return wrong;
  if (!exchange.response) return {};
  const Unwrapped opened = messaging.unwrap(*iso7816::parse_response(*exchange.response), data);
  return check_opened(exchange, opened, data);
}

Outcome check_keys(const Session& session, const Scp10Keys& keys) {
  if (!session.keys) return {};
  for (std::size_t i = 0; i < session.keys->size() && i < keys.keys.size(); ++i)
    if (auto wrong = compare("session_keys", (*session.keys)[i], keys.keys[i].value)) {
      wrong->detail = fmt::format("{}", i + 1);
      return wrong;
    }
  return {};
}

Outcome check_messages(const Session& session, const Result<Scp10Keys>& keys, SecurityLevel level) {
  if (!keys) return refused("session_keys", session.reason, keys.error());
  if (auto wrong = check_keys(session, *keys)) return wrong;
  auto messaging = Scp10Messaging::begin(*keys, level, session.reading);
  if (!messaging) return refused("level", session.reason, messaging.error());
  if (session.sensitive) {
    const auto encrypted = messaging->encrypt_sensitive(session.sensitive->first, true);
    if (!encrypted) return Mismatch{"sensitive", {}, "encrypted data", encrypted.error().message};
    if (auto wrong = compare("sensitive", session.sensitive->second, *encrypted)) return wrong;
  }
  return check_each(session.exchanges, [&](const WireExchange& exchange) {
    return check_exchange(exchange, *messaging);
  });
}

}  // namespace

Outcome check_scp10_transport(Fields& in) {
  const Session session = read_session(in);
  const auto own = read_private(in, "own_key");
  const auto card = read_public(in, "card_key");
  const auto decipher = in.hex_if_present("decipher");
  if (!std::ranges::all_of(session.exchanges, &WireExchange::readable)) return {};
  const auto request = parse_scp10_request(session.request);
  if (!request) return refused("request", session.reason, request.error());
  if (!own || !card) return Mismatch{"keys", {}, "RSA keys", "none"};
  if (auto wrong = compare("request", session.request, encode(*request, true))) return wrong;
  if (decipher) {
    const auto made = scp10_transport(*request, *card, session.padding);
    if (!made) return refused("decipher", session.reason, made.error());
    if (auto wrong = compare("decipher", *decipher, *made)) return wrong;
  }
  const auto signature = scp10_transport_signature(*request, session.card_challenge, *own);
  if (!signature) return refused("signature", session.reason, signature.error());
  if (session.signature)
    if (auto wrong = compare("signature", *session.signature, *signature)) return wrong;
  if (session.answer &&
      !scp10_transport_answer_is_right(*request, session.own_challenge, *session.answer, *card))
    return Mismatch{"answer", {}, "the card's signature", "another"};
  return check_messages(session, transported_keys(*request), request->level);
}

Outcome check_scp10_agreement(Fields& in) {
  const Session session = read_session(in);
  const auto own = read_private(in, "own_key");
  const auto card = read_public(in, "card_key");
  const Bytes secret = in.hex("off_card_secret");
  const Bytes card_id = in.hex("card_id");
  const Bytes own_id = in.hex("own_id");
  const auto expected_secret = in.hex_if_present("card_secret");
  if (!std::ranges::all_of(session.exchanges, &WireExchange::readable)) return {};
  const auto request = parse_scp10_request(session.request);
  if (!request) return refused("request", session.reason, request.error());
  if (!own || !card) return Mismatch{"keys", {}, "RSA keys", "none"};
  const Scp10AgreementInput input{secret, session.card_challenge, card_id, session.padding};
  const auto signature = scp10_agreement_signature(*request, input, *own, *card);
  if (!signature) return refused("signature", session.reason, signature.error());
  if (session.signature)
    if (auto wrong = compare("signature", *session.signature, *signature)) return wrong;
  if (!session.answer) return {};
  const auto card_secret =
      scp10_card_secret(*session.answer, session.own_challenge, own_id, *own, *card);
  if (!card_secret) return refused("answer", session.reason, card_secret.error());
  if (expected_secret)
    if (auto wrong = compare("card_secret", *expected_secret, *card_secret)) return wrong;
  return check_messages(session, agreed_keys(*request, secret, *card_secret), request->level);
}

Outcome check_scp10_certificate(Fields& in) {
  const Bytes certificate = in.hex("certificate");
  const Scp10Format format{in.text("self_descriptive") == "yes", in.text("recovery") == "yes"};
  std::vector<Scp10Field> layout;
  for (Fields& item : in.mappings("layout")) {
    const Bytes tag = item.hex("tag");
    Scp10Field field;
    for (const auto byte : tag) field.tag = (field.tag << 8) | byte;
    field.length = item.number("length");
    item.finish();
    layout.push_back(field);
  }
  const auto issuer = read_public(in, "issuer_key");
  const std::string reason = in.text_or("reason", "");
  const auto subject = in.hex_if_present("subject");
  const auto modulus = in.hex_if_present("modulus");
  if (!issuer) return Mismatch{"issuer_key", {}, "an RSA key", issuer.error().message};
  const auto opened = open_scp10_certificate(certificate, format, *issuer, layout);
  if (!opened)
    return refused(opened.error().code == ErrorCode::refused ? "signature" : "certificate", reason,
                   opened.error());
  if (subject)
    if (auto wrong = compare("subject", *subject, opened->subject)) return wrong;
  if (modulus)
    if (auto wrong = compare("modulus", *modulus, opened->public_key.modulus())) return wrong;
  return {};
}

}  // namespace assay::vectors

// SPDX-License-Identifier: Apache-2.0
// Vectors of SCP11: certificates and chains of them, key agreements, and the sessions that follow.
#include <algorithm>
#include <array>

#include "globalplatform/scp11_agreement.hpp"
#include "globalplatform/scp11_certificate.hpp"
#include "vectors/exchange.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

std::optional<crypto::Curve> read_curve(Fields& in, std::string_view key) {
  const std::string text = in.text(key);
  const auto curve = crypto::curve_named(text);
  if (!curve && in.has(key)) in.mistake(key, fmt::format("there is no curve '{}'", text));
  return curve;
}

// --- certificates

struct ChainVector {
  std::optional<crypto::Curve> curve;
  Bytes issuer;
  std::vector<Bytes> chain;
  CertificateUsage usage = CertificateUsage::key_agreement;
  std::optional<Day> today;
  std::optional<Bytes> serial, authority, subject, public_key;
  bool verify = true;
  std::string reason;
};

ChainVector read_chain(Fields& in) {
  static constexpr std::array<std::string_view, 2> usages{"key agreement",
                                                          "verification of signatures"};
  ChainVector out;
  out.verify = in.has("issuer");
  if (out.verify) {
    out.curve = read_curve(in, "issuer_curve");
    out.issuer = in.hex("issuer");
  }
  for (Fields& item : in.mappings("chain")) {
    out.chain.push_back(item.hex("certificate"));
    item.finish();
  }
  if (in.has("usage") && in.word("usage", usages) == usages[1])
    out.usage = CertificateUsage::signature_verification;
  if (in.has("today")) out.today = static_cast<Day>(in.number("today"));
  out.serial = in.hex_if_present("serial");
  out.authority = in.hex_if_present("authority");
  out.subject = in.hex_if_present("subject");
  out.public_key = in.hex_if_present("public_key");
  out.reason = in.text_or("reason", "");
  return out;
}

Outcome compare_leaf(const ChainVector& vector, const Scp11Certificate& leaf) {
  const std::array expected{&vector.serial, &vector.authority, &vector.subject, &vector.public_key};
  const std::array<ByteView, 4> got{leaf.serial, leaf.authority, leaf.subject,
                                    leaf.public_key.point()};
  static constexpr std::array names{"serial", "authority", "subject", "public_key"};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (*expected[i])
      if (auto wrong = compare(names[i], **expected[i], got[i])) return wrong;
  return {};
}

// --- sessions

struct AgreementVector {
  std::optional<crypto::Curve> curve;
  crypto::Hash hash = crypto::Hash::sha256;
  std::optional<Bytes> static_key;
  Bytes ephemeral_key;
  Bytes card_key;
  Bytes card_id;
  bool s16 = false;
  Bytes command;
  Bytes answer;
  std::optional<Bytes> shared_ephemeral, shared_static, shared_info;
  std::optional<std::array<Bytes, 5>> keys;
  std::string reason;
  std::vector<WireExchange> exchanges;
};

void read_expected(Fields& in, AgreementVector& out) {
  out.shared_ephemeral = in.hex_if_present("shared_ephemeral");
  out.shared_static = in.hex_if_present("shared_static");
  out.shared_info = in.hex_if_present("shared_info");
  if (!in.has("session_keys")) return;
  Fields keys = in.mapping("session_keys");
  out.keys = {keys.hex("receipt"), keys.hex("s_enc"), keys.hex("s_mac"), keys.hex("s_rmac"),
              keys.hex("s_dek")};
  keys.finish();
}

AgreementVector read_agreement(Fields& in) {
  static constexpr std::array<std::string_view, 3> hashes{"SHA-256", "SHA-384", "SHA-512"};
  static constexpr std::array<std::string_view, 2> modes{"S8", "S16"};
  AgreementVector out;
  out.curve = read_curve(in, "curve");
  if (in.has("hash"))
    out.hash = crypto::hash_named(in.word("hash", hashes)).value_or(crypto::Hash::sha256);
  out.static_key = in.hex_if_present("oce_static_key");
  out.ephemeral_key = in.hex("oce_ephemeral_key");
  out.card_key = in.hex("card_static_key");
  out.card_id = in.hex_if_present("card_id").value_or(Bytes());
  if (in.has("mode")) out.s16 = in.word("mode", modes) == modes[1];
  Fields agreement = in.mapping("key_agreement");
  out.command = agreement.hex("command");
  out.answer = agreement.hex("answer");
  agreement.finish();
  read_expected(in, out);
  out.reason = in.text_or("reason", "");
  out.exchanges = read_exchanges(in);
  return out;
}

/// The keys of both sides, as far as the terminal has them.
struct Keys {
  std::optional<crypto::EcPrivateKey> own_static;
  crypto::EcPrivateKey ephemeral;
  crypto::EcPublicKey card;
};

Result<Keys> make_keys(const AgreementVector& vector) {
  TRY(auto ephemeral, crypto::EcPrivateKey::from_scalar(*vector.curve, vector.ephemeral_key));
  TRY(auto card, crypto::EcPublicKey::from_point(*vector.curve, vector.card_key));
  Keys out{std::nullopt, std::move(ephemeral), std::move(card)};
  if (vector.static_key) {
    TRY(out.own_static, crypto::EcPrivateKey::from_scalar(*vector.curve, *vector.static_key));
  }
  return out;
}

Outcome check_request(const AgreementVector& vector, const Keys& keys) {
  const auto command = iso7816::parse_command(vector.command);
  if (!command) return refused("request", vector.reason, command.error());
  const auto request = parse_key_agreement_request(command->data);
  if (!request) return refused("request", vector.reason, request.error());
  const std::uint8_t ins = request->variant == Scp11Variant::b ? 0x88 : 0x82;
  if (command->ins != ins)
    return Mismatch{
        "request", {}, fmt::format("INS {:02X}", ins), fmt::format("{:02X}", command->ins)};
  if (auto wrong = compare("request", command->data, encode(*request))) return wrong;
  if (auto wrong =
          compare("ephemeral_key", request->ephemeral_point, keys.ephemeral.public_key().point()))
    return wrong;
  if (vector.shared_info)
    return compare("shared_info", *vector.shared_info, scp11_shared_info(*request, vector.card_id));
  return {};
}

Outcome check_secrets(const AgreementVector& vector, const Keys& keys) {
  if (vector.shared_ephemeral) {
    const auto answer = parse_key_agreement_answer(vector.answer);
    const auto point = crypto::EcPublicKey::from_point(*vector.curve, answer->point);
    if (auto wrong = compare("shared_ephemeral", *vector.shared_ephemeral,
                             crypto::ecdh(keys.ephemeral, *point).value()))
      return wrong;
  }
  if (!vector.shared_static) return {};
  const auto& own = keys.own_static ? *keys.own_static : keys.ephemeral;
  return compare("shared_static", *vector.shared_static, crypto::ecdh(own, keys.card).value());
}

Outcome compare_keys(const AgreementVector& vector, const Scp11SessionKeys& derived) {
  if (!vector.keys) return {};
  static constexpr std::array names{"receipt", "s_enc", "s_mac", "s_rmac", "s_dek"};
  const std::array<ByteView, 5> got{derived.receipt.view(), derived.channel.enc.view(),
                                    derived.channel.mac.view(), derived.channel.rmac.view(),
                                    derived.dek.view()};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (auto wrong = compare("session_keys", (*vector.keys)[i], got[i])) {
      wrong->detail = names[i];
      return wrong;
    }
  return {};
}

Outcome check_exchange(const WireExchange& exchange, SecureChannel& channel) {
  Bytes wrapped;
  const auto plain = iso7816::parse_command(exchange.plain);
  const auto done = channel.wrap(*plain, TerminalDeviation::none, wrapped);
  if (!done) return Mismatch{"wrapped", {}, "a command", done.error().message};
  if (exchange.wrapped)
    if (auto wrong = compare("wrapped", *exchange.wrapped, wrapped)) return wrong;
  return check_response(exchange, channel);
}

Outcome check_exchanges(const AgreementVector& vector, const AgreedSession& agreed) {
  std::unique_ptr<SecureChannel> channel;
  SecureChannel::begin_agreed(channel, agreed);
  return check_each(vector.exchanges, [&](const WireExchange& exchange) {
    return check_exchange(exchange, *channel);
  });
}

bool readable(const AgreementVector& vector) {
  return vector.curve && std::ranges::all_of(vector.exchanges, &WireExchange::readable);
}

}  // namespace

Outcome check_scp11_certificates(Fields& in) {
  const ChainVector vector = read_chain(in);
  if (vector.chain.empty() || (vector.verify && !vector.curve)) return {};
  std::vector<Scp11Certificate> chain;
  for (const Bytes& bytes : vector.chain) {
    auto certificate = parse_scp11_certificate(bytes);
    if (!certificate) return refused("certificate", vector.reason, certificate.error());
    chain.push_back(*std::move(certificate));
  }
  if (auto wrong = compare_leaf(vector, chain.back())) return wrong;
  if (!vector.verify) return {};
  const auto issuer = crypto::EcPublicKey::from_point(*vector.curve, vector.issuer);
  if (!issuer) return Mismatch{"issuer", {}, "a key", issuer.error().message};
  const auto checked = check_chain(chain, *issuer, vector.usage, vector.today);
  if (!checked) return refused("chain", vector.reason, checked.error());
  return {};
}

Outcome check_scp11_session(Fields& in) {
  const AgreementVector vector = read_agreement(in);
  if (!readable(vector)) return {};
  const auto keys = make_keys(vector);
  if (!keys) return refused("keys", vector.reason, keys.error());
  if (auto wrong = check_request(vector, *keys)) return wrong;
  const Scp11Host host{keys->own_static ? &*keys->own_static : nullptr,
                       &keys->ephemeral,
                       &keys->card,
                       vector.hash,
                       vector.card_id,
                       vector.s16};
  AgreedSession agreed;
  const auto done =
      agree(host, iso7816::parse_command(vector.command)->data, vector.answer, agreed);
  if (!done) return refused("answer", vector.reason, done.error());
  if (auto wrong = check_secrets(vector, *keys)) return wrong;
  if (auto wrong = compare_keys(vector, agreed.keys)) return wrong;
  if (!agreed.receipt_is_valid())
    return compare("receipt", agreed.expected_receipt, agreed.received_receipt);
  return check_exchanges(vector, agreed);
}

}  // namespace assay::vectors

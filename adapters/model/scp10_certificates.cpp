// SPDX-License-Identifier: Apache-2.0
// PERFORM SECURITY OPERATION [verify certificate]: four forms of certificates and the Current Public Key.
// Source: GPC F.1.3.2, F.1.3.4, F.4.7; the layouts are those of decision 0021.
#include <algorithm>

#include "adapters/model/scp10_card.hpp"
#include "crypto/hash.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;
using Step = Initiation::Step;

constexpr std::uint8_t values_only_p2 = 0xAE, self_descriptive_p2 = 0xBE;
constexpr std::size_t hash_size = 20;
constexpr std::size_t exponent_size = 3;  ///< where values stand alone

/// What a certificate says, as it lies in its bytes.
struct Statement {
  ByteView issuer;
  ByteView subject;
  ByteView modulus;
  ByteView exponent;
};

/// The next object, which must have this tag.
std::optional<iso7816::Tlv> next(iso7816::TlvReader& reader, iso7816::Tag tag) {
  const auto object = reader.next();
  if (!object || !*object || (*object)->tag != tag) return std::nullopt;
  return *object;
}

/// F.1.3.4, table F-2: '42', '5F20', '7F49' { '81', '82' }.
std::optional<Statement> read_objects(ByteView message) {
  iso7816::TlvReader reader(message);
  const auto issuer = next(reader, 0x42);
  const auto subject = next(reader, 0x5F20);
  const auto key = next(reader, 0x7F49);
  if (!issuer || !subject || !key || !reader.at_end()) return std::nullopt;
  iso7816::TlvReader numbers(key->value);
  const auto modulus = next(numbers, 0x81);
  const auto exponent = next(numbers, 0x82);
  if (!modulus || !exponent || !numbers.at_end()) return std::nullopt;
  return Statement{issuer->value, subject->value, modulus->value, exponent->value};
}

/// The same values side by side.
std::optional<Statement> read_values(ByteView message, std::size_t modulus_size) {
  const std::size_t length = 2 * name_size + modulus_size + exponent_size;
  if (message.size() != length) return std::nullopt;
  return Statement{message.first(name_size), message.subspan(name_size, name_size),
                   message.subspan(2 * name_size, modulus_size), message.last(exponent_size)};
}

bool has_form(const Exchange& x, std::uint8_t bit) {
  if (bit == form::recovery && x.deviates(scp10_certificates_by_option))
    return !transports(initiation(x));
  return (x.card().scp10.form & bit) != 0;
}

std::optional<Statement> read_statement(const Exchange& x, ByteView message) {
  const auto says = has_form(x, form::values_only) ? read_values(message, modulus_size(x))
                                                   : read_objects(message);
  if (!says || says->subject.size() != name_size || says->modulus.size() != modulus_size(x) ||
      says->exponent.empty() || says->exponent.size() > max_exponent)
    return std::nullopt;
  return says;
}

PublicKey key_of(const Statement& says) {
  PublicKey key;
  std::ranges::copy(says.subject, key.name.begin());
  std::ranges::copy(says.modulus, key.modulus.begin());
  std::ranges::copy(says.exponent, key.exponent.begin());
  key.exponent_size = static_cast<std::uint8_t>(says.exponent.size());
  return key;
}

/// What is signed and the signature.
struct Parts {
  ByteView message;  ///< with recovery: only what did not fit into the signature
  ByteView covered;  ///< the message as it is hashed
  ByteView signature;
};

/// F.4.7.3: '7F21' and nothing else. Inside, the signature '9E' comes last.
std::optional<Parts> read_parts(const Exchange& x, ByteView data) {
  iso7816::TlvReader outer(data);
  const bool long_length = data.size() > 2 && data[2] == 0x82;
  if (long_length && x.deviates(scp10_certificate_long_length_unknown)) return std::nullopt;
  const auto certificate = outer.next();
  if (!certificate || !*certificate) return std::nullopt;
  if ((*certificate)->tag != 0x7F21 && !x.deviates(scp10_certificate_any_tag)) return std::nullopt;
  if (!outer.at_end() && !x.deviates(scp10_bytes_behind_certificate_taken)) return std::nullopt;
  const ByteView inside = (*certificate)->value;
  iso7816::TlvReader reader(inside);
  Parts parts;
  const bool recovery = has_form(x, form::recovery);
  const bool body = x.deviates(scp10_certificate_body_under_7f4e);
  const bool open = !recovery && !has_form(x, form::values_only) && !body;
  if (open) {
    for (const iso7816::Tag tag : {0x42, 0x5F20, 0x7F49})
      if (!next(reader, tag)) return std::nullopt;
  } else {
    const bool with_contents = !recovery || x.deviates(scp10_certificate_remainder_under_5f4e);
    const auto contents = next(reader, body ? 0x7F4E : with_contents ? 0x5F4E : 0x5F38);
    if (!contents) return std::nullopt;
    parts.message = contents->value;
    parts.covered =
        x.deviates(scp10_certificate_hash_with_header) ? contents->whole : contents->value;
  }
  if (reader.at_end() && open && x.deviates(scp10_unsigned_certificate_taken))
    return Parts{inside, inside, {}};
  const auto signature =
      next(reader, x.deviates(scp10_certificate_signature_under_5f37) ? 0x5F37 : 0x9E);
  if (!signature || !reader.at_end()) return std::nullopt;
  if (open) parts.covered = parts.message = inside.first(inside.size() - signature->whole.size());
  parts.signature = signature->value;
  return parts;
}

/// Where a card looks at half of the signature block only.
bool half_of_block_is_right(const Exchange& x, const crypto::RsaPublicKey& key,
                            const Parts& parts) {
  const bool hash_alone = x.deviates(scp10_certificate_padding_unchecked);
  const bool padding_alone = x.deviates(scp10_certificate_hash_unchecked);
  if (!hash_alone && !padding_alone) return false;
  const auto block = crypto::rsa_public(key, parts.signature);
  if (!block) return false;
  if (padding_alone) return (*block)[0] == 0x00 && (*block)[1] == 0x01;
  std::array<std::uint8_t, hash_size> hashed{};
  crypto::digest_into(crypto::Hash::sha1, {parts.message}, hashed);
  return equal(ByteView(*block).last(hash_size), hashed);
}

/// What stands inside a signature with recovery, where a card does not look at its trailer or its hash.
std::optional<Bytes> carelessly_recovered(const Exchange& x, const crypto::RsaPublicKey& key,
                                          const Parts& parts) {
  const bool any_trailer = x.deviates(scp10_recovery_trailer_unchecked);
  const bool any_hash = x.deviates(scp10_recovery_hash_unchecked);
  if (!any_trailer && !any_hash) return std::nullopt;
  const auto block = crypto::rsa_public(key, parts.signature);
  if (!block || (*block)[0] != 0x6A) return std::nullopt;
  if (!any_trailer && block->back() != 0xBC) return std::nullopt;
  const ByteView inside = ByteView(*block).subspan(1, block->size() - hash_size - 2);
  std::array<std::uint8_t, hash_size> hashed{};
  crypto::digest_into(crypto::Hash::sha1, {inside, parts.message}, hashed);
  const ByteView said = ByteView(*block).subspan(block->size() - hash_size - 1, hash_size);
  if (!any_hash && !equal(hashed, said)) return std::nullopt;
  return to_bytes(inside);
}

bool is_signed(const Exchange& x, const crypto::RsaPublicKey& key, const Parts& parts) {
  if (x.deviates(scp10_certificate_signature_unchecked)) return true;
  if (parts.signature.empty() && x.deviates(scp10_unsigned_certificate_taken)) return true;
  if (initiation(x).validated && x.deviates(scp10_chain_link_unchecked)) return true;
  return crypto::pkcs1_verify(key, crypto::Hash::sha1, parts.covered, parts.signature) ||
         half_of_block_is_right(x, key, parts);
}

/// The whole message, if the Current Public Key finds its signature right.
std::optional<Bytes> verified_message(const Exchange& x, const Parts& parts) {
  const bool from_root = x.deviates(scp10_chain_verified_with_trust_point);
  const auto key = rsa_key(x, from_root ? x.card().scp10.trusted[0].key : initiation(x).current);
  if (!key) return std::nullopt;
  if (!has_form(x, form::recovery)) {
    if (!is_signed(x, *key, parts)) return std::nullopt;
    return to_bytes(parts.message);
  }
  auto recovered = crypto::recovery_open(*key, parts.signature, parts.covered);
  if (!recovered)
    if (auto careless = carelessly_recovered(x, *key, parts)) recovered = *std::move(careless);
  if (!recovered) return std::nullopt;
  Bytes message = *std::move(recovered);
  append(message, parts.message);
  return message;
}

/// The key becomes the current one: it may verify the next certificate, or authenticate.
StatusWord accept(Exchange& x, const Statement& says) {
  Initiation& begun = initiation(x);
  if (!equal(says.issuer, begun.current.name) && !x.deviates(scp10_certificate_issuer_ignored))
    return sw::authentication_failed;
  const PublicKey key = key_of(says);
  if (!rsa_key(x, key)) return sw::wrong_data;
  begun.current = key;
  begun.validated = true;
  return sw::ok;
}

StatusWord verify(Exchange& x) {
  const auto parts = read_parts(x, x.command.data);
  if (!parts) return sw::wrong_data;
  // Without recovery, what cannot be read needs no cryptography.
  if (!has_form(x, form::recovery) && !read_statement(x, parts->message)) return sw::wrong_data;
  const auto message = verified_message(x, *parts);
  if (!message) return sw::authentication_failed;
  const auto says = read_statement(x, *message);
  return says ? accept(x, *says) : sw::wrong_data;
}

bool has_begun(const Exchange& x) {
  const Step step = initiation(x).step;
  return x.session().phase == SessionPhase::none &&
         (step == Step::begun || step == Step::challenged);
}

/// F.1.3.2: a certificate without an initiation in front begins one, and ends what ran.
void begin_unless_begun(Exchange& x) {
  const bool goes_on = has_begun(x);
  if (!goes_on) begin(x);
  if (goes_on && x.deviates(scp10_each_certificate_begins)) begin(x);
  initiation(x).step = Step::begun;
}

StatusWord perform(Exchange& x) {
  if (!has_begun(x) && x.deviates(scp10_environment_wanted)) return sw::conditions_not_satisfied;
  begin_unless_begun(x);
  const std::uint8_t p2 = has_form(x, form::values_only) ? values_only_p2 : self_descriptive_p2;
  if (x.command.p2 != p2 && !x.deviates(scp10_certificate_any_p2)) return sw::wrong_p1_p2;
  if (initiation(x).without_certificates) return sw::conditions_not_satisfied;
  if (x.command.data.empty() && x.deviates(scp10_verify_without_data)) return sw::ok;
  if (const auto waiting = collect(x)) return *waiting;
  const StatusWord answered = verify(x);
  if (answered == sw::ok && x.deviates(scp10_verification_answers_data))
    answer_unasked(x, initiation(x).current.name);
  return answered;
}

}  // namespace

StatusWord verify_certificate(Exchange& x) {
  if (x.command.parts.secure_messaging != 0) {
    end(x);
    return sw::secure_messaging_not_supported;
  }
  const SecureSession before = x.session();
  const StatusWord answered = perform(x);
  // F.1.3.2: with every key that this initiation found valid
  if (answered != sw::ok && !x.deviates(scp10_failed_certificate_keeps_initiation)) end(x);
  const bool keeps = x.deviates(scp10_certificate_keeps_session) ||
                     (answered != sw::ok && x.deviates(scp10_failed_certificate_keeps_session));
  if (keeps && before.phase == SessionPhase::open) x.session() = before;
  return answered;
}

}  // namespace assay::model::scp10

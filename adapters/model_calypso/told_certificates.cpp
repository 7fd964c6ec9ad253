// SPDX-License-Identifier: Apache-2.0
// One row for each mistake of a personalisation. The certificate is opened, changed at one place, and signed again with the published
// keys of the test chain.
#include "adapters/model_calypso/told_certificates.hpp"

#include <algorithm>

#include "adapters/calypso_issuer/certificate.hpp"
#include "adapters/model_calypso/test_pki.hpp"
#include "base/hex.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using namespace assay::literals;
using calypso_issuer::BlockForm;
using calypso_issuer::Message;

/// Places in the part that is sent.
namespace ca {
constexpr std::size_t type = 0, version = 1, issuer = 2, start = 60, reserved = 64, rights = 68,
                      scope = 69, end = 70, aid_size = 74, aid = 75, mode = 91;
}
namespace card {
constexpr std::size_t type = 0, version = 1, issuer = 2, aid_size = 31, aid = 32, serial = 48;
}
/// Places in the part that the signature carries.
namespace inside {
constexpr std::size_t start = 0, end = 4, rights = 8, info = 9, reserved = 16, key = 34, rest = 98;
}

struct Draft {
  Message message;
  BlockForm form{};
  std::string_view signer{};
};

void put(Bytes& out, std::size_t place, ByteView bytes) {
  std::ranges::copy(bytes, out.begin() + static_cast<std::ptrdiff_t>(place));
}

struct Mistake {
  CalypsoDeviation deviation;
  void (*change)(Draft&);
};

constexpr auto ca_mistakes = std::to_array<Mistake>({
    {ca_certificate_of_type_91, [](Draft& d) { d.message.sent[ca::type] = 0x91; }},
    {ca_certificate_of_version_2, [](Draft& d) { d.message.sent[ca::version] = 0x02; }},
    {ca_signature_ends_with_cc, [](Draft& d) { d.form.trailer = 0xCC; }},
    {ca_signature_begins_with_02, [](Draft& d) { d.form.marker = 0x02; }},
    {ca_signature_of_other_hash, [](Draft& d) { d.form.hash_is_right = false; }},
    {ca_signature_of_itself, [](Draft& d) { d.signer = "ca"; }},
    {ca_forbids_card_certificates, [](Draft& d) { d.message.sent[ca::rights] = 0x05; }},
    {ca_rights_reserved, [](Draft& d) { d.message.sent[ca::rights] = 0x0D; }},
    {ca_scope_02, [](Draft& d) { d.message.sent[ca::scope] = 0x02; }},
    {ca_aid_of_4_bytes, [](Draft& d) { put(d.message.sent, ca::aid_size, "04A0000002"_hex); }},
    {ca_aid_of_17_bytes,
     [](Draft& d) { put(d.message.sent, ca::aid_size, "11A000000291FF9101"_hex); }},
    {ca_aid_behind_ff, [](Draft& d) { put(d.message.sent, ca::aid, "A000000291FF9101"_hex); }},
    {ca_of_unknown_issuer,
     [](Draft& d) { put(d.message.sent, ca::issuer + 21, "DEADBEEF00000009"_hex); }},
    {ca_ends_before_start, [](Draft& d) { put(d.message.sent, ca::end, "20231231"_hex); }},
    {ca_starts_in_month_13, [](Draft& d) { put(d.message.sent, ca::start, "20231301"_hex); }},
    {ca_starts_in_2099, [](Draft& d) { put(d.message.sent, ca::start, "20990101"_hex); }},
    {ca_ended, [](Draft& d) { put(d.message.sent, ca::end, "20250101"_hex); }},
    {ca_reserved_bytes_set, [](Draft& d) { put(d.message.sent, ca::reserved, "00000001"_hex); }},
    {ca_mode_02, [](Draft& d) { d.message.sent[ca::mode] = 0x02; }},
    {ca_of_other_application,
     [](Draft& d) { put(d.message.sent, ca::aid_size, "08A000000291FF9201"_hex); }},
    {ca_prefix_without_truncation, [](Draft& d) { d.message.sent[ca::mode] = 0x00; }},
    {ca_certificate_of_other_key,
     [](Draft& d) {
       const ByteView modulus = test_issuer_key("ca-limited").public_key().modulus();
       put(d.message.sent, d.message.sent.size() - 34, modulus.first(34));
       d.message.recovered = to_bytes(modulus.subspan(34));
     }},
});

constexpr auto card_mistakes = std::to_array<Mistake>({
    {card_certificate_of_type_90, [](Draft& d) { d.message.sent[card::type] = 0x90; }},
    {card_certificate_of_version_2, [](Draft& d) { d.message.sent[card::version] = 0x02; }},
    {card_certificate_of_other_issuer,
     [](Draft& d) { put(d.message.sent, card::issuer + 21, "DEADBEEF00000009"_hex); }},
    {card_certificate_of_other_aid,
     [](Draft& d) { put(d.message.sent, card::aid, "A000000291FF9111"_hex); }},
    {card_certificate_of_other_serial,
     [](Draft& d) { put(d.message.sent, card::serial, "0000000055667788"_hex); }},
    {card_signature_ends_with_cc, [](Draft& d) { d.form.trailer = 0xCC; }},
    {card_signature_begins_with_02, [](Draft& d) { d.form.marker = 0x02; }},
    {card_signature_of_other_hash, [](Draft& d) { d.form.hash_is_right = false; }},
    {card_signature_of_root, [](Draft& d) { d.signer = "root"; }},
    {card_info_of_other_type, [](Draft& d) { d.message.recovered[inside::info + 2] = 0x2B; }},
    {card_info_of_6_bytes,
     [](Draft& d) {
       auto info = d.message.recovered.begin() + inside::info;
       *std::shift_left(info, info + 7, 1) = 0x00;
     }},
    {card_certificate_of_other_key,
     [](Draft& d) {
       put(d.message.recovered, inside::key,
           "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
           "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"_hex);
     }},
    {card_certificate_key_y_first,
     [](Draft& d) {
       const auto key = d.message.recovered.begin() + inside::key;
       std::rotate(key, key + 32, key + 64);
     }},
    {card_certificate_ends_before_start,
     [](Draft& d) { put(d.message.recovered, inside::end, "20240101"_hex); }},
    {card_certificate_date_in_binary,
     [](Draft& d) { put(d.message.recovered, inside::start, "07E80102"_hex); }},
    {card_certificate_starts_in_2099,
     [](Draft& d) { put(d.message.recovered, inside::start, "20990101"_hex); }},
    {card_certificate_ended,
     [](Draft& d) { put(d.message.recovered, inside::end, "20250101"_hex); }},
    {card_aid_padded_with_ff,
     [](Draft& d) { put(d.message.sent, card::aid + 8, "FFFFFFFFFFFFFFFF"_hex); }},
    {card_aid_of_16_bytes, [](Draft& d) { d.message.sent[card::aid_size] = 0x10; }},
    {card_certificate_rights_01, [](Draft& d) { d.message.recovered[inside::rights] = 0x01; }},
    {card_reserved_bytes_set, [](Draft& d) { d.message.recovered[inside::reserved] = 0x01; }},
    {card_rest_of_key_set, [](Draft& d) { d.message.recovered[inside::rest + 123] = 0x01; }},
});

/// Only the deviation that is on; every one is asked for, so that it is known which could have changed something.
template <std::size_t Size>
const Mistake* made(const Exchange& x, const std::array<Mistake, Size>& mistakes) {
  const Mistake* found = nullptr;
  for (const Mistake& one : mistakes)
    if (x.deviates(one.deviation)) found = &one;
  return found;
}

/// CA and limited CA of the test chain have the numbers 1 and 2, which end their key references.
std::string_view test_ca(ByteView reference) {
  return reference.back() == 0x02 ? "ca-limited" : "ca";
}

Bytes reissued(ByteView kept, std::size_t sent, std::string_view issuer, const Mistake& mistake) {
  const auto opened = calypso_issuer::reopen(test_issuer_key(issuer).public_key(), kept, sent);
  if (!opened) return to_bytes(kept);
  Draft draft{.message = *opened, .signer = issuer};
  mistake.change(draft);
  const auto signature =
      calypso_issuer::sign(test_issuer_key(draft.signer), draft.message, draft.form);
  if (!signature) return to_bytes(kept);
  Bytes out = draft.message.sent;
  append(out, *signature);
  return out;
}

}  // namespace

Bytes told_certificate(const Exchange& x, CertificateKind kind) {
  const Certificate& stored =
      x.card().pki[x.working().application].certificates[static_cast<std::size_t>(kind)];
  const bool authority = kind == CertificateKind::authority;
  const ByteView kept = ByteView(stored.bytes)
                            .first(authority ? calypso_issuer::ca_certificate_size
                                             : calypso_issuer::card_certificate_size);
  const Mistake* mistake = authority ? made(x, ca_mistakes) : made(x, card_mistakes);
  if (mistake == nullptr) return to_bytes(kept);
  if (authority) return reissued(kept, 128, "root", *mistake);
  return reissued(kept, 60, test_ca(kept.subspan(2, 29)), *mistake);
}

}  // namespace assay::model::calypso

// SPDX-License-Identifier: Apache-2.0
// Keys, certificates, ICS and IXIT of SCP11.
#include "adapters/model/scp11_personalization.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/model/personalizer.hpp"
#include "adapters/model/scp11_card.hpp"

namespace assay::model {
namespace {

using namespace assay::literals;
using crypto::Curve;
using test_pki::Format;
using test_pki::Who;

constexpr std::uint8_t kvn = 0x03, kvn_authority = 0x04, kvn_listed_authority = 0x05;
constexpr std::uint8_t listed_serial = 0x11;
constexpr auto sin = "24951111"_hex;   ///< tag '42' of the Security Domain
constexpr auto sdin = "11110001"_hex;  ///< tag '45'

constexpr std::uint8_t bit(Scp11Variant variant) {
  return static_cast<std::uint8_t>(variant);
}

struct VariantKey {
  Scp11Variant variant;
  Who who;
};
constexpr std::array variant_keys{VariantKey{Scp11Variant::a, Who::card_a},
                                  VariantKey{Scp11Variant::b, Who::card_b},
                                  VariantKey{Scp11Variant::c, Who::card_c}};

constexpr bool knows_entities(const Scp11Choices& choices) {
  return (choices.variants & (bit(Scp11Variant::a) | bit(Scp11Variant::c))) != 0;
}

/// The parameter i: variants, 40 S16, 08 certificate chains; where X.509 takes the place of the other format, 80 and a
/// second octet.
std::array<std::uint8_t, 2> options(const Scp11Choices& choices) {
  std::uint8_t first = choices.variants;
  if (knows_entities(choices)) first |= 0x08;
  if (choices.s16) first |= 0x40;
  if (!choices.x509) return {first, 0x00};
  return {static_cast<std::uint8_t>(first | 0x80), 0x06};
}

class Scp11Personalizer {
 public:
  Scp11Personalizer(Scp11Store& store, std::uint8_t domain) : store_(store), domain_(domain) {}

  void key(std::uint8_t version, const VariantKey& which, const Scp11Choices& choices) {
    ASSAY_CHECK(store_.key_count < Scp11Store::max_keys);
    AgreementKey& made = store_.keys[store_.key_count++];
    made.owner = domain_;
    made.version = version;
    made.variant = which.variant;
    made.curve = crypto::key_parameter_reference(choices.curve);
    made.options = options(choices)[0];
    made.options_2 = options(choices)[1];
    made.key_sizes = choices.key_sizes;
    std::ranges::copy(test_pki::scalar_of(which.who, choices.curve), made.scalar.begin());
    const Format format{choices.curve, choices.x509};
    Bytes store;
    if (choices.chain)
      append(store, test_pki::certificate(format, {.holder = Who::card_authority,
                                                   .issuer = Who::card_authority,
                                                   .right = test_pki::Right::sign}));
    append(store,
           test_pki::certificate(format, {.holder = which.who, .issuer = Who::card_authority}));
    certificates(version, scp11::key_identifier_of(which.variant), store);
  }

  TrustAnchor& anchor(std::uint8_t version, const Scp11Choices& choices) {
    ASSAY_CHECK(store_.anchor_count < Scp11Store::max_anchors);
    TrustAnchor& made = store_.anchors[store_.anchor_count++];
    made.owner = domain_;
    made.version = version;
    made.curve = crypto::key_parameter_reference(choices.curve);
    made.x509 = choices.x509;
    std::ranges::copy(test_pki::point_of(Who::oce_authority, choices.curve), made.point.begin());
    const Bytes name = test_pki::name_of(Who::oce_authority);
    made.name_size = static_cast<std::uint8_t>(name.size());
    std::ranges::copy(name, made.name.begin());
    return made;
  }

  void owner(const Scp11Choices& choices) {
    Scp11Domain& made = store_.domain;
    made.index = domain_;
    if (choices.dated) made.today = 20260101;
    made.provider_size = static_cast<std::uint8_t>(test_pki::provider().size());
    made.group_size = static_cast<std::uint8_t>(test_pki::card_group().size());
    std::ranges::copy(test_pki::provider(), made.provider.begin());
    std::ranges::copy(test_pki::card_group(), made.group.begin());
  }

 private:
  void certificates(std::uint8_t version, std::uint8_t identifier, ByteView bytes) {
    ASSAY_CHECK(store_.certificate_count < Scp11Store::max_certificates &&
                bytes.size() <= CertificateStore::max_size);
    CertificateStore& made = store_.certificates[store_.certificate_count++];
    made.owner = domain_;
    made.version = version;
    made.identifier = identifier;
    made.size = static_cast<std::uint16_t>(bytes.size());
    std::ranges::copy(bytes, made.bytes.begin());
  }

  Scp11Store& store_;
  std::uint8_t domain_;
};

void add_keys(Scp11Personalizer& make, std::uint8_t version, const Scp11Choices& choices) {
  for (const VariantKey& which : variant_keys)
    if ((choices.variants & bit(which.variant)) != 0) make.key(version, which, choices);
}

void flag(std::vector<NamedValue>& out, std::string_view name, bool value) {
  out.push_back({std::string(name), value ? "true" : "false"});
}

void hex(std::vector<NamedValue>& out, std::string_view name, ByteView value) {
  out.push_back({std::string(name), to_hex(value)});
}

void byte(std::vector<NamedValue>& out, std::string_view name, std::uint8_t value) {
  hex(out, name, ByteView(&value, 1));
}

/// Of the smallest size the card agrees on.
std::uint8_t key_size(const Scp11Choices& choices) {
  if ((choices.key_sizes & 0x01) != 0) return 16;
  return (choices.key_sizes & 0x02) != 0 ? 24 : 32;
}

/// Lines of one variant: "scp11a.curve".
class Group {
 public:
  Group(std::vector<NamedValue>& out, Scp11Variant variant) : out_(out) {
    prefix_ = variant == Scp11Variant::a   ? "scp11a."
              : variant == Scp11Variant::b ? "scp11b."
                                           : "scp11c.";
  }
  void put(std::string_view name, ByteView value) { hex(out_, prefix_ + std::string(name), value); }
  void put(std::string_view name, std::uint8_t value) {
    byte(out_, prefix_ + std::string(name), value);
  }

 private:
  std::vector<NamedValue>& out_;
  std::string prefix_;
};

void name_off_card_entity(Group& ixit, const Format& format) {
  using test_pki::certificate;
  ixit.put("oce_key", test_pki::scalar_of(Who::off_card_entity, format.curve));
  ixit.put("oce_certificate", certificate(format, {.serial = 0x01}));
  ixit.put("oce_chain_certificate", certificate(format, {.holder = Who::sub_authority,
                                                         .serial = 0x03,
                                                         .right = test_pki::Right::sign}));
  ixit.put("oce_chained_certificate",
           certificate(format, {.issuer = Who::sub_authority, .serial = 0x04}));
  ixit.put("ca_key_version", kvn_authority);
  ixit.put("ca_key_id", scp11::key_identifier::authority);
  ixit.put("ca_key", test_pki::scalar_of(Who::oce_authority, format.curve));
  ixit.put("listed_ca_key_version", kvn_listed_authority);
  ixit.put("oce_listed_certificate", certificate(format, {.serial = listed_serial}));
  ixit.put("oce_stranger_certificate",
           certificate(format, {.serial = 0x02, .other_subject = true}));
  ixit.put("oce_forged_chained_certificate",
           certificate(format, {.issuer = Who::sub_authority, .serial = 0x09, .forged = true}));
  ixit.put("oce_other_curve_certificate",
           certificate(format, {.serial = 0x05, .other_curve = true}));
  ixit.put("oce_enciphering_certificate",
           certificate(format, {.serial = 0x06, .right = test_pki::Right::encipher}));
  if (format.x509) return;  // these have no such thing
  ixit.put("oce_authorized_certificate",
           certificate(format, {.serial = 0x07, .authorizations = true}));
  ixit.put("oce_unknown_part_certificate",
           certificate(format, {.serial = 0x08, .unknown_part = true}));
}

/// What is hashed behind the host identifier: SIN and SDIN, or the card group.
Bytes card_identifiers(Scp11Variant variant) {
  Bytes out;
  const auto put = [&](ByteView value) {
    out.push_back(static_cast<std::uint8_t>(value.size()));
    append(out, value);
  };
  if (variant == Scp11Variant::c) {
    put(test_pki::card_group());
  } else {
    put(sin);
    put(sdin);
  }
  return out;
}

void name_variant(std::vector<NamedValue>& out, Scp11Variant variant, const Scp11Choices& choices,
                  ByteView domain) {
  const auto i = options(choices);
  Group ixit(out, variant);
  ixit.put("sd_aid", domain);
  ixit.put("key_version", kvn);
  ixit.put("key_id", scp11::key_identifier_of(variant));
  ixit.put("i", ByteView(i).first((i[0] & 0x80) != 0 ? 2 : 1));
  ixit.put("curve", crypto::key_parameter_reference(choices.curve));
  ixit.put("key_length", key_size(choices));
  ixit.put("sd_ca_key", test_pki::point_of(Who::card_authority, choices.curve));
  ixit.put("host_id", "F041535341594831"_hex);  // F0 'ASSAYH1': any will do
  ixit.put("card_id", card_identifiers(variant));
  if (variant != Scp11Variant::b) name_off_card_entity(ixit, {choices.curve, choices.x509});
}

}  // namespace

void add_scp11(Personalizer& make, std::uint8_t domain, const Scp11Choices& choices) {
  Scp11Personalizer scp11(make.scp11(), domain);
  scp11.owner(choices);
  add_keys(scp11, kvn, choices);
  make.data(domain, 0x42, sin);
  make.data(domain, 0x45, sdin);
  if (!knows_entities(choices)) return;
  scp11.anchor(kvn_authority, choices);
  TrustAnchor& listed = scp11.anchor(kvn_listed_authority, choices);
  const Bytes serial = test_pki::serial_number(listed_serial);
  listed.has_list = true;
  listed.serial_size = static_cast<std::uint8_t>(serial.size());
  std::ranges::copy(serial, listed.listed_serial.begin());
}

void add_scp11_superset(Personalizer& make, std::uint8_t domain) {
  constexpr std::uint8_t all = bit(Scp11Variant::a) | bit(Scp11Variant::b) | bit(Scp11Variant::c);
  constexpr std::uint8_t both = bit(Scp11Variant::a) | bit(Scp11Variant::b);
  add_scp11(make, domain, {.variants = all});
  Scp11Personalizer scp11(make.scp11(), domain);
  std::uint8_t version = 0x06;
  for (const Scp11Choices& more : {Scp11Choices{.variants = both, .curve = Curve::p384},
                                   Scp11Choices{.variants = both, .curve = Curve::p521},
                                   Scp11Choices{.variants = both, .curve = Curve::brainpool_p256r1},
                                   Scp11Choices{.variants = both, .x509 = true},
                                   Scp11Choices{.variants = bit(Scp11Variant::b), .s16 = true}}) {
    add_keys(scp11, version++, more);
    if (knows_entities(more)) scp11.anchor(version, more);
    ++version;
  }
}

void claim_scp11(std::vector<NamedValue>& ics, const Scp11Choices& choices, bool alive) {
  const bool any = alive && choices.variants != 0;
  const auto has = [&](Scp11Variant variant) {
    return alive && (choices.variants & bit(variant)) != 0;
  };
  flag(ics, "scp11a", has(Scp11Variant::a));
  flag(ics, "scp11b", has(Scp11Variant::b));
  flag(ics, "scp11c", has(Scp11Variant::c));
  flag(ics, "scp11.p256", any && choices.curve == Curve::p256);
  flag(ics, "scp11.gp_certificates", any && !choices.x509);
  flag(ics, "scp11.x509", any && choices.x509);
  flag(ics, "scp11.chain", any && knows_entities(choices));
  flag(ics, "scp11.certificate_list", any && knows_entities(choices));
  flag(ics, "scp11.issuing", any && knows_entities(choices));
  flag(ics, "scp11.certificate_store", any);
  flag(ics, "scp11.checks_expiry", any && choices.dated);
  flag(ics, "scp11.c_mac_only", any);
  flag(ics, "scp11.host_id", any);
  flag(ics, "scp11.s16", any && choices.s16);
  flag(ics, "scp11.aes128", any && (choices.key_sizes & 0x01) != 0);
  flag(ics, "scp11.aes192", any && (choices.key_sizes & 0x02) != 0);
  flag(ics, "scp11.aes256", any && (choices.key_sizes & 0x04) != 0);
}

void name_scp11(std::vector<NamedValue>& ixit, const Scp11Choices& choices, ByteView domain) {
  for (const VariantKey& which : variant_keys)
    if ((choices.variants & bit(which.variant)) != 0)
      name_variant(ixit, which.variant, choices, domain);
}

}  // namespace assay::model

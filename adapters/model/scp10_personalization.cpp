// SPDX-License-Identifier: Apache-2.0
// Keys, certificates, ICS and IXIT of SCP10.
#include "adapters/model/scp10_personalization.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "adapters/model/personalizer.hpp"
#include "adapters/model/published_scp10.hpp"
#include "adapters/model/published_scp10_2048.hpp"
#include "adapters/model/published_scp10_2056.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {
namespace {

namespace test = published_scp10;

constexpr std::array<std::uint8_t, 3> exponent{0x01, 0x00, 0x01};
constexpr std::uint16_t own_certificate = 0x7F21, second_certificate = 0x5032,
                        authority_certificate = 0x5033;

Bytes bytes_of(std::string_view hex) {
  auto bytes = from_hex(hex);
  ASSAY_CHECK(bytes.has_value());
  return *std::move(bytes);
}

template <std::size_t Size>
void copy(std::array<std::uint8_t, Size>& to, std::string_view hex) {
  const Bytes bytes = bytes_of(hex);
  ASSAY_CHECK(bytes.size() <= Size);
  std::ranges::copy(bytes, to.begin());
}

const test::Ring& ring_of(const Scp10Choices& choices) {
  switch (choices.key_bits) {
    case 2048: return test::ring_of_2048;
    case 2056: return test::ring_of_2056;
    default: return test::ring_of_1024;
  }
}

class Scp10Personalizer {
 public:
  Scp10Personalizer(scp10::Store& store, std::uint8_t domain, const Scp10Choices& choices)
      : store_(store) {
    store_.owner = domain;
    store_.options = choices.options;
    store_.form = choices.form;
    store_.modulus_size = static_cast<std::uint16_t>(ring_of(choices).modulus_size);
    copy(store_.provider, test::name_of_oce);
    const Bytes directory = bytes_of(test::directory);
    ASSAY_CHECK(directory.size() <= scp10::Store::max_directory);
    store_.directory_size = static_cast<std::uint8_t>(directory.size());
    copy(store_.directory, test::directory);
  }

  void trust(std::string_view name, const test::Numbers& key, bool entity) {
    ASSAY_CHECK(store_.trusted_count < scp10::Store::max_trusted);
    scp10::TrustedKey& made = store_.trusted[store_.trusted_count++];
    copy(made.key.name, name);
    copy(made.key.modulus, key.modulus);
    made.key.exponent_size = exponent.size();
    std::ranges::copy(exponent, made.key.exponent.begin());
    made.entity = entity;
  }

  void own(std::string_view name, const test::Numbers& key) {
    ASSAY_CHECK(store_.private_count < scp10::Store::max_private);
    scp10::PrivateKey& made = store_.privates[store_.private_count++];
    copy(made.name, name);
    copy(made.modulus, key.modulus);
    copy(made.exponent, key.private_exponent);
  }

  void certificate(std::uint16_t identifier, std::string_view hex) {
    ASSAY_CHECK(store_.certificate_count < scp10::Store::max_certificates);
    const Bytes whole = bytes_of(hex);
    const auto object = iso7816::find(whole, 0x7F21);
    ASSAY_CHECK(object && *object && (*object)->value.size() <= scp10::StoredCertificate::max_size);
    scp10::StoredCertificate& made = store_.certificates[store_.certificate_count++];
    made.identifier = identifier;
    made.size = static_cast<std::uint16_t>((*object)->value.size());
    std::ranges::copy((*object)->value, made.bytes.begin());
  }

 private:
  scp10::Store& store_;
};

/// Lines of the IXIT: "scp10.oce_modulus".
class Group {
 public:
  explicit Group(std::vector<NamedValue>& out) : out_(out) {}
  void put(std::string_view name, std::string_view hex) {
    out_.push_back({fmt::format("scp10.{}", name), std::string(hex)});
  }
  void put_byte(std::string_view name, std::uint8_t value) {
    put(name, fmt::format("{:02X}", value));
  }
  void put_public(std::string_view who, const test::Numbers& key) {
    put(fmt::format("{}_modulus", who), key.modulus);
    put(fmt::format("{}_exponent", who), to_hex(exponent));
  }
  void put_private(std::string_view who, const test::Numbers& key) {
    put_public(who, key);
    put(fmt::format("{}_private_exponent", who), key.private_exponent);
  }

 private:
  std::vector<NamedValue>& out_;
};

void name_certificates(Group& ixit, const test::Certificates& made) {
  ixit.put("oce_certificate", made.oce);
  ixit.put("oce_other_certificate", made.other_oce);
  ixit.put("ka_certificate", made.ka_ex);
  ixit.put("oce_chained_certificate", made.oce_by_ka_ex);
  ixit.put("oce_forged_certificate", made.forged);
  ixit.put("oce_forged_chained_certificate", made.forged_by_ka_ex);
  ixit.put("oce_other_issuer_certificate", made.other_issuer);
  ixit.put("oce_other_hash_certificate", made.other_hash);
  ixit.put("oce_other_padding_certificate", made.other_padding);
}

void name_card(Group& ixit, const test::Ring& ring) {
  ixit.put("sd_id", test::name_of_sd);
  ixit.put("sd_key_reference", test::name_of_sd);
  ixit.put_public("sd", ring.sd);
  ixit.put_public("tp_in", ring.tp_in);
  ixit.put("second_sd_id", test::name_of_second_sd);
  ixit.put("second_sd_key_reference", test::name_of_second_sd);
  ixit.put_public("second_sd", ring.second_sd);
  ixit.put("second_sd_certificate_tag", fmt::format("{:04X}", second_certificate));
  ixit.put("ka_in_certificate_tag", fmt::format("{:04X}", authority_certificate));
  ixit.put_public("ka_in", ring.ka_in);
}

/// Which option holds where nothing names one.
std::uint8_t default_option(const Scp10Choices& choices) {
  const bool agrees = (choices.options & scp10::option::key_agreement) != 0;
  return agrees ? scp10::option::key_agreement : scp10::option::key_transport;
}

void name_form(Group& ixit, std::uint8_t form, std::size_t modulus_size) {
  const bool values_only = (form & scp10::form::values_only) != 0;
  ixit.put("certificate_form", values_only ? "AE" : "BE");
  ixit.put("certificate_recovery", (form & scp10::form::recovery) != 0 ? "01" : "00");
  const std::string size = modulus_size > 0xFF ? fmt::format("82{:04X}", modulus_size)
                                               : fmt::format("81{:02X}", modulus_size);
  if (values_only) ixit.put("certificate_layout", fmt::format("42085F200881{}8203", size));
}

}  // namespace

void add_scp10(Personalizer& make, std::uint8_t domain, const Scp10Choices& choices) {
  if (choices.options == 0) return;
  const test::Ring& ring = ring_of(choices);
  Scp10Personalizer scp10(make.scp10(), domain, choices);
  scp10.trust(test::name_of_tp_ex, ring.tp_ex, false);
  scp10.trust(test::name_of_ka_ex, ring.ka_ex, false);
  scp10.trust(test::name_of_oce, ring.oce, true);
  scp10.own(test::name_of_sd, ring.sd);
  scp10.own(test::name_of_second_sd, ring.second_sd);
  const test::Certificates& made = ring.certificates[choices.form];
  scp10.certificate(own_certificate, made.sd);
  scp10.certificate(second_certificate, made.second_sd);
  scp10.certificate(authority_certificate, made.ka_in);
}

void claim_scp10(std::vector<NamedValue>& ics, const Scp10Choices& choices, bool alive) {
  const bool any = alive && choices.options != 0;
  const auto flag = [&](std::string_view name, bool value) {
    ics.push_back({std::string(name), value ? "true" : "false"});
  };
  flag("scp10", any);
  ics.push_back({"scp10.i", fmt::format("{:02X}", default_option(choices))});
  ics.push_back({"scp10.key_bits", fmt::format("{}", choices.key_bits)});
  flag("scp10.recovery", any && (choices.form & scp10::form::recovery) != 0);
  flag("scp10.self_descriptive", any && (choices.form & scp10::form::values_only) == 0);
  flag("scp10.chain", any);
  flag("scp10.issuing", any);
  flag("scp10.key_references", any);
  flag("scp10.stored_keys", any);
  flag("scp10.second_key", any);
  flag("scp10.directory", any);
}

void name_scp10(std::vector<NamedValue>& out, const Scp10Choices& choices, ByteView domain) {
  if (choices.options == 0) return;
  const test::Ring& ring = ring_of(choices);
  Group ixit(out);
  ixit.put("sd_aid", to_hex(domain));
  ixit.put_byte("i", default_option(choices));
  name_form(ixit, choices.form, ring.modulus_size);
  ixit.put("tp_ex_reference", test::name_of_tp_ex);
  ixit.put_private("tp_ex", ring.tp_ex);
  ixit.put("ka_reference", test::name_of_ka_ex);
  ixit.put("oce_reference", test::name_of_oce);
  ixit.put("oce_id", test::name_of_oce);
  ixit.put("oce_other_id", test::name_of_other_oce);
  ixit.put_private("oce", ring.oce);
  name_certificates(ixit, ring.certificates[choices.form]);
  name_card(ixit, ring);
}

}  // namespace assay::model

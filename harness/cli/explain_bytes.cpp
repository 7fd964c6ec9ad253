// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_bytes.hpp"

#include "base/hex.hpp"
#include "crypto/certificate.hpp"
#include "globalplatform/card_capability.hpp"
#include "globalplatform/card_recognition.hpp"
#include "globalplatform/scp10_certificate.hpp"
#include "globalplatform/scp10_keys.hpp"
#include "globalplatform/scp11_certificate.hpp"
#include "globalplatform/scp81.hpp"

namespace assay::cli {
namespace {

using namespace globalplatform;
using Lines = std::vector<std::string>;

std::string day_text(Day day) {
  return fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
}

/// The data when they could be read; else what they are not.
template <typename Data>
Result<Data> wanted(std::string_view what, Result<Data> data) {
  if (data) return data;
  return fail(ErrorCode::malformed, "not {}: {}", what, data.error().message);
}

template <typename Data>
Result<Lines> explained(std::string_view what, Result<Data> data) {
  TRY(const Data read, wanted(what, std::move(data)));
  return explain(read);
}

Lines explain_scp10(const Scp10Outline& certificate) {
  const std::string_view form =
      certificate.format.recovery           ? "with message recovery, contents inside the signature"
      : certificate.format.self_descriptive ? "self-descriptive, without message recovery"
                                            : "values alone, without message recovery";
  Lines out{fmt::format("SCP10 certificate (7F21), {}", form)};
  if (certificate.public_key) {
    out.push_back("issuer     " + to_hex(certificate.issuer));
    out.push_back("holder     " + to_hex(certificate.subject));
    out.push_back(fmt::format("key        RSA, {} bits", certificate.public_key->bits()));
    out.push_back("modulus    " + to_hex(certificate.public_key->modulus()));
    out.push_back("exponent   " + to_hex(certificate.public_key->exponent()));
  } else {
    out.push_back(fmt::format("{}  {} bytes",
                              certificate.format.recovery ? "remainder" : "contents ",
                              certificate.contents));
  }
  out.push_back(fmt::format("signature  {} bytes", certificate.signature));
  out.emplace_back("not verified: the key of its issuer was not given");
  return out;
}

/// Level and templates, without the keys they may bring.
Result<Lines> explain_scp10_request(ByteView bytes) {
  TRY(const Scp10Request request, parse_scp10_request(bytes));
  Lines out{fmt::format("SCP10 key request, level {:02X}", request.level.value)};
  for (const auto& one : request.templates) {
    std::string line = fmt::format("{} key for usage {:02X}",
                                   one.confidentiality ? "encryption" : "checksum", one.usage);
    if (one.key_type) line += fmt::format(", type {:02X}", *one.key_type);
    if (!one.key.empty()) line += fmt::format(", {} bytes", one.key.size());
    if (one.counter) line += ", counter " + to_hex(*one.counter);
    out.push_back(std::move(line));
  }
  return out;
}

Result<Lines> explain_certificate(ByteView bytes) {
  if (const auto scp10 = outline_scp10_certificate(bytes)) return explain_scp10(*scp10);
  TRY(const Scp11Certificate certificate, wanted("a certificate", parse_scp11_certificate(bytes)));
  const bool gp = certificate.format == Scp11Certificate::Format::gp;
  Lines out{gp ? "GlobalPlatform certificate (7F21)" : "X.509 certificate",
            "serial     " + to_hex(certificate.serial),
            "authority  " + to_hex(certificate.authority),
            "subject    " + to_hex(certificate.subject)};
  if (const auto x509 = crypto::parse_certificate(bytes); !gp && x509) {
    out.push_back("issuer     " + x509->issuer_text);
    out.push_back("name       " + x509->subject_text);
    out.push_back("signed by  " + x509->signature_algorithm);
  }
  out.push_back(certificate.usage == CertificateUsage::key_agreement
                    ? "usage      key agreement"
                    : "usage      signature verification");
  if (certificate.valid_from) out.push_back("from       " + day_text(*certificate.valid_from));
  out.push_back("until      " + day_text(certificate.valid_to));
  out.push_back("key        " + std::string(crypto::name(certificate.public_key.curve())) + " " +
                to_hex(certificate.public_key.point()));
  if (certificate.discretionary)
    out.push_back("discretionary  " + to_hex(*certificate.discretionary));
  if (certificate.authorizations)
    out.push_back("authorizations " + to_hex(*certificate.authorizations));
  return out;
}

Result<Lines> explain_select(ByteView bytes) {
  TRY(const SelectAnswer answer, wanted("an answer to SELECT", parse_select_answer(bytes)));
  Lines out{"AID " + to_hex(answer.aid)};
  if (answer.management)
    for (std::string& line : explain(*answer.management)) out.push_back(std::move(line));
  if (answer.life_cycle) out.push_back("production life cycle " + to_hex(*answer.life_cycle));
  if (answer.max_data) out.push_back(fmt::format("at most {} bytes of data", *answer.max_data));
  return out;
}

Result<Lines> explain_scp81_trigger(ByteView bytes) {
  TRY(const Scp81Session session, wanted("a trigger of SCP81", parse_scp81_trigger(bytes)));
  return explain_scp81(session);
}

}  // namespace

std::string_view kind_of_card_data(ByteView bytes) {
  if (parse_card_data(bytes) || parse_domain_data(bytes)) return "card-data";
  if (parse_card_capability(bytes)) return "card-capability";
  if (parse_scp11_certificate(bytes) || outline_scp10_certificate(bytes)) return "certificate";
  if (parse_scp10_request(bytes)) return "scp10-request";
  return {};
}

Result<std::vector<std::string>> explain_card_data(std::string_view kind, ByteView bytes) {
  if (kind == "card-capability")
    return explained("Card Capability Information", parse_card_capability(bytes));
  if (kind == "select") return explain_select(bytes);
  if (kind == "certificate") return explain_certificate(bytes);
  if (kind == "scp10-request") return explain_scp10_request(bytes);
  if (kind == "scp81") return explain_scp81_trigger(bytes);
  if (!bytes.empty() && bytes[0] == 0x73)
    return explained("Security Domain Management Data", parse_domain_data(bytes));
  return explained("Card Recognition Data", parse_card_data(bytes));
}

}  // namespace assay::cli

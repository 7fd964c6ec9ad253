// SPDX-License-Identifier: Apache-2.0
// assay pki make-root, make-ca, make-card: a test issuer's keys and certificates as files.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include "adapters/calypso_issuer/certificate_text.hpp"
#include "base/hex.hpp"
#include "base/whole_file.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/new_files.hpp"
#include "cli/pki_group.hpp"
#include "crypto/key_pem.hpp"
#include "document/node.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using namespace calypso_issuer;

constexpr std::string_view warning =
    "# TEST ONLY. Private key of a Calypso test issuer or card; it protects nothing.\n";

struct MakeArguments {
  std::string out, name, issuer;
  std::string aid, serial, number;  // of the key that is made
  std::string start, end, rights, scope, mode;
  std::string target_aid;               // of a CA
  std::string index, info, public_key;  // of a card
  bool truncation = false, allow_wrong = false;
};

SecureBytes secure(std::string_view text) {
  return {text.begin(), text.end()};
}

Result<Bytes> hex_option(std::string_view option, const std::string& text) {
  auto read = from_hex(text);
  if (read) return *std::move(read);
  return fail(ErrorCode::malformed, "{} '{}' is no hex value: {}", option, text,
              read.error().message);
}

template <std::size_t Size>
Result<std::array<std::uint8_t, Size>> fixed_option(std::string_view option,
                                                    const std::string& text) {
  TRY(const Bytes read, hex_option(option, text));
  if (read.size() != Size)
    return fail(ErrorCode::malformed, "{} has {} byte{}, not {}", option, Size,
                Size == 1 ? "" : "s", read.size());
  std::array<std::uint8_t, Size> out{};
  std::ranges::copy(read, out.begin());
  return out;
}

Result<std::uint8_t> byte_option(std::string_view option, const std::string& text) {
  TRY(const auto bytes, fixed_option<1>(option, text));
  return bytes[0];
}

/// YYYYMMDD, "none", or nothing for the day the program runs on.
Result<Date> date_option(std::string_view option, const std::string& text) {
  if (text == "none") return Date{};
  if (!text.empty()) return fixed_option<4>(option, text);
  const std::time_t now = std::time(nullptr);
  std::tm today{};
  gmtime_r(&now, &today);
  std::array<char, 9> digits{};
  std::strftime(digits.data(), digits.size(), "%Y%m%d", &today);
  return fixed_option<4>(option, digits.data());
}

Result<NewFile> private_file(const crypto::RsaPrivateKey& key) {
  TRY(const SecureBytes pem, crypto::private_pem(key));
  SecureBytes content = secure(warning);
  content.insert(content.end(), pem.begin(), pem.end());
  return NewFile{".key", std::move(content), true};
}

NewFile private_file(const crypto::EcPrivateKey& key) {
  const SecureBytes pem = crypto::private_pem(key);
  SecureBytes content = secure(warning);
  content.insert(content.end(), pem.begin(), pem.end());
  return NewFile{".key", std::move(content), true};
}

/// Private and public files of an issuer.
Result<std::vector<NewFile>> issuer_files(const MakeArguments& arguments,
                                          const crypto::RsaPrivateKey& key,
                                          const KeyReference& reference) {
  TRY(NewFile secret, private_file(key));
  std::vector<NewFile> files;
  files.push_back(std::move(secret));
  files.push_back({".yaml",
                   secure(trust_store_text(arguments.name, reference, key.public_key().modulus())),
                   false});
  files.push_back({".pub.pem", secure(crypto::public_pem(key.public_key())), false});
  return files;
}

Result<KeyReference> reference_of(const MakeArguments& arguments) {
  TRY(const Bytes aid, hex_option("--aid", arguments.aid));
  TRY(const Bytes serial, hex_option("--serial", arguments.serial));
  TRY(const Bytes number, hex_option("--number", arguments.number));
  return make_key_reference(aid, serial, number);
}

/// The name that a trust store gives to this key.
Result<KeyReference> reference_in(const std::string& file, ByteView modulus) {
  Diagnostics diagnostics;
  TRY(const document::Document store, document::read_file(file, diagnostics));
  if (!diagnostics.empty())
    return fail(ErrorCode::malformed, "{}: {}", file, diagnostics.items().front().message);
  const document::Node* keys = store.root.find("keys");
  for (const document::Node& key : keys == nullptr ? std::vector<document::Node>() : keys->items) {
    const document::Node* number = key.find("modulus");
    const document::Node* name = key.find("key_reference");
    if (number == nullptr || name == nullptr) continue;
    const auto told = from_hex(number->text);
    if (told && equal(*told, modulus)) return fixed_option<29>("key_reference", name->text);
  }
  return fail(ErrorCode::not_found, "'{}' names no key with the modulus of the private key", file);
}

/// What signs: its key, its name in certificates, and what it may, if a certificate says that.
struct Issuer {
  crypto::RsaPrivateKey key;
  KeyReference reference;
  std::optional<CaFields> rights;
};

/// The folder and name that make-root or make-ca wrote to.
Result<Issuer> load_issuer(const std::string& base) {
  TRY(const std::string pem, read_whole_file(base + ".key"));
  auto key = crypto::rsa_private_from_pem(pem);
  if (!key) return at(base + ".key", key.error());
  TRY(const KeyReference reference, reference_in(base + ".yaml", key->public_key().modulus()));
  Issuer out{*std::move(key), reference, std::nullopt};
  const std::string certificate = base + ".cert";
  std::error_code ignored;
  if (!fs::exists(certificate, ignored)) return out;
  TRY(const std::string text, read_whole_file(certificate));
  TRY(const Bytes bytes, read_certificate(certificate, text));
  auto fields = read_ca_certificate(bytes);
  if (!fields) return at(certificate, fields.error());
  out.rights = *fields;
  return out;
}

template <typename Fields>
Result<void> check_all(const MakeArguments& arguments, const Issuer& issuer, const Fields& fields) {
  if (arguments.allow_wrong) return {};
  auto checked = check(fields);
  if (checked && issuer.rights) checked = check_issuer(*issuer.rights, fields);
  if (checked) return {};
  Error error = checked.error();
  error.message += "; --allow-wrong issues it all the same";
  return tl::unexpected(std::move(error));
}

Result<void> make_root(const MakeArguments& arguments) {
  TRY_VOID(check_file_name("--name", arguments.name));
  TRY(const KeyReference reference, reference_of(arguments));
  TRY(const crypto::RsaPrivateKey key, crypto::generate_rsa(8 * issuer_modulus_size));
  TRY(const std::vector<NewFile> files, issuer_files(arguments, key, reference));
  return write_new_files(arguments.out, arguments.name, files);
}

Result<CaFields> ca_fields(const MakeArguments& arguments) {
  CaFields out;
  TRY(out.target, reference_of(arguments));
  TRY(out.start, date_option("--start", arguments.start));
  TRY(out.end, date_option("--end", arguments.end));
  TRY(out.rights, byte_option("--rights", arguments.rights));
  TRY(out.scope, byte_option("--scope", arguments.scope));
  if (!arguments.target_aid.empty()) {
    TRY(const Bytes aid, hex_option("--target-aid", arguments.target_aid));
    TRY(out.aid, make_target_aid(aid));
  }
  out.mode = arguments.truncation ? 0x01 : 0x00;
  return out;
}

Result<void> make_ca(const MakeArguments& arguments) {
  TRY_VOID(check_file_name("--name", arguments.name));
  TRY(CaFields fields, ca_fields(arguments));
  TRY(const Issuer issuer, load_issuer(arguments.issuer));
  fields.issuer = issuer.reference;
  TRY_VOID(check_all(arguments, issuer, fields));
  TRY(const crypto::RsaPrivateKey key, crypto::generate_rsa(8 * issuer_modulus_size));
  TRY(const Bytes certificate, issue(issuer.key, fields, key.public_key().modulus()));
  TRY(std::vector<NewFile> files, issuer_files(arguments, key, fields.target));
  files.push_back({".cert",
                   secure(certificate_text("CA certificate of a Calypso test issuer", certificate)),
                   false});
  return write_new_files(arguments.out, arguments.name, files);
}

Result<CardFields> card_fields(const MakeArguments& arguments) {
  CardFields out;
  TRY(const Bytes aid, hex_option("--aid", arguments.aid));
  TRY(const TargetAid name, make_target_aid(aid));
  out.aid_size = name.size;
  out.aid = name.value;
  TRY(out.serial, fixed_option<8>("--serial", arguments.serial));
  TRY(out.index, fixed_option<4>("--index", arguments.index));
  TRY(out.start, date_option("--start", arguments.start));
  TRY(out.end, date_option("--end", arguments.end));
  TRY(out.rights, byte_option("--rights", arguments.rights));
  TRY(out.info, fixed_option<7>("--card-info", arguments.info));
  return out;
}

Result<void> make_card(const MakeArguments& arguments) {
  TRY_VOID(check_file_name("--name", arguments.name));
  TRY(CardFields fields, card_fields(arguments));
  TRY(const Issuer issuer, load_issuer(arguments.issuer));
  fields.issuer = issuer.reference;
  std::vector<NewFile> files;
  if (arguments.public_key.empty()) {
    TRY(const crypto::EcPrivateKey key, crypto::generate_ec(crypto::Curve::p256));
    std::ranges::copy(key.public_key().point().subspan(1), fields.public_key.begin());
    files.push_back(private_file(key));
    files.push_back({".pub.pem", secure(crypto::public_pem(key.public_key())), false});
  } else {
    TRY(fields.public_key, fixed_option<64>("--public-key", arguments.public_key));
  }
  TRY_VOID(check_all(arguments, issuer, fields));
  TRY(const Bytes certificate, issue(issuer.key, fields));
  files.push_back(
      {".cert", secure(certificate_text("Card certificate of a Calypso test issuer", certificate)),
       false});
  return write_new_files(arguments.out, arguments.name, files);
}

using Maker = Result<void> (*)(const MakeArguments&);

int exit_code_of(const Result<void>& made) {
  if (made) return exit_good;
  show(made.error());
  return made.error().code == ErrorCode::internal ? exit_error : exit_refused;
}

struct Word {
  const char* name;
  const char* says;
  Maker make;
};

CLI::App* add_word(CLI::App& pki, const ChooseAction& choose, const Word& word,
                   const std::shared_ptr<MakeArguments>& arguments) {
  CLI::App* app = pki.add_subcommand(word.name, word.says);
  app->callback([choose, arguments, make = word.make] {
    choose([arguments, make] { return exit_code_of(make(*arguments)); });
  });
  app->add_option("--out", arguments->out, "Folder to write to")->required();
  app->add_option("--name", arguments->name, "Of the files (" + arguments->name + ")");
  return app;
}

void add_reference(CLI::App& app, MakeArguments& arguments) {
  app.add_option("--aid", arguments.aid, "AID in the key reference (" + arguments.aid + ")");
  app.add_option("--serial", arguments.serial, "Serial number in it (" + arguments.serial + ")");
  app.add_option("--number", arguments.number,
                 "Number of the key in it (" + arguments.number + ")");
}

void add_issuing(CLI::App& app, MakeArguments& arguments, const std::string& issuer) {
  app.add_option("--issuer", arguments.issuer, issuer)->required();
  app.add_option("--start", arguments.start, "First day, YYYYMMDD or none (today)");
  app.add_option("--end", arguments.end, "Last day, YYYYMMDD or none (none)");
  app.add_option("--rights", arguments.rights, "Rights, one byte (" + arguments.rights + ")");
  app.add_flag("--allow-wrong", arguments.allow_wrong,
               "Issue what a verifier must refuse, for tests of verifiers");
}

void add_make_root(CLI::App& pki, const ChooseAction& choose) {
  const auto arguments = std::make_shared<MakeArguments>();
  arguments->name = "root";
  arguments->aid = "F041535341595F524F4F54";
  arguments->serial = "0000000000000000";
  arguments->number = "00000001";
  CLI::App* app = add_word(pki, choose,
                           {"make-root", "Make the key pair of a test root", make_root}, arguments);
  add_reference(*app, *arguments);
}

void add_make_ca(CLI::App& pki, const ChooseAction& choose) {
  const auto arguments = std::make_shared<MakeArguments>();
  arguments->name = "ca";
  arguments->aid = "F041535341595F4341";
  arguments->serial = "0000000000000000";
  arguments->number = "00000001";
  arguments->end = "none";
  arguments->rights = "09";
  arguments->scope = "01";
  CLI::App* app =
      add_word(pki, choose, {"make-ca", "Make the key pair and certificate of a test CA", make_ca},
               arguments);
  add_reference(*app, *arguments);
  add_issuing(*app, *arguments, "DIR/NAME of the root or CA that signs, as make-root wrote it");
  app->add_option("--scope", arguments->scope, "00 production, 01 test, FF any (01)");
  app->add_option("--target-aid", arguments->target_aid, "The only AID it may sign for (any)");
  app->add_flag("--truncation", arguments->truncation, "And AIDs that begin with --target-aid");
}

void add_make_card(CLI::App& pki, const ChooseAction& choose) {
  const auto arguments = std::make_shared<MakeArguments>();
  arguments->name = "card";
  arguments->index = "00000000";
  arguments->end = "none";
  arguments->rights = "00";
  CLI::App* app = add_word(
      pki, choose, {"make-card", "Make the key pair and certificate of a test card", make_card},
      arguments);
  add_issuing(*app, *arguments, "DIR/NAME of the CA that signs, as make-ca wrote it");
  app->add_option("--aid", arguments->aid, "AID of the application")->required();
  app->add_option("--serial", arguments->serial, "Serial number in its FCI")->required();
  app->add_option("--card-info", arguments->info, "Its startup information")->required();
  app->add_option("--index", arguments->index, "Index of the card (00000000)");
  app->add_option("--public-key", arguments->public_key,
                  "X and Y of the card's own key, 64 bytes, instead of a new key pair");
}

}  // namespace

void add_pki_making(CLI::App& pki, const ChooseAction& choose) {
  add_make_root(pki, choose);
  add_make_ca(pki, choose);
  add_make_card(pki, choose);
}

}  // namespace assay::cli

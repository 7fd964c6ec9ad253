// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/trust_file.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "document/mistakes.hpp"
#include "document/node.hpp"
#include "iso7816/tlv.hpp"

namespace assay::calypso::pki {
namespace {

using namespace literals;
using document::Node;

constexpr auto rsa_encryption = "06 09 2A 86 48 86 F7 0D 01 01 01 05 00"_hex;  // RFC 3279, 2.3.1
constexpr auto usual_exponent = "01 00 01"_hex;

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

Result<Bytes> from_base64(std::string_view text) {
  Bytes out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    if (c == '=' || c == '\n' || c == '\r' || c == ' ' || c == '\t') continue;
    const int digit = base64_digit(c);
    if (digit < 0) return fail(ErrorCode::malformed, "'{}' is no character of base64", c);
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  return out;
}

/// The value of the next object when it has this tag.
Result<ByteView> take(iso7816::TlvReader& in, iso7816::Tag tag, std::string_view what) {
  TRY(const auto object, in.next());
  if (object && object->tag == tag) return object->value;
  return fail(ErrorCode::malformed, "{} ({:02X}) is not where it must be", what, tag);
}

ByteView without_sign(ByteView number) {
  return number.size() > 1 && number[0] == 0x00 ? number.subspan(1) : number;
}

class TrustReader {
 public:
  TrustReader(const document::Document& document, document::Mistakes& mistakes)
      : file_(document.file), root_(document.root), mistakes_(mistakes) {}

  std::vector<RootKey> read() {
    std::vector<RootKey> out;
    only(root_, {"calypso_trust_store", "keys"});
    if (wanted(root_, "calypso_trust_store") == nullptr) return out;
    const Node* keys = wanted(root_, "keys");
    if (keys == nullptr) return out;
    if (keys->items.empty()) mistake(*keys, "a list of keys is wanted, one at least");
    std::set<KeyReference> seen;
    for (const auto& key : keys->items) {
      auto root = read_key(key);
      if (!root) continue;
      if (!seen.insert(root->reference).second)
        mistake(key, "the key reference " + words_of(root->reference) + " was given before");
      out.push_back(*std::move(root));
    }
    return out;
  }

 private:
  void mistake(const Node& node, std::string message) {
    mistakes_.add(file_, node, std::move(message));
  }

  void only(const Node& node, std::initializer_list<std::string_view> keys) {
    if (node.kind != Node::Kind::mapping) return mistake(node, "a mapping is wanted here");
    for (const auto& entry : node.entries)
      if (std::ranges::find(keys, entry.key) == keys.end())
        mistakes_.add(file_, entry,
                      fmt::format("a trust store has no '{}' here{}", entry.key,
                                  did_you_mean(entry.key, std::vector<std::string_view>(keys))));
  }

  const Node* wanted(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    if (found == nullptr) mistake(node, fmt::format("'{}' is missing", key));
    return found;
  }

  std::optional<Bytes> hex(const Node& node) {
    std::string text = node.text;
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
    auto bytes = from_hex(text);
    if (bytes) return *std::move(bytes);
    mistake(node, bytes.error().message);
    return std::nullopt;
  }

  std::optional<KeyReference> read_reference(const Node& key) {
    const Node* node = wanted(key, "key_reference");
    if (node == nullptr) return std::nullopt;
    const auto bytes = hex(*node);
    if (!bytes) return std::nullopt;
    KeyReference out{};
    if (bytes->size() != out.size()) {
      mistake(*node,
              fmt::format("a key reference has {} bytes, this one {}", out.size(), bytes->size()));
      return std::nullopt;
    }
    std::ranges::copy(*bytes, out.begin());
    return out;
  }

  std::optional<Bytes> read_modulus(const Node& key) {
    const Node* pem = key.find("pem");
    if (pem == nullptr) {
      const Node* node = wanted(key, "modulus");
      return node == nullptr ? std::nullopt : hex(*node);
    }
    if (key.find("modulus") != nullptr) mistake(*pem, "modulus or pem is given, not both");
    auto modulus = modulus_from_pem(pem->text);
    if (modulus) return *std::move(modulus);
    mistake(*pem, modulus.error().message);
    return std::nullopt;
  }

  std::optional<RootKey> read_key(const Node& key) {
    only(key, {"name", "key_reference", "exponent", "modulus", "pem", "scope"});
    if (key.kind != Node::Kind::mapping) return std::nullopt;
    const Node* name = wanted(key, "name");
    if (const Node* exponent = key.find("exponent");
        exponent != nullptr && exponent->text != "65537")
      mistake(*exponent, "the exponent is 65537, not " + exponent->text);
    const Node* scope = key.find("scope");
    if (scope != nullptr && scope->text != "test" && scope->text != "production")
      mistake(*scope, "the scope is test or production, not '" + scope->text + "'");
    const auto reference = read_reference(key);
    const auto modulus = read_modulus(key);
    if (name == nullptr || !reference || !modulus) return std::nullopt;
    const bool production = scope != nullptr && scope->text == "production";
    auto root =
        make_root(name->text, *reference, *modulus, production ? Scope::production : Scope::test);
    if (root) return *std::move(root);
    mistake(key, root.error().message);
    return std::nullopt;
  }

  const std::string& file_;
  const Node& root_;
  document::Mistakes& mistakes_;
};

}  // namespace

Result<Bytes> bytes_from_pem(std::string_view text) {
  constexpr std::string_view begin = "-----BEGIN ";
  constexpr std::string_view dashes = "-----";
  const auto start = text.find(begin);
  if (start == std::string_view::npos) return fail(ErrorCode::malformed, "there is no BEGIN line");
  const auto label_end = text.find(dashes, start + begin.size());
  if (label_end == std::string_view::npos)
    return fail(ErrorCode::malformed, "the BEGIN line does not end with -----");
  const auto body = label_end + dashes.size();
  const auto end = text.find("-----END ", body);
  if (end == std::string_view::npos) return fail(ErrorCode::malformed, "there is no END line");
  return from_base64(text.substr(body, end - body));
}

Result<Bytes> modulus_from_pem(std::string_view text) {
  TRY(const Bytes der, bytes_from_pem(text));
  iso7816::TlvReader outer(der);
  TRY(const ByteView info, take(outer, 0x30, "the SEQUENCE of a public key"));
  iso7816::TlvReader parts(info);
  TRY(const ByteView algorithm, take(parts, 0x30, "the SEQUENCE of the algorithm"));
  if (!equal(algorithm, rsa_encryption))
    return fail(ErrorCode::malformed, "the key is of algorithm {}, rsaEncryption was wanted",
                to_hex(algorithm.first(std::min<std::size_t>(algorithm.size(), 16))));
  TRY(const ByteView bits, take(parts, 0x03, "the BIT STRING of the key"));
  if (bits.empty() || bits[0] != 0x00)
    return fail(ErrorCode::malformed, "the BIT STRING of the key does not begin with 00");
  iso7816::TlvReader key(bits.subspan(1));
  TRY(const ByteView numbers, take(key, 0x30, "the SEQUENCE of modulus and exponent"));
  iso7816::TlvReader in(numbers);
  TRY(const ByteView modulus, take(in, 0x02, "the INTEGER of the modulus"));
  TRY(const ByteView exponent, take(in, 0x02, "the INTEGER of the exponent"));
  if (!equal(exponent, usual_exponent))
    return fail(ErrorCode::unsupported, "the exponent is {}, 010001 was wanted", to_hex(exponent));
  return to_bytes(without_sign(modulus));
}

Result<std::vector<RootKey>> load_trust_store(const std::string& path, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.items().size();
  TRY(const auto document, document::read_file(path, diagnostics));
  if (diagnostics.items().size() != before) return std::vector<RootKey>();
  document::Mistakes mistakes;
  auto roots = TrustReader(document, mistakes).read();
  if (!mistakes.empty()) roots.clear();
  mistakes.hand_over(diagnostics);
  return roots;
}

}  // namespace assay::calypso::pki

// SPDX-License-Identifier: Apache-2.0
// Vectors of keys on their way to a card: PUT KEY, STORE DATA, diversification.
#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "globalplatform/diversification.hpp"
#include "globalplatform/put_key.hpp"
#include "globalplatform/store_data_keys.hpp"
#include "vectors/content_checks.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

constexpr std::array<std::string_view, 3> modes{"des-ecb", "des-cbc", "aes-cbc"};

Result<DataEncryptionKey> read_dek(Fields& in) {
  Fields dek = in.mapping("dek");
  const std::string mode = dek.word("mode", modes);
  const Bytes key = dek.hex("key");
  dek.finish();
  const auto found = std::ranges::find(modes, mode);
  const auto index = found == modes.end() ? 0 : found - modes.begin();
  return DataEncryptionKey::make(static_cast<DataEncryptionKey::Mode>(index), key);
}

std::vector<KeyComponent> read_components(Fields& in) {
  std::vector<KeyComponent> out;
  for (Fields& item : in.mappings("components")) {
    KeyComponent component;
    component.type = item.byte("type");
    const Bytes value = item.hex("value");
    component.value.assign(value.begin(), value.end());
    item.finish();
    out.push_back(std::move(component));
  }
  return out;
}

bool same(const std::vector<KeyComponent>& left, const std::vector<KeyComponent>& right) {
  return std::ranges::equal(left, right, [](const KeyComponent& a, const KeyComponent& b) {
    return a.type == b.type && equal(a.value, b.value);
  });
}

Outcome differ(std::size_t index) {
  return Mismatch{"components", fmt::format("of key {}", index + 1), "the components given",
                  "others"};
}

struct PutKeyVector {
  Result<DataEncryptionKey> dek;
  Bytes data;
  PutKeyStyle style;
  std::vector<KeyField> keys;
  std::optional<Bytes> response;
};

PutKeyVector read_put_key(Fields& in) {
  static constexpr std::array<std::string_view, 2> lengths{"needed", "always"};
  PutKeyVector out{read_dek(in), in.hex("data"), {}, {}, in.hex_if_present("response")};
  if (in.has("block_length"))
    out.style.length_in_every_block = in.word("block_length", lengths) == "always";
  if (in.has("filler")) out.style.filler = in.byte("filler");
  for (Fields& item : in.mappings("keys")) {
    KeyField key;
    key.components = read_components(item);
    key.check_value = item.hex_if_present("check_value").value_or(Bytes());
    key.extended = item.has("usage") || item.has("access");
    key.usage = item.hex_if_present("usage").value_or(Bytes());
    key.access = item.hex_if_present("access").value_or(Bytes());
    item.finish();
    out.keys.push_back(std::move(key));
  }
  return out;
}

Outcome compare_keys(const std::vector<KeyField>& expected, const PutKeyData& parsed) {
  if (expected.size() != parsed.keys.size())
    return Mismatch{
        "keys", {}, fmt::to_string(expected.size()), fmt::to_string(parsed.keys.size())};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!same(expected[i].components, parsed.keys[i].components)) return differ(i);
    if (auto wrong = compare("check_value", expected[i].check_value, parsed.keys[i].check_value))
      return wrong;
    if (auto wrong = compare("usage", expected[i].usage, parsed.keys[i].usage)) return wrong;
    if (auto wrong = compare("access", expected[i].access, parsed.keys[i].access)) return wrong;
  }
  return {};
}

struct StoredVector {
  Result<DataEncryptionKey> dek;
  Bytes groupings;
  KeyTemplates form = KeyTemplates::whole;
  std::vector<StoredKey> keys;
};

StoredVector read_stored(Fields& in) {
  static constexpr std::array<std::string_view, 2> forms{"whole", "shared"};
  StoredVector out{read_dek(in), in.hex("groupings"), {}, {}};
  if (in.word("form", forms) == "shared") out.form = KeyTemplates::shared;
  for (Fields& item : in.mappings("keys")) {
    StoredKey key;
    key.components = read_components(item);
    if (item.has("identifier")) key.identifier = item.byte("identifier");
    if (item.has("version")) key.version = item.byte("version");
    key.usage = item.hex_if_present("usage").value_or(Bytes());
    if (item.has("access")) key.access = item.byte("access");
    key.purpose = item.hex_if_present("purpose").value_or(Bytes());
    item.finish();
    out.keys.push_back(std::move(key));
  }
  return out;
}

Outcome compare_stored(const std::vector<StoredKey>& expected,
                       const std::vector<StoredKey>& parsed) {
  if (expected.size() != parsed.size())
    return Mismatch{"keys", {}, fmt::to_string(expected.size()), fmt::to_string(parsed.size())};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!same(expected[i].components, parsed[i].components)) return differ(i);
    if (expected[i].identifier != parsed[i].identifier ||
        expected[i].version != parsed[i].version || expected[i].access != parsed[i].access ||
        expected[i].usage != parsed[i].usage || expected[i].purpose != parsed[i].purpose)
      return Mismatch{"attributes", fmt::format("of key {}", i + 1), "those given", "others"};
  }
  return {};
}

}  // namespace

Outcome check_put_key(Fields& in) {
  const PutKeyVector vector = read_put_key(in);
  if (!vector.dek) return refused("dek", vector.dek.error());
  const auto parsed = parse_put_key(vector.data, *vector.dek);
  if (!parsed) return refused("data", parsed.error());
  if (auto wrong = compare_keys(vector.keys, *parsed)) return wrong;
  const auto written = write_put_key(*parsed, *vector.dek, vector.style);
  if (!written) return refused("written", written.error());
  if (auto wrong = compare("written", vector.data, *written)) return wrong;
  if (!vector.response) return {};
  const auto answered = check_put_key_response(*parsed, *vector.response);
  return answered ? Outcome() : refused("response", answered.error());
}

Outcome check_stored_keys(Fields& in) {
  const StoredVector vector = read_stored(in);
  if (!vector.dek) return refused("dek", vector.dek.error());
  const auto parsed = parse_stored_keys(vector.groupings, *vector.dek);
  if (!parsed) return refused("groupings", parsed.error());
  if (auto wrong = compare_stored(vector.keys, *parsed)) return wrong;
  const auto written = write_stored_keys(*parsed, vector.form, *vector.dek);
  if (!written) return refused("written", written.error());
  return compare("written", vector.groupings, *written);
}

Outcome check_diversification(Fields& in) {
  const std::string method_name = in.text("method");
  const auto method = diversification_named(method_name);
  if (!method) in.mistake("method", fmt::format("'{}' is no method", method_name));
  const Bytes master = in.hex("master");
  const Bytes data = in.hex("diversification_data");
  const std::array expected{in.hex_if_present("enc"), in.hex_if_present("mac"),
                            in.hex_if_present("dek")};
  if (!method) return {};
  static constexpr std::array<std::string_view, 3> names{"enc", "mac", "dek"};
  for (std::uint8_t i = 0; i < 3; ++i) {
    const auto key = diversify(*method, master, data, static_cast<std::uint8_t>(i + 1));
    if (!key) return refused("inputs", key.error());
    if (!expected[i]) continue;
    if (auto wrong = compare(names[i], *expected[i], *key)) return wrong;
  }
  return {};
}

}  // namespace assay::vectors

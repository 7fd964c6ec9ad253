// SPDX-License-Identifier: Apache-2.0
// Reading keys out of data groupings; stored_key_writer.cpp writes them.
#include "globalplatform/store_data_keys.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "globalplatform/data_grouping.hpp"
#include "globalplatform/key_description.hpp"

namespace assay::globalplatform {
namespace {

/// The value of one component out of its grouping.
Result<SecureBytes> open_content(const DescribedComponent& row, const KeyType& type,
                                 ByteView content, const DataEncryptionKey& dek) {
  if (!type.secret) {
    if (content.size() == *row.length) return SecureBytes(content.begin(), content.end());
    return fail(ErrorCode::malformed, "{} has {} bytes, 81 says {}", type.name, content.size(),
                *row.length);
  }
  const std::size_t unit = dek.block_length();
  if (content.empty() || content.size() % unit != 0)
    return fail(ErrorCode::malformed, "{} has {} encrypted bytes, no whole blocks of {}", type.name,
                content.size(), unit);
  if (*row.length > content.size() || content.size() - *row.length >= unit)
    return fail(ErrorCode::malformed, "{} has {} encrypted bytes, 81 says {}", type.name,
                content.size(), *row.length);
  SecureBytes value = dek.decrypt(content);
  value.resize(*row.length);
  return value;
}

/// Puts components together to keys.
class Collector {
 public:
  Result<void> add(const DescribedComponent& row, KeyComponent component) {
    const bool continues = current_ && belongs(row, component.type);
    if (!continues) TRY_VOID(close());
    if (!current_) {
      current_.emplace();
      current_->identifier = row.identifier;
      current_->version = row.version;
      current_->usage = row.usage;
      current_->access = row.access;
      current_->purpose = row.purpose;
      check_value_ = row.check_value;
    } else if (row.identifier) {
      TRY_VOID(check_consistent(row));
    }
    current_->components.push_back(std::move(component));
    return {};
  }

  Result<std::vector<StoredKey>> finish() {
    TRY_VOID(close());
    return std::move(keys_);
  }

 private:
  [[nodiscard]] bool has(std::uint8_t type) const {
    return std::ranges::find(current_->components, type, &KeyComponent::type) !=
           current_->components.end();
  }

  /// Whether a component goes with those before it.
  [[nodiscard]] bool belongs(const DescribedComponent& row, std::uint8_t type) const {
    if (is_symmetric(type) || has(type)) return false;
    if (is_symmetric(current_->components.front().type)) return false;
    // A reference stands behind a key, or before parameters; parameters stand behind either.
    if (type == 0xF0) return has(0xB0) || has(0xB1);
    if (is_parameter(type)) return has(0xB0) || has(0xB1) || has(0xF0) || has(0xB2);
    return row.identifier == current_->identifier && type < 0xB0;
  }

  Result<void> check_consistent(const DescribedComponent& row) const {
    if (row.version != current_->version)
      return fail(ErrorCode::malformed,
                  "the components of key {:02X} have versions {:02X} and {:02X}", *row.identifier,
                  *current_->version, *row.version);
    if (row.usage != current_->usage)
      return fail(ErrorCode::malformed, "the components of key {:02X} have usages {} and {}",
                  *row.identifier, to_hex(current_->usage), to_hex(row.usage));
    return {};
  }

  Result<void> close() {
    if (!current_) return {};
    auto& components = current_->components;
    if (is_factor(components.front().type))
      std::ranges::sort(components, {}, &KeyComponent::type);  // the order of PUT KEY
    TRY_VOID(check_components(components));
    TRY_VOID(check_key_check_value(components, check_value_));
    keys_.push_back(std::move(*current_));
    current_.reset();
    return {};
  }

  std::vector<StoredKey> keys_;
  std::optional<StoredKey> current_;
  Bytes check_value_;
};

}  // namespace

Result<std::vector<StoredKey>> parse_stored_keys(ByteView groupings, const DataEncryptionKey& dek) {
  TRY(const auto all, parse_groupings(groupings));
  Collector collector;
  std::size_t at = 0;
  if (all.empty()) return fail(ErrorCode::malformed, "there is no data grouping");
  while (at < all.size()) {
    if (all[at].identifier != key_description_grouping)
      return fail(ErrorCode::malformed, "grouping {:04X} stands where 00B9 was wanted",
                  all[at].identifier);
    TRY(const auto rows, parse_key_description(all[at++].content));
    for (const DescribedComponent& row : rows) {
      if (*row.type == 0xF0) {
        TRY_VOID(collector.add(row, {0xF0, {row.reference.begin(), row.reference.end()}}));
        continue;
      }
      TRY(const KeyType type, key_type(*row.type));
      TRY(const std::uint16_t wanted, grouping_of(*row.type));
      if (at == all.size()) return fail(ErrorCode::malformed, "grouping {:04X} is missing", wanted);
      if (all[at].identifier != wanted)
        return fail(ErrorCode::malformed, "grouping {:04X} stands where {:04X} was wanted",
                    all[at].identifier, wanted);
      TRY(SecureBytes value, open_content(row, type, all[at++].content, dek));
      TRY_VOID(collector.add(row, {*row.type, std::move(value)}));
    }
  }
  return collector.finish();
}

}  // namespace assay::globalplatform

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/strict_tlv.hpp"

#include <algorithm>

#include "base/hex.hpp"

namespace assay::globalplatform {

using iso7816::Tlv;

Result<std::optional<Tlv>> StrictTlv::peek() const {
  iso7816::TlvReader reader(left_);
  auto object = reader.next();
  if (!object) return fail(ErrorCode::malformed, "{}: {}", structure_, object.error().message);
  return *object;
}

Result<void> StrictTlv::check(const Tlv& object, const ObjectRule& rule) const {
  const std::size_t size = object.value.size();
  Bytes header;
  iso7816::append_tlv_header(header, object.tag, size);
  if (header.size() + size != object.whole.size())
    return fail(ErrorCode::malformed, "{}: the length of {} (tag {}) is not in its shortest coding",
                structure_, rule.name, iso7816::tag_text(rule.tag));
  if (size >= rule.min_size && size <= rule.max_size) return {};
  if (rule.min_size == rule.max_size)
    return fail(ErrorCode::malformed, "{}: {} (tag {}) has {} bytes, {} were wanted", structure_,
                rule.name, iso7816::tag_text(rule.tag), size, rule.min_size);
  return fail(ErrorCode::malformed, "{}: {} (tag {}) has {} bytes, {} to {} were wanted",
              structure_, rule.name, iso7816::tag_text(rule.tag), size, rule.min_size,
              rule.max_size);
}

Result<Tlv> StrictTlv::take(const ObjectRule& rule) {
  TRY(const auto object, peek());
  if (!object)
    return fail(ErrorCode::malformed, "{}: {} (tag {}) is missing", structure_, rule.name,
                iso7816::tag_text(rule.tag));
  if (object->tag != rule.tag)
    return fail(ErrorCode::malformed, "{}: {} (tag {}) was wanted, tag {} stands there", structure_,
                rule.name, iso7816::tag_text(rule.tag), iso7816::tag_text(object->tag));
  TRY_VOID(check(*object, rule));
  left_ = left_.subspan(object->whole.size());
  return *object;
}

Result<std::optional<Tlv>> StrictTlv::take_if(const ObjectRule& rule) {
  TRY(const auto object, peek());
  if (!object || object->tag != rule.tag) return std::optional<Tlv>();
  TRY(const Tlv taken, take(rule));
  return std::optional(taken);
}

Result<void> StrictTlv::finish() const {
  if (left_.empty()) return {};
  const auto object = peek();
  if (!object)
    return fail(ErrorCode::malformed, "{}: what is left over ({}) is no data object", structure_,
                to_hex(left_.first(std::min<std::size_t>(left_.size(), 8))));
  return fail(ErrorCode::malformed, "{}: tag {} has no place here", structure_,
              iso7816::tag_text((*object)->tag));
}

}  // namespace assay::globalplatform

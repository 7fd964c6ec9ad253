// SPDX-License-Identifier: Apache-2.0
// Laying answers over the forms of the catalogue.
#include "engine/answer.hpp"

#include <algorithm>

#include "iso7816/tlv.hpp"

namespace assay::engine {
namespace {

using catalogue::Field;

/// The least number of bytes the fields from `first` on need.
std::size_t least_size(const std::vector<Field>& fields, std::size_t first) {
  std::size_t sum = 0;
  for (std::size_t i = first; i < fields.size(); ++i) {
    if (fields[i].optional) continue;
    sum += fields[i].min_size + (fields[i].form == Field::Form::plain ? 0 : 1);
  }
  return sum;
}

bool is_constant_met(const Field& field, ByteView value) {
  if (!field.constant) return true;
  std::size_t offset = 0;
  for (const auto& piece : field.constant->pieces) {
    for (std::size_t i = 0; i < piece.value.literal.size(); ++i, ++offset) {
      if (offset >= value.size()) return false;
      if (((piece.value.literal[i] ^ value[offset]) & piece.mask[i]) != 0) return false;
    }
  }
  return offset == value.size();
}

struct Taken {
  ByteView value;
  std::size_t used = 0;
};

std::optional<Taken> take_plain(const Field& field, ByteView left, std::size_t needed_after) {
  if (left.size() < needed_after) return std::nullopt;
  const std::size_t size = std::min(left.size() - needed_after, field.max_size);
  if (size < field.min_size) return std::nullopt;
  return Taken{left.first(size), size};
}

std::optional<Taken> take_lv(const Field& field, ByteView left) {
  if (left.empty() || left.size() - 1 < left[0]) return std::nullopt;
  if (left[0] < field.min_size || left[0] > field.max_size) return std::nullopt;
  return Taken{left.subspan(1, left[0]), std::size_t{left[0]} + 1};
}

std::optional<Taken> take_tlv(const Field& field, ByteView left) {
  iso7816::TlvReader reader(left);
  const auto object = reader.next();
  if (!object || !*object || (*object)->tag != field.tag) return std::nullopt;
  return Taken{(*object)->value, (*object)->whole.size()};
}

std::optional<Taken> take_field(const Field& field, ByteView left, std::size_t needed_after) {
  switch (field.form) {
    case Field::Form::lv: return take_lv(field, left);
    case Field::Form::tlv: return take_tlv(field, left);
    case Field::Form::plain: break;
  }
  return take_plain(field, left, needed_after);
}

bool fits(const catalogue::AnswerForm& form, ByteView data, AnswerFields& out) {
  if (form.fields.size() > AnswerFields::max_fields) return false;
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    const Field& field = form.fields[i];
    const auto taken = take_field(field, data, least_size(form.fields, i + 1));
    out.values[i].reset();
    if (!taken && field.optional) continue;
    if (!taken || !is_constant_met(field, taken->value)) return false;
    out.values[i] = taken->value;
    data = data.subspan(taken->used);
  }
  return data.empty();
}

}  // namespace

std::optional<ByteView> AnswerFields::find(std::string_view name) const noexcept {
  if (form == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < form->fields.size(); ++i)
    if (form->fields[i].name == name) return values[i];
  return std::nullopt;
}

AnswerFields take_apart(const catalogue::Command& command, ByteView data) {
  AnswerFields out;
  for (const auto& form : command.answers) {
    if (!fits(form, data, out)) continue;
    out.form = &form;
    return out;
  }
  return out;
}

}  // namespace assay::engine

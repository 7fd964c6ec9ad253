// SPDX-License-Identifier: Apache-2.0
// Vectors of data about a card: recognition, capability, production, and plain data objects.
#include "base/hex.hpp"
#include "globalplatform/card_capability.hpp"
#include "globalplatform/card_recognition.hpp"
#include "globalplatform/production_data.hpp"
#include "iso7816/tlv.hpp"
#include "vectors/content_checks.hpp"

namespace assay::vectors {
namespace {

using namespace globalplatform;

Outcome compare_texts(std::string_view check, const std::string& expected, const std::string& got) {
  if (expected == got) return {};
  return Mismatch{std::string(check), {}, expected, got};
}

std::string lines(const std::vector<std::string>& explained) {
  std::string out;
  for (const std::string& line : explained) out += (out.empty() ? "" : "; ") + line;
  return out;
}

/// What `explained` says must be what the vector lists under `explained`, if it does.
Outcome compare_explained(const std::optional<std::string>& expected,
                          const std::vector<std::string>& explained) {
  return expected ? compare_texts("explained", *expected, lines(explained)) : Outcome();
}

std::optional<std::string> explained_of(Fields& in) {
  if (!in.has("explained")) return std::nullopt;
  return lines(in.texts("explained"));
}

/// Appends "TAG" or "TAG=VALUE" for every object, templates looked into and indented by ">".
Result<void> list_objects(ByteView bytes, const std::string& indent, std::vector<std::string>& out,
                          std::size_t depth) {
  iso7816::TlvReader in(bytes);
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    const std::string tag = indent + iso7816::tag_text(object->tag);
    if (!object->constructed || depth == 0) {
      out.push_back(tag + "=" + to_hex(object->value));
      continue;
    }
    out.push_back(tag);
    TRY_VOID(list_objects(object->value, indent + ">", out, depth - 1));
  }
  return {};
}

}  // namespace

Outcome check_card_data(Fields& in) {
  const Bytes bytes = in.hex("bytes");
  const auto expected = explained_of(in);
  const auto data = parse_card_data(bytes);
  if (!data) return refused("bytes", data.error());
  if (auto wrong = compare("written", bytes, write_card_data(*data))) return wrong;
  return compare_explained(expected, explain(*data));
}

Outcome check_domain_data(Fields& in) {
  const Bytes bytes = in.hex("bytes");
  const auto expected = explained_of(in);
  const auto data = parse_domain_data(bytes);
  if (!data) return refused("bytes", data.error());
  if (auto wrong = compare("written", bytes, write_domain_data(*data))) return wrong;
  return compare_explained(expected, explain(*data));
}

Outcome check_select_answer(Fields& in) {
  const Bytes bytes = in.hex("bytes");
  const Bytes aid = in.hex("aid");
  const auto expected = explained_of(in);
  const auto answer = parse_select_answer(bytes);
  if (!answer) return refused("bytes", answer.error());
  if (auto wrong = compare("aid", aid, answer->aid)) return wrong;
  return compare_explained(
      expected, answer->management ? explain(*answer->management) : std::vector<std::string>());
}

Outcome check_card_capability(Fields& in) {
  const Bytes bytes = in.hex("bytes");
  const auto expected = explained_of(in);
  const auto data = parse_card_capability(bytes);
  if (!data) return refused("bytes", data.error());
  if (auto wrong = compare("written", bytes, write_card_capability(*data))) return wrong;
  return compare_explained(expected, explain(*data));
}

Outcome check_production_data(Fields& in) {
  const Bytes bytes = in.hex("bytes");
  std::vector<std::pair<std::string_view, Bytes>> expected;
  if (in.has("fields")) {
    Fields fields = in.mapping("fields");
    for (const auto& field : production_fields)
      if (auto value = fields.hex_if_present(field.name))
        expected.emplace_back(field.name, std::move(*value));
    fields.finish();
  }
  const auto data = parse_production_data(bytes);
  if (!data) return refused("bytes", data.error());
  for (const auto& [name, value] : expected)
    if (auto wrong = compare(name, value, data->of(name))) return wrong;
  const Bytes written = write_production_data(*data);
  return compare(
      "written", bytes,
      bytes.size() == production_length ? ByteView(written).subspan(3) : ByteView(written));
}

Outcome check_data_objects(Fields& in) {
  const Bytes bytes = in.hex("bytes");
  const std::vector<std::string> expected = in.texts("objects");
  const std::size_t depth = in.has("depth") ? in.number("depth") : iso7816::max_template_depth;
  std::vector<std::string> got;
  const auto listed = list_objects(bytes, "", got, depth);
  if (!listed) return refused("bytes", listed.error());
  return compare_texts("objects", lines(expected), lines(got));
}

}  // namespace assay::vectors

// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/receipt.hpp"

#include <array>

#include "globalplatform/length_value.hpp"

namespace assay::globalplatform {
namespace {

enum class Rule : std::uint8_t { aid, optional_aid, privileges, parameters };

struct Row {
  std::string_view name;
  Rule rule = Rule::aid;
};

// GPC tables C-11 to C-16.
constexpr std::array load_rows{Row{"the executable load file AID"}, Row{"the security domain AID"}};
constexpr std::array install_rows{Row{"the executable load file AID"}, Row{"the instance AID"}};
constexpr std::array extradition_rows{Row{"the old security domain AID"},
                                      Row{"the application AID"},
                                      Row{"the new security domain AID"}};
constexpr std::array registry_rows{Row{"the old security domain AID", Rule::optional_aid},
                                   Row{"the application AID", Rule::optional_aid},
                                   Row{"the new security domain AID", Rule::optional_aid},
                                   Row{"the privileges", Rule::privileges},
                                   Row{"the registry update parameters", Rule::parameters}};
constexpr std::array deletion_rows{Row{"the deleted AID"}};
constexpr std::array combined_rows{Row{"the executable load file AID"}, Row{"the instance AID"},
                                   Row{"the security domain AID"}};

std::span<const Row> rows_of(ReceiptOf receipt) {
  switch (receipt) {
    case ReceiptOf::load: return load_rows;
    case ReceiptOf::install: return install_rows;
    case ReceiptOf::extradition: return extradition_rows;
    case ReceiptOf::registry_update: return registry_rows;
    case ReceiptOf::deletion: return deletion_rows;
    case ReceiptOf::combined: return combined_rows;
  }
  return {};
}

Result<void> check_row(ByteView value, const Row& row) {
  if (row.rule == Rule::aid) return check_aid(value, row.name);
  if (row.rule == Rule::optional_aid) return check_aid(value, row.name, true);
  if (row.rule == Rule::privileges && value.size() != 0 && value.size() != 1 && value.size() != 3)
    return fail(ErrorCode::malformed, "{} have {} bytes, 0, 1 or 3 were wanted", row.name,
                value.size());
  return {};
}

}  // namespace

std::string_view name(ReceiptOf receipt) noexcept {
  switch (receipt) {
    case ReceiptOf::load: return "the load receipt";
    case ReceiptOf::install: return "the install receipt";
    case ReceiptOf::extradition: return "the extradition receipt";
    case ReceiptOf::registry_update: return "the registry update receipt";
    case ReceiptOf::deletion: return "the delete receipt";
    case ReceiptOf::combined: return "the combined receipt";
  }
  return "";
}

Bytes write_confirmation(const Confirmation& confirmation) {
  Bytes out;
  ByteWriter(out).put_u8(0x02).put_u16_be(confirmation.counter);
  put_length_value(out, confirmation.domain_unique);
  if (confirmation.token_identifier) put_length_value(out, *confirmation.token_identifier);
  if (confirmation.token_digest) put_length_value(out, *confirmation.token_digest);
  return out;
}

Result<Confirmation> parse_confirmation(ByteView data, TokenIdentifier identifier) {
  ByteReader in(data);
  Confirmation out;
  TRY(const ByteView counter, take_length_value(in, "the confirmation counter"));
  if (counter.size() != 2)
    return fail(ErrorCode::malformed, "the confirmation counter has {} bytes, 2 were wanted",
                counter.size());
  out.counter = static_cast<std::uint16_t>(counter[0] << 8 | counter[1]);
  TRY(const ByteView unique, take_length_value(in, "the data of the security domain"));
  if (unique.empty())
    return fail(ErrorCode::malformed, "the data of the security domain are empty");
  out.domain_unique = to_bytes(unique);
  if (identifier == TokenIdentifier::present) {
    TRY(const ByteView value, take_length_value(in, "the token identifier"));
    out.token_identifier = to_bytes(value);
  }
  if (!in.at_end()) {
    TRY(const ByteView value, take_length_value(in, "the token digest"));
    out.token_digest = to_bytes(value);
  }
  if (!in.at_end())
    return fail(ErrorCode::malformed, "{} bytes follow the confirmation data", in.left());
  return out;
}

Result<ConfirmationField> parse_confirmation_field(ByteView data) {
  ByteReader in(data);
  TRY(const ByteView whole, take_length_value(in, "the confirmation"));
  if (!in.at_end())
    return fail(ErrorCode::malformed, "{} bytes follow the confirmation", in.left());
  if (whole.empty()) return fail(ErrorCode::not_found, "the response has no receipt");
  ByteReader inside(whole);
  TRY(const ByteView receipt, take_length_value(inside, "the receipt"));
  return ConfirmationField{to_bytes(receipt), to_bytes(inside.rest())};
}

Bytes write_confirmation_field(const ConfirmationField& field) {
  Bytes inside;
  put_length_value(inside, field.receipt);
  append(inside, field.confirmation);
  Bytes out;
  put_length_value(out, inside);
  return out;
}

Result<Bytes> receipt_input(ReceiptOf receipt, ByteView confirmation,
                            std::span<const Bytes> fields) {
  const auto rows = rows_of(receipt);
  if (fields.size() != rows.size())
    return fail(ErrorCode::malformed, "{} covers {} fields, not {}", name(receipt), rows.size(),
                fields.size());
  Bytes out = to_bytes(confirmation);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    TRY_VOID(check_row(fields[i], rows[i]));
    put_length_value(out, fields[i]);
  }
  return out;
}

Result<void> check_counter(std::uint16_t previous, std::uint16_t counter) {
  if (counter > previous && counter - previous == 1) return {};
  return fail(ErrorCode::refused, "the confirmation counter {} does not follow {}", counter,
              previous);
}

}  // namespace assay::globalplatform

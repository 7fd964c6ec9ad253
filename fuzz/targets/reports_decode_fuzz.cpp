// SPDX-License-Identifier: Apache-2.0
// Property: whatever the bytes, an explanation is bounded, is clean UTF-8, and does not depend on secret bytes.
#include "base/check.hpp"
#include "iso7816/apdu.hpp"
#include "reports/decode.hpp"
#include "reports/text.hpp"

namespace {

using namespace assay;

const catalogue::Catalogue& specs() {
  static const catalogue::Catalogue loaded = [] {
    Diagnostics diagnostics;
    auto result = catalogue::load(std::string(ASSAY_SOURCE_DIR) + "/specs", diagnostics);
    ASSAY_CHECK(result.has_value() && diagnostics.empty());
    return *std::move(result);
  }();
  return loaded;
}

void is_presentable(const reports::Lines& lines) {
  ASSAY_CHECK(lines.size() <= reports::most_decoded_lines + 16);
  for (const auto& line : lines) {
    ASSAY_CHECK(reports::clean(line) == line);
    ASSAY_CHECK(line.size() < 1000);
  }
}

void hides_its_secrets(ByteView bytes) {
  const auto command = iso7816::parse_command(bytes);
  if (!command || command->data.empty()) return;
  const auto from = static_cast<std::size_t>(command->data.data() - bytes.data());
  const journal::SecretRange secrets[] = {{from, command->data.size()}};
  Bytes other = to_bytes(bytes);
  for (std::size_t i = 0; i < command->data.size(); ++i) other[from + i] ^= 0x5A;
  ASSAY_CHECK(reports::explain_command(bytes, nullptr, secrets) ==
              reports::explain_command(other, nullptr, secrets));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto* command = size == 0 ? nullptr : catalogue::recognise(specs(), bytes);
  is_presentable(reports::explain_command(bytes, &specs()));
  is_presentable(reports::explain_command(bytes, nullptr));
  is_presentable(reports::explain_response(bytes, nullptr));
  is_presentable(reports::explain_response(bytes, command));
  is_presentable(reports::explain_tlv(bytes));
  is_presentable(reports::explain_atr(bytes));
  is_presentable(reports::explain_cplc(bytes));
  for (const auto& [name, known] : specs().commands)
    is_presentable(reports::explain_response(bytes, &known));
  hides_its_secrets(bytes);
  return 0;
}

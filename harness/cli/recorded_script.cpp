// SPDX-License-Identifier: Apache-2.0
// Steps as they were sent: raw commands lose nothing, and the name of each stands beside it.
#include "cli/recorded_script.hpp"

#include <fmt/format.h>

#include <ostream>

#include "base/hex.hpp"

namespace assay::cli {

RecordedScript::RecordedScript(std::ostream& out, const catalogue::Catalogue& catalogue,
                               const std::string& name, const std::string& uri)
    : out_(out), catalogue_(catalogue) {
  const std::string model =
      uri.starts_with("model:") ? fmt::format("models: ['{}']\n", uri) : std::string();
  out_ << fmt::format(
      "# Recorded from {}. What the card answered is what is expected.\n"
      "suite: recorded/{}\n"
      "title: A recorded dialogue\n"
      "source: recording\n"
      "{}"
      "cases:\n"
      "  - id: dialogue\n"
      "    title: The card answers as it did when the dialogue was recorded\n"
      "    steps:\n",
      uri, name, model);
}

void RecordedScript::opened(ByteView) {}

void RecordedScript::was_reset(iso7816::ResetKind kind, ByteView atr) {
  out_ << fmt::format("      - reset: {}\n", kind == iso7816::ResetKind::cold ? "cold" : "warm");
  if (!atr.empty()) out_ << fmt::format("        expect: {{ atr: '{}' }}\n", to_spaced_hex(atr));
  out_.flush();
}

void RecordedScript::reset_failed(iso7816::ResetKind kind, const Error& error) {
  out_ << fmt::format("      # reset {} failed: {}\n",
                      kind == iso7816::ResetKind::cold ? "cold" : "warm", error.text());
}

void RecordedScript::answered(ByteView command, ByteView response) {
  const auto* known = catalogue::recognise(catalogue_, command);
  out_ << fmt::format("      # {}\n      - apdu: '{}'\n",
                      known != nullptr ? known->name : "not in the catalogue",
                      to_spaced_hex(command));
  if (response.size() >= 2) {
    const auto data = response.first(response.size() - 2);
    out_ << fmt::format("        expect: {{ sw: '{}', data: {} }}\n", to_hex(response.last(2)),
                        data.empty() ? "empty" : "'" + to_spaced_hex(data) + "'");
  }
  out_.flush();
}

void RecordedScript::note(std::string_view text) {
  out_ << fmt::format("      # {}\n", text);
}

void RecordedScript::unanswered(ByteView command, const Error& error) {
  out_ << fmt::format("      # not answered: {} ({})\n", to_spaced_hex(command), error.text());
  out_.flush();
}

}  // namespace assay::cli

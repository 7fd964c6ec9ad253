// SPDX-License-Identifier: Apache-2.0
// Programs: one case instance compiled to a compact list of typed steps that runs many times without allocating.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "calypso/terminal_deviation.hpp"
#include "catalogue/catalogue.hpp"
#include "engine/matching.hpp"
#include "engine/value.hpp"
#include "globalplatform/scp10_deviation.hpp"
#include "globalplatform/scp11_deviation.hpp"
#include "globalplatform/secure_channel.hpp"
#include "iso7816/apdu.hpp"
#include "script/script.hpp"

namespace assay::engine {

/// The bits of a header byte that come from one field.
struct CompiledHeaderBits {
  CompiledValue value;
  const catalogue::HeaderBits* shape = nullptr;
};

/// One byte of the header: fixed, or a byte of a value, or fixed bits and those of several values.
struct CompiledHeaderByte {
  std::uint8_t fixed = 0;
  std::optional<CompiledValue> value;
  std::size_t index = 0;                         ///< which byte of the value,
  std::size_t size = 1;                          ///< which has so many
  std::string_view name = "cla, ins, p1 or p2";  ///< of the field, for messages
  std::vector<CompiledHeaderBits> bits;
};

struct CompiledField {
  const catalogue::Field* shape = nullptr;
  CompiledValue value;
};

struct CompiledCheck {
  const script::Check* script = nullptr;
  CompiledMatcher matcher;
  std::vector<CompiledValue> path_values;  ///< values of $names inside a TLV path, in order
  std::vector<std::string> path_texts;     ///< the texts around them; one more than values
};

struct CompiledExpectation {
  const script::Expectation* script = nullptr;
  std::vector<CompiledCheck> checks;
};

struct CompiledCapture {
  const script::Capture* script = nullptr;
  std::size_t slot = 0;
  CompiledValue value;
};

struct CompiledStep {
  const script::Step* script = nullptr;
  std::size_t port = 0;  ///< index of the role among the run's ports
  std::array<CompiledHeaderByte, 4> header;
  std::vector<CompiledField> data;
  std::optional<CompiledValue> data_override;
  std::uint32_t ne = 0;
  bool extended = false;
  CompiledValue raw;                 ///< of the verb apdu
  CompiledValue counter;             ///< of the verb initiate
  CompiledValue request;             ///< of the verb initiate, for SCP10
  std::optional<CompiledValue> aid;  ///< the same
  globalplatform::TerminalDeviation deviation = globalplatform::TerminalDeviation::none;
  globalplatform::Scp11Deviation scp11_deviation = globalplatform::Scp11Deviation::none;
  globalplatform::Scp10Deviation scp10_deviation = globalplatform::Scp10Deviation::none;
  calypso::TerminalDeviation calypso_deviation = calypso::TerminalDeviation::none;
  CalypsoValues calypso_values = 0;  ///< that header, data or raw bytes name
  std::vector<std::pair<std::string, CompiledValue>> calypso;  ///< what the provider is told
  bool protectable =
      false;  ///< protected automatically inside a session: a GlobalPlatform class, no other wish
  bool checks_sw = false;  ///< some expectation looks at the status word
  std::vector<CompiledExpectation> expect;
  std::vector<CompiledCapture> save;
};

struct Program {
  std::vector<CompiledStep> given, steps, finally;
  std::size_t slot_count = 0;
  const script::Timing* timing = nullptr;
  const CompiledStep* torn = nullptr;  ///< the step of the body in which power goes
};

/// What compiling needs besides the instance.
struct CompileContext {
  const script::Suite* suite = nullptr;
  const catalogue::Catalogue* catalogue = nullptr;
  const Names::Ixit* ixit = nullptr;
  std::vector<std::string> roles;  ///< ports of the run, "card" first
  /// Groups of keys that the policy forbids, each with the reason; nullptr: none.
  const std::map<std::string, std::string, std::less<>>* forbidden = nullptr;
};

/// Errors: `not_found` for an IXIT value that the bench lacks, whose name goes into `missing_ixit` then; `refused` for keys that
/// the policy forbids; `unsupported` for a pattern that cannot be compiled. The place is in `where`. The program keeps pointers
/// into the suite, the catalogue and the IXIT.
[[nodiscard]] Result<Program> compile(const script::Instance& instance,
                                      const CompileContext& context,
                                      std::string* missing_ixit = nullptr);

/// One byte of the header as this step sends it, before the logical channel is put in.
/// Errors: as append_value; `out_of_range` when the value is too short, or too large for its bits.
[[nodiscard]] Result<std::uint8_t> header_byte(const CompiledHeaderByte& byte, const Scope& scope);

/// Builds the plain command of a `send` step, channel number in the class byte; `data` holds its data field.
/// Errors: as append_value; `out_of_range` for data over 65,535 bytes.
[[nodiscard]] Result<iso7816::CommandView> build_command(
    const CompiledStep& step, const Scope& scope, Bytes& data,
    std::vector<journal::SecretRange>& secrets);

}  // namespace assay::engine

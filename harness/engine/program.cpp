// SPDX-License-Identifier: Apache-2.0
// Compiling case instances, and building commands from compiled steps.
#include "engine/program.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "calypso/pki/rules.hpp"
#include "engine/policy.hpp"
#include "iso7816/class_byte.hpp"
#include "iso7816/tlv.hpp"

namespace assay::engine {
namespace {

using script::Step;
using script::Verb;

std::string place_of(const Step& step) {
  return place(step.file, step.position);
}

/// Splits "E3[4F=$ixit.isd_aid]/C5" at its names, so that values can be put in while running.
Result<void> compile_path(const std::string& path, Names& names, CompiledCheck& out) {
  std::string_view rest = path;
  while (true) {
    const auto dollar = rest.find('$');
    out.path_texts.emplace_back(rest.substr(0, dollar));
    if (dollar == std::string_view::npos) return {};
    const auto end = std::min(rest.find_first_of("]/ ", dollar), rest.size());
    TRY(const auto value, document::parse_hex_value(rest.substr(dollar, end - dollar)));
    TRY(CompiledValue compiled, names.compile(value));
    out.path_values.push_back(std::move(compiled));
    rest.remove_prefix(end);
  }
}

/// A rule of Calypso PKI, or a certificate for all of its rules.
Result<void> check_rule(std::string_view name) {
  if (name == "ca-certificate" || name == "card-certificate") return {};
  if (name.starts_with("session."))
    return fail(ErrorCode::malformed,
                "{} is no rule of certificates; a session is looked at with session_signature",
                name);
  if (calypso::pki::rule_named(name)) return {};
  std::vector<std::string_view> known;
  for (const auto& rule : calypso::pki::all_rules())
    if (!rule.id.starts_with("session.")) known.push_back(rule.id);
  return fail(ErrorCode::malformed, "there is no rule '{}' of Calypso PKI{}", name,
              did_you_mean(name, known));
}

Result<CompiledCheck> compile_check(const script::Check& check, Names& names) {
  CompiledCheck out;
  out.script = &check;
  TRY(out.matcher, compile_matcher(check.matcher, names));
  if (check.subject == script::Check::Subject::tlv) TRY_VOID(compile_path(check.name, names, out));
  if (check.subject == script::Check::Subject::pki) TRY_VOID(check_rule(check.name));
  return out;
}

Result<CompiledExpectation> compile_expectation(const script::Expectation& expectation,
                                                Names& names) {
  CompiledExpectation out;
  out.script = &expectation;
  for (const auto& check : expectation.checks) {
    TRY(CompiledCheck compiled, compile_check(check, names));
    out.checks.push_back(std::move(compiled));
  }
  return out;
}

const script::FieldValue* field_value(const Step& step, std::string_view name) {
  const auto found = std::ranges::find(step.fields, name, &script::FieldValue::name);
  return found == step.fields.end() ? nullptr : &*found;
}

/// The value of a field: given by the script (defaults filled in by the loader) or the catalogue's default.
const document::HexValue* value_of(const Step& step, std::string_view name) {
  if (const auto* given = field_value(step, name)) return &given->value;
  const auto standard = step.command->defaults.find(name);
  return standard == step.command->defaults.end() ? nullptr : &standard->second;
}

/// A byte that several fields share.
Result<CompiledHeaderByte> compile_header_bits(const Step& step, const catalogue::HeaderByte& shape,
                                               Names& names) {
  CompiledHeaderByte out;
  out.fixed = shape.rest;
  for (const auto& bits : shape.bits) {
    const auto* value = value_of(step, bits.field);
    if (value == nullptr)
      return fail(ErrorCode::malformed, "{} needs the field {}", step.title, bits.field);
    TRY(CompiledValue compiled, names.compile(*value));
    out.bits.push_back({std::move(compiled), &bits});
  }
  return out;
}

/// Of how many header bytes a field stands in.
std::size_t header_size(const catalogue::Command& command, std::string_view field) {
  std::size_t size = 0;
  for (const auto* byte : {&command.cla, &command.ins, &command.p1, &command.p2})
    if (byte->is_fed_by(field)) size = std::max(size, byte->index + 1);
  return size;
}

Result<CompiledHeaderByte> compile_header_byte(const Step& step, const catalogue::HeaderByte& shape,
                                               const std::optional<document::HexValue>& wish,
                                               Names& names) {
  CompiledHeaderByte out;
  const document::HexValue* value = wish ? &*wish : nullptr;
  if (value == nullptr && shape.fixed) {
    out.fixed = *shape.fixed;
    return out;
  }
  if (value == nullptr && !shape.bits.empty()) return compile_header_bits(step, shape, names);
  if (value == nullptr) {
    value = value_of(step, shape.field);
    out.index = shape.index;
    out.size = header_size(*step.command, shape.field);
    out.name = shape.field;
  }
  if (value == nullptr)
    return fail(ErrorCode::malformed, "{} needs the field {}", step.title, shape.field);
  TRY(CompiledValue compiled, names.compile(*value));
  out.value = std::move(compiled);
  return out;
}

Result<void> compile_le(const Step& step, Names& names, CompiledStep& out) {
  Bytes le = step.command->le.value_or(Bytes{});
  if (step.no_le) le.clear();
  if (step.le) {
    TRY(const CompiledValue value, names.compile(*step.le));
    if (!value.is_constant())
      return fail(
          ErrorCode::malformed,
          "le is fixed before the run: bytes, an $ixit name or one of for_each, no saved value");
    le.clear();
    TRY_VOID(append_value(value, Scope{}, le));
  }
  if (le.empty()) return {};
  out.extended = le.size() > 1;
  for (const auto byte : le) out.ne = (out.ne << 8) | byte;
  if (out.ne == 0) out.ne = out.extended ? 65536 : 256;
  return {};
}

Result<void> compile_data(const Step& step, Names& names, CompiledStep& out) {
  if (step.data) {
    TRY(out.data_override, names.compile(*step.data));
    return {};
  }
  for (const auto& field : step.command->data) {
    const auto* value = value_of(step, field.name);
    if (value == nullptr && field.optional) continue;
    if (value == nullptr)
      return fail(ErrorCode::malformed, "{} needs the field {}", step.title, field.name);
    TRY(CompiledValue compiled, names.compile(*value));
    out.data.push_back({&field, std::move(compiled)});
  }
  return {};
}

Result<void> compile_send(const Step& step, Names& names, CompiledStep& out) {
  const auto& command = *step.command;
  TRY(out.header[0], compile_header_byte(step, command.cla, step.cla, names));
  TRY(out.header[1], compile_header_byte(step, command.ins, step.ins, names));
  TRY(out.header[2], compile_header_byte(step, command.p1, step.p1, names));
  TRY(out.header[3], compile_header_byte(step, command.p2, step.p2, names));
  TRY_VOID(compile_data(step, names, out));
  TRY_VOID(compile_le(step, names, out));
  if (step.deviate.empty() || out.calypso_deviation != calypso::TerminalDeviation::none) return {};
  if (const auto scp11 = globalplatform::find_scp11_deviation(step.deviate)) {
    out.scp11_deviation = *scp11;
    return {};
  }
  if (const auto scp10 = globalplatform::find_scp10_deviation(step.deviate)) {
    out.scp10_deviation = *scp10;
    return {};
  }
  const auto deviation = globalplatform::find_terminal_deviation(step.deviate);
  if (!deviation)
    return fail(ErrorCode::unsupported,
                "the deviation '{}' is in the catalogue but this build does not know it",
                step.deviate);
  out.deviation = *deviation;
  return {};
}

/// What of the command itself the terminal of Calypso has to make.
CalypsoValues calypso_values_of(const CompiledStep& step) {
  CalypsoValues out = step.raw.calypso_values();
  for (const auto& byte : step.header)
    if (byte.value) out |= byte.value->calypso_values();
  for (const auto& field : step.data) out |= field.value.calypso_values();
  if (step.data_override) out |= step.data_override->calypso_values();
  return out;
}

bool looks_at_status_word(const script::Expectation& expectation) {
  return std::ranges::any_of(expectation.checks, [](const script::Check& check) {
    return check.subject == script::Check::Subject::status_word;
  });
}

/// A key version that a script writes out leads to keys as well as the name of their group does.
Result<void> check_written_version(const CompiledStep& step, const CompileContext& context) {
  const bool initiates = step.script->verb == Verb::send && step.script->keys.empty() &&
                         step.script->command->session == catalogue::SessionEffect::initiate;
  const auto& version = step.header[2];
  if (!initiates || context.forbidden == nullptr) return {};
  if (version.value && !version.value->is_constant()) return {};
  TRY(const std::uint8_t byte, header_byte(version, Scope{}));
  return check_key_version(*context.forbidden, *context.ixit, byte);
}

Result<CompiledStep> compile_step(const Step& step, const CompileContext& context, Names& names) {
  CompiledStep out;
  out.script = &step;
  const auto role = std::ranges::find(context.roles, step.role);
  out.port = static_cast<std::size_t>(role - context.roles.begin());
  out.calypso_deviation =
      calypso::find_terminal_deviation(step.deviate).value_or(calypso::TerminalDeviation::none);
  if (step.verb == Verb::send) TRY_VOID(compile_send(step, names, out));
  if (step.verb == Verb::apdu) {
    TRY(out.raw, names.compile(step.apdu));
  }
  out.calypso_values = calypso_values_of(out);
  for (const auto& told : step.calypso) {
    TRY(CompiledValue compiled, names.compile(told.value));
    out.calypso.emplace_back(told.name, std::move(compiled));
  }
  if (!step.keys.empty()) TRY_VOID(names.check_group(step.keys));
  TRY_VOID(check_written_version(out, context));
  if (step.verb == Verb::initiate) {
    TRY(out.counter, names.compile(step.counter));
    TRY(out.request, names.compile(step.request));
    if (step.aid) {
      TRY(out.aid, names.compile(*step.aid));
    }
  }
  out.protectable = step.verb == Verb::send && step.secure != script::Secure::none;
  out.checks_sw = std::ranges::any_of(step.expect, looks_at_status_word);
  for (const auto& expectation : step.expect) {
    TRY(CompiledExpectation compiled, compile_expectation(expectation, names));
    out.expect.push_back(std::move(compiled));
  }
  for (const auto& capture : step.save) {
    CompiledCapture compiled{&capture, 0, {}};
    if (capture.source == script::Capture::Source::value) {
      TRY(compiled.value, names.compile(capture.value));
    }
    compiled.slot = names.slot(capture.name);
    if (compiled.value.is_secret()) names.mark_secret_slot(capture.name);
    out.save.push_back(std::move(compiled));
  }
  return out;
}

Result<std::vector<CompiledStep>> compile_steps(const std::vector<Step>& steps,
                                                const CompileContext& context, Names& names) {
  std::vector<CompiledStep> out;
  out.reserve(steps.size());
  for (const auto& step : steps) {
    auto compiled = compile_step(step, context, names);
    if (!compiled) return at(place_of(step), std::move(compiled).error());
    out.push_back(*std::move(compiled));
  }
  return out;
}

std::uint8_t with_channel(std::uint8_t cla, std::uint8_t channel) {
  auto parts = iso7816::parse_class(cla);
  if (channel == 0 || !parts) return cla;
  if (channel >= 4 && parts->secure_messaging > 1) parts->secure_messaging = 1;
  parts->channel = channel;
  return iso7816::encode_class(*parts);
}

Result<void> append_field(const CompiledField& field, const Scope& scope, Bytes& data,
                          std::vector<journal::SecretRange>& secrets) {
  using Form = catalogue::Field::Form;
  Bytes value;  // only lv and tlv need the length first; plain fields go straight into place
  const std::size_t start = data.size();
  bool secret =
      field.shape->secret;  // or a value that the IXIT calls secret, whatever field it stands in
  if (field.shape->form == Form::plain) {
    TRY_VOID(append_value(field.value, scope, data, &secrets));
  } else {
    std::vector<journal::SecretRange> inside;
    TRY_VOID(append_value(field.value, scope, value, &inside));
    secret = secret || !inside.empty();
    if (field.shape->form == Form::lv && value.size() > 0xFF)
      return fail(ErrorCode::out_of_range, "{} has {} bytes; its length byte tells at most 255",
                  field.shape->name, value.size());
    if (field.shape->form == Form::tlv) iso7816::append_tlv(data, field.shape->tag, value);
    if (field.shape->form == Form::lv) {
      data.push_back(static_cast<std::uint8_t>(value.size()));
      append(data, value);
    }
  }
  if (secret) secrets.push_back({start, data.size() - start});
  return {};
}

Names names_of(const CompileContext& context) {
  Names names(*context.ixit);
  if (context.forbidden != nullptr) names.forbid(*context.forbidden);
  for (const auto& [name, answer] : context.catalogue->ixit) {
    if (answer.secret) names.mark_secret(name);
    if (answer.usual) names.set_usual(name, *answer.usual);
  }
  return names;
}

/// A constant without a value harms the cases that use it, no others.
Result<void> define_constants(const script::Suite& suite, Names& names) {
  for (const auto& constant : suite.values) {
    auto value = names.compile(constant.value);
    if (value) {
      names.define_constant(constant.name, *std::move(value));
      continue;
    }
    auto why = at(place(suite.file, constant.position), std::move(value).error());
    if (names.missing_ixit().empty()) return why;
    names.lack_constant(constant.name, std::move(why).value());
  }
  return {};
}

bool authenticates(const Step& step) {
  return step.verb == Verb::send && step.command->session == catalogue::SessionEffect::authenticate;
}

/// The group of keys that a step begins a session with: `keys`, or that whose version it takes from the bench; else empty.
std::string_view group_begun(const Step& step) {
  if (step.verb == Verb::initiate) return step.keys;
  if (step.verb != Verb::send || step.command->session != catalogue::SessionEffect::initiate)
    return {};
  if (!step.keys.empty()) return step.keys;
  constexpr std::string_view prefix = "ixit.", suffix = ".key_version";
  const auto* version = value_of(step, "key_version");
  if (version == nullptr || version->pieces.size() != 1) return {};
  std::string_view name = version->pieces[0].name;
  if (!name.starts_with(prefix) || !name.ends_with(suffix)) return {};
  name.remove_prefix(prefix.size());
  name.remove_suffix(suffix.size());
  return name;
}

/// A session that is opened needs the secret keys of its group, though no step names them.
Result<void> check_keys(const std::vector<Step>& steps, const CompileContext& context,
                        Names& names) {
  for (const auto& step : steps) {
    const std::string_view group = group_begun(step);
    if (group.empty()) continue;
    for (const auto part : {"enc", "mac", "dek"}) {
      const std::string name = fmt::format("{}.{}", group, part);
      if (context.catalogue->ixit.contains(name) && !context.ixit->contains(name))
        return at(place_of(step), std::move(names.miss(name)).value());
    }
  }
  return {};
}

Result<void> check_keys(const script::Instance& instance, const CompileContext& context,
                        Names& names) {
  const auto phases = {&instance.given, &instance.steps, &instance.finally};
  const bool opens = std::ranges::any_of(phases, [](const auto* phase) {
    return std::ranges::any_of(*phase, [](const Step& step) {
      return authenticates(step) || step.verb == Verb::initiate;
    });
  });
  if (!opens) return {};
  for (const auto* phase : phases) TRY_VOID(check_keys(*phase, context, names));
  return {};
}

Result<Program> compile_instance(const script::Instance& instance, const CompileContext& context,
                                 Names& names) {
  Program program;
  TRY_VOID(define_constants(*context.suite, names));
  TRY(program.given, compile_steps(instance.given, context, names));
  TRY(program.steps, compile_steps(instance.steps, context, names));
  TRY(program.finally, compile_steps(instance.finally, context, names));
  TRY_VOID(check_keys(instance, context, names));
  program.slot_count = names.slot_count();
  if (instance.timing) program.timing = &*instance.timing;
  for (const CompiledStep& step : program.steps)
    if (step.script->cut) program.torn = &step;
  return program;
}

Result<std::uint8_t> header_bits(const CompiledHeaderByte& byte, const Scope& scope) {
  unsigned out = byte.fixed;
  Bytes value;
  for (const auto& bits : byte.bits) {
    value.clear();
    TRY_VOID(append_value(bits.value, scope, value));
    if (value.size() != 1)
      return fail(ErrorCode::out_of_range, "{} has {} bytes, a header field of bits has one",
                  bits.shape->field, value.size());
    const unsigned moved = unsigned{value[0]} << bits.shape->shift;
    if ((moved & ~unsigned{bits.shape->mask}) != 0)
      return fail(ErrorCode::out_of_range, "{} {:02X} does not fit into its bits of the header",
                  bits.shape->field, value[0]);
    out |= moved;
  }
  return static_cast<std::uint8_t>(out);
}

}  // namespace

Result<Program> compile(const script::Instance& instance, const CompileContext& context,
                        std::string* missing_ixit) {
  Names names = names_of(context);
  auto program = compile_instance(instance, context, names);
  if (!program && missing_ixit != nullptr) *missing_ixit = names.missing_ixit();
  return program;
}

Result<std::uint8_t> header_byte(const CompiledHeaderByte& byte, const Scope& scope) {
  if (!byte.bits.empty()) return header_bits(byte, scope);
  if (!byte.value) return byte.fixed;
  Bytes bytes;
  if (byte.value->is_constant() && byte.value->pieces.size() == 1) {
    const auto& literal = byte.value->pieces[0].literal;
    if (literal.size() == byte.size) return literal[byte.index];
  }
  TRY_VOID(append_value(*byte.value, scope, bytes));
  if (bytes.size() != byte.size)
    return fail(ErrorCode::out_of_range, "{} has {} byte{} in the header, the value has {}",
                byte.name, byte.size, byte.size == 1 ? "" : "s", bytes.size());
  return bytes[byte.index];
}

Result<iso7816::CommandView> build_command(const CompiledStep& step, const Scope& scope,
                                           Bytes& data,
                                           std::vector<journal::SecretRange>& secrets) {
  iso7816::CommandView command;
  data.clear();
  TRY(command.cla, header_byte(step.header[0], scope));
  TRY(command.ins, header_byte(step.header[1], scope));
  TRY(command.p1, header_byte(step.header[2], scope));
  TRY(command.p2, header_byte(step.header[3], scope));
  command.cla = with_channel(command.cla, step.script->channel);
  data.clear();
  if (step.data_override) TRY_VOID(append_value(*step.data_override, scope, data, &secrets));
  for (const auto& field : step.data) TRY_VOID(append_field(field, scope, data, secrets));
  if (data.size() > 65535)
    return fail(ErrorCode::out_of_range, "{} bytes of data, a command carries at most 65535",
                data.size());
  command.data = data;
  command.ne = step.ne;
  command.extended = step.extended;
  return command;
}

}  // namespace assay::engine

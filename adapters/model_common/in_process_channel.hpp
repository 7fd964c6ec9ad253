// SPDX-License-Identifier: Apache-2.0
// InProcessChannel: a model card as a channel. What is alike for all models: virtual time, power, going back to the first state,
// and which deviations were asked for.
#pragma once

#include <utility>

#include "adapters/model_common/describe.hpp"
#include "adapters/model_common/deviation_table.hpp"
#include "iso7816/asked_deviations.hpp"
#include "iso7816/own_time.hpp"

namespace assay::model {

/// The environment that `options` ask of a model whose deviations stand in `table`.
/// Errors: `not_found` for an unknown deviation, with the nearest known one.
template <typename Environment, typename Table>
[[nodiscard]] Result<Environment> make_environment(std::string_view model, const Table& table,
                                                   const ModelOptions& options) {
  Environment environment;
  environment.random = card_random(options.seed);
  for (const std::string& id : options.deviations) {
    const auto deviation = find_deviation(table, id);
    if (!deviation) {
      std::vector<std::string_view> ids;
      for (const auto& info : table) ids.push_back(info.id);
      return tl::unexpected(unknown_to_model(model, "deviation", id, ids));
    }
    environment.deviations.set(static_cast<std::size_t>(*deviation));
  }
  return environment;
}

/// The deviations of a table as lists and mutation runs see them.
template <typename Table>
[[nodiscard]] std::vector<DeviationNote> notes_of(const Table& table) {
  std::vector<DeviationNote> notes;
  for (const auto& info : table) notes.push_back({info.id, info.rows, info.profile, info.says});
  return notes;
}

/// `Model` names its `State` and `Environment` and has `reset(state, environment, kind)`, `step(state, command, environment,
/// response)`, `answer_to_reset(state, environment, kind)` and `deviations()`, all static.
template <typename Model>
class InProcessChannel final : public iso7816::CardChannel,
                               public iso7816::OwnTime,
                               public iso7816::AskedDeviations {
 public:
  using State = typename Model::State;
  using Environment = typename Model::Environment;

  InProcessChannel(const State& state, const Environment& environment,
                   iso7816::TargetDescription description)
      : state_(state),
        environment_(environment),
        first_state_(state),
        first_environment_(environment),
        description_(std::move(description)) {
    answer(iso7816::ResetKind::cold);
  }

  Result<void> reset(iso7816::ResetKind kind) override {
    Model::reset(state_, environment_, kind);
    answer(kind);
    return {};
  }

  Result<void> transmit(ByteView command, Bytes& response) override {
    environment_.time_us += exchange_us;
    Model::step(state_, command, environment_, response);
    return {};
  }

  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override {
    environment_.cut_after(writes);
    Bytes lost;
    TRY_VOID(transmit(command, lost));
    return environment_.restore_power();
  }

  Result<void> rewind(std::uint64_t seed) override {
    state_ = first_state_;
    environment_ = first_environment_;
    environment_.random = card_random(seed);
    answer(iso7816::ResetKind::cold);
    return {};
  }

  std::uint64_t own_time_us() const override { return environment_.time_us; }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

  void note_deviations() override { environment_.asked = first_environment_.asked = &asked_; }

  std::vector<std::string_view> take_asked_deviations() override {
    std::vector<std::string_view> ids;
    for (const auto& info : Model::deviations())
      if (asked_[static_cast<std::size_t>(info.deviation)]) ids.push_back(info.id);
    asked_.reset();
    return ids;
  }

 private:
  static constexpr std::uint64_t exchange_us = 1000;  ///< virtual; no clock is read

  void answer(iso7816::ResetKind kind) {
    atr_ = Model::answer_to_reset(state_, environment_, kind);
  }

  State state_;
  Environment environment_;
  State first_state_;
  Environment first_environment_;
  decltype(Environment::deviations) asked_;
  Bytes atr_;
  iso7816::TargetDescription description_;
};

}  // namespace assay::model

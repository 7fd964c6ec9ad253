// SPDX-License-Identifier: Apache-2.0
// Device: the C ABI of HSM channels as C++ uses it. A library is loaded, or a table of this program is given.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/hsm_channel/assay_hsm_channel.h"
#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::hsm {

/// Why a call was not OK, as a number of the ABI and in words.
struct Refusal {
  int status = ASSAY_HSM_FAILED;
  std::string words;
};

template <typename T>
using Outcome = tl::expected<T, Refusal>;

/// "every channel is taken" for ASSAY_HSM_FULL; never empty.
[[nodiscard]] std::string_view name_of_status(int status) noexcept;

/// Time as the host keeps it; null for the device's own.
using Clock = std::function<std::uint64_t()>;

/// A smart card for the start-up. False: no answer came.
using StartUpCard = std::function<bool(ByteView command, Bytes& answer)>;

/// The table of a shared library; it stays loaded until the program ends.
/// Errors: `not_found` (no such file), `malformed` (no symbol, other version, table too small).
[[nodiscard]] Result<const assay_hsm*> load_library(const std::string& file);

/// A table as this program understands it. Errors: `malformed` for another version, a smaller table, a missing function.
[[nodiscard]] Result<const assay_hsm*> check_table(const assay_hsm* table, std::string_view name);

/// An open device. Calls may come from many threads.
class Device {
 public:
  /// Errors: `refused` with the library's own words.
  [[nodiscard]] static Result<std::unique_ptr<Device>> open(const assay_hsm* table,
                                                            const std::string& device,
                                                            Clock clock = {});
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device();

  [[nodiscard]] std::string_view label() const noexcept { return table_->label; }

  [[nodiscard]] Outcome<void> start_up(const StartUpCard& card);
  [[nodiscard]] Outcome<void> shut_down();
  [[nodiscard]] Outcome<assay_hsm_info> info();
  [[nodiscard]] Outcome<std::uint64_t> open_channel(std::uint8_t group);
  /// Replaces `answer`; its memory is reused.
  [[nodiscard]] Outcome<void> exchange(std::uint64_t channel, ByteView command, Bytes& answer);
  [[nodiscard]] Outcome<void> close_channel(std::uint64_t channel);
  [[nodiscard]] Outcome<Bytes> key_challenge(std::uint8_t group);
  [[nodiscard]] Outcome<void> transfer_key(std::uint8_t group, std::uint8_t record, ByteView block);
  [[nodiscard]] Outcome<void> delete_key(std::uint8_t group, std::uint8_t kif, std::uint8_t kvc);
  [[nodiscard]] Outcome<void> invalidate_key(std::uint8_t group, std::uint8_t kif,
                                             std::uint8_t kvc);
  /// ASSAY_HSM_KEY_ABSENT, _USABLE or _INVALIDATED.
  [[nodiscard]] Outcome<int> key_state(std::uint8_t group, std::uint8_t kif, std::uint8_t kvc);
  [[nodiscard]] Outcome<assay_hsm_audit> audit(std::uint8_t group);

  /// For whoever speaks the ABI himself.
  [[nodiscard]] const assay_hsm& table() const noexcept { return *table_; }
  [[nodiscard]] void* handle() const noexcept { return handle_; }

 private:
  Device(const assay_hsm* table, Clock clock) : table_(table), clock_(std::move(clock)) {}

  const assay_hsm* table_;
  Clock clock_;
  void* handle_ = nullptr;
};

}  // namespace assay::hsm

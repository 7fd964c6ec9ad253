// SPDX-License-Identifier: Apache-2.0
// RecordedScript: an exchange that was recorded, as a suite of one case that `assay run` takes.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "catalogue/catalogue.hpp"
#include "iso7816/exchange_sink.hpp"

namespace assay::cli {

/// Writes each step when it is told. What the card answered is what the script expects.
class RecordedScript final : public iso7816::ExchangeSink {
 public:
  RecordedScript(std::ostream& out, const catalogue::Catalogue& catalogue, const std::string& name,
                 const std::string& uri);

  void opened(ByteView atr) override;
  void was_reset(iso7816::ResetKind kind, ByteView atr) override;
  void reset_failed(iso7816::ResetKind kind, const Error& error) override;
  void answered(ByteView command, ByteView response) override;
  void unanswered(ByteView command, const Error& error) override;

  /// A remark about what comes next.
  void note(std::string_view text);

 private:
  std::ostream& out_;
  const catalogue::Catalogue& catalogue_;
};

}  // namespace assay::cli

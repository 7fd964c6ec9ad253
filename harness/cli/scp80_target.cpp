// SPDX-License-Identifier: Apache-2.0
#include "cli/scp80_target.hpp"

#include <algorithm>

namespace assay::cli {
namespace {

Result<ByteView> value_of(const engine::Names::Ixit& ixit, const std::string& name,
                          std::size_t size) {
  const auto found = ixit.find("scp80." + name);
  if (found == ixit.end())
    return fail(ErrorCode::not_found,
                "a target scp80: needs the value 'scp80.{}' in the ixit of the bench", name);
  if (size != 0 && found->second.size() != size)
    return at(found->first, {ErrorCode::out_of_range,
                             fmt::format("scp80.{} has {} bytes; {} are wanted", name,
                                         found->second.size(), size),
                             {}});
  return ByteView(found->second);
}

}  // namespace

Result<scp80::Scp80Options> scp80_options(const engine::Names::Ixit& ixit) {
  scp80::Scp80Options options;
  TRY(const ByteView spi, value_of(ixit, "spi", 2));
  TRY(const ByteView kic, value_of(ixit, "kic", 1));
  TRY(const ByteView kid, value_of(ixit, "kid", 1));
  TRY(const ByteView tar, value_of(ixit, "tar", 3));
  TRY(const ByteView cipher, value_of(ixit, "kic_key", 0));
  TRY(const ByteView mac, value_of(ixit, "kid_key", 0));
  options.header = {spi[0], spi[1], kic[0], kid[0], {}};
  std::ranges::copy(tar, options.header.tar.begin());
  options.keys.cipher.assign(cipher.begin(), cipher.end());
  options.keys.mac.assign(mac.begin(), mac.end());
  if (auto good = scp80::check_options(options); !good) {
    Error error = std::move(good).error();
    error.where = "scp80." + error.where;
    return tl::unexpected(std::move(error));
  }
  if (!ixit.contains("scp80.counter")) return options;
  TRY(const ByteView counter, value_of(ixit, "counter", 5));
  options.counter = 0;
  for (const auto byte : counter) options.counter = options.counter << 8 | byte;
  return options;
}

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// Stored transactions verified one after the other and several at once: the backend of account-based ticketing.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "calypso/pki/chain.hpp"
#include "calypso/pki/signed_session.hpp"

namespace assay::cli {

struct BatchArguments {
  std::string path;  ///< JSON lines, or a folder of them and of traces
  bool json = false;
  bool quiet = false;    ///< only lines that are not accepted, and the summary
  std::size_t jobs = 0;  ///< 0: as many as there are cores
  calypso::pki::Circumstances circumstances;
  calypso::pki::RefusedLe refused_le = calypso::pki::RefusedLe::either;
  std::vector<Bytes> ca_certificates;  ///< of the records that bring none
};

/// One line of verdict for each transaction, in their order; then a summary. Memory does not grow with the file.
[[nodiscard]] int verify_batch(const BatchArguments& arguments,
                               const std::vector<calypso::pki::RootKey>& roots);

}  // namespace assay::cli

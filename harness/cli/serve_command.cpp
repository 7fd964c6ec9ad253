// SPDX-License-Identifier: Apache-2.0
// assay serve: shows a model card to other programs until it is interrupted.
#include "adapters/vpcd/remote_control.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/hsm_target.hpp"
#include "cli/serving.hpp"
#include "cli/targets.hpp"

namespace assay::cli {
namespace {

int serve_under_control(std::unique_ptr<iso7816::CardChannel> card,
                        const ServeArguments& arguments) {
  vpcd::ControlledCard controlled(std::move(card));
  const auto server = vpcd::ControlServer::start(controlled, arguments.control);
  if (!server) {
    show(server.error());
    return exit_refused;
  }
  return serve_over_vpcd(controlled, arguments.vpcd);
}

int serve_channels(const ServeArguments& arguments) {
  const auto device = open_hsm_device(arguments.model);
  if (device) return serve_hsm(**device, arguments.hsm_tcp, arguments.hsm_manages);
  show(device.error());
  return exit_refused;
}

}  // namespace

int serve_command(const ServeArguments& arguments) {
  if (!arguments.hsm_tcp.empty()) return serve_channels(arguments);
  if (!arguments.model.starts_with("model:")) {
    show(Error{
        ErrorCode::malformed, "only models can be served, '" + arguments.model + "' is none", {}});
    return exit_refused;
  }
  auto card = open_channel(arguments.model);
  if (!card) {
    show(card.error());
    return exit_refused;
  }
  if (!arguments.vpcd.empty() && arguments.control != 0)
    return serve_under_control(*std::move(card), arguments);
  if (!arguments.vpcd.empty()) return serve_over_vpcd(**card, arguments.vpcd);
  if (arguments.stdio) return serve_over_stdio(**card, arguments.model);
  show(Error{
      ErrorCode::malformed,
      "say where to show the card: --vpcd HOST:PORT, --stdio, or --hsm-tcp HOST:PORT for an HSM",
      {}});
  return exit_refused;
}

}  // namespace assay::cli

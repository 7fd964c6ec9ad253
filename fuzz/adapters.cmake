# SPDX-License-Identifier: Apache-2.0
assay_fuzzer(shim_line DEPENDS base iso7816 shim)
assay_fuzzer(replay_trace DEPENDS base iso7816 replay)
assay_fuzzer(vpcd_frame DEPENDS base iso7816 vpcd)
assay_fuzzer(hsm_wire DEPENDS base iso7816 hsm_channel)

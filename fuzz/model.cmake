# SPDX-License-Identifier: Apache-2.0
assay_fuzzer(model_gp DEPENDS base iso7816 model)
assay_fuzzer(model_sam DEPENDS base iso7816 crypto model_common model_sam)
assay_fuzzer(model_calypso DEPENDS base iso7816 crypto model_common model_calypso)

# SPDX-License-Identifier: Apache-2.0
assay_fuzzer(model_gp DEPENDS base iso7816 model)

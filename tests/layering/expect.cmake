# SPDX-License-Identifier: Apache-2.0
# Configures the tiny house with one floor plan. SENTENCE empty: it must succeed; else it must stop with that sentence.
file(REMOVE_RECURSE ${BUILD})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${HOUSE} -B ${BUILD} -G ${GENERATOR} -DCASE=${CASE} -DASSAY_CMAKE=${ASSAY_CMAKE}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
string(REGEX REPLACE "[ \n]+" " " flat "${output}")  # CMake breaks lines where it likes
if(SENTENCE STREQUAL "")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "'${CASE}' is sound and was refused:\n${output}")
  endif()
  return()
endif()
if(result EQUAL 0)
  message(FATAL_ERROR "'${CASE}' was accepted; wanted: ${SENTENCE}")
endif()
string(FIND "${flat}" "${SENTENCE}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "'${CASE}' was refused in other words; wanted: ${SENTENCE}\ngot:\n${output}")
endif()

# Helpers every folder uses: one target per folder, linked only to what it may know.

# parley_library(<name> SOURCES ... [PUBLIC libs...] [PRIVATE libs...])
# The folder's own target. Includes are written from src/ ("media/rtp/packet.hpp").
function(parley_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  # Where an installed library finds its headers: only those of the C++ client are installed (sdk/cpp).
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include/parley-sdk>)
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE $<BUILD_INTERFACE:parley_options> ${ARG_PRIVATE})
endfunction()

# parley_test(<name> SOURCES ... [LIBS ...] [LABEL unit|scenario|browser|chaos|fuzz-regress])
# A GoogleTest program; each of its tests becomes a CTest test. Its own code is optimised little, which saves a third and
# more of the compiler's time; what it tests is as always.
function(parley_test name)
  if(NOT PARLEY_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE parley_options ${ARG_LIBS} GTest::gmock GTest::gtest GTest::gtest_main)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:$<IF:$<STREQUAL:${ARG_LABEL},scenario>,-O0,-O1>>)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()

# parley_migrations(<target> <domain> <sql files...>)
# Compiles a domain's SQL migrations into the target as
#   parley::storage::Migrations parley::domain::<domain>_migrations();
function(parley_migrations target domain)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${domain}_migrations.cpp)
  set(files)
  foreach(f ${ARGN})
    list(APPEND files ${CMAKE_CURRENT_SOURCE_DIR}/${f})
  endforeach()
  add_custom_command(OUTPUT ${out}
    COMMAND ${PYTHON3} ${PROJECT_SOURCE_DIR}/tools/embed_migrations.py ${domain} ${out} ${files}
    DEPENDS ${PROJECT_SOURCE_DIR}/tools/embed_migrations.py ${files} VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()

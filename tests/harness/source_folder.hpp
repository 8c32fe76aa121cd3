#pragma once
// Where the sources lie that this was built from.
#include <filesystem>

namespace parley::test {

std::filesystem::path source_folder();

}  // namespace parley::test

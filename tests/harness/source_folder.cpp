#include "tests/harness/source_folder.hpp"

namespace parley::test {

// The only source that knows the checkout's path, so that another checkout takes all others from the compiler's cache.
std::filesystem::path source_folder() { return PARLEY_SOURCE; }

}  // namespace parley::test

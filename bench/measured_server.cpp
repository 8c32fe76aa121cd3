#include "bench/measured_server.hpp"

#include <cstdlib>

#include "bench/machine.hpp"

namespace parley::bench {

MeasuredServer::MeasuredServer(const std::string& programs,
                               const std::function<void(const std::filesystem::path&)>& prepare,
                               const std::vector<std::string>& flags) {
  if (!programs.empty()) setenv("PARLEY_BIN", programs.c_str(), 1);
  allow_many_files();
  if (prepare) prepare(folder_.path() / "data");
  alone_ = start_on_own_core([&] { process_.emplace(folder_.path() / "data", flags); });
}

}  // namespace parley::bench

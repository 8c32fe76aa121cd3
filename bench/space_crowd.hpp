#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "bench/measured_server.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"

namespace parley::bench {

/// Connected users of an organisation, one of whom calls something, which all of them hear in some way. Every text is
/// counted: one too many or of a type that isn't expected is an error. Confined to one thread.
class SpaceCrowd {
 public:
  /// `limit`: whatever takes longer is an error.
  SpaceCrowd(const MeasuredServer& server, const Organisation& organisation, std::chrono::seconds limit);

  /// Logs in users of the organisation, from the next one on, who are contacts of each other, and waits until all of
  /// them know who is there.
  void add_contacts(std::size_t users);
  /// The same for users who know nobody.
  void add_strangers(std::size_t users);
  /// How many are connected. The first of them is number 0.
  std::size_t size() const { return opened_; }

  struct Heard {
    double answer_milliseconds = 0;  ///< until the caller had the answer
    double last_milliseconds = 0;    ///< until everybody had everything
    std::size_t answer_bytes = 0;
    std::uint64_t texts = 0, bytes = 0;  ///< at all together, the answer too
    double cpu_seconds = 0;              ///< of the server
  };
  /// Calls, and waits until everybody has heard what is to be heard.
  /// `answer`: the type of the answer; `expected`: how many texts of which type come to all together, the answer too.
  Heard call(std::size_t caller, std::string_view name, const std::string& arguments, std::string_view answer,
             const std::map<std::string, std::size_t>& expected);

 private:
  void add(std::size_t users);
  void take(std::size_t client, std::string_view text);
  /// Waits until as many texts have come as `expected_` says.
  void await_all();
  std::string missing() const;

  const MeasuredServer& server_;
  const Organisation& organisation_;
  const std::chrono::seconds limit_;
  std::size_t opened_ = 0, caller_ = 0;
  std::string answer_;
  std::map<std::string, std::size_t, std::less<>> expected_;  ///< still to come
  std::size_t to_come_ = 0;
  Time answered_{}, last_{};
  Heard heard_;
  Swarm swarm_;
};

}  // namespace parley::bench

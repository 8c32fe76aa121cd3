#include "bench/space_crowd.hpp"

#include <algorithm>
#include <stdexcept>

#include "bench/presence_views.hpp"

namespace parley::bench {

using std::chrono::steady_clock;

namespace {

/// For what the server still does when everything has come, and for texts that shouldn't.
constexpr std::chrono::milliseconds aftermath{20};

}  // namespace

SpaceCrowd::SpaceCrowd(const MeasuredServer& server, const Organisation& organisation, std::chrono::seconds limit)
    : server_(server),
      organisation_(organisation),
      limit_(limit),
      swarm_(server.port(), [this](std::size_t client, std::string_view text) { take(client, text); }) {}

void SpaceCrowd::add_contacts(std::size_t users) {
  // Each hears of those who come after him.
  expected_["USER_PRESENCE_STATUS_UPDATED"] = users * (users - 1) / 2;
  add(users);
}

void SpaceCrowd::add_strangers(std::size_t users) { add(users); }

void SpaceCrowd::add(std::size_t users) {
  expected_["getUserData"] = users;
  to_come_ = 0;
  for (const auto& [type, count] : expected_) to_come_ += count;
  for (std::size_t i = 0; i < users; ++i) swarm_.open(login_text(organisation_.tokens.at(opened_++)));
  await_all();
}

SpaceCrowd::Heard SpaceCrowd::call(std::size_t caller, std::string_view name, const std::string& arguments,
                                   std::string_view answer, const std::map<std::string, std::size_t>& expected) {
  caller_ = caller;
  answer_ = answer;
  answered_ = {};
  heard_ = {};
  for (const auto& [type, count] : expected) {
    expected_[type] = count;
    to_come_ += count;
  }
  const double cpu_before = server_.cpu_seconds();
  const std::uint64_t bytes_before = swarm_.bytes_received();
  const Time asked = steady_clock::now();
  swarm_.send(caller, call_text(name, "bench", arguments));
  await_all();
  const Time quiet = steady_clock::now() + aftermath;
  while (steady_clock::now() < quiet) swarm_.serve(quiet);
  if (answered_ == Time{}) throw std::runtime_error("no answer to " + std::string(name));
  heard_.answer_milliseconds = milliseconds_between(asked, answered_);
  heard_.last_milliseconds = milliseconds_between(asked, last_);
  heard_.bytes = swarm_.bytes_received() - bytes_before;
  heard_.cpu_seconds = server_.cpu_seconds() - cpu_before;
  return heard_;
}

void SpaceCrowd::take(std::size_t client, std::string_view text) {
  const std::string_view type = type_of(text);
  const auto expected = expected_.find(type);
  if (expected == expected_.end() || expected->second == 0) {
    throw std::runtime_error("nobody expects this: " + std::string(text.substr(0, 300)));
  }
  --expected->second;
  --to_come_;
  ++heard_.texts;
  last_ = steady_clock::now();
  if (client == caller_ && type == answer_ && answered_ == Time{}) {
    answered_ = last_;
    heard_.answer_bytes = text.size();
  }
}

void SpaceCrowd::await_all() {
  const Time give_up = steady_clock::now() + limit_;
  while (to_come_ > 0) {
    if (steady_clock::now() > give_up) throw std::runtime_error("in time there did not come" + missing());
    swarm_.serve(std::min(give_up, steady_clock::now() + std::chrono::seconds(1)));
  }
}

std::string SpaceCrowd::missing() const {
  std::string text;
  for (const auto& [type, count] : expected_) {
    if (count > 0) text += " " + std::to_string(count) + " " + type;
  }
  return text;
}

}  // namespace parley::bench

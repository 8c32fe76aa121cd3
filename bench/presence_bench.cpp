// Presence in a storm: everybody of an organisation comes back within seconds and asks for his contacts. And one list
// of many contacts.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"

namespace parley::bench {
namespace {

using std::chrono::steady_clock;

double seconds_between(Time from, Time to) { return milliseconds_between(from, to) / 1000; }

/// The member a text speaks of next, from `at` on; -1 when there is none. Moves `at` behind his id.
int next_member(std::string_view text, std::size_t& at) {
  constexpr std::string_view key = R"("userId":"u)";
  const void* found = ::memmem(text.data() + at, text.size() - at, key.data(), key.size());
  if (!found) return -1;
  at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + key.size();
  int member = 0;
  for (int i = 0; i < 5; ++i) member = member * 10 + (text[at++] - '0');
  return member;
}

bool next_is_online(std::string_view text, std::size_t& at) {
  constexpr std::string_view key = R"("status":")";
  const void* found = ::memmem(text.data() + at, text.size() - at, key.data(), key.size());
  if (!found) throw std::runtime_error("a contact without a status");
  at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + key.size();
  return text.substr(at).starts_with("ONLINE");
}

bool is(std::string_view text, std::string_view type) {
  return text.substr(0, 80).find(std::string("\"").append(type) + '"') != std::string_view::npos;
}

/// What every member believes about every other.
class Views {
 public:
  explicit Views(std::size_t members) : members_(members), online_(members * members) {}
  void see(std::size_t viewer, std::size_t other, bool online) {
    std::uint8_t& seen = online_[viewer * members_ + other];
    right_ += static_cast<std::uint64_t>(online) - seen;
    seen = online;
  }
  bool all_right() const { return right_ == static_cast<std::uint64_t>(members_) * (members_ - 1); }

 private:
  const std::size_t members_;
  std::vector<std::uint8_t> online_;
  std::uint64_t right_ = 0;
};

class Storm {
 public:
  Storm(const MeasuredServer& server, const Organisation& organisation, bool lists)
      : server_(server),
        organisation_(organisation),
        lists_(lists),
        views_(organisation.users.size() - 1),
        swarm_(server.port(), [this](std::size_t client, std::string_view text) { take(client, text); }) {}

  /// The last member is no part of it: he changes something small all the time and waits for the answer.
  std::vector<double> run(int seconds) {
    const std::size_t members = organisation_.users.size() - 1;
    probe_ = swarm_.open(login_text(organisation_.tokens.back()));
    while (!probe_ready_) swarm_.serve(steady_clock::now() + std::chrono::seconds(1));
    const double cpu_before = server_.cpu_seconds();
    const CoreTicks ticks = core_ticks();
    const Time began = steady_clock::now();
    const auto due = [&](std::size_t i) {
      return began + std::chrono::nanoseconds(1'000'000'000ull * static_cast<unsigned>(seconds) * i / members);
    };
    const Time give_up = began + std::chrono::minutes(20);
    while (logged_in_ < members || listed_ < (lists_ ? members : 0) || !views_.all_right()) {
      const Time now = steady_clock::now();
      probe(now);
      if (now > give_up) throw std::runtime_error("somebody's view never became right");
      while (opened_.size() < members && due(opened_.size()) <= now) {
        opened_.push_back(now);
        swarm_.open(login_text(organisation_.tokens[opened_.size() - 1]));
      }
      swarm_.serve(std::min(opened_.size() < members ? due(opened_.size()) : next_probe_, next_probe_));
    }
    const double took = seconds_between(began, steady_clock::now());
    const double cpu = server_.cpu_seconds() - cpu_before;
    return {static_cast<double>(members),
            seconds_between(began, last_login_),
            lists_ ? seconds_between(began, last_list_) : 0,
            took,
            cpu,
            static_cast<double>(presences_) / 1e6,
            static_cast<double>(swarm_.bytes_received()) / 1e9,
            logins_.percentile(0.5),
            logins_.percentile(0.99),
            answers_.percentile(0.5),
            answers_.percentile(0.99),
            static_cast<double>(server_.resident_bytes()) / 1e6,
            stolen_percent(ticks, core_ticks())};
  }

  static std::vector<Table::Column> columns() {
    return {{"members", 0},      {"all logged in s", 1},           {"all lists s", 1}, {"all views right s", 1},
            {"server CPU-s", 1}, {"presence events, millions", 1}, {"received GB", 2}, {"login p50 ms", 0},
            {"p99 ms", 0},       {"small write p50 ms", 1},        {"p99 ms", 1},      {"memory MB", 0},
            {"stolen %", 1}};
  }

 private:
  void take(std::size_t client, std::string_view text) {
    if (client == probe_) return take_probe(text);
    const std::size_t viewer = client - 1;  // the probe was the first
    std::size_t at = 0;
    if (is(text, "USER_PRESENCE_STATUS_UPDATED")) {
      ++presences_;
      const int member = next_member(text, at);
      see(viewer, member, next_is_online(text, at));
    } else if (is(text, "getUserData")) {
      last_login_ = steady_clock::now();
      logins_.add(milliseconds_between(opened_[viewer], last_login_));
      ++logged_in_;
      if (lists_) swarm_.send(client, call_text("getContacts", "list"));
    } else if (is(text, "USER_CONTACTS")) {
      for (int member = next_member(text, at); member >= 0; member = next_member(text, at)) {
        see(viewer, member, next_is_online(text, at));
      }
      last_list_ = steady_clock::now();
      ++listed_;
    }
  }
  void see(std::size_t viewer, int member, bool online) {
    const auto other = static_cast<std::size_t>(member);
    if (other + 1 < organisation_.users.size()) views_.see(viewer, other, online);
  }

  /// Some twenty times a second.
  void probe(Time now) {
    if (now < next_probe_ || asked_ != Time{}) return;
    next_probe_ = now + std::chrono::milliseconds(50);
    asked_ = steady_clock::now();
    swarm_.send(probe_, call_text("changeUserTimezone", "probe", R"("timezone":"UTC")"));
  }
  void take_probe(std::string_view text) {
    if (is(text, "getUserData")) probe_ready_ = true;
    if (!is(text, "USER_INFO_CHANGED")) return;
    answers_.add(milliseconds_between(std::exchange(asked_, Time{}), steady_clock::now()));
  }

  const MeasuredServer& server_;
  const Organisation& organisation_;
  const bool lists_;
  Views views_;
  Swarm swarm_;
  std::size_t probe_ = 0;
  bool probe_ready_ = false;
  Time asked_, next_probe_;
  std::vector<Time> opened_;
  std::size_t logged_in_ = 0, listed_ = 0;
  std::uint64_t presences_ = 0;
  Time last_login_, last_list_;
  Samples logins_, answers_;
};

/// One client asks for his contacts again and again.
std::vector<double> measure_list(const MeasuredServer& server, const Organisation& organisation, int times) {
  Samples samples;
  std::size_t size = 0;
  Time asked;
  bool ready = false;
  Swarm swarm(server.port(), [&](std::size_t, std::string_view text) {
    ready = ready || is(text, "getUserData");
    if (!is(text, "USER_CONTACTS")) return;
    samples.add(milliseconds_between(asked, steady_clock::now()));
    size = text.size();
  });
  swarm.open(login_text(organisation.tokens.front()));
  while (!ready) swarm.serve(steady_clock::now() + std::chrono::seconds(1));
  const double cpu_before = server.cpu_seconds();
  for (int i = 0; i < times; ++i) {
    asked = steady_clock::now();
    swarm.send(0, call_text("getContacts", "list"));
    while (samples.size() < static_cast<std::size_t>(i) + 1) swarm.serve(steady_clock::now() + std::chrono::seconds(1));
  }
  const double cpu = server.cpu_seconds() - cpu_before;
  return {static_cast<double>(organisation.users.size() - 1), static_cast<double>(size) / 1e6, samples.percentile(0.5),
          samples.percentile(0.99), cpu / times * 1000};
}

int run(const Options& options) {
  const std::string machine = describe_machine();
  Table storm("within s", Storm::columns());
  Table lists("", {{"contacts", 0}, {"MB", 2}, {"p50 ms", 1}, {"p99 ms", 1}, {"CPU-ms per list", 1}});
  const int members = options.number("members"), seconds = options.number("seconds");
  for (int round = 1; round <= options.number("rounds"); ++round) {
    std::fprintf(stderr, "presence: round %d\n", round);
    Organisation organisation;
    const MeasuredServer server(options.text("programs"), [&](const std::filesystem::path& data) {
      organisation = found_organisation(data, members + 1);
    });
    storm.add(std::to_string(seconds), Storm(server, organisation, options.number("lists", 0) != 0).run(seconds));
  }
  {
    Organisation organisation;
    const MeasuredServer server(options.text("programs"), [&](const std::filesystem::path& data) {
      organisation = found_organisation(data, options.number("contacts") + 1);
    });
    lists.add("", measure_list(server, organisation, 50));
  }
  std::printf("## Presence\n\n%s.\n\nEverybody of an organisation returns:\n\n%s\ngetContacts:\n\n%s\n",
              machine.c_str(), storm.text().c_str(), lists.text().c_str());
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(count, words,
                                       {{"programs", ""},
                                        {"members", "1000"},
                                        {"seconds", "5"},
                                        {"rounds", "1"},
                                        {"lists", "1"},
                                        {"contacts", "10000"}});
  try {
    return parley::bench::run(options);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}

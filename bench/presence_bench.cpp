// Presence in a storm: everybody of an organisation comes back within seconds and asks for his contacts. And one list
// of many contacts.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/presence_views.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"

namespace parley::bench {
namespace {

using std::chrono::steady_clock;

double seconds_between(Time from, Time to) { return milliseconds_between(from, to) / 1000; }

/// Serves the swarm until it is done; an error when that takes longer than the limit.
void serve_until(Swarm& swarm, Time limit, const std::function<bool()>& done) {
  while (!done()) {
    if (steady_clock::now() > limit) throw std::runtime_error("the server did not answer in time");
    swarm.serve(std::min(limit, steady_clock::now() + std::chrono::seconds(1)));
  }
}

class Storm {
 public:
  Storm(const MeasuredServer& server, const Organisation& organisation, bool lists)
      : server_(server),
        organisation_(organisation),
        lists_(lists),
        views_(organisation.users.size() - 1, lists),
        swarm_(server.port(), [this](std::size_t client, std::string_view text) { take(client, text); }) {}

  /// The last member is no part of it: he changes something small all the time and waits for the answer.
  /// An error when it takes longer than the limit.
  std::vector<double> run(int seconds, std::chrono::seconds limit) {
    const std::size_t members = organisation_.users.size() - 1;
    probe_ = swarm_.open(login_text(organisation_.tokens.back()));
    serve_until(swarm_, steady_clock::now() + limit, [this] { return probe_ready_; });
    const double cpu_before = server_.cpu_seconds();
    const CoreTicks ticks = core_ticks();
    const Time began = steady_clock::now();
    const auto due = [&](std::size_t i) {
      return began + std::chrono::nanoseconds(1'000'000'000ull * static_cast<unsigned>(seconds) * i / members);
    };
    while (logged_in_ < members || listed_ < (lists_ ? members : 0) || !views_.all_right()) {
      const Time now = steady_clock::now();
      probe(now);
      if (now > began + limit) throw std::runtime_error(how_far(limit));
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
  std::string how_far(std::chrono::seconds limit) const {
    return fmt::format("after {} s: {} of {} logged in, {} have their list, {:.1f} % of what is to be seen is seen",
                       limit.count(), logged_in_, organisation_.users.size() - 1, listed_, views_.right_percent());
  }

  void take(std::size_t client, std::string_view text) {
    if (client == probe_) return take_probe(text);
    const std::size_t viewer = client - 1;  // the probe was the first
    const std::string_view type = type_of(text);
    std::size_t at = 0;
    if (type == "USER_PRESENCE_STATUS_UPDATED") {
      ++presences_;
      const auto said = events_.next(text, at);
      if (!said || !said->online || !see(viewer, said->member)) {
        throw std::runtime_error("somebody was told what is wrong, or what he knew: " + std::string(text));
      }
    } else if (type == "getUserData") {
      last_login_ = steady_clock::now();
      logins_.add(milliseconds_between(opened_[viewer], last_login_));
      ++logged_in_;
      if (lists_) swarm_.send(client, call_text("getContacts", "list"));
    } else if (type == "USER_CONTACTS") {
      while (const auto said = contacts_.next(text, at)) {
        if (said->online) see(viewer, said->member);
      }
      last_list_ = steady_clock::now();
      ++listed_;
    }
  }
  /// False when it is no news.
  bool see(std::size_t viewer, std::size_t other) {
    return other + 1 == organisation_.users.size() || views_.see_online(viewer, other);
  }

  /// Some twenty times a second.
  void probe(Time now) {
    if (now < next_probe_ || asked_ != Time{}) return;
    next_probe_ = now + std::chrono::milliseconds(50);
    asked_ = steady_clock::now();
    swarm_.send(probe_, call_text("changeUserTimezone", "probe", R"("timezone":"UTC")"));
  }
  void take_probe(std::string_view text) {
    if (type_of(text) == "getUserData") probe_ready_ = true;
    if (type_of(text) != "USER_INFO_CHANGED") return;
    answers_.add(milliseconds_between(std::exchange(asked_, Time{}), steady_clock::now()));
  }

  const MeasuredServer& server_;
  const Organisation& organisation_;
  const bool lists_;
  Views views_;
  PresenceReader events_, contacts_;
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
std::vector<double> measure_list(const MeasuredServer& server, const Organisation& organisation, int times,
                                 std::chrono::seconds limit) {
  Samples samples;
  std::size_t size = 0;
  Time asked;
  bool ready = false;
  Swarm swarm(server.port(), [&](std::size_t, std::string_view text) {
    ready = ready || type_of(text) == "getUserData";
    if (type_of(text) != "USER_CONTACTS") return;
    samples.add(milliseconds_between(asked, steady_clock::now()));
    size = text.size();
  });
  swarm.open(login_text(organisation.tokens.front()));
  const Time give_up = steady_clock::now() + limit;
  serve_until(swarm, give_up, [&] { return ready; });
  const double cpu_before = server.cpu_seconds();
  for (int i = 0; i < times; ++i) {
    asked = steady_clock::now();
    swarm.send(0, call_text("getContacts", "list"));
    serve_until(swarm, give_up, [&] { return samples.size() > static_cast<std::size_t>(i); });
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
  const std::chrono::seconds limit(options.number("limit"));
  for (int round = 1; round <= options.number("rounds"); ++round) {
    std::fprintf(stderr, "presence: round %d\n", round);
    Organisation organisation;
    const MeasuredServer server(options.text("programs"), [&](const std::filesystem::path& data) {
      organisation = found_organisation(data, members + 1, Acquaintance::all_contacts);
    });
    storm.add(std::to_string(seconds),
              Storm(server, organisation, options.number("lists", 0) != 0).run(seconds, limit));
  }
  {
    Organisation organisation;
    const MeasuredServer server(options.text("programs"), [&](const std::filesystem::path& data) {
      organisation = found_organisation(data, options.number("contacts") + 1, Acquaintance::all_contacts);
    });
    lists.add("", measure_list(server, organisation, 50, limit));
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
                                        {"members", "5000"},
                                        {"seconds", "10"},
                                        {"rounds", "1"},
                                        {"lists", "1"},
                                        {"limit", "120"},
                                        {"contacts", "10000"}});
  return options.run(parley::bench::run);
}

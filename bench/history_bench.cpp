// Pages of messages and searches in a large store.
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "bench/archive.hpp"
#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"

namespace parley::bench {
namespace {

using std::chrono::steady_clock;

/// One client that asks and waits.
class Reader {
 public:
  Reader(const MeasuredServer& server, const std::string& token)
      : server_(server), swarm_(server.port(), [this](std::size_t, std::string_view text) { take(text); }) {
    swarm_.open(login_text(token));
    wait();
  }

  struct Question {
    std::string call, arguments;
  };
  std::vector<double> measure(int times, const std::function<Question(int)>& question) {
    Samples samples;
    std::size_t bytes = 0, found = 0;
    const double cpu_before = server_.cpu_seconds();
    for (int i = 0; i < times; ++i) {
      const Question asked = question(i);
      const Time begin = steady_clock::now();
      swarm_.send(0, call_text(asked.call, "ask", asked.arguments));
      wait();
      samples.add(milliseconds_between(begin, steady_clock::now()));
      bytes += bytes_;
      found += found_;
    }
    const double cpu = server_.cpu_seconds() - cpu_before;
    const double count = times;
    return {static_cast<double>(found) / count, static_cast<double>(bytes) / count / 1000, samples.percentile(0.5),
            samples.percentile(0.99), cpu / count * 1000};
  }

 private:
  void take(std::string_view text) {
    if (is_of_type(text, "OPERATION_FAILED")) throw std::runtime_error(std::string(text.substr(0, 300)));
    const bool login = is_of_type(text, "getUserData");
    if (!login && text.substr(0, 200).find(R"("internalMessageId":"ask")") == std::string_view::npos) return;
    answered_ = true;
    bytes_ = text.size();
    found_ = 0;
    for (std::size_t at = text.find(R"("body":)"); at != std::string_view::npos; at = text.find(R"("body":)", at + 1)) {
      ++found_;
    }
  }
  void wait() {
    const Time give_up = steady_clock::now() + std::chrono::seconds(60);
    answered_ = false;
    while (!answered_) {
      if (steady_clock::now() > give_up) throw std::runtime_error("no answer");
      swarm_.serve(give_up);
    }
  }

  const MeasuredServer& server_;
  bool answered_ = false;
  std::size_t bytes_ = 0, found_ = 0;
  Swarm swarm_;
};

int run(const Options& options) {
  const std::string machine = describe_machine();
  const ArchivePlan plan{.messages = options.number("messages"), .members = options.number("members", 2)};
  const int times = options.number("times");
  Organisation organisation;
  Archive archive;
  double writing = 0, megabytes = 0;
  const MeasuredServer server(options.text("programs"), [&](const std::filesystem::path& data) {
    organisation = found_organisation(data, plan.members, Acquaintance::strangers);
    const Time began = steady_clock::now();
    archive = write_archive(data, organisation, plan);
    writing = milliseconds_between(began, steady_clock::now()) / 1000;
    megabytes = static_cast<double>(std::filesystem::file_size(data / "parley.db")) / 1e6;
  });
  Reader reader(server, organisation.tokens.front());
  const std::string& large = archive.chats.front();
  const Millis now = SystemClock().now();
  const auto page = [&](const std::string& chat, Millis until, int count) {
    return Reader::Question{"loadMessages", R"("targetEntityType":"CHAT","targetEntityId":{"chatId":")" + chat +
                                                R"("},"boundaries":{"dateMark":)" + std::to_string(until) +
                                                R"(,"upperLimit":)" + std::to_string(count) + R"(,"lowerLimit":0})"};
  };
  const auto search = [&](const std::string& chat, const std::string& words) {
    return Reader::Question{"searchChatMessages", R"("chatId":")" + chat + R"(","searchString":")" + words + '"'};
  };
  // Some place in the whole time, another one each time.
  const auto some_date = [&](int i) { return now - plan.messages * 1'000 / times * i; };
  const auto chat_of = [&](int i) -> const std::string& {
    return archive.chats[static_cast<std::size_t>(i) % archive.chats.size()];
  };
  Table table("asked for", {{"messages returned", 0}, {"KB", 1}, {"p50 ms", 2}, {"p99 ms", 2}, {"CPU-ms", 2}});
  for (int round = 1; round <= options.number("rounds"); ++round) {
    std::fprintf(stderr, "history: round %d\n", round);
    table.add("the newest 50 of any chat", reader.measure(times, [&](int i) { return page(chat_of(i), now, 50); }));
    table.add("50 from anywhere in the large chat",
              reader.measure(times, [&](int i) { return page(large, some_date(i), 50); }));
    table.add("1000 from anywhere in the large chat",
              reader.measure(times / 10 + 1, [&](int i) { return page(large, some_date(i), 1'000); }));
    table.add("a rare word in the large chat", reader.measure(times, [&](int i) {
      return search(large, archive_word(19'000 - static_cast<unsigned>(i)));
    }));
    table.add("two common words side by side, large chat", reader.measure(times / 10 + 1, [&](int i) {
      return search(large, archive_word(static_cast<unsigned>(i) % 20) + " " + archive_word(20));
    }));
    table.add("a common word in the large chat", reader.measure(times / 10 + 1, [&](int i) {
      return search(large, archive_word(static_cast<unsigned>(i) % 5));
    }));
    table.add("a word nobody wrote", reader.measure(times, [&](int) { return search(large, "xyzzy"); }));
    table.add("a common word in any chat", reader.measure(times / 10 + 1, [&](int i) {
      return search(chat_of(i), archive_word(static_cast<unsigned>(i) % 5));
    }));
  }
  std::printf(
      "## History and search\n\n%s.\n%lld messages of %d words in %d chats of %d members, a tenth of them in one; the "
      "database has %.0f MB, written in %.0f s. One client, one question at a time.\n\n%s\n",
      machine.c_str(), static_cast<long long>(plan.messages), plan.words, plan.chats, plan.members, megabytes, writing,
      table.text().c_str());
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(
      count, words, {{"programs", ""}, {"messages", "100000"}, {"members", "10"}, {"times", "200"}, {"rounds", "1"}});
  return options.run(parley::bench::run);
}

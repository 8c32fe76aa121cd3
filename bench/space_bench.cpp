// One large space: joining it, listing it, opening a private channel by a role, and writing in a public one.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/founded_space.hpp"
#include "bench/machine.hpp"
#include "bench/measured_server.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/space_crowd.hpp"

namespace parley::bench {
namespace {

/// What calls of one kind come to.
class CallFigures {
 public:
  void add(const SpaceCrowd::Heard& heard) {
    answers_.add(heard.answer_milliseconds);
    last_.add(heard.last_milliseconds);
    answer_bytes_ += heard.answer_bytes;
    texts_ += heard.texts;
    bytes_ += heard.bytes;
    cpu_ += heard.cpu_seconds;
  }
  std::vector<double> figures() {
    const auto calls = static_cast<double>(answers_.size());
    const auto texts = static_cast<double>(texts_);
    return {calls,
            answers_.percentile(0.5),
            answers_.percentile(0.99),
            static_cast<double>(answer_bytes_) / calls / 1e3,
            last_.percentile(0.5),
            last_.percentile(0.99),
            texts / calls,
            static_cast<double>(bytes_) / calls / 1e6,
            cpu_ / calls * 1e3,
            cpu_ / texts * 1e6};
  }
  static std::vector<Table::Column> columns() {
    return {{"calls", 0},  {"answer p50 ms", 1},  {"p99 ms", 1},      {"answer KB", 1},       {"all have it p50 ms", 1},
            {"p99 ms", 1}, {"texts per call", 0}, {"MB per call", 2}, {"CPU-ms per call", 1}, {"CPU-µs per text", 1}};
  }

 private:
  Samples answers_, last_;
  std::uint64_t answer_bytes_ = 0, texts_ = 0, bytes_ = 0;
  double cpu_ = 0;
};

std::string quoted(const std::string& name, const std::string& value) { return '"' + name + "\":\"" + value + '"'; }

/// A space on a server of its own; the first `listeners` members are connected, the first of all is the owner.
class Scene {
 public:
  explicit Scene(const Options& options)
      : members_(static_cast<std::size_t>(options.number("members"))),
        listeners_(static_cast<std::size_t>(options.number("listeners", 3))),
        joins_(static_cast<std::size_t>(options.number("joins"))),
        server_(options.text("programs"), [&](const std::filesystem::path& data) { found(options, data); }),
        crowd_(server_, organisation_, std::chrono::seconds(options.number("limit"))) {
    crowd_.add_contacts(listeners_);
  }

  void measure(const Options& options, Table& table) {
    table.add("joinSpaceByInviteCode", measure_joins());
    table.add("getUserSpaces", measure_lists(options.number("lists")));
    measure_roles(options.number("changes"), table);
    table.add("addRoleToMember: one gets a channel", measure_members(options.number("changes")));
    table.add("sendMessage", measure_posts(options.number("posts")));
  }
  double server_megabytes() const { return static_cast<double>(server_.resident_bytes()) / 1e6; }

 private:
  void found(const Options& options, const std::filesystem::path& data) {
    if (listeners_ > members_) throw std::runtime_error("more listeners than members");
    // In the order in which they connect: listeners, those who join, other members.
    organisation_ = found_organisation(data, static_cast<int>(members_ + joins_), Acquaintance::strangers);
    std::vector<std::string> users(organisation_.users.begin(),
                                   organisation_.users.begin() + static_cast<std::ptrdiff_t>(listeners_));
    users.insert(users.end(), organisation_.users.begin() + static_cast<std::ptrdiff_t>(listeners_ + joins_),
                 organisation_.users.end());
    space_ = found_space(data, users,
                         {.members = members_,
                          .channels = static_cast<std::size_t>(options.number("channels", 2)),
                          .roles = static_cast<std::size_t>(options.number("roles", 2))});
  }

  /// The one who joins becomes a contact of everybody; who is connected hears of it.
  std::vector<double> measure_joins() {
    crowd_.add_strangers(joins_);
    CallFigures all;
    for (std::size_t i = 0; i < joins_; ++i) {
      const std::size_t hearing = listeners_ + i;
      all.add(
          crowd_.call(listeners_ + i, "joinSpaceByInviteCode", quoted("inviteCode", space_.invite), "NEW_SPACE",
                      {{"NEW_SPACE", 1}, {"USER_JOINED_TO_SPACE", hearing}, {"NEW_CONTACT", hearing + members_ + i}}));
    }
    return all.figures();
  }

  std::vector<double> measure_lists(int times) {
    CallFigures all;
    for (int i = 0; i < times; ++i) {
      const std::size_t member = 1 + static_cast<std::size_t>(i) % (listeners_ - 1);
      all.add(crowd_.call(member, "getUserSpaces", "", "USER_SPACES", {{"USER_SPACES", 1}}));
    }
    return all.figures();
  }

  /// All members get the role, and then all lose it.
  void measure_roles(int times, Table& table) {
    std::string everybody;
    for (const std::string& user : organisation_.users) everybody += (everybody.empty() ? "\"" : ",\"") + user + '"';
    const std::size_t others = crowd_.size() - 1;  // the owner is in the channel anyway
    CallFigures opened, closed;
    for (int i = 0; i < times; ++i) {
      opened.add(update_role(
          everybody,
          {{"SPACE_ROLE_UPDATED", crowd_.size()}, {"SPACE_CHANNEL_UPDATED", 1}, {"NEW_SPACE_CHANNEL", others}}));
      closed.add(update_role(
          "",
          {{"SPACE_ROLE_UPDATED", crowd_.size()}, {"SPACE_CHANNEL_UPDATED", 1}, {"SPACE_CHANNEL_DELETED", others}}));
    }
    table.add("updateSpaceRole: all get a channel", opened.figures());
    table.add("updateSpaceRole: all lose it", closed.figures());
  }
  SpaceCrowd::Heard update_role(const std::string& members, const std::map<std::string, std::size_t>& expected) {
    return crowd_.call(0, "updateSpaceRole",
                       quoted("spaceId", space_.id) + ',' + quoted("roleId", space_.role) +
                           R"(,"roleName":"Role","color":"blue","permissions":[],"members":[)" + members + ']',
                       "SPACE_ROLE_UPDATED", expected);
  }

  std::vector<double> measure_members(int times) {
    CallFigures all;
    for (std::size_t i = 1; i <= std::min(static_cast<std::size_t>(times), listeners_ - 1); ++i) {
      all.add(crowd_.call(0, "addRoleToMember",
                          quoted("spaceId", space_.id) + ',' + quoted("roleId", space_.role) + ',' +
                              quoted("memberId", organisation_.users[i]),
                          "ADDED_ROLE_TO_MEMBER",
                          {{"ADDED_ROLE_TO_MEMBER", crowd_.size()},
                           {"SPACE_CHANNEL_UPDATED", i},  // the owner and those who got it before
                           {"NEW_SPACE_CHANNEL", 1}}));
    }
    return all.figures();
  }

  std::vector<double> measure_posts(int times) {
    const std::string arguments = R"("targetEntityType":"CHANNEL","targetEntityId":{)" + quoted("spaceId", space_.id) +
                                  ',' + quoted("channelId", space_.public_channel) + "}," +
                                  quoted("body", std::string(100, '.'));
    CallFigures all;
    for (int i = 0; i < times; ++i) {
      const std::size_t member = 1 + static_cast<std::size_t>(i) % (listeners_ - 1);
      all.add(crowd_.call(member, "sendMessage", arguments, "SFU_MESSAGE_STATE",
                          {{"SFU_MESSAGE_STATE", 1}, {"SFU_MESSAGE", crowd_.size() - 1}}));
    }
    return all.figures();
  }

  const std::size_t members_, listeners_, joins_;
  Organisation organisation_;
  FoundedSpace space_;
  const MeasuredServer server_;
  SpaceCrowd crowd_;
};

int run(const Options& options) {
  const std::string machine = describe_machine();
  Table table("", CallFigures::columns());
  Table rest("", {{"server MB", 0}, {"stolen %", 1}});
  for (int round = 1; round <= options.number("rounds"); ++round) {
    std::fprintf(stderr, "space: round %d\n", round);
    Scene scene(options);
    const CoreTicks ticks = core_ticks();
    scene.measure(options, table);
    rest.add("", {scene.server_megabytes(), stolen_percent(ticks, core_ticks())});
  }
  std::printf(
      "## Space\n\n%s.\n%d members, %d of them connected and %d more who join; %d channels, half of them private; %d "
      "roles. One call at a time.\n\n%s\n%s\n",
      machine.c_str(), options.number("members"), options.number("listeners"), options.number("joins"),
      options.number("channels"), options.number("roles"), table.text().c_str(), rest.text().c_str());
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(count, words,
                                       {{"programs", ""},
                                        {"members", "1000"},
                                        {"channels", "50"},
                                        {"roles", "20"},
                                        {"listeners", "200"},
                                        {"joins", "10"},
                                        {"lists", "20"},
                                        {"changes", "10"},
                                        {"posts", "50"},
                                        {"rounds", "1"},
                                        {"limit", "120"}});
  return options.run(parley::bench::run);
}
